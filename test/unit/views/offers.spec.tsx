import { Offer, Offers } from '../../../src/views/comparison/offers';
import type { GoOn, GoOnState } from '../../../src/model/comparing';
import { compared, english } from '../builders';
import { clearDrawn, click, drawn } from './drawn';

const unclear = compared(
  { verdict: 'unclear', ratio: 1.01, low: 0.9, high: 1.1 },
  { token: 'abc', offers: ['more'] }
);

function offer(state: GoOnState | null, what: GoOn = 'more') {
  const started: GoOn[] = [];
  const node = drawn(
    <Offers.Provider value={state && { state, start: one => started.push(one) }}>
      <Offer what={what} comparison={unclear} trans={english} />
    </Offers.Provider>
  );
  return { node, started, button: node.querySelector('button') };
}

afterEach(clearDrawn);

describe('Offer', () => {
  it('asks once it is clicked, and not before', () => {
    const { button, started } = offer({ phase: 'idle' });
    expect(button?.textContent).toBe('Measure 5 s more');
    expect(started).toEqual([]);
    click(button);
    expect(started).toEqual(['more']);
  });

  it('is not there without a kernel, or where it is not offered', () => {
    expect(offer(null).button).toBeNull();
    expect(offer({ phase: 'idle' }, 'confirm').button).toBeNull();
  });

  it('does nothing while it is under way', () => {
    const { button, started, node } = offer({ phase: 'running', what: 'more' });
    click(button);
    expect(started).toEqual([]);
    expect(node.textContent).toContain('Measuring.');
  });

  it('says why it could not be done', () => {
    const message = { title: 'It is gone.', text: '', detail: null };
    const { node } = offer({ phase: 'failed', what: 'more', message });
    expect(node.querySelector('[role=status]')?.textContent).toContain('It is gone.');
  });
});
