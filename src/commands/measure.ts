import { ISessionContextDialogs } from '@jupyterlab/apputils';
import type { Cell, ICodeCellModel } from '@jupyterlab/cells';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { canProfile, kernelAvailability } from '../kernel/availability';
import { runInPlace } from '../kernel/execution';
import { IMeasureJob } from '../kernel/measurer';
import { Measurers } from '../kernel/measurers';
import { compareCells, stepsTo } from '../lessons/cells';
import { availabilityMessage } from '../model/kernel/messages';
import { CommandIDs } from '../tokens';

/** What measuring works on. */
export interface IMeasureOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly measurers: Measurers;
  readonly translator: ITranslator;
  readonly dialogs: ISessionContextDialogs | null;
}

/** Measure the comparison of a lesson, and end that. */
export function addMeasure(options: IMeasureOptions): void {
  const { commands, tracker, measurers, translator } = options;
  const trans = translator.load('cellheat');
  const describedBy = {
    args: {
      type: 'object',
      properties: {
        cell: {
          type: 'string',
          description: trans.__('The id of the compare cell; the active cell if left out')
        },
        toolbar: { type: 'boolean', description: trans.__('Whether it stands in a toolbar') }
      }
    }
  } as const;
  commands.addCommand(CommandIDs.measure, {
    label: trans.__('Measure Comparison'),
    caption: () =>
      reasonAgainst(tracker.currentWidget, options) ??
      trans.__('Run what this comparison needs, and the comparison, on your machine'),
    isEnabled: args => {
      const panel = tracker.currentWidget;
      return (
        targetOf(panel, args) !== null && canProfile(kernelAvailability(panel!.sessionContext))
      );
    },
    isVisible: args => !args.toolbar || targetOf(tracker.currentWidget, args) !== null,
    execute: async args => {
      const panel = tracker.currentWidget;
      const cellId = targetOf(panel, args);
      if (panel && cellId !== null) {
        await measurers.for(panel).run(jobFor(panel, cellId, options));
      }
    },
    describedBy
  });
  commands.addCommand(CommandIDs.stopMeasure, {
    label: trans.__('Stop Measuring'),
    isVisible: () => false,
    execute: async () => {
      const panel = tracker.currentWidget;
      if (panel) {
        await measurers.for(panel).stop();
      }
    },
    describedBy
  });
}

type Args = ReadonlyPartialJSONObject;

/** The compare cell that is meant; `null` where there is none. */
function targetOf(panel: NotebookPanel | null, { cell }: Args): string | null {
  const wanted = cell ?? panel?.content.activeCell?.model.id;
  const cells = compareCells(panel?.content.model ?? null);
  return cells.find(({ model }) => model.id === wanted)?.model.id ?? null;
}

function reasonAgainst(
  panel: NotebookPanel | null,
  { translator }: IMeasureOptions
): string | null {
  const availability = panel && kernelAvailability(panel.sessionContext);
  return availability && !canProfile(availability)
    ? (availabilityMessage(availability, translator.load('cellheat'))?.title ?? null)
    : null;
}

function jobFor(
  panel: NotebookPanel,
  cellId: string,
  { dialogs, translator }: IMeasureOptions
): IMeasureJob {
  const { content: notebook, sessionContext } = panel;
  return {
    cellId,
    availability: () => kernelAvailability(sessionContext),
    steps: () => stepsTo(notebook.model, cellId),
    execute: async id => {
      // a cell that was moved has a new widget
      const cell = notebook.isDisposed
        ? undefined
        : notebook.widgets.find(({ model }) => model.id === id);
      if (cell === undefined) {
        return false;
      }
      const ran = await runInPlace(panel, cell, dialogs, translator);
      return ran || isRunAgain(cell);
    }
  };
}

/** The reader has run the cell again meanwhile: that run tells how it ends, ours has not failed. */
function isRunAgain({ model }: Cell): boolean {
  return model.type === 'code' && (model as ICodeCellModel).executionState === 'running';
}
