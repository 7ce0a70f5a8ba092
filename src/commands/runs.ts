import { IRun } from '../model/kernel/run';
import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';

/** Cancel and stop the run under way. */
export function addRuns({
  commands,
  profilers,
  store,
  tracker,
  translator
}: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const pending = (): IRun | null => {
    const panel = tracker.currentWidget;
    return panel && store.pending(panel.context);
  };
  const current = () => profilers.for(tracker.currentWidget!);
  commands.addCommand(CommandIDs.cancelRun, {
    label: trans.__('Cancel Profiling'),
    caption: trans.__('Call the run off before the cell has run'),
    isEnabled: () => ['waiting', 'starting', 'asking'].includes(pending()?.state.phase ?? ''),
    execute: () => current().cancel(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.stopRun, {
    label: trans.__('Stop Profiling'),
    caption: trans.__('Interrupt the cell; what is known so far is kept'),
    isEnabled: () => pending()?.state.phase === 'running',
    execute: () => current().stop(),
    describedBy: NO_ARGS
  });
}
