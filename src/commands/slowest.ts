import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';

/** Show how long the cells took, and watch their memory. */
export function addSlowest(options: ICommandOptions): void {
  const { commands, showPanel, setWatchMemory, translator, watchMemory } = options;
  const trans = translator.load('cellheat');
  commands.addCommand(CommandIDs.showSlowest, {
    label: trans.__('Slowest Cells'),
    caption: trans.__(
      'How long each cell took. While the list is open, the kernel is asked for its memory after each cell'
    ),
    execute: () => showPanel('slowest'),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.watchMemory, {
    label: trans.__('Always Ask for Memory After Each Cell'),
    caption: trans.__('Also while the list of slowest cells is closed, in every open notebook'),
    isToggleable: true,
    isToggled: watchMemory,
    execute: async () => {
      await setWatchMemory(!watchMemory());
      commands.notifyCommandChanged(CommandIDs.watchMemory);
    },
    describedBy: NO_ARGS
  });
}
