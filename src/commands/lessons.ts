import { Dialog, showDialog, showErrorMessage } from '@jupyterlab/apputils';
import { ITranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { ILesson } from '../lessons/catalogue';
import { LessonFiles, OLD_FOLDER } from '../lessons/files';
import { Lessons } from '../lessons/lessons';
import { Progress } from '../lessons/progress';
import { CommandIDs } from '../tokens';
import { NO_ARGS } from './options';

/** What the commands for lessons work on. */
export interface ILessonCommandOptions {
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
  readonly lessons: Lessons;
  readonly files: LessonFiles;
  readonly progress: Progress;
  /** Show the panel with the lessons. */
  readonly showLessons: () => void;
  /** Open a document, or bring it to the front. */
  readonly openDocument: (path: string) => void;
  /** Open a document that was closed, in its place. */
  readonly reopenDocument: (path: string) => void;
}

/** Show, open and reset lessons. */
export function addLessons(options: ILessonCommandOptions): void {
  const { commands, showLessons, translator } = options;
  const trans = translator.load('cellheat');
  const describedBy = {
    args: {
      type: 'object',
      properties: { lesson: { type: 'string', description: trans.__('The lesson’s id') } },
      required: ['lesson']
    }
  } as const;
  commands.addCommand(CommandIDs.showLessons, {
    label: trans.__('Show Lessons'),
    caption: trans.__('Show the lessons and how far you are'),
    execute: () => showLessons(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.openLesson, {
    label: trans.__('Open Lesson'),
    isVisible: hasLesson,
    execute: async args => {
      const problem = trans.__('The lesson cannot be opened');
      await explained(problem, async () => open(await lessonIn(args, options), options));
    },
    describedBy
  });
  commands.addCommand(CommandIDs.resetLesson, {
    label: trans.__('Reset Lesson'),
    isVisible: hasLesson,
    execute: async args => {
      const problem = trans.__('The lesson cannot be reset; your copy is as it was');
      await explained(problem, async () => reset(await lessonIn(args, options), options));
    },
    describedBy
  });
}

type Args = ReadonlyPartialJSONObject;

function hasLesson({ lesson }: Args): boolean {
  return typeof lesson === 'string';
}

async function lessonIn({ lesson }: Args, options: ILessonCommandOptions): Promise<ILesson> {
  const { lessons } = await options.lessons.pack();
  const found = lessons.find(({ id }) => id === lesson);
  if (!found) {
    const trans = options.translator.load('cellheat');
    throw new Error(trans.__('There is no lesson “%1”.', lesson));
  }
  return found;
}

async function explained(problem: string, action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    console.error('cellheat', error);
    await showErrorMessage(problem, error instanceof Error ? error.message : String(error));
  }
}

async function open(lesson: ILesson, options: ILessonCommandOptions): Promise<void> {
  options.openDocument(await options.files.copy(lesson));
}

async function reset(lesson: ILesson, options: ILessonCommandOptions): Promise<void> {
  const { files, progress, reopenDocument, translator } = options;
  const trans = translator.load('cellheat');
  const { button } = await showDialog({
    title: trans.__('Start “%1” afresh?', lesson.title),
    body: trans.__(
      'Your copy is kept: it goes to the folder %1. Its kernel is shut down, and your guesses in this lesson are forgotten.',
      OLD_FOLDER
    ),
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Start afresh') })]
  });
  if (button.accept) {
    const { path } = await files.reset(lesson);
    progress.forget(lesson.id);
    reopenDocument(path);
  }
}
