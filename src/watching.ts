import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { addComparisons } from './commands';
import { Comparings } from './comparing/comparings';
import { GoingOn } from './comparing/goingon';
import { Slots } from './comparing/slots';
import type { Links } from './kernel/links';
import { OpenNotebooks } from './lessons/notebooks';
import type { IGuessing } from './tokens';
import { ProgressCard } from './views/comparison/progress';

/** The comparisons under way; nothing is known until the notebooks can be looked at. */
export const comparings = new Comparings();

/** How the comparisons in outputs are gone on with. */
export const goingOn = new GoingOn();

/** The plugin that shows what a comparison is doing, and goes on with it. */
export function watchingPlugin(
  links: Links,
  guessing: IGuessing,
  /** Whether a card of a lesson shows it already. */
  isShown: (notebook: object, cell: string) => boolean
): JupyterFrontEndPlugin<void> {
  return {
    id: 'cellheat:watching',
    description: 'Shows what a comparison is doing while it runs, and measures it for longer.',
    autoStart: true,
    requires: [INotebookTracker, ITranslator],
    activate: (app: JupyterFrontEnd, tracker: INotebookTracker, translator: ITranslator): void => {
      const { commands } = app;
      const trans = translator.load('cellheat');
      addComparisons({ commands, tracker, links, comparings, goingOn, translator });
      comparings.follow(tracker);
      goingOn.follow(tracker, commands);
      // what a card of a lesson has shown to its end gets no other card for its last moment
      let elsewhere = '';
      const slots = new Slots(
        ({ context }, cell) => {
          const token = comparings.of(context, cell)?.progress.token ?? null;
          if (token !== null && isShown(context, cell)) {
            elsewhere = token;
          }
          return token !== null && token !== elsewhere;
        },
        (panel, cell) =>
          new ProgressCard({
            comparings,
            commands,
            trans,
            notebook: panel.context,
            cell,
            panel: panel.id,
            isBlind: node => guessing.stateFor(node, cell).kind === 'blind'
          }),
        true
      );
      comparings.changed.connect((_, notebook) =>
        tracker.forEach(panel => panel.context === notebook && slots.sync(panel))
      );
      new OpenNotebooks(tracker).changed.connect((_, panel) => slots.sync(panel));
    }
  };
}
