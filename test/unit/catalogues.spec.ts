import type { NotebookPanel } from '@jupyterlab/notebook';
import { Catalogues } from '../../src/catalogues';
import type { Profilers } from '../../src/kernel/profilers';
import { ProfileStore } from '../../src/store';
import { FakeContext, fakeKernel } from './kernel/scripted';

function page() {
  const store = new ProfileStore();
  const open = (sessionContext = new FakeContext()) =>
    ({ context: {}, sessionContext }) as unknown as NotebookPanel;
  const first = open();
  const tracker = { currentWidget: first as NotebookPanel | null };
  const asked: NotebookPanel[] = [];
  const cataloguer = (panel: NotebookPanel) => ({
    ask: async () => {
      asked.push(panel);
      store.putCatalogue(panel.context, { phase: 'asking' });
    }
  });
  let isShown = true;
  const catalogues = new Catalogues(
    tracker,
    store,
    { cataloguer } as unknown as Pick<Profilers, 'cataloguer'>,
    () => isShown
  );
  /** Make another notebook the current one. */
  const activate = (panel: NotebookPanel | null) => {
    tracker.currentWidget = panel;
    catalogues.check();
  };
  return { activate, asked, catalogues, first, open, show: (is: boolean) => (isShown = is), store };
}

describe('what kernels can measure with', () => {
  it('is asked of each notebook that comes in front while the page is open, once', () => {
    const { activate, asked, first, open, store } = page();
    const second = open();
    store.showPage('instruments');
    expect(asked).toEqual([first]);
    activate(second);
    activate(first);
    activate(null);
    expect(asked).toEqual([first, second]);
  });

  it('is asked of nobody while the page is closed or out of sight', () => {
    const { activate, asked, catalogues, first, open, show, store } = page();
    activate(open());
    show(false);
    store.showPage('instruments');
    expect(asked).toEqual([]);
    show(true);
    activate(first);
    expect(asked).toEqual([first]);
    store.showPage('results');
    store.putCatalogue(first.context, null);
    catalogues.check();
    expect(asked).toEqual([first]);
  });

  it('is asked anew of a kernel that was restarted, and not of one that failed', () => {
    const { asked, first, store } = page();
    store.showPage('instruments');
    store.putCatalogue(first.context, { phase: 'failed', failure: { kind: 'not-answering' } });
    expect(asked).toHaveLength(1);
    store.putCatalogue(first.context, null);
    expect(asked).toHaveLength(2);
  });

  it('is not asked of another language, or without a kernel', () => {
    const { activate, asked, open, store } = page();
    activate(null);
    store.showPage('instruments');
    const other = new FakeContext();
    other.session = { kernel: fakeKernel('ir') };
    activate(open(other));
    const none = new FakeContext();
    none.become('dead');
    activate(open(none));
    expect(asked).toEqual([]);
  });
});
