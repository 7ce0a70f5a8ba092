import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  ICommandPalette,
  InputDialog,
  ISessionContextDialogs,
  IToolbarWidgetRegistry
} from '@jupyterlab/apputils';
import { INotebookTracker, NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Catalogues } from './catalogues';
import { addCommands, addPalette, reasonAgainst } from './commands';
import { Links } from './kernel/links';
import { Profilers } from './kernel/profilers';
import { cellsOf } from './model/kernel/run';
import { Reloads } from './reloads';
import { Selection } from './selection';
import { Settings } from './settings';
import { Slowest } from './slowest/slowest';
import { ProfileStore } from './store';
import { guessing, isShownInLesson, teachingPlugin } from './teaching';
import { IProfileStore } from './tokens';
import { ProfilePanel } from './views/panel';
import { rendererFactory } from './views/renderer';
import { Versions } from './versions';
import { cellButton, ProfileButton } from './views/toolbar';
import { widenOnce } from './views/width';
import { comparings, goingOn, watchingPlugin } from './watching';

/** How the plugins reach the kernels of notebooks. */
const links = new Links();

/** One for both plugins; the defaults hold until the first one has loaded it. */
const settings = new Settings('cellheat:plugin');

/** Pixels in which a table of functions has room for all of its columns. */
const PANEL_WIDTH = 392;

const plugin: JupyterFrontEndPlugin<IProfileStore> = {
  id: 'cellheat:plugin',
  description: 'Profiles a notebook cell with one click and shows the result beside it.',
  autoStart: true,
  requires: [INotebookTracker, ITranslator],
  optional: [
    ISettingRegistry,
    IToolbarWidgetRegistry,
    ICommandPalette,
    ILayoutRestorer,
    ISessionContextDialogs
  ],
  provides: IProfileStore,
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator,
    settingRegistry: ISettingRegistry | null,
    toolbarRegistry: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null,
    dialogs: ISessionContextDialogs | null
  ): IProfileStore => {
    const { commands, shell } = app;
    const trans = translator.load('cellheat');
    const store = new ProfileStore();
    const reloads = new Reloads(tracker, store, () => window.sessionStorage);
    const profilers = new Profilers(
      links,
      (context, run) => {
        store.put(context, run);
        if (run.state.phase === 'done') {
          cellsOf(run).forEach(id => reloads.add(context.path, id));
        }
      },
      (context, state) => {
        store.putInstallation(context, state);
        goingOn.putInstallation(context, state);
      },
      (context, state) => store.putCatalogue(context, state),
      (context, state) => store.putLook(context, state)
    );
    const slowest: Slowest = new Slowest({
      mayAsk: notebook =>
        settings.watchMemory() ||
        (store.page === 'slowest' &&
          panel.isVisible &&
          tracker.currentWidget?.context === notebook),
      isProfiled: (notebook, cell) => store.pending(notebook)?.cellId === cell
    });
    const panel: ProfilePanel = new ProfilePanel({
      store,
      comparings,
      slowest,
      commands,
      translator,
      tableRows: settings.tableRows,
      watchMemory: settings.watchMemory,
      onShown: () => {
        slowest.check();
        catalogues.check();
      }
    });
    const catalogues = new Catalogues(tracker, store, profilers, () => panel.isVisible);
    slowest.follow(tracker);
    store.changed.connect(() => slowest.check());
    new Selection(tracker, store);
    const versions = new Versions(NotebookActions);

    const showNotebook = (notebook: NotebookPanel) => {
      shell.activateById(notebook.id);
      // it is the current one, and has the focus, when the message was handled
      MessageLoop.flush();
    };
    addCommands({
      commands,
      tracker,
      store,
      profilers,
      translator,
      dialogs,
      defaultInstrument: settings.defaultInstrument,
      timeBudget: settings.timeBudget,
      memoryInterval: settings.memoryInterval,
      also: settings.also,
      setAlso: settings.setAlso,
      watchMemory: settings.watchMemory,
      setWatchMemory: settings.setWatchMemory,
      cellAtPointer: () => app.contextMenuHitTest(node => node.classList.contains('jp-Cell')),
      // Notebook 7 closes and opens its side area for a panel that is there already
      showPanel: (page = 'results') => {
        store.showPage(page);
        if (!panel.isVisible) {
          shell.activateById(panel.id);
          widenOnce(panel, PANEL_WIDTH, () => window.localStorage);
        }
      },
      showNotebook,
      sourceBefore: ({ content }, cell) => versions.before(content.model, cell),
      askText: async (title, label, text) => {
        const { button, value } = await InputDialog.getText({ title, label, text });
        return button.accept ? value : null;
      },
      askConsent: async (instrument, effects, signal) => {
        const { askConsent } = await import('./views/consent');
        return askConsent(instrument, effects, signal, trans);
      }
    });
    shell.add(panel, 'right', { rank: 700 });
    restorer?.add(panel, panel.id);
    if (palette) {
      addPalette(palette, trans);
    }

    toolbarRegistry?.addFactory<NotebookPanel>('Notebook', 'cellheat-profile', notebook => {
      const button = new ProfileButton({
        commands,
        trans,
        store,
        notebook: notebook.context,
        reason: () => reasonAgainst(notebook, trans),
        activate: () => void (tracker.currentWidget === notebook || showNotebook(notebook))
      });
      updateWith(button, notebook);
      return button;
    });
    toolbarRegistry?.addFactory('Cell', 'cellheat-profile', () => cellButton(commands));

    settings
      .load(settingRegistry, () => {
        panel.update();
        slowest.check();
      })
      .catch(reason => console.error('cellheat: no settings', reason));
    return store;
  }
};

const renderer: JupyterFrontEndPlugin<void> = {
  id: 'cellheat:renderer',
  description: 'Draws profiles that stand in the outputs of a notebook.',
  autoStart: true,
  requires: [IRenderMimeRegistry, ITranslator],
  activate: (_: JupyterFrontEnd, registry: IRenderMimeRegistry, translator: ITranslator): void => {
    // now, since each notebook copies the registry when it is opened
    registry.addFactory(rendererFactory(translator, settings.tableRows, guessing, goingOn));
  }
};

/** A button follows its own notebook, which need not be the current one. */
function updateWith(button: ProfileButton, { content, sessionContext }: NotebookPanel): void {
  content.activeCellChanged.connect(button.update, button);
  sessionContext.statusChanged.connect(button.update, button);
  sessionContext.connectionStatusChanged.connect(button.update, button);
  sessionContext.kernelChanged.connect(button.update, button);
  sessionContext.specsManager.specsChanged.connect(button.update, button);
}

export default [
  plugin,
  renderer,
  teachingPlugin(links, comparings),
  watchingPlugin(links, guessing, isShownInLesson)
];
