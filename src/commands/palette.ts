import { ICommandPalette } from '@jupyterlab/apputils';
import { TranslationBundle } from '@jupyterlab/translation';
import { BESIDE, MENU } from '../model/instruments/ways';
import { CommandIDs } from '../tokens';

/** Everything about profiles that can be asked for without an argument from elsewhere. */
export function addPalette(palette: ICommandPalette, trans: TranslationBundle): void {
  const category = trans.__('Profile');
  palette.addItem({ command: CommandIDs.profileCell, category });
  for (const way of MENU.flatMap(({ ways }) => ways)) {
    palette.addItem({ command: CommandIDs.profileCell, args: { ...way }, category });
  }
  for (const instrument of BESIDE) {
    palette.addItem({ command: CommandIDs.alsoMeasure, args: { instrument }, category });
  }
  for (const command of [
    CommandIDs.compareCells,
    CommandIDs.compareEdit,
    CommandIDs.stopRun,
    CommandIDs.showStack,
    CommandIDs.showSlowest,
    CommandIDs.watchMemory,
    CommandIDs.showInstruments,
    CommandIDs.showPanel,
    CommandIDs.copyReport,
    CommandIDs.saveProfile,
    CommandIDs.loadProfile
  ]) {
    palette.addItem({ command, category });
  }
}
