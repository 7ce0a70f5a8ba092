import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import {
  addCommands,
  addComparisons,
  addLessonCommands,
  ICommandOptions,
  reasonAgainst
} from '../../src/commands';
import type { IJob } from '../../src/kernel/profiler';
import { Profilers } from '../../src/kernel/profilers';
import type { Instrument } from '../../src/model/contract/profile';
import type { Beside } from '../../src/model/instruments/ways';
import { ProfileStore } from '../../src/store';
import { CommandIDs } from '../../src/tokens';
import { callsProfile, run, RUNNING } from './builders';
import { FakeContext, fakeKernel } from './kernel/scripted';

const trans = nullTranslator.load('cellheat');

const TOOL = {
  name: '',
  available: true,
  obstacle: null,
  missing: null,
  measures: '',
  blind: '',
  needs: '',
  overhead: null
};

function panelOn(sessionContext: FakeContext, type = 'code'): NotebookPanel {
  const cell = {
    isDisposed: false,
    model: { id: 'cell-12', type, sharedModel: { getSource: () => 'x = 1' } }
  };
  const widgets = [cell, {}, {}];
  return {
    context: {},
    sessionContext,
    content: { activeCell: cell, widgets, isSelectedOrActive: (one: unknown) => one !== widgets[2] }
  } as unknown as NotebookPanel;
}

/** A registry with our commands, for a notebook or none. */
function registry(panel: NotebookPanel | null) {
  const commands = new CommandRegistry();
  const store = new ProfileStore();
  const jobs: IJob[] = [];
  const profiler = {
    run: jest.fn(async (job: IJob) => void jobs.push(job)),
    cancel: jest.fn(),
    stop: jest.fn()
  };
  const cataloguer = { ask: jest.fn(async () => undefined) };
  const installer = { install: jest.fn(async (_: string) => undefined), stop: jest.fn() };
  let defaultInstrument: Instrument = 'calls';
  let also: readonly Beside[] = [];
  let watches = false;
  const options = {
    commands,
    store,
    tracker: {
      currentWidget: panel,
      selectionChanged: new Signal<object, void>({})
    } as unknown as INotebookTracker,
    profilers: {
      for: () => profiler,
      installer: () => installer,
      cataloguer: () => cataloguer
    } as unknown as Profilers,
    translator: nullTranslator,
    dialogs: null,
    defaultInstrument: () => defaultInstrument,
    timeBudget: () => 3,
    memoryInterval: () => 0.02,
    also: () => also,
    setAlso: async (next: readonly Beside[]) => void (also = next),
    watchMemory: () => watches,
    setWatchMemory: async (watch: boolean) => void (watches = watch),
    cellAtPointer: () => undefined,
    showPanel: jest.fn(),
    showNotebook: jest.fn(),
    sourceBefore: jest.fn((): string | null => null),
    askText: jest.fn(async (): Promise<string | null> => 'cell.prof'),
    askConsent: jest.fn((): Promise<boolean> => Promise.resolve(true))
  } satisfies ICommandOptions;
  addCommands(options);
  return {
    ...options,
    jobs,
    profiler,
    cataloguer,
    installer,
    setDefault: (instrument: Instrument) => (defaultInstrument = instrument)
  };
}

describe('the profile command', () => {
  it('takes the default instrument of the settings, or the one that is asked for', async () => {
    const { commands, jobs, setDefault } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.profileCell);
    setDefault('memory');
    await commands.execute(CommandIDs.profileCell);
    await commands.execute(CommandIDs.profileCell, { instrument: 'timeit' });
    expect(jobs.map(job => job.instrument)).toEqual(['calls', 'memory', 'timeit']);
  });

  it('knows the cell, the settings and how many cells were selected', async () => {
    const { commands, jobs, showPanel } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.profileCell);
    expect(jobs[0]).toMatchObject({ cellId: 'cell-12', budget: 3, interval: 0.02, selected: 2 });
    expect(jobs[0].source()).toBe('x = 1');
    expect(showPanel).toHaveBeenCalled();
  });

  it('remembers for which source the user has agreed', async () => {
    const { askConsent, commands, jobs } = registry(panelOn(new FakeContext()));
    const { signal } = new AbortController();
    await commands.execute(CommandIDs.profileCell, { instrument: 'timeit' });
    askConsent.mockResolvedValueOnce(false);
    expect(await jobs[0].consent('a', [], signal)).toBe(false);
    expect(jobs[0].agreed('a')).toBe(false);
    expect(await jobs[0].consent('a', [], signal)).toBe(true);
    await commands.execute(CommandIDs.profileCell, { instrument: 'timeit' });
    expect([jobs[1].agreed('a'), jobs[1].agreed('b')]).toEqual([true, false]);
  });

  it('refuses what is no instrument', () => {
    const { commands } = registry(panelOn(new FakeContext()));
    expect(commands.isEnabled(CommandIDs.profileCell, { instrument: 'rm -rf' })).toBe(false);
    expect(commands.isEnabled(CommandIDs.profileCell, { instrument: 'memory' })).toBe(true);
  });

  it('is enabled while the kernel starts', () => {
    const context = new FakeContext();
    context.session = null;
    context.kernelDisplayStatus = 'initializing';
    const { commands } = registry(panelOn(context));
    expect(commands.isEnabled(CommandIDs.profileCell)).toBe(true);
  });

  it('is disabled for R, and says why', () => {
    const context = new FakeContext();
    context.session = { kernel: fakeKernel('ir') };
    context.kernelDisplayName = 'R';
    const { commands } = registry(panelOn(context));
    expect(commands.isEnabled(CommandIDs.profileCell)).toBe(false);
    expect(commands.caption(CommandIDs.profileCell)).toContain('R kernel');
  });

  it('is disabled without a notebook or a kernel', () => {
    expect(registry(null).commands.isEnabled(CommandIDs.profileCell)).toBe(false);
    const context = new FakeContext();
    context.session = null;
    context.kernelDisplayStatus = 'unknown';
    expect(registry(panelOn(context)).commands.isEnabled(CommandIDs.profileCell)).toBe(false);
  });

  it('hides from the toolbar of a cell that is not code, and stays in menus', () => {
    const { commands } = registry(panelOn(new FakeContext(), 'markdown'));
    expect(commands.isVisible(CommandIDs.profileCell, { toolbar: true })).toBe(false);
    expect(commands.isVisible(CommandIDs.profileCell)).toBe(true);
    expect(commands.isEnabled(CommandIDs.profileCell)).toBe(false);
  });

  it('gives no reason where it can', () => {
    expect(reasonAgainst(panelOn(new FakeContext()), trans)).toBeNull();
  });
});

/** A notebook with cells of these types, which are all marked; their counts are 1, 2, 3. */
function marked(types: readonly string[], counts: readonly (number | null)[] = [1, 2, 3]) {
  const widgets = types.map((type, i) => ({
    node: {},
    model: {
      id: `cell-${i}`,
      type,
      executionCount: counts[i],
      sharedModel: { getSource: () => `x = ${i}` }
    }
  }));
  const panel = {
    context: {},
    sessionContext: new FakeContext(),
    content: { activeCell: widgets.at(-1), widgets, isSelectedOrActive: () => true }
  };
  return panel as unknown as NotebookPanel;
}

describe('the list of slowest cells', () => {
  it('is a page of the panel, and watches memory for good where that is asked for', async () => {
    const { commands, showPanel } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.showSlowest);
    expect(showPanel).toHaveBeenCalledWith('slowest');
    const isToggled = () => commands.isToggled(CommandIDs.watchMemory);
    expect(isToggled()).toBe(false);
    await commands.execute(CommandIDs.watchMemory);
    expect(isToggled()).toBe(true);
    await commands.execute(CommandIDs.watchMemory);
    expect(isToggled()).toBe(false);
  });

  it('profiles the cell that it names, whichever is active, and none that is gone', async () => {
    const panel = marked(['code', 'code', 'code']);
    const { content } = panel;
    Object.assign(content, { deselectAll: () => undefined });
    Object.defineProperty(content, 'activeCellIndex', {
      set: (index: number) => Object.assign(content, { activeCell: content.widgets[index] })
    });
    const { commands, jobs } = registry(panel);
    const enabled = (cell: string) => commands.isEnabled(CommandIDs.profileCell, { cell });
    expect([enabled('cell-0'), enabled('gone')]).toEqual([true, false]);
    await commands.execute(CommandIDs.profileCell, { cell: 'gone' });
    await commands.execute(CommandIDs.profileCell, { cell: 'cell-0' });
    expect(jobs.map(job => job.cellId)).toEqual(['cell-0']);
  });
});

describe('the command that compares cells', () => {
  it('says how many, and takes the marked ones by their prompts', async () => {
    const { commands, jobs, showPanel } = registry(marked(['code', 'code']));
    expect(commands.label(CommandIDs.compareCells)).toBe('Compare 2 Cells');
    expect(commands.isEnabled(CommandIDs.compareCells)).toBe(true);
    await commands.execute(CommandIDs.compareCells);
    expect(jobs[0]).toMatchObject({ cellId: 'cell-1', instrument: 'compare', budget: 3 });
    expect(jobs[0].compared()).toEqual([
      { id: 'cell-0', source: 'x = 0', name: '[1]' },
      { id: 'cell-1', source: 'x = 1', name: '[2]' }
    ]);
    expect(showPanel).toHaveBeenCalled();
  });

  it.each([[[1, 1]], [[1, null]]])(
    'names cells by their places where prompts do not tell them apart: %j',
    async counts => {
      const { commands, jobs } = registry(marked(['code', 'code'], counts));
      await commands.execute(CommandIDs.compareCells);
      expect(jobs[0].compared().map(({ name }) => name)).toEqual(['cell 1', 'cell 2']);
    }
  );

  it('takes cells by their ids', async () => {
    const { commands, jobs } = registry(marked(['code', 'code', 'code']));
    await commands.execute(CommandIDs.compareCells, { cells: ['cell-2', 'cell-0'] });
    expect(jobs[0].compared().map(({ id }) => id)).toEqual(['cell-0', 'cell-2']);
  });

  it.each([
    [['code'], 'Mark two to six code cells'],
    [['code', 'markdown'], 'Mark code cells only'],
    [Array(7).fill('code'), '7 cells are marked']
  ])('says why not: %j', async (types, reason) => {
    const { commands, jobs } = registry(marked(types));
    expect(commands.isEnabled(CommandIDs.compareCells)).toBe(false);
    expect(commands.label(CommandIDs.compareCells)).toBe('Compare Cells');
    expect(commands.caption(CommandIDs.compareCells)).toContain(reason);
    expect(jobs).toEqual([]);
  });

  it('needs a notebook', () => {
    const { commands } = registry(null);
    expect(commands.isEnabled(CommandIDs.compareCells)).toBe(false);
    expect(commands.caption(CommandIDs.compareCells)).toContain('No notebook');
  });

  it('compares nothing once a cell is gone', async () => {
    const panel = marked(['code', 'code']);
    const { commands, jobs } = registry(panel);
    await commands.execute(CommandIDs.compareCells);
    (panel.content.widgets as unknown as unknown[]).pop();
    expect(jobs[0].compared()).toEqual([]);
  });
});

describe('the command that compares a cell with before the edit', () => {
  it('is enabled where there were two versions', async () => {
    const { commands, jobs, sourceBefore } = registry(marked(['code']));
    expect(commands.isEnabled(CommandIDs.compareEdit)).toBe(false);
    expect(commands.caption(CommandIDs.compareEdit)).toContain('Run a cell, and edit it');
    sourceBefore.mockReturnValue('x = 7');
    expect(commands.isEnabled(CommandIDs.compareEdit)).toBe(true);
    await commands.execute(CommandIDs.compareEdit);
    expect(jobs[0].compared()).toEqual([
      { id: 'cell-0', source: 'x = 7', name: 'before' },
      { id: 'cell-0', source: 'x = 0', name: 'after' }
    ]);
  });
});

describe('the commands that end a run', () => {
  it('are enabled in their phase only', () => {
    const panel = panelOn(new FakeContext());
    const { commands, store } = registry(panel);
    const enabled = () =>
      [CommandIDs.cancelRun, CommandIDs.stopRun].map(id => commands.isEnabled(id));
    expect(enabled()).toEqual([false, false]);
    store.put(panel.context, run({ phase: 'waiting', since: 0, why: 'busy' }));
    expect(enabled()).toEqual([true, false]);
    store.put(panel.context, run({ phase: 'starting', since: 0 }));
    expect(enabled()).toEqual([true, false]);
    store.put(panel.context, run({ phase: 'asking', effects: [] }));
    expect(enabled()).toEqual([true, false]);
    store.put(panel.context, run(RUNNING));
    expect(enabled()).toEqual([false, true]);
  });
});

describe('the commands about packages', () => {
  it('install what is known, for the current notebook, and stop that', async () => {
    const { commands, installer } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.installPackage, { name: 'memory_profiler' });
    await commands.execute(CommandIDs.installPackage, { name: 'os' });
    expect(installer.install.mock.calls).toEqual([['memory_profiler']]);
    await commands.execute(CommandIDs.stopInstallation);
    expect(installer.stop).toHaveBeenCalledTimes(1);
  });

  it('need a notebook', () => {
    const { commands } = registry(null);
    expect(commands.isEnabled(CommandIDs.installPackage)).toBe(false);
    expect(commands.isEnabled(CommandIDs.stopInstallation)).toBe(false);
  });
});

describe('the copy command', () => {
  it('is enabled where the active cell has a result', () => {
    const notebook = {};
    const { commands, store } = registry(null);
    expect(commands.isEnabled(CommandIDs.copyReport)).toBe(false);
    store.put(notebook, run({ phase: 'done', result: callsProfile() }));
    store.setSelection({
      notebook,
      cellId: 'cell-12',
      prompt: '[12]',
      source: '',
      availability: { kind: 'ready' }
    });
    expect(commands.isEnabled(CommandIDs.copyReport)).toBe(true);
  });
});

describe('all commands', () => {
  it('describe their arguments', async () => {
    const { commands, ...options } = registry(null);
    addLessonCommands({ commands, ...options } as never);
    addComparisons({ commands, ...options } as never);
    for (const id of Object.values(CommandIDs)) {
      expect((await commands.describedBy(id)).args).toMatchObject({ type: 'object' });
    }
  });

  it('say when their state changes, and only then', () => {
    const { commands, store } = registry(null);
    const changed = jest.fn();
    commands.commandChanged.connect((_, { id }) => changed(id));
    const selection = {
      notebook: {},
      cellId: 'a',
      prompt: '[ ]',
      source: 'x',
      availability: { kind: 'ready' }
    } as const;
    store.setSelection(selection);
    expect(changed).toHaveBeenCalledWith(CommandIDs.profileCell);
    changed.mockClear();
    store.setSelection({ ...selection, source: 'xy' });
    expect(changed).not.toHaveBeenCalled();
    store.setSelection({ ...selection, availability: { kind: 'no-kernel' } });
    expect(changed).toHaveBeenCalledWith(CommandIDs.profileCell);
  });
});

describe('what can be measured', () => {
  const catalogue = {
    phase: 'known',
    catalogue: {
      version: 1,
      kind: 'catalogue',
      instruments: [
        {
          name: 'stacks',
          question: 'function',
          tools: [
            { ...TOOL, name: 'sampler' },
            { ...TOOL, name: 'py-spy', available: false, obstacle: 'py-spy is not installed.' }
          ]
        }
      ]
    }
  } as const;
  const pySpy = { instrument: 'stacks', tool: 'py-spy' };

  it('is named by question, by what it tells and by its tool', () => {
    const { commands } = registry(panelOn(new FakeContext()));
    const label = (args: object) => commands.label(CommandIDs.profileCell, { ...args });
    expect(label(pySpy)).toBe('Profile Cell: Which function? Call stacks (py-spy)');
    expect(label({ instrument: 'timeit' })).toBe('Profile Cell: How long? (timeit)');
    expect(label({ ...pySpy, menu: true })).toBe('Call stacks (py-spy)');
    expect(label({ instrument: 'timeit', tool: null, menu: true })).toBe('How long? (timeit)');
  });

  it('is marked, and stays, where this kernel cannot', () => {
    const panel = panelOn(new FakeContext());
    const { commands, store } = registry(panel);
    store.putCatalogue(panel.context, catalogue);
    const args = { ...pySpy, menu: true };
    expect(commands.label(CommandIDs.profileCell, args)).toContain('not in this kernel');
    expect(commands.caption(CommandIDs.profileCell, args)).toBe('py-spy is not installed.');
    expect(commands.isEnabled(CommandIDs.profileCell, args)).toBe(true);
    const sampler = { instrument: 'stacks', tool: null, menu: true };
    expect(commands.label(CommandIDs.profileCell, sampler)).toBe('Call stacks (samples)');
  });

  it('is measured with the tool that was chosen', async () => {
    const { commands, jobs } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.profileCell, pySpy);
    await commands.execute(CommandIDs.profileCell, { instrument: 'stacks', tool: null });
    expect(jobs.map(({ tool }) => tool)).toEqual(['py-spy', null]);
  });

  it('is put on beside other instruments, and taken off again', async () => {
    const { commands, jobs } = registry(panelOn(new FakeContext()));
    const memory = { instrument: 'memory' };
    await commands.execute(CommandIDs.alsoMeasure, memory);
    expect(commands.isToggled(CommandIDs.alsoMeasure, memory)).toBe(true);
    await commands.execute(CommandIDs.profileCell, { instrument: 'calls' });
    await commands.execute(CommandIDs.profileCell, memory);
    await commands.execute(CommandIDs.alsoMeasure, memory);
    await commands.execute(CommandIDs.profileCell, { instrument: 'calls' });
    expect(jobs.map(({ also }) => also)).toEqual([['memory'], [], []]);
    expect(commands.isEnabled(CommandIDs.alsoMeasure, { instrument: 'calls' })).toBe(false);
  });

  it('cannot be put on beside others where nothing is measured, and can be taken off', async () => {
    const context = new FakeContext();
    const { commands } = registry(panelOn(context));
    const memory = { instrument: 'memory' };
    const label = () => commands.label(CommandIDs.alsoMeasure, memory);
    const isEnabled = () => commands.isEnabled(CommandIDs.alsoMeasure, memory);
    expect([label(), isEnabled()]).toEqual(['Also Measure Memory', true]);
    context.session!.kernel!.name = 'ir';
    context.kernelDisplayName = 'R';
    expect(label()).toBe('Also Measure Memory: This notebook runs on the R kernel.');
    expect(isEnabled()).toBe(false);
    context.session!.kernel!.name = 'python3';
    await commands.execute(CommandIDs.alsoMeasure, memory);
    context.session!.kernel!.name = 'ir';
    expect(isEnabled()).toBe(true);
  });

  it('is asked of the kernel when its page is shown, and of none where there is none', async () => {
    const { cataloguer, commands, showPanel } = registry(panelOn(new FakeContext()));
    await commands.execute(CommandIDs.showInstruments);
    expect(showPanel).toHaveBeenCalledWith('instruments');
    expect(cataloguer.ask).toHaveBeenCalled();
    const none = registry(null);
    await none.commands.execute(CommandIDs.showInstruments);
    expect(none.cataloguer.ask).not.toHaveBeenCalled();
  });
});
