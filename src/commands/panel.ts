import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { comparisonText } from '../model/comparison/report';
import { INSTRUMENTS } from '../model/contract/profile';
import { reportText } from '../model/profile/report';
import { mainResult } from '../model/kernel/results';
import { CommandIDs } from '../tokens';
import { copyText } from './clipboard';
import { ICommandOptions, NO_ARGS } from './options';

/** Show the panel, and copy what stands in it. */
export function addPanel({ commands, showPanel, store, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const resultFor = ({ result }: ReadonlyPartialJSONObject) => {
    const { selection } = store;
    if (!selection) {
      return null;
    }
    const { notebook, cellId } = selection;
    const results = store.results(notebook, cellId);
    const asked = result
      ? results.find(({ key }) => key === result)
      : mainResult(results, store.latestDone(notebook, cellId));
    return asked?.result ?? null;
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
    isEnabled: args => resultFor(args) !== null,
    execute: async args => {
      const result = resultFor(args);
      if (result) {
        await copyText(
          result.kind === 'profile' ? reportText(result, trans) : comparisonText(result, trans)
        );
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          result: {
            type: 'string',
            enum: [...INSTRUMENTS, 'compare'],
            description: trans.__('Whose result: that of the last run if left out')
          }
        }
      }
    }
  });
}
