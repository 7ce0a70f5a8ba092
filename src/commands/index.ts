import { CommandIDs } from '../tokens';
import { addInstall } from './install';
import { addKernel, IKernelOptions } from './kernel';
import { addLessons, ILessonCommandOptions } from './lessons';
import { addLine } from './line';
import { addMeasure, IMeasureOptions } from './measure';
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

/** Add the commands that lessons need. */
export function addLessonCommands(
  options: ILessonCommandOptions & IMeasureOptions & IKernelOptions
): void {
  addLessons(options);
  addMeasure(options);
  addKernel(options);
}
