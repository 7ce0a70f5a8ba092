import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { addCommands, addLessonCommands, ICommandOptions, reasonAgainst } from '../../src/commands';
import type { IJob } from '../../src/kernel/profiler';
import { Profilers } from '../../src/kernel/profilers';
import type { Instrument } from '../../src/model/profile';
import { ProfileStore } from '../../src/store';
import { CommandIDs } from '../../src/tokens';
import { callsProfile, run, RUNNING } from './builders';
import { FakeContext } from './kernel/scripted';

const trans = nullTranslator.load('cellheat');

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
  const installer = { install: jest.fn(async (_: string) => undefined), stop: jest.fn() };
  let defaultInstrument: Instrument = 'calls';
  const options = {
    commands,
    store,
    tracker: { currentWidget: panel } as unknown as INotebookTracker,
    profilers: { for: () => profiler, installer: () => installer } as unknown as Profilers,
    translator: nullTranslator,
    dialogs: null,
    defaultInstrument: () => defaultInstrument,
    timeBudget: () => 3,
    memoryInterval: () => 0.02,
    cellAtPointer: () => undefined,
    showPanel: jest.fn(),
    showNotebook: jest.fn(),
    askConsent: jest.fn((): Promise<boolean> => Promise.resolve(true))
  } satisfies ICommandOptions;
  addCommands(options);
  return {
    ...options,
    jobs,
    profiler,
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
    context.session = { kernel: { name: 'ir' } };
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
    store.put(notebook, run({ phase: 'done', profile: callsProfile() }));
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
