import { Notification } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { canProfile, kernelAvailability } from '../kernel/availability';
import { bring } from '../kernel/bring';
import { Links } from '../kernel/links';
import { failureMessage } from '../model/kernel/messages';
import { CommandIDs } from '../tokens';
import { NO_ARGS } from './options';

/** What bringing cellheat into a kernel works on. */
export interface IKernelOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly links: Links;
  readonly translator: ITranslator;
}

/** Bring cellheat into a kernel, so that its cells can import it. */
export function addKernel({ commands, links, tracker, translator }: IKernelOptions): void {
  const trans = translator.load('cellheat');
  commands.addCommand(CommandIDs.connectKernel, {
    label: trans.__('Connect Kernel to Cellheat'),
    caption: trans.__('Bring cellheat into this kernel, so that its cells can import it'),
    isEnabled: () => {
      const panel = tracker.currentWidget;
      return panel !== null && canProfile(kernelAvailability(panel.sessionContext));
    },
    execute: async () => {
      const panel = tracker.currentWidget;
      if (panel) {
        await connect(panel, links, trans);
      }
    },
    describedBy: NO_ARGS
  });
}

async function connect(
  panel: NotebookPanel,
  links: Links,
  trans: TranslationBundle
): Promise<void> {
  const { session, connection } = links.for(panel);
  const over = new AbortController();
  const id = Notification.emit(trans.__('Connecting the kernel.'), 'in-progress', {
    autoClose: false,
    actions: [
      {
        label: trans.__('Cancel'),
        callback: event => {
          // the notification stays, and says what became of it
          event.preventDefault();
          over.abort();
        }
      }
    ]
  });
  const failure = await bring(session, connection, over.signal, why => {
    if (why === 'busy') {
      Notification.update({
        id,
        message: trans.__('The kernel is busy; it is connected as soon as that ends.')
      });
    }
  });
  const name = panel.sessionContext.kernelDisplayName;
  Notification.update({
    id,
    ...(failure
      ? { type: 'error', message: sentenceFor(failure, trans) }
      : {
          type: 'success',
          message: trans.__('%1 is connected: “import cellheat” works in it now.', name)
        }),
    autoClose: failure ? 0 : 5000,
    actions: []
  });
}

function sentenceFor(
  failure: Parameters<typeof failureMessage>[0],
  trans: TranslationBundle
): string {
  switch (failure.kind) {
    case 'cancelled':
      return trans.__('Cancelled. The kernel is not connected.');
    case 'not-armed':
      return trans.__('Cellheat could not be loaded. Reload the page and try again.');
    default:
      return trans.__('%1 So it is not connected.', failureMessage(failure, trans).title);
  }
}
