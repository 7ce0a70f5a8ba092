import { instrumentGuide } from '../../../../src/model/instruments/words';
import { english } from '../../builders';

describe('an instrument', () => {
  it('is offered by a question of its own, and says how it answers', () => {
    const guide = instrumentGuide(english);
    expect(new Set(guide.map(({ question }) => question)).size).toBe(guide.length);
    expect(guide.every(({ question }) => question.endsWith('?'))).toBe(true);
    expect(guide.every(({ how }) => how.includes('runs the cell'))).toBe(true);
  });
});
