import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { ITranslator } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { Comparings } from '../comparing/comparings';
import type { GoingOn } from '../comparing/goingon';
import { replaceOutputs } from '../comparing/outputs';
import type { Links } from '../kernel/links';
import { Remeasurer } from '../kernel/remeasurer';
import { GoOn, MORE_S, PROCESSES, refusalOf } from '../model/kernel/comparing';
import { CommandIDs } from '../tokens';

/** What the commands for comparisons work on. */
export interface IComparisonOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly links: Links;
  readonly comparings: Comparings;
  readonly goingOn: GoingOn;
  readonly translator: ITranslator;
}

/** Stop a comparison, and go on with one. They are for buttons, which know of which notebook. */
export function addComparisons(options: IComparisonOptions): void {
  const { commands, tracker, links, comparings, translator } = options;
  const trans = translator.load('cellheat');
  const notebook = { type: 'string', description: trans.__('The id of the notebook’s widget') };
  commands.addCommand(CommandIDs.stopComparison, {
    label: trans.__('Stop Comparing'),
    isVisible: () => false,
    execute: async args => {
      const panel = panelOf(tracker, args);
      if (panel) {
        comparings.stopping(panel.context);
        await links.for(panel).session.interrupt();
      }
    },
    describedBy: { args: { type: 'object', properties: { notebook }, required: ['notebook'] } }
  });
  const describedBy = {
    args: {
      type: 'object',
      properties: {
        notebook,
        cell: { type: 'string', description: trans.__('The id of the cell that shows it') },
        token: { type: 'string', description: trans.__('What the kernel calls the comparison') }
      },
      required: ['notebook', 'cell', 'token']
    }
  } as const;
  commands.addCommand(CommandIDs.compareMore, {
    label: trans.__('Measure %1 s More', MORE_S),
    isVisible: () => false,
    execute: args => goOn('more', args, options),
    describedBy
  });
  commands.addCommand(CommandIDs.confirmComparison, {
    label: trans.__('Confirm in %1 Fresh Processes', PROCESSES),
    isVisible: () => false,
    execute: args => goOn('confirm', args, options),
    describedBy
  });
}

async function goOn(what: GoOn, args: Args, options: IComparisonOptions): Promise<void> {
  const { tracker, links, goingOn, translator } = options;
  const panel = panelOf(tracker, args);
  const { cell, token } = args;
  if (!panel || typeof cell !== 'string' || typeof token !== 'string') {
    return;
  }
  const { context } = panel;
  const { session, connection } = links.for(panel);
  goingOn.set(context, token, { phase: 'waiting', what });
  const answer = await new Remeasurer(session, connection).run(what, token, cell, () =>
    goingOn.set(context, token, { phase: 'running', what })
  );
  if (answer.kind === 'compared') {
    goingOn.set(context, token, { phase: 'idle' });
    replaceOutputs(context.isDisposed ? null : context.model, token, answer.bundle);
  } else {
    const refusal = refusalOf(answer, translator.load('cellheat'));
    goingOn.set(context, token, { phase: 'failed', what, ...refusal });
  }
}

type Args = ReadonlyPartialJSONObject;

function panelOf(tracker: INotebookTracker, { notebook }: Args): NotebookPanel | null {
  return tracker.find(({ id }) => id === notebook) ?? null;
}
