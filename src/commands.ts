import { Clipboard, ISessionContextDialogs } from '@jupyterlab/apputils';
import { INotebookTracker, Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { availabilityOf, canProfile, kernelAvailability } from './kernel/availability';
import { runInPlace } from './kernel/execution';
import { IJob } from './kernel/profiler';
import { Profilers } from './kernel/profilers';
import { availabilityMessage, instrumentQuestion } from './model/messages';
import { INSTRUMENTS, Instrument, ISideEffect } from './model/profile';
import { reportText } from './model/report';
import { IRun } from './model/run';
import { CommandIDs, IProfileStore } from './tokens';

/** What the commands work on. */
export interface ICommandOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly store: IProfileStore;
  readonly profilers: Profilers;
  readonly translator: ITranslator;
  readonly dialogs: ISessionContextDialogs | null;
  readonly defaultInstrument: () => Instrument;
  /** Seconds that timeit may take. */
  readonly timeBudget: () => number;
  /** The cell that a context menu was opened on. */
  readonly cellAtPointer: () => HTMLElement | undefined;
  /** Show the panel; the focus stays where it is. */
  readonly showPanel: () => void;
  /** Bring a notebook to the front. */
  readonly showNotebook: (panel: NotebookPanel) => void;
  /** Ask whether timeit may repeat these effects. */
  readonly askConsent: (effects: readonly ISideEffect[], signal: AbortSignal) => Promise<boolean>;
}

/** Add the commands of cellheat to the registry. */
export function addCommands(options: ICommandOptions): void {
  addProfile(options);
  addEnd(options);
  addPanel(options);
  addGoToLine(options);
  notifyChanges(options);
}

/** Menus and toolbars ask again when something that a command depends on has changed. */
function notifyChanges({ commands, store }: ICommandOptions): void {
  const { profileCell, cancelRun, stopRun, copyReport } = CommandIDs;
  let before = '';
  store.changed.connect(() => {
    const { selection } = store;
    const state = selection && [
      selection.cellId,
      selection.availability,
      store.pending(selection.notebook)?.state.phase,
      store.latestDone(selection.notebook, selection.cellId) !== null
    ];
    const now = JSON.stringify(state);
    if (now !== before) {
      before = now;
      [profileCell, cancelRun, stopRun, copyReport].forEach(id =>
        commands.notifyCommandChanged(id)
      );
    }
  });
}

type Args = ReadonlyPartialJSONObject;

const NO_ARGS = { args: { type: 'object', properties: {} } } as const;

function addProfile(options: ICommandOptions): void {
  const { commands, tracker, defaultInstrument } = options;
  const trans = options.translator.load('cellheat');
  const agreed = new Set<string>();
  const available = () => availabilityOf(tracker.currentWidget);
  commands.addCommand(CommandIDs.profileCell, {
    label: args => profileLabel(instrumentIn(args), trans),
    caption: args =>
      reasonAgainst(tracker.currentWidget, trans) ??
      instrumentQuestion(instrumentIn(args) ?? defaultInstrument(), trans),
    isEnabled: args => isValid(args) && (isPointedAt(args, options) || canProfile(available())),
    // in a cell's own toolbar there is no room for what a Markdown cell cannot do
    isVisible: args => !args.toolbar || available().kind !== 'not-code',
    execute: args => {
      activatePointed(args, options);
      return profileActive(options, instrumentIn(args) ?? defaultInstrument(), agreed);
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          instrument: {
            type: 'string',
            enum: [...INSTRUMENTS],
            description: trans.__('What to measure; the default instrument if left out')
          },
          toolbar: {
            type: 'boolean',
            description: trans.__('Whether it stands in a toolbar')
          },
          pointed: {
            type: 'boolean',
            description: trans.__('The cell below the pointer, in a context menu')
          }
        }
      }
    }
  });
}

/** A right click in a cell's code does not make the cell active: its menu acts on it all the same. */
function activatePointed({ pointed }: Args, { tracker, cellAtPointer }: ICommandOptions): void {
  const notebook = tracker.currentWidget?.content;
  const node = pointed ? cellAtPointer() : undefined;
  if (!notebook || !node) {
    return;
  }
  const index = notebook.widgets.findIndex(widget => widget.node === node);
  if (index >= 0 && index !== notebook.activeCellIndex) {
    notebook.deselectAll();
    notebook.activeCellIndex = index;
  }
}

/** The menu is on code cells only, so what counts is the kernel and not which cell is active. */
function isPointedAt({ pointed }: Args, { tracker }: ICommandOptions): boolean {
  const panel = tracker.currentWidget;
  return pointed === true && panel !== null && canProfile(kernelAvailability(panel.sessionContext));
}

/** Why the active cell of a notebook cannot be profiled, in words; `null` where it can. */
export function reasonAgainst(
  panel: NotebookPanel | null,
  trans: TranslationBundle
): string | null {
  const availability = availabilityOf(panel);
  const message = canProfile(availability) ? null : availabilityMessage(availability, trans);
  return message && `${message.title} ${message.text}`;
}

function profileLabel(instrument: Instrument | null, trans: TranslationBundle): string {
  switch (instrument) {
    case 'timeit':
      return trans.__('Profile Cell: How Long? (timeit)');
    case 'calls':
      return trans.__('Profile Cell: Which Function? (cProfile)');
    case 'memory':
      return trans.__('Profile Cell: How Much Memory? (resident memory)');
    default:
      return trans.__('Profile Cell');
  }
}

function isValid({ instrument }: Args): boolean {
  return instrument === undefined || INSTRUMENTS.includes(instrument as Instrument);
}

function instrumentIn({ instrument }: Args): Instrument | null {
  return INSTRUMENTS.find(known => known === instrument) ?? null;
}

async function profileActive(
  options: ICommandOptions,
  instrument: Instrument,
  agreed: Set<string>
): Promise<void> {
  const panel = options.tracker.currentWidget;
  options.showPanel();
  if (panel && canProfile(availabilityOf(panel))) {
    if (document.activeElement === document.body) {
      // a menu or the palette had the focus and is gone
      options.showNotebook(panel);
    }
    await options.profilers.for(panel).run(jobFor(panel, instrument, agreed, options));
  }
}

/**
 * The active cell of a notebook, to be profiled. It stays this cell if another gets active, or if it
 * is moved: the notebook then makes a new widget for it.
 */
function jobFor(
  panel: NotebookPanel,
  instrument: Instrument,
  agreed: Set<string>,
  { askConsent, dialogs, timeBudget, translator }: ICommandOptions
): IJob {
  const notebook = panel.content;
  const cellId = notebook.activeCell!.model.id;
  const cell = () =>
    (notebook.isDisposed ? [] : notebook.widgets).find(({ model }) => model.id === cellId) ?? null;
  return {
    cellId,
    instrument,
    selected: notebook.widgets.filter(widget => notebook.isSelectedOrActive(widget)).length,
    budget: timeBudget(),
    source: () => cell()?.model.sharedModel.getSource() ?? null,
    execute: async () => {
      const widget = cell();
      return widget !== null && runInPlace(panel, widget, dialogs, translator);
    },
    agreed: source => agreed.has(source),
    consent: async (source, effects, signal) => {
      const agrees = await askConsent(effects, signal);
      if (agrees) {
        agreed.add(source);
      }
      return agrees;
    }
  };
}

function addEnd({ commands, profilers, store, tracker, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const pending = (): IRun | null => {
    const panel = tracker.currentWidget;
    return panel && store.pending(panel.context);
  };
  const current = () => profilers.for(tracker.currentWidget!);
  commands.addCommand(CommandIDs.cancelRun, {
    label: trans.__('Cancel Profiling'),
    caption: trans.__('Call the run off before the cell has run'),
    isEnabled: () => ['waiting', 'asking'].includes(pending()?.state.phase ?? ''),
    execute: () => current().cancel(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.stopRun, {
    label: trans.__('Stop Profiling'),
    caption: trans.__('Interrupt the cell; what is known so far is kept'),
    isEnabled: () => pending()?.state.phase === 'running',
    execute: () => current().stop(),
    describedBy: NO_ARGS
  });
}

function addPanel({ commands, showPanel, store, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const latest = () => {
    const { selection } = store;
    return selection && store.latestDone(selection.notebook, selection.cellId);
  };
  commands.addCommand(CommandIDs.showPanel, {
    label: trans.__('Show Cellheat Panel'),
    caption: trans.__('Show the profile of the active cell'),
    execute: () => showPanel(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.copyReport, {
    label: trans.__('Copy Profile as Text'),
    caption: trans.__('Copy the last profile of the active cell'),
    isEnabled: () => latest() !== null,
    execute: () => {
      const state = latest()?.state;
      if (state?.phase === 'done') {
        Clipboard.copyToSystem(reportText(state.profile, trans));
      }
    },
    describedBy: NO_ARGS
  });
}

function addGoToLine({ commands, showNotebook, tracker, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  commands.addCommand(CommandIDs.goToLine, {
    label: trans.__('Go to Line of a Cell'),
    isEnabled: () => tracker.currentWidget !== null,
    execute: async args => {
      const panel = tracker.currentWidget;
      if (panel && typeof args.cell === 'string' && typeof args.line === 'number') {
        showNotebook(panel);
        await goToLine(panel.content, args.cell, args.line);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cell: { type: 'string', description: trans.__('The cell’s id') },
          line: { type: 'integer', minimum: 1, description: trans.__('The line, from 1') }
        },
        required: ['cell', 'line']
      }
    }
  });
}

async function goToLine(notebook: Notebook, cellId: string, line: number): Promise<void> {
  const index = notebook.widgets.findIndex(widget => widget.model.id === cellId);
  const cell = notebook.widgets[index];
  if (!cell) {
    return;
  }
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, 'smart').catch(() => {
    // another scroll took over: that one counts
  });
  await cell.ready;
  const { editor } = cell;
  if (editor) {
    // the notebook goes to edit mode with it
    editor.focus();
    editor.setCursorPosition({ line: Math.min(line, editor.lineCount) - 1, column: 0 });
  }
}
