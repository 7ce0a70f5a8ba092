import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { JSONExt, type ReadonlyJSONValue } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';
import type { ILessonEntry, IQuestion, LessonState } from '../model/lesson/lesson';
import type { ICurrentLesson, ILessons } from '../tokens';
import { ILesson, IPack, questionsOf } from './catalogue';
import { compareCells, ICompareCell, lessonOf, shownIn } from './cells';
import { LessonFiles } from './files';
import { Measures } from './measures';
import { OpenNotebooks } from './notebooks';
import { Progress } from './progress';

/** What the lessons are made of. */
export interface ILessonsOptions {
  readonly tracker: INotebookTracker;
  readonly notebooks: OpenNotebooks;
  readonly progress: Progress;
  readonly measures: Measures;
  readonly files: LessonFiles;
  readonly loadPack: () => Promise<IPack>;
}

/** The lessons, and how far their reader is. */
export class Lessons implements ILessons {
  constructor(private readonly _options: ILessonsOptions) {
    const { tracker, notebooks, progress, measures, files } = _options;
    tracker.currentChanged.connect(this._update, this);
    notebooks.changed.connect((_, panel) => this._onNotebook(panel));
    for (const { changed } of [progress, measures, files]) {
      changed.connect(() => this._changed.emit());
    }
  }

  get changed(): ISignal<ILessons, void> {
    return this._changed;
  }

  get entries(): readonly ILessonEntry[] | null {
    return this._pack && this._pack.lessons.map(lesson => this._entry(lesson));
  }

  get problem(): string | null {
    return this._problem;
  }

  get current(): ICurrentLesson | null {
    const panel = this._options.tracker.currentWidget;
    const lesson = lessonOf(panel?.content.model ?? null);
    return panel && lesson && { id: lesson.lesson, questions: this._questions(panel) };
  }

  load(): void {
    this.pack().catch(error => {
      console.error('cellheat: no lessons', error);
      this._problem = String(error);
      this._changed.emit();
    });
  }

  /** The lessons as they were released; rejects where they cannot be loaded. */
  async pack(): Promise<IPack> {
    if (!this._pack) {
      this._pack = await this._options.loadPack();
      this._problem = null;
      this._changed.emit();
      await this._options.files.look();
    }
    return this._pack;
  }

  question(notebook: object, cell: string): IQuestion | null {
    const found = this._find(notebook, cell);
    return found && this._question(notebook, found);
  }

  guess(notebook: object, cell: string, ratio: number): void {
    const found = this._find(notebook, cell);
    if (found) {
      this._options.progress.guess(found.lesson, found.id, ratio);
    }
  }

  private _entry(lesson: ILesson): ILessonEntry {
    const { id, title, summary, minutes, chapter } = lesson;
    const hasCopy = this._options.files.hasCopy(lesson);
    return { id, title, summary, minutes, chapter, hasCopy, state: this._state(lesson, hasCopy) };
  }

  private _state(lesson: ILesson, hasCopy: boolean): LessonState {
    const questions = questionsOf(lesson);
    const ref = { lesson: lesson.id, version: this._pack!.version };
    const done = questions.filter(id => this._options.progress.measuredFor(ref, id)).length;
    if (done === 0) {
      return { kind: hasCopy ? 'started' : 'new' };
    }
    return done === questions.length
      ? { kind: 'done' }
      : { kind: 'measured', done, of: questions.length };
  }

  private _questions({ content, context }: NotebookPanel): IQuestion[] {
    return compareCells(content.model).map(cell => this._question(context, cell));
  }

  private _question(notebook: object, cell: ICompareCell): IQuestion {
    const { progress, measures } = this._options;
    const { id, question, variants, lesson, model } = cell;
    return {
      id,
      question,
      variants,
      cell: model.id,
      guess: progress.guessFor(lesson, id),
      measured: progress.measuredFor(lesson, id),
      measure: measures.get(notebook, model.id)
    };
  }

  private _find(notebook: object, cellId: string): ICompareCell | null {
    const panel = this._options.tracker.find(({ context }) => context === notebook);
    const cells = compareCells(panel?.content.model ?? null);
    return cells.find(({ model }) => model.id === cellId) ?? null;
  }

  /** What a lesson's outputs show counts, however its cells were run. */
  private _onNotebook(panel: NotebookPanel): void {
    for (const cell of compareCells(panel.content.model)) {
      const measured = shownIn(cell.model);
      if (measured) {
        this._options.progress.setMeasured(cell.lesson, cell.id, measured);
      }
    }
    this._update();
  }

  /** Tell of what can be seen only: a notebook changes at every key. */
  private _update(): void {
    const now = JSON.parse(JSON.stringify(this.current)) as ReadonlyJSONValue;
    if (!JSONExt.deepEqual(this._before, now)) {
      this._before = now;
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<ILessons, void>(this);
  private _pack: IPack | null = null;
  private _problem: string | null = null;
  private _before: ReadonlyJSONValue = null;
}
