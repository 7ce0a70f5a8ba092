import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import { Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { TranslationBundle } from '@jupyterlab/translation';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { canProfile, kernelAvailability } from '../kernel/availability';
import { IJob } from '../kernel/profiler';
import { availabilityMessage, marksMessage } from '../model/kernel/messages';
import type { IComparedCell } from '../model/kernel/run';
import { CommandIDs } from '../tokens';
import { Agreed } from './agreed';
import { ICommandOptions } from './options';
import { activatePointed, cellWith, pointedCell, start } from './profile';

type Args = ReadonlyPartialJSONObject;

/** Compare cells with each other, and a cell with itself as it was. */
export function addCompare(options: ICommandOptions, agreed: Agreed): void {
  addCompareCells(options, agreed);
  addCompareEdit(options, agreed);
}

function addCompareCells(options: ICommandOptions, agreed: Agreed): void {
  const { commands, tracker, translator } = options;
  const trans = translator.load('cellheat');
  const reason = (args: Args) => reasonAgainstCells(tracker.currentWidget, args, trans);
  commands.addCommand(CommandIDs.compareCells, {
    label: args =>
      reason(args) === null
        ? trans.__('Compare %1 Cells', cellsOf(tracker.currentWidget!.content, args).length)
        : trans.__('Compare Cells'),
    caption: args =>
      reason(args) ?? trans.__('Which one is faster? Runs them many times, as if they had not run'),
    isEnabled: args => reason(args) === null,
    execute: async args => {
      const panel = tracker.currentWidget;
      options.showPanel();
      if (panel && reason(args) === null) {
        const cells = cellsOf(panel.content, args);
        const ids = cells.map(({ model }) => model.id);
        const active = panel.content.activeCell?.model.id;
        const job = jobFor(panel, ids.find(id => id === active) ?? ids[0], agreed, options);
        const compared = () => comparedAs(ids, panel.content, trans);
        await start(panel, { ...job, compared }, options);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cells: {
            type: 'array',
            items: { type: 'string' },
            description: trans.__('Ids of cells; the marked cells if left out')
          }
        }
      }
    }
  });
}

function addCompareEdit(options: ICommandOptions, agreed: Agreed): void {
  const { commands, sourceBefore, tracker, translator } = options;
  const trans = translator.load('cellheat');
  const target = (args: Args) =>
    pointedCell(args, options) ?? tracker.currentWidget?.content.activeCell;
  const reason = (args: Args) =>
    reasonAgainstEdit(tracker.currentWidget, target(args) ?? null, options, trans);
  commands.addCommand(CommandIDs.compareEdit, {
    label: trans.__('Compare with Before the Edit'),
    caption: args =>
      reason(args) ??
      trans.__(
        'Did the edit make it faster? Runs both versions many times, as if they had not run'
      ),
    isEnabled: args => reason(args) === null,
    execute: async args => {
      activatePointed(args, options);
      const panel = tracker.currentWidget;
      const cell = panel?.content.activeCell;
      options.showPanel();
      const before = panel && cell && sourceBefore(panel, cell.model);
      if (before != null && reason({}) === null) {
        const job = jobFor(panel!, cell!.model.id, agreed, options);
        const compared = () => versionsOf(job, before, trans);
        await start(panel!, { ...job, compared }, options);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          pointed: {
            type: 'boolean',
            description: trans.__('The cell below the pointer, in a context menu')
          }
        }
      }
    }
  });
}

/** The cells with these ids in the notebook's order, or those that are marked. */
function cellsOf(notebook: Notebook, { cells }: Args): Cell[] {
  return notebook.widgets.filter(widget =>
    Array.isArray(cells) ? cells.includes(widget.model.id) : notebook.isSelectedOrActive(widget)
  );
}

function reasonAgainstKernel(panel: NotebookPanel | null, trans: TranslationBundle): string | null {
  const availability = panel
    ? kernelAvailability(panel.sessionContext)
    : ({ kind: 'no-notebook' } as const);
  const message = canProfile(availability) ? null : availabilityMessage(availability, trans);
  return message && `${message.title} ${message.text}`;
}

function reasonAgainstCells(
  panel: NotebookPanel | null,
  args: Args,
  trans: TranslationBundle
): string | null {
  const cells = panel ? cellsOf(panel.content, args) : [];
  const hasOthers = cells.some(({ model }) => model.type !== 'code');
  return reasonAgainstKernel(panel, trans) ?? marksMessage(cells.length, hasOthers, trans);
}

function reasonAgainstEdit(
  panel: NotebookPanel | null,
  cell: Cell | null,
  { sourceBefore }: ICommandOptions,
  trans: TranslationBundle
): string | null {
  const against = reasonAgainstKernel(panel, trans);
  if (against !== null || (panel && cell && sourceBefore(panel, cell.model) !== null)) {
    return against;
  }
  return trans.__('Run a cell, and edit it: then its two versions can be compared.');
}

/** The marked cells as they are now, each with a name of its own; none where one is gone. */
function comparedAs(
  ids: readonly string[],
  notebook: Notebook,
  trans: TranslationBundle
): IComparedCell[] {
  const cells = ids.map(id => cellWith(id, notebook)).filter(cell => cell !== null);
  if (cells.length < ids.length) {
    return [];
  }
  const prompts = cells.map(({ model }) => `[${(model as ICodeCellModel).executionCount ?? ' '}]`);
  const areNames = new Set(prompts).size === prompts.length && !prompts.includes('[ ]');
  return cells.map((cell, i) => ({
    id: cell.model.id,
    source: cell.model.sharedModel.getSource(),
    // cells that have not run are told by their places
    name: areNames ? prompts[i] : trans.__('cell %1', notebook.widgets.indexOf(cell) + 1)
  }));
}

function versionsOf(job: IJob, before: string, trans: TranslationBundle): IComparedCell[] {
  const { cellId: id } = job;
  const source = job.source();
  return source === null
    ? []
    : [
        { id, source: before, name: trans.__('before') },
        { id, source, name: trans.__('after') }
      ];
}

function jobFor(
  { content: notebook }: NotebookPanel,
  cellId: string,
  agreed: Agreed,
  { askConsent, memoryInterval, timeBudget }: ICommandOptions
): IJob {
  return {
    cellId,
    instrument: 'compare',
    tool: null,
    also: [],
    selected: 1,
    budget: timeBudget(),
    interval: memoryInterval(),
    source: () => cellWith(cellId, notebook)?.model.sharedModel.getSource() ?? null,
    compared: () => [],
    execute: () => Promise.resolve(false),
    ...agreed.asking((effects, signal) => askConsent('compare', effects, signal))
  };
}
