import { CommandIDs } from '../tokens';
export { addComparisons } from './comparisons';
import { Agreed } from './agreed';
import { addCompare } from './compare';
import { addInstall } from './install';
import { addInstruments } from './instruments';
import { addKernel, IKernelOptions } from './kernel';
import { addLessons, ILessonCommandOptions } from './lessons';
import { addLine } from './line';
import { addLook } from './look';
import { addMeasure, IMeasureOptions } from './measure';
import { ICommandOptions } from './options';
import { addPanel } from './panel';
import { addProfile } from './profile';
import { addProfFile } from './proffile';
import { addRuns } from './runs';
import { addSlowest } from './slowest';

export type { ICommandOptions } from './options';
export { addPalette } from './palette';
export { reasonAgainst } from './profile';

/** Add the commands of cellheat to the registry. */
export function addCommands(options: ICommandOptions): void {
  const agreed = new Agreed();
  addProfile(options, agreed);
  addCompare(options, agreed);
  addRuns(options);
  addPanel(options);
  addLine(options);
  addInstall(options);
  addInstruments(options);
  addProfFile(options);
  addLook(options);
  addSlowest(options);
  notifyChanges(options);
}

/** Menus and toolbars ask again when something that a command depends on has changed. */
function notifyChanges({ commands, store, tracker }: ICommandOptions): void {
  const { profileCell, compareCells, compareEdit, cancelRun, stopRun, copyReport } = CommandIDs;
  const { alsoMeasure, showStack, stopStack } = CommandIDs;
  const notify = (ids: readonly string[]) => ids.forEach(id => commands.notifyCommandChanged(id));
  tracker.selectionChanged.connect(() => notify([compareCells]));
  let before = '';
  store.changed.connect(() => {
    const { selection } = store;
    const state = selection && [
      selection.cellId,
      commands.isEnabled(compareEdit),
      selection.availability,
      store.pending(selection.notebook)?.state.phase,
      store.latestDone(selection.notebook, selection.cellId) !== null,
      store.catalogue(selection.notebook)?.phase,
      store.look(selection.notebook)?.phase
    ];
    const now = JSON.stringify(state);
    if (now !== before) {
      before = now;
      notify([profileCell, compareCells, compareEdit, cancelRun, stopRun, copyReport]);
      notify([alsoMeasure, showStack, stopStack]);
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
