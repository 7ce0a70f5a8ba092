import { suggestionLine, suggestionText } from '../../../../src/model/profile/suggestion';
import type { ISuggestion } from '../../../../src/model/contract/profile';
import { NBSP } from '../../../../src/model/words/units';
import { english, SECOND } from '../../builders';

const lines: ISuggestion = {
  instrument: 'lines',
  tool: 'tracer',
  reason: 'It takes the time of each line.',
  expected_ns: [3.24 * SECOND, 11.3 * SECOND]
};

const line = (suggestion: ISuggestion, instrument: 'overview' | 'lines') =>
  suggestionLine(suggestion, { instrument }, english).replaceAll(NBSP, ' ');

describe('what to measure next', () => {
  it('says how long that will take, as far as it is known', () => {
    expect(line(lines, 'overview')).toBe(
      'It takes the time of each line. Run again with Lines, 3.2 to 11 s.'
    );
    expect(line({ ...lines, expected_ns: null }, 'overview')).toBe(
      'It takes the time of each line. Run again with Lines.'
    );
  });

  it('names the tool where the instrument is the same', () => {
    const { button } = suggestionText(lines, { instrument: 'lines' }, english);
    expect(button).toBe('Run again with own tracer');
  });
});
