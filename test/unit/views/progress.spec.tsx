import type { IComparing } from '../../../src/model/kernel/comparing';
import { ComparingBody } from '../../../src/views/comparison/progress';
import { english, pair, progress } from '../builders';
import { button, clearDrawn, click, drawn } from './drawn';

afterEach(clearDrawn);

function body(
  changes: Parameters<typeof progress>[0],
  more: Partial<IComparing> = {},
  blind = false
) {
  const stop = jest.fn();
  const comparing = { progress: progress(changes), since: Date.now(), stopping: false, ...more };
  const node = drawn(
    <ComparingBody comparing={comparing} blind={blind} trans={english} onStop={stop} />
  );
  return { node, stop };
}

const KNOWN = {
  step: 'timing',
  n: 10,
  pairs: [pair({ ratio: 1.2, low: 1.1, high: 1.3 })]
} as const;

describe('ComparingBody', () => {
  it('says only what is being done aloud', () => {
    const { node } = body(KNOWN);
    const status = node.querySelectorAll('[role=status]');
    expect(status).toHaveLength(1);
    expect(status[0].textContent).toMatch(/^Timing n.=.10$/);
  });

  it('draws what is known, which is no verdict', () => {
    const { node } = body(KNOWN);
    expect(node.querySelector('.jp-Cellheat-Interval')?.getAttribute('data-verdict')).toBe(
      'unclear'
    );
    expect(node.querySelector('.jp-Cellheat-Interval-same')).not.toBeNull();
  });

  it('has the same places before anything is known', () => {
    const rows = (node: Element) => node.querySelectorAll('.jp-Cellheat-Comparing-pairs > div');
    expect(rows(body({}).node)).toHaveLength(1);
    expect(rows(body({ names: ['a', 'b', 'c'] }).node)).toHaveLength(2);
  });

  it('shows nothing that was measured before a guess', () => {
    const { node } = body(KNOWN, {}, true);
    expect(node.querySelector('.jp-Cellheat-Interval, .jp-Cellheat-Comparing-pairs')).toBeNull();
    expect(node.textContent).not.toMatch(/×|1\.[123]/);
  });

  it('stops once', () => {
    const { node, stop } = body(KNOWN);
    click(button(node, 'Stop'));
    expect(stop).toHaveBeenCalledTimes(1);
    const stopping = body(KNOWN, { stopping: true }).node;
    expect(stopping.querySelector('button')?.disabled).toBe(true);
    expect(stopping.querySelector('[role=status]')?.textContent).toBe('Stopping');
  });
});
