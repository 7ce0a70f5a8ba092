import { CommandIDs } from '../tokens';
import { addInstall } from './install';
import { addLine } from './line';
import { ICommandOptions } from './options';
import { addPanel } from './panel';
import { addProfile } from './profile';
import { addRuns } from './runs';

export type { ICommandOptions } from './options';
export { reasonAgainst } from './profile';

/** Add the commands of cellheat to the registry. */
export function addCommands(options: ICommandOptions): void {
  addProfile(options);
  addRuns(options);
  addPanel(options);
  addLine(options);
  addInstall(options);
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
