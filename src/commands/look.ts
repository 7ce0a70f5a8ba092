import type { ICodeCellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { isBusy } from '../kernel/availability';
import type { ICellToMeasure } from '../kernel/request';
import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';

/** Ask what a running cell is doing, and stop asking. */
export function addLook(options: ICommandOptions): void {
  const { commands, profilers, showPanel, store, tracker, translator } = options;
  const trans = translator.load('cellheat');
  const state = () => tracker.currentWidget && store.look(tracker.currentWidget.context);
  commands.addCommand(CommandIDs.showStack, {
    label: trans.__('What Is It Doing Now?'),
    caption: trans.__('Say in which line the running cell is, and sample it for a while'),
    isEnabled: () => {
      const panel = tracker.currentWidget;
      return panel !== null && isBusy(panel.sessionContext);
    },
    execute: async () => {
      const panel = tracker.currentWidget;
      if (panel && isBusy(panel.sessionContext)) {
        showPanel('results');
        await profilers.onlooker(panel).look(runningCell(panel, options));
      }
    },
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.stopStack, {
    label: trans.__('Stop Looking at the Running Cell'),
    caption: trans.__('Sample no more; the cell goes on'),
    isEnabled: () => {
      const now = state();
      return now?.phase === 'asking' || (now?.phase === 'seen' && now.going);
    },
    execute: () => profilers.onlooker(tracker.currentWidget!).stop(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.closeStack, {
    label: trans.__('Close What the Cell Was Doing'),
    isEnabled: () => state() !== null,
    execute: () => profilers.onlooker(tracker.currentWidget!).close(),
    describedBy: NO_ARGS
  });
}

/** The cell that is profiled or marked as running: its source names the lines of the stack. */
function runningCell(panel: NotebookPanel, { store }: ICommandOptions): ICellToMeasure | null {
  const pending = store.pending(panel.context);
  const models = panel.content.widgets.map(({ model }) => model);
  const model =
    models.find(({ id }) => id === pending?.cellId) ??
    models.find(one => one.type === 'code' && (one as ICodeCellModel).executionState === 'running');
  return model ? { id: model.id, source: model.sharedModel.getSource() } : null;
}
