import { comparisonText } from '../model/comparisontext';
import { reportText } from '../model/report';
import { CommandIDs } from '../tokens';
import { copyText } from './clipboard';
import { ICommandOptions, NO_ARGS } from './options';

/** Show the panel, and copy what stands in it. */
export function addPanel({ commands, showPanel, store, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const latest = (profile: unknown) => {
    const { selection } = store;
    if (!selection) {
      return null;
    }
    const { notebook, cellId } = selection;
    return profile ? store.latestProfile(notebook, cellId) : store.latestDone(notebook, cellId);
  };
  commands.addCommand(CommandIDs.showPanel, {
    label: trans.__('Show Cellheat Panel'),
    caption: trans.__('Show the profile of the active cell'),
    execute: () => showPanel(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.copyReport, {
    label: trans.__('Copy Result as Text'),
    caption: trans.__('Copy the last profile or comparison of the active cell'),
    isEnabled: ({ profile }) => latest(profile) !== null,
    execute: async ({ profile }) => {
      const state = latest(profile)?.state;
      if (state?.phase === 'done') {
        const { result } = state;
        await copyText(
          result.kind === 'profile' ? reportText(result, trans) : comparisonText(result, trans)
        );
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          profile: {
            type: 'boolean',
            description: trans.__('The last profile, though a comparison is newer')
          }
        }
      }
    }
  });
}
