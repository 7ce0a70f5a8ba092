import type { Cell } from '@jupyterlab/cells';
import { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { availabilityOf, canProfile, kernelAvailability } from '../kernel/availability';
import { runInPlace } from '../kernel/execution';
import { IJob } from '../kernel/profiler';
import { obstacleTo } from '../model/kernel/catalogue';
import { availabilityMessage, instrumentQuestion } from '../model/kernel/messages';
import { INSTRUMENTS, Instrument } from '../model/contract/profile';
import { IWay, markedLabel, wayInMenu, wayLabel } from '../model/instruments/ways';
import { CommandIDs } from '../tokens';
import { Agreed } from './agreed';
import { ICommandOptions } from './options';

type Args = ReadonlyPartialJSONObject;

/** Profile a cell. */
export function addProfile(options: ICommandOptions, agreed: Agreed): void {
  const { commands, tracker, defaultInstrument } = options;
  const trans = options.translator.load('cellheat');
  const available = () => availabilityOf(tracker.currentWidget);
  commands.addCommand(CommandIDs.profileCell, {
    label: args => profileLabel(args, options, trans),
    caption: args =>
      reasonAgainst(tracker.currentWidget, trans) ??
      obstacleHere(wayIn(args), options) ??
      instrumentQuestion(instrumentIn(args) ?? defaultInstrument(), trans),
    isEnabled: args => isValid(args) && isAble(args, options),
    // in a cell's own toolbar there is no room for what a Markdown cell cannot do
    isVisible: args => !args.toolbar || available().kind !== 'not-code',
    execute: async args => {
      if (typeof args.cell === 'string' && !pointedCell(args, options)) {
        // its cell is gone
        return;
      }
      activatePointed(args, options);
      const instrument = instrumentIn(args) ?? defaultInstrument();
      return profileActive(options, { instrument, tool: toolIn(args) }, agreed);
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
          tool: {
            type: 'string',
            description: trans.__('What to measure with; what the kernel prefers if left out')
          },
          toolbar: {
            type: 'boolean',
            description: trans.__('Whether it stands in a toolbar')
          },
          menu: {
            type: 'boolean',
            description: trans.__('Whether it stands in a menu, below its question')
          },
          pointed: {
            type: 'boolean',
            description: trans.__('The cell below the pointer, in a context menu')
          },
          cell: {
            type: 'string',
            description: trans.__('The id of a cell; the active cell if left out')
          }
        }
      }
    }
  });
}

/**
 * A right click in a cell's code does not make the cell active, and a list names a cell anywhere: a
 * command acts on that cell all the same.
 */
export function activatePointed(args: Args, options: ICommandOptions): void {
  const notebook = options.tracker.currentWidget?.content;
  const cell = pointedCell(args, options);
  if (notebook && cell && cell !== notebook.activeCell) {
    notebook.deselectAll();
    notebook.activeCellIndex = notebook.widgets.indexOf(cell);
  }
}

/** The cell below the pointer, or the one that is named, where that is asked for. */
export function pointedCell(
  { pointed, cell }: Args,
  { tracker, cellAtPointer }: ICommandOptions
): Cell | null {
  const notebook = tracker.currentWidget?.content;
  if (notebook && typeof cell === 'string') {
    return cellWith(cell, notebook);
  }
  const node = pointed ? cellAtPointer() : undefined;
  return (node && notebook?.widgets.find(widget => widget.node === node)) ?? null;
}

/** Menu and list are of code cells only: what counts is the kernel and not which cell is active. */
function isAble({ pointed, cell }: Args, { tracker }: ICommandOptions): boolean {
  const panel = tracker.currentWidget;
  const isNamed = typeof cell === 'string';
  if (!panel || (pointed !== true && !isNamed)) {
    return canProfile(availabilityOf(panel));
  }
  const isThere = !isNamed || cellWith(cell, panel.content) !== null;
  return isThere && canProfile(kernelAvailability(panel.sessionContext));
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

/** In a menu below its question, and marked where this kernel cannot do it; else with all words. */
function profileLabel(args: Args, options: ICommandOptions, trans: TranslationBundle): string {
  const way = wayIn(args);
  if (way === null) {
    return trans.__('Profile Cell');
  }
  if (!args.menu) {
    return trans.__('Profile Cell: %1', wayLabel(way, trans));
  }
  const label = wayInMenu(way, trans);
  return obstacleHere(way, options) === null ? label : markedLabel(label, trans);
}

/** Why the kernel of the current notebook cannot measure in this way, as far as it was asked. */
export function obstacleHere(way: IWay | null, { store, tracker }: ICommandOptions): string | null {
  const panel = tracker.currentWidget;
  return way && panel && obstacleTo(way, store.catalogue(panel.context));
}

function isValid({ instrument }: Args): boolean {
  return instrument === undefined || INSTRUMENTS.includes(instrument as Instrument);
}

function instrumentIn({ instrument }: Args): Instrument | null {
  return INSTRUMENTS.find(known => known === instrument) ?? null;
}

function toolIn({ tool }: Args): string | null {
  return typeof tool === 'string' ? tool : null;
}

function wayIn(args: Args): IWay | null {
  const instrument = instrumentIn(args);
  return instrument && { instrument, tool: toolIn(args) };
}

async function profileActive(options: ICommandOptions, way: IWay, agreed: Agreed): Promise<void> {
  const panel = options.tracker.currentWidget;
  options.showPanel('results');
  if (panel && canProfile(availabilityOf(panel))) {
    await start(panel, jobFor(panel, way, agreed, options), options);
  }
}

/** Run a job; where a menu or the palette had the focus and is gone, the notebook gets it. */
export async function start(
  panel: NotebookPanel,
  job: IJob,
  { profilers, showNotebook }: ICommandOptions
): Promise<void> {
  if (document.activeElement === document.body) {
    showNotebook(panel);
  }
  await profilers.for(panel).run(job);
}

/**
 * The active cell of a notebook, to be profiled. It stays this cell if another gets active, or if it
 * is moved: the notebook then makes a new widget for it.
 */
function jobFor(
  panel: NotebookPanel,
  { instrument, tool }: IWay,
  agreed: Agreed,
  { also, askConsent, dialogs, memoryInterval, timeBudget, translator }: ICommandOptions
): IJob {
  const notebook = panel.content;
  const cellId = notebook.activeCell!.model.id;
  const cell = () => cellWith(cellId, notebook);
  return {
    cellId,
    instrument,
    tool,
    also: also().filter(other => other !== instrument),
    selected: notebook.widgets.filter(widget => notebook.isSelectedOrActive(widget)).length,
    budget: timeBudget(),
    interval: memoryInterval(),
    source: () => cell()?.model.sharedModel.getSource() ?? null,
    execute: async () => {
      const widget = cell();
      return widget !== null && runInPlace(panel, widget, dialogs, translator);
    },
    compared: () => [],
    ...agreed.asking((effects, signal) => askConsent(instrument, effects, signal))
  };
}

/** The cell's widget, or `null` where it is gone. */
export function cellWith(id: string, notebook: Notebook): Cell | null {
  return (notebook.isDisposed ? [] : notebook.widgets).find(({ model }) => model.id === id) ?? null;
}
