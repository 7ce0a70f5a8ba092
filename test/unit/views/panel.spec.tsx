import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { MessageLoop } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import { act } from 'react';
import { IComparing, IN_PANEL } from '../../../src/model/kernel/comparing';
import type { InstallState } from '../../../src/model/kernel/installation';
import type { RunState } from '../../../src/model/kernel/run';
import { CellRuns } from '../../../src/model/slowest/runs';
import { NBSP } from '../../../src/model/words/units';
import { ProfileStore } from '../../../src/store';
import { CommandIDs, IComparings, ISelection, ISlowest } from '../../../src/tokens';
import { ProfilePanel } from '../../../src/views/panel';
import {
  callsProfile,
  comparison,
  installation,
  kernelFailure,
  memoryProfile,
  progress,
  run,
  RUNNING,
  SOURCE,
  timeitProfile
} from '../builders';
import { button, click } from './drawn';

const notebook = {};
const DONE: RunState = { phase: 'done', result: callsProfile() };
const READY: ISelection = {
  notebook,
  cellId: 'cell-12',
  prompt: '[12]',
  source: SOURCE,
  availability: { kind: 'ready' }
};

let panel: ProfilePanel;
let store: ProfileStore;
let comparing: IComparing | null;
let changed: Signal<IComparings, object>;
let runs: CellRuns;
let ran: Signal<ISlowest, object>;
let shown: number;
let asked: [id: string, args: unknown][];

beforeEach(async () => {
  store = new ProfileStore();
  asked = [];
  const commands = new CommandRegistry();
  for (const id of Object.values(CommandIDs)) {
    commands.addCommand(id, { execute: args => void asked.push([id, args]) });
  }
  runs = new CellRuns();
  ran = new Signal<ISlowest, object>({} as ISlowest);
  shown = 0;
  comparing = null;
  changed = new Signal<IComparings, object>({} as IComparings);
  const comparings = {
    changed,
    of: (_: object, cell: string) => (cell === IN_PANEL ? comparing : null)
  };
  panel = new ProfilePanel({
    store,
    comparings,
    slowest: { changed: ran, of: of => (of === notebook ? runs : null) },
    commands,
    translator: nullTranslator,
    tableRows: () => 25,
    watchMemory: () => true,
    onShown: () => shown++
  });
  await act(async () => {
    Widget.attach(panel, document.body);
    MessageLoop.flush();
    await panel.renderPromise;
  });
});

afterEach(() => act(() => panel.dispose()));

/** What the panel says once this has happened. */
function after(happens: () => void): string {
  act(happens);
  return panel.node.textContent!.replaceAll(NBSP, ' ');
}

const spoken = () => panel.node.querySelector('[role=status]')!.textContent!.replaceAll(NBSP, ' ');
/** The tabs, the chosen one in brackets. */
const tabs = () =>
  [...panel.node.querySelectorAll('[role=tab]')].map(tab =>
    tab.getAttribute('aria-selected') === 'true' ? `[${tab.textContent}]` : tab.textContent
  );
const isPale = () => panel.node.querySelector('[data-pale]') !== null;

describe('ProfilePanel', () => {
  it('can be found and named', () => {
    expect(panel.id).toBe('cellheat-panel');
    expect(panel.title.caption).toBe('Cellheat');
    expect(panel.title.icon).toBeDefined();
  });

  it('says what to do where there is nothing to profile', () => {
    const said = (availability: ISelection['availability']) =>
      after(() => store.setSelection({ ...READY, availability }));
    expect(panel.node.textContent).toContain('No notebook is open.');
    expect(said({ kind: 'no-kernel' })).toContain('This notebook has no kernel.');
    expect(said({ kind: 'starting' })).toContain('The kernel is starting.');
    expect(said({ kind: 'not-code' })).toContain('This is not a code cell.');
    expect(said({ kind: 'not-python', kernel: 'R' })).toContain('on the R kernel');
    expect(button(panel.node, 'Profile')).toBeUndefined();
  });

  it('offers to profile a cell that has no result', () => {
    const text = after(() => store.setSelection(READY));
    expect(text).toContain('[12] def match(orders, customers):');
    expect(text).toContain('Not profiled yet.');
    click(button(panel.node, 'Profile'));
    expect(asked).toEqual([[CommandIDs.profileCell, {}]]);
  });

  it('can be called off while it waits', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run({ phase: 'waiting', since: Date.now(), why: 'busy' }));
    });
    expect(text).toContain('Waiting for the kernel.');
    click(button(panel.node, 'Cancel'));
    expect(asked).toEqual([[CommandIDs.cancelRun, {}]]);
  });

  it('can be called off while the sampler starts', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run({ phase: 'starting', since: Date.now() }));
    });
    expect(text).toContain('Starting the memory sampler…');
    click(button(panel.node, 'Cancel'));
    expect(asked).toEqual([[CommandIDs.cancelRun, {}]]);
  });

  describe('a package that the kernel lacks', () => {
    const COMMAND = '"/my env/bin/python" -m pip install memory_profiler';
    const lacking = (command: string | null) =>
      after(() => {
        const missing = { name: 'memory_profiler', command } as const;
        store.setSelection(READY);
        store.put(notebook, run({ phase: 'done', result: memoryProfile({}, { missing }) }));
      });
    const installing = (state: InstallState) => after(() => store.putInstallation(notebook, state));

    it('can be installed here, or by the line that stands there', async () => {
      expect(lacking(COMMAND)).toContain(COMMAND);
      await act(async () => button(panel.node, 'Copy')!.click());
      expect(button(panel.node, 'Copied')).toBeDefined();
      click(button(panel.node, 'Install here'));
      expect(asked).toEqual([
        [CommandIDs.copyText, { text: COMMAND }],
        [CommandIDs.installPackage, { name: 'memory_profiler' }]
      ]);
    });

    it('has words where the kernel cannot install it', () => {
      expect(lacking(null)).toContain('cannot install it itself');
      expect(panel.node.querySelectorAll('.jp-Cellheat-Missing button')).toHaveLength(0);
    });

    it('is being installed, which can be stopped', () => {
      lacking(COMMAND);
      const text = installing({
        name: 'memory_profiler',
        phase: 'installing',
        since: Date.now(),
        stopping: false
      });
      expect(text).toContain('Installing…');
      expect(text).toContain('The kernel is busy meanwhile');
      expect(text).not.toContain(COMMAND);
      click(button(panel.node, 'Stop'));
      expect(asked).toEqual([[CommandIDs.stopInstallation, {}]]);
    });

    it('is installed: the cell can be profiled again', () => {
      lacking(COMMAND);
      const text = installing({
        name: 'memory_profiler',
        phase: 'ended',
        at: Date.now(),
        installation: installation()
      });
      expect(text).toContain('memory_profiler is installed.');
      click(button(panel.node, 'Profile again'));
      expect(asked).toEqual([[CommandIDs.profileCell, { instrument: 'memory' }]]);
    });

    it('could not be installed: what pip said can be copied', async () => {
      lacking(COMMAND);
      const failed = installation({ status: 'failed', output: 'ERROR: no space' });
      const text = installing({
        name: 'memory_profiler',
        phase: 'ended',
        at: Date.now(),
        installation: failed
      });
      expect(text).toContain('ERROR: no space');
      expect(button(panel.node, 'Try again')).toBeDefined();
      await act(async () => button(panel.node, 'Copy')!.click());
      expect(asked).toEqual([[CommandIDs.copyText, { text: 'ERROR: no space' }]]);
    });
  });

  it('lists what would be repeated', () => {
    const text = after(() => {
      store.setSelection(READY);
      const effects = [
        { code: 'writes-files', line: 3, text: "open('a', 'w')", cell: null }
      ] as const;
      store.put(notebook, run({ phase: 'asking', effects }));
    });
    expect(text).toContain("Line 3 writes a fileopen('a', 'w')");
  });

  it('counts the time of a run under way, and can stop it', () => {
    jest.useFakeTimers({ now: 10_000 });
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run({ phase: 'running', since: 8_000, stopping: false }));
    });
    expect(text).toContain('2.0 s');
    expect(after(() => jest.advanceTimersByTime(300))).toContain('2.3 s');
    expect(spoken()).toBe('Counting calls while the cell runs.');
    click(button(panel.node, 'Stop'));
    expect(asked).toEqual([[CommandIDs.stopRun, {}]]);
    const stopping: RunState = { phase: 'running', since: 8_000, stopping: true };
    expect(after(() => store.put(notebook, run(stopping)))).toContain('Stopping.');
    expect(button(panel.node, 'Stop')!.disabled).toBe(true);
    jest.useRealTimers();
  });

  it('draws a result, and copies it', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run(DONE));
    });
    expect(text).toContain('7.9 of 8.6 s went into match.');
    expect(spoken()).toBe('7.9 of 8.6 s went into match.');
    expect(isPale()).toBe(false);
    click(button(panel.node, 'Copy as text'));
    expect(asked).toEqual([[CommandIDs.copyReport, { result: 'calls' }]]);
  });

  it('goes to the line of a function', () => {
    after(() => {
      store.setSelection(READY);
      store.setCells([{ id: 'cell-12', source: SOURCE, count: 12 }]);
      store.put(notebook, run(DONE));
    });
    click(button(panel.node, 'match'));
    expect(asked).toEqual([[CommandIDs.goToLine, { cell: 'cell-12', line: 3 }]]);
  });

  it('keeps the old result, pale, while another run is under way', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run(DONE));
      store.put(notebook, run(RUNNING));
    });
    expect(text).toContain('Counting calls');
    expect(text).toContain('The result before:');
    expect(isPale()).toBe(true);
  });

  it('says that the source has changed, and profiles again with the same instrument', () => {
    const text = after(() => {
      store.setSelection({ ...READY, source: `${SOURCE}\nx = 1` });
      const result = timeitProfile();
      store.put(notebook, run({ phase: 'done', result }, { instrument: 'timeit' }));
    });
    expect(text).toContain('Source changed since this run.');
    expect(isPale()).toBe(true);
    click(button(panel.node, 'Profile again'));
    expect(asked).toEqual([[CommandIDs.profileCell, { instrument: 'timeit', tool: 'timeit' }]]);
    after(() => store.setSelection({ ...READY, source: `${SOURCE}\n` }));
    expect(isPale()).toBe(false);
  });

  it('says why there is no result, and keeps the one before', () => {
    const text = after(() => {
      store.setSelection({ ...READY, availability: { kind: 'no-kernel' } });
      store.put(notebook, run(DONE));
      store.put(notebook, run({ phase: 'failed', failure: { kind: 'died' } }));
    });
    expect(text).toContain('The kernel died.');
    expect(spoken()).toBe('The kernel died.');
    expect(isPale()).toBe(true);
    expect(button(panel.node, 'Profile again')).toBeUndefined();
  });

  it('shows the log of a failure of ours', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(
        notebook,
        run({ phase: 'failed', failure: { kind: 'kernel', failure: kernelFailure() } })
      );
    });
    expect(text).toContain('Cellheat made a mistake.');
    expect(panel.node.querySelector('details pre')!.textContent).toContain('RuntimeError');
  });

  it('says that another cell is being profiled', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.setCells([{ id: 'cell-9', source: 'parse(order)', count: 9 }]);
      store.put(notebook, run(RUNNING, { cellId: 'cell-9' }));
    });
    expect(text).toContain('Another cell is being profiled: parse(order)');
  });

  describe('a comparison', () => {
    const OTHER = { id: 'cell-9', source: 'hits = []', count: 9 };
    const compared = [
      { id: 'cell-12', source: SOURCE, name: '[12]' },
      { id: 'cell-9', source: OTHER.source, name: '[9]' }
    ];
    const COMPARED = run(
      { phase: 'done', result: comparison() },
      { instrument: 'compare', compared }
    );
    const select = (other = OTHER) =>
      act(() => {
        store.setSelection(READY);
        store.setCells([{ id: 'cell-12', source: SOURCE, count: 12 }, other]);
      });
    const drawn = async (happens: () => void): Promise<string> => {
      await act(async () => {
        happens();
        await import('../../../src/views/comparison/view');
      });
      return after(() => undefined);
    };

    it('is drawn for each of its cells, and copied', async () => {
      select();
      expect(await drawn(() => store.put(notebook, COMPARED))).toContain('faster');
      expect(spoken()).toContain('faster');
      expect(isPale()).toBe(false);
      await act(async () => button(panel.node, 'Copy as text')!.click());
      expect(asked).toEqual([[CommandIDs.copyReport, { result: 'compare' }]]);
      const text = after(() =>
        store.setSelection({ ...READY, cellId: 'cell-9', source: OTHER.source })
      );
      expect(text).toContain('faster');
      expect(isPale()).toBe(false);
    });

    it('says what it is doing, and is stopped as any run', () => {
      select();
      after(() => store.put(notebook, run(RUNNING, { instrument: 'compare', compared })));
      const told = progress({ step: 'timing', n: null, names: ['[12]', '[9]'] });
      const text = after(() => {
        comparing = { progress: told, since: Date.now(), stopping: false };
        changed.emit(notebook);
      });
      expect(text).toContain('Comparing the cells.A [12]B [9]Timing');
      expect(text).toContain('of at most 2.0 s');
      click(button(panel.node, 'Stop'));
      expect(asked).toEqual([[CommandIDs.stopRun, {}]]);
      const stopping = { ...RUNNING, stopping: true } as RunState;
      after(() => store.put(notebook, run(stopping, { instrument: 'compare', compared })));
      expect(button(panel.node, 'Stop')!.disabled).toBe(true);
    });

    it('is pale once any of its cells has changed, and made again from these', async () => {
      select();
      await drawn(() => store.put(notebook, COMPARED));
      select({ ...OTHER, source: 'hits = [1]' });
      expect(isPale()).toBe(true);
      click(button(panel.node, 'Compare again'));
      expect(asked).toEqual([[CommandIDs.compareCells, { cells: ['cell-12', 'cell-9'] }]]);
    });

    it('is told from what the cell is now where it is of an edit', async () => {
      const versions = [
        { id: 'cell-12', source: 'before', name: 'before' },
        { id: 'cell-12', source: SOURCE, name: 'after' }
      ];
      select();
      await drawn(() => store.put(notebook, { ...COMPARED, compared: versions }));
      expect(isPale()).toBe(false);
      after(() => store.setSelection({ ...READY, source: 'x' }));
      expect(isPale()).toBe(true);
      click(button(panel.node, 'Compare again'));
      expect(asked).toEqual([[CommandIDs.compareEdit, {}]]);
    });

    it('has a tab beside that of the profile, and what is shown is copied', async () => {
      select();
      await drawn(() => {
        store.put(notebook, run(DONE));
        store.put(notebook, COMPARED);
      });
      expect(tabs()).toEqual(['Calls', '[Comparison]']);
      click(button(panel.node, 'Calls'));
      expect(tabs()).toEqual(['[Calls]', 'Comparison']);
      expect(after(() => undefined)).toContain('7.9 of 8.6 s went into match.');
      expect(isPale()).toBe(false);
      await act(async () => button(panel.node, 'Copy as text')!.click());
      expect(asked).toEqual([[CommandIDs.copyReport, { result: 'calls' }]]);
      click(button(panel.node, 'Comparison'));
      after(() => store.put(notebook, run(DONE)));
      expect(tabs()).toEqual(['[Calls]', 'Comparison']);
    });

    it('says why there is none, in its own words', () => {
      select();
      const failure = kernelFailure({ reason: 'refused', text: '[9] asks for input.' });
      const state: RunState = { phase: 'failed', failure: { kind: 'kernel', failure } };
      const text = after(() => store.put(notebook, { ...COMPARED, state }));
      expect(text).toContain('Not compared.[9] asks for input.');
      expect(text).toContain('Compare again');
    });
  });

  it('says that only the active one of several cells was profiled', () => {
    const text = after(() => {
      store.setSelection(READY);
      store.put(notebook, run(DONE, { selected: 3 }));
    });
    expect(text).toContain('3 cells were selected; only the active one was profiled.');
  });
});

describe('the list of slowest cells', () => {
  /** A cell runs from its beginning to its end. */
  function run(cell: string, source: string, ms: number): void {
    runs.sent(cell, cell, source, false);
    runs.began(cell, 0, Date.now());
    runs.accepted(cell, 1);
    runs.ended(cell, ms);
  }

  const CELLS = [
    { id: 'cell-1', source: 'load()', count: 1 },
    { id: 'cell-2', source: 'match()', count: 2 },
    { id: 'cell-3', source: 'show()', count: 3 }
  ];
  const rows = () => [...panel.node.querySelectorAll('tbody tr')];
  const named = (label: string) =>
    panel.node.querySelector<HTMLButtonElement>(`[aria-label='${label}']`)!;

  beforeEach(() =>
    act(() => {
      store.setSelection(READY);
      store.setCells(CELLS);
      store.showPage('slowest');
    })
  );

  it('says that nothing has run, and what will stand here', () => {
    expect(panel.node.textContent).toContain('No cell has run since this page was opened.');
    expect(rows()).toHaveLength(0);
  });

  it('is drawn again when something has run, and only for its notebook', async () => {
    run('cell-1', 'load()', 300);
    expect(after(() => ran.emit({}))).toContain('No cell has run');
    run('cell-2', 'match()', 900);
    const text = after(() => ran.emit(notebook));
    expect(text).toContain('0.9 of 1.2 s went into [2].');
    expect(rows().map(row => row.querySelector('th')!.textContent)).toEqual([
      '[2] match()',
      '[1] load()'
    ]);
    runs.sent('x', 'cell-3', 'show()', false);
    runs.began('x', 0, Date.now());
    expect(after(() => ran.emit(notebook))).toContain('Running now:show()');
  });

  it('goes to a cell, profiles it, and leads from row to row with the keyboard', () => {
    run('cell-1', 'load()', 300);
    run('cell-2', 'match()', 900);
    act(() => ran.emit(notebook));
    const links = rows().map(row => row.querySelector<HTMLButtonElement>('.jp-Cellheat-Link')!);
    click(links[1]);
    click(named('Profile cell [2]'));
    expect(asked).toEqual([
      [CommandIDs.goToLine, { cell: 'cell-1', line: 1 }],
      [CommandIDs.profileCell, { cell: 'cell-2' }]
    ]);
    links[0].focus();
    const press = (key: string) =>
      act(() => {
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
    press('ArrowDown');
    expect(document.activeElement).toBe(links[1]);
    press('ArrowDown');
    expect(document.activeElement).toBe(links[1]);
    press('Home');
    expect(document.activeElement).toBe(links[0]);
  });

  it('profiles nothing where there is no Python', () => {
    run('cell-1', 'load()', 300);
    act(() => store.setSelection({ ...READY, availability: { kind: 'no-kernel' } }));
    expect(named('Profile cell [1]').disabled).toBe(true);
  });

  it('asks for memory for good where that is chosen', () => {
    const box = panel.node.querySelector<HTMLInputElement>('input[type=checkbox]')!;
    expect(box.checked).toBe(true);
    click(box);
    expect(asked).toEqual([[CommandIDs.watchMemory, {}]]);
  });

  it('tells when the panel is shown', () => {
    panel.hide();
    expect(shown).toBe(0);
    panel.show();
    expect(shown).toBe(1);
  });
});
