import { ILayoutRestorer, JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import {
  ICommandPalette,
  ISessionContextDialogs,
  IToolbarWidgetRegistry
} from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator } from '@jupyterlab/translation';
import { addLessonCommands } from './commands';
import { Slots } from './comparing/slots';
import { Links } from './kernel/links';
import { Measurers } from './kernel/measurers';
import { loadPack } from './lessons/catalogue';
import { LessonFiles } from './lessons/files';
import { Guessing } from './lessons/guessing';
import { Lessons } from './lessons/lessons';
import { Measures } from './lessons/measures';
import { OpenNotebooks } from './lessons/notebooks';
import { Progress } from './lessons/progress';
import { CommandIDs, IComparings } from './tokens';
import { GuessCard } from './views/guess';
import { LessonsPanel } from './views/lessons';
import { measureButton } from './views/toolbar';

const progress = new Progress();

/** What readers have guessed; everything is open until the notebooks can be looked at. */
export const guessing = new Guessing(progress);

const measures = new Measures();

/** Whether the guess card of a cell says what is being measured. */
export function isShownInLesson(notebook: object, cell: string): boolean {
  return measures.get(notebook, cell)?.phase === 'running';
}

/** The plugin with the lessons. It shares the way to the kernels with the profiler. */
export function teachingPlugin(links: Links, comparings: IComparings): JupyterFrontEndPlugin<void> {
  return {
    id: 'cellheat:lessons',
    description: 'Lists the lessons, asks for a guess, and measures on the reader’s machine.',
    autoStart: true,
    requires: [INotebookTracker, ITranslator, IDocumentManager],
    optional: [
      IStateDB,
      IToolbarWidgetRegistry,
      ICommandPalette,
      ILayoutRestorer,
      ISessionContextDialogs
    ],
    activate: (
      app: JupyterFrontEnd,
      tracker: INotebookTracker,
      translator: ITranslator,
      documents: IDocumentManager,
      state: IStateDB | null,
      toolbarRegistry: IToolbarWidgetRegistry | null,
      palette: ICommandPalette | null,
      restorer: ILayoutRestorer | null,
      dialogs: ISessionContextDialogs | null
    ): void => {
      const { commands, serviceManager, shell } = app;
      const trans = translator.load('cellheat');
      const notebooks = new OpenNotebooks(tracker);
      const files = new LessonFiles({
        contents: serviceManager.contents,
        sessions: serviceManager.sessions,
        specs: () => serviceManager.kernelspecs.specs,
        close: path => closeDocument(documents, path)
      });
      const lessons = new Lessons({ tracker, notebooks, progress, measures, files, loadPack });
      const measurers = new Measurers(links, (context, cellId, state) =>
        measures.set(context, cellId, state)
      );
      const panel = new LessonsPanel({ lessons, commands, translator });
      guessing.follow(tracker);
      void progress.load(state);
      fillSlots(tracker, notebooks, lessons, ({ context }, cell) => {
        return new GuessCard({ lessons, comparings, commands, trans, notebook: context, cell });
      });

      addLessonCommands({
        commands,
        tracker,
        translator,
        links,
        measurers,
        dialogs,
        lessons,
        files,
        progress,
        showLessons: () => shell.activateById(panel.id),
        openDocument: path => void documents.openOrReveal(path),
        reopenDocument: path => reopen(app, documents, path)
      });
      shell.add(panel, 'left', { rank: 600 });
      restorer?.add(panel, panel.id);
      for (const command of [
        CommandIDs.showLessons,
        CommandIDs.measure,
        CommandIDs.connectKernel
      ]) {
        palette?.addItem({ command, category: trans.__('Profile') });
      }
      toolbarRegistry?.addFactory('Cell', 'cellheat-measure', () => measureButton(commands));
      notifyChanges(app, tracker);
    }
  };
}

/** A compare cell has a card until a guess is made, and while it is measured. */
function fillSlots(
  tracker: INotebookTracker,
  notebooks: OpenNotebooks,
  lessons: Lessons,
  make: (panel: NotebookPanel, cellId: string) => GuessCard
): void {
  const slots = new Slots(({ context }, cellId) => {
    const question = lessons.question(context, cellId);
    return (
      progress.isLoaded &&
      question !== null &&
      (question.guess.kind === 'blind' || question.measure !== null)
    );
  }, make);
  notebooks.changed.connect((_, panel) => slots.sync(panel));
  lessons.changed.connect(() => tracker.forEach(panel => slots.sync(panel)));
}

/** Menus and toolbars ask again when what they depend on has changed. */
function notifyChanges({ commands }: JupyterFrontEnd, tracker: INotebookTracker): void {
  const notify = () => {
    [CommandIDs.measure, CommandIDs.connectKernel].forEach(id => commands.notifyCommandChanged(id));
  };
  const follow = ({ sessionContext }: NotebookPanel) => {
    sessionContext.statusChanged.connect(notify);
    sessionContext.kernelChanged.connect(notify);
  };
  tracker.forEach(follow);
  tracker.widgetAdded.connect((_, panel) => follow(panel));
  tracker.currentChanged.connect(notify);
  tracker.activeCellChanged.connect(notify);
}

async function closeDocument(documents: IDocumentManager, path: string): Promise<void> {
  const widget = documents.findWidget(path, null);
  const context = widget && documents.contextForWidget(widget);
  if (!context) {
    return;
  }
  if (context.model.dirty) {
    await context.save();
  }
  if (context.model.dirty) {
    throw new Error(`${path} could not be saved.`);
  }
  await documents.closeFile(path);
}

/** Notebook 7 has one document to a page: the page itself is then what opens it again. */
function reopen({ name }: JupyterFrontEnd, documents: IDocumentManager, path: string): void {
  if (name === 'Jupyter Notebook' && window.location.pathname.endsWith(encodeURI(path))) {
    window.location.reload();
  } else {
    documents.openOrReveal(path);
  }
}
