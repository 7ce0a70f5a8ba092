import { reportText } from '../model/report';
import { CommandIDs } from '../tokens';
import { copyText } from './clipboard';
import { ICommandOptions, NO_ARGS } from './options';

/** Show the panel, and copy what stands in it. */
export function addPanel({ commands, showPanel, store, translator }: ICommandOptions): void {
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
    execute: async () => {
      const state = latest()?.state;
      if (state?.phase === 'done') {
        await copyText(reportText(state.profile, trans));
      }
    },
    describedBy: NO_ARGS
  });
}
