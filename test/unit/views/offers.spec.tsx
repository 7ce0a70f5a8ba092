import { Offer, Offers } from '../../../src/views/comparison/offers';
import type { GoOn, GoOnState } from '../../../src/model/kernel/comparing';
import { compared, english, installation } from '../builders';
import type { InstallState } from '../../../src/model/kernel/installation';
import { button, clearDrawn, click, drawn } from './drawn';

const unclear = compared(
  { verdict: 'unclear', ratio: 1.01, low: 0.9, high: 1.1 },
  { token: 'abc', offers: ['more'] }
);

function offer(
  state: GoOnState | null,
  what: GoOn = 'more',
  comparison = unclear,
  news: InstallState | null = null
) {
  const started: GoOn[] = [];
  const installed: string[] = [];
  const packages = {
    install: (name: string) => installed.push(name),
    stop: () => undefined,
    copy: () => Promise.resolve()
  };
  const offers = state && {
    state,
    start: (one: GoOn) => started.push(one),
    installation: news,
    packages
  };
  const node = drawn(
    <Offers.Provider value={offers}>
      <Offer what={what} comparison={comparison} trans={english} />
    </Offers.Provider>
  );
  return { node, started, installed, button: node.querySelector('button') };
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
    const { node } = offer({ phase: 'failed', what: 'more', message, missing: null });
    expect(node.querySelector('[role=status]')?.textContent).toContain('It is gone.');
  });

  describe('a package that is missing for it', () => {
    const lacking: GoOnState = {
      phase: 'failed',
      what: 'confirm',
      message: { title: 'This kernel has none.', text: '', detail: null },
      missing: { name: 'cloudpickle', command: 'python -m pip install cloudpickle' }
    };
    const far = { ...unclear, offers: ['confirm'] } as typeof unclear;

    it('can be installed here', () => {
      const { node, installed } = offer(lacking, 'confirm', far);
      expect(node.textContent).toContain('cloudpickle is not installed in this kernel.');
      expect(node.textContent).toContain('python -m pip install cloudpickle');
      click(button(node, 'Install here'));
      expect(installed).toEqual(['cloudpickle']);
    });

    it('is used as soon as it is installed', () => {
      const news: InstallState = {
        name: 'cloudpickle',
        phase: 'ended',
        at: 0,
        installation: installation({ name: 'cloudpickle' })
      };
      const { node, started } = offer(lacking, 'confirm', far, news);
      expect(node.textContent).toContain('the kernel needs no restart');
      click(button(node, 'Confirm'));
      expect(started).toEqual(['confirm']);
    });

    it('is not told of other packages', () => {
      const news: InstallState = {
        name: 'memory_profiler',
        phase: 'ended',
        at: 0,
        installation: installation()
      };
      const { node } = offer(lacking, 'confirm', far, news);
      expect(node.textContent).not.toContain('memory_profiler');
    });
  });
});
