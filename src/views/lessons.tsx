import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message as LuminoMessage } from '@lumino/messaging';
import {
  ILessonEntry,
  IQuestion,
  lessonStateText,
  questionStateText
} from '../model/lesson/lesson';
import { isMeasuring } from '../model/kernel/measure';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs, ICurrentLesson, ILessons } from '../tokens';
import { lessonsIcon } from './icon';
import { Measuring } from './measuring';
import { Message } from './message';

/** What the panel with the lessons needs. */
export interface ILessonsPanelOptions {
  readonly lessons: ILessons;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
}

/** The side panel with the lessons, and the questions of the one that is open. */
export class LessonsPanel extends ReactWidget {
  constructor(private readonly _options: ILessonsPanelOptions) {
    super();
    this._trans = _options.translator.load('cellheat');
    this.id = 'cellheat-lessons';
    this.addClass('jp-Cellheat-Panel');
    this.addClass('jp-Cellheat-Lessons');
    this.title.icon = lessonsIcon;
    this.title.caption = this._trans.__('Lessons');
  }

  protected onAfterShow(msg: LuminoMessage): void {
    super.onAfterShow(msg);
    this._options.lessons.load();
  }

  protected render(): JSX.Element {
    const { lessons } = this._options;
    return (
      <UseSignal signal={lessons.changed}>
        {() => <Lessons lessons={lessons} trans={this._trans} execute={this._execute} />}
      </UseSignal>
    );
  }

  private readonly _execute: Execute = (id, args) => {
    // a command that fails says so itself
    this._options.commands.execute(id, args).catch(error => console.error(id, error));
  };
  private readonly _trans: TranslationBundle;
}

type Execute = (id: string, args?: Record<string, string | number>) => void;

interface ICommonProps {
  readonly trans: ITranslate;
  readonly execute: Execute;
}

function Lessons({
  lessons,
  trans,
  execute
}: ICommonProps & { readonly lessons: ILessons }): JSX.Element {
  const { entries, problem, current } = lessons;
  const chapters = [...new Set(entries?.map(({ chapter }) => chapter))];
  return (
    <>
      <header className="jp-Cellheat-Header">
        <h1>{trans.__('Lessons')}</h1>
      </header>
      <div className="jp-Cellheat-Body">
        {problem && (
          <Message
            message={{
              title: trans.__('The lessons cannot be loaded.'),
              text: trans.__('Reload the page and open them again.'),
              detail: problem
            }}
            trans={trans}
          />
        )}
        {chapters.map(chapter => (
          <section key={chapter} className="jp-Cellheat-Chapter">
            <h2>{chapter}</h2>
            <ul>
              {entries!
                .filter(entry => entry.chapter === chapter)
                .map(entry => (
                  <Lesson
                    key={entry.id}
                    entry={entry}
                    current={current?.id === entry.id ? current : null}
                    trans={trans}
                    execute={execute}
                  />
                ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

interface ILessonProps extends ICommonProps {
  readonly entry: ILessonEntry;
  /** Its questions, where it is the current notebook. */
  readonly current: ICurrentLesson | null;
}

function Lesson({ entry, current, trans, execute }: ILessonProps): JSX.Element {
  const { id, title, summary, minutes, state, hasCopy } = entry;
  return (
    <li className="jp-Cellheat-Lesson" data-current={current !== null || undefined}>
      <h3>{title}</h3>
      <p>{summary}</p>
      <div className="jp-Cellheat-Lesson-row">
        <span className="jp-Cellheat-State" data-state={state.kind}>
          {lessonStateText(state, trans)}
        </span>
        <span className="jp-Cellheat-Minutes">{trans.__('%1 min', minutes)}</span>
        {hasCopy && (
          <button
            className="jp-Cellheat-Quiet"
            aria-label={trans.__('Reset %1', title)}
            title={trans.__('Set your copy aside and start afresh')}
            onClick={() => execute(CommandIDs.resetLesson, { lesson: id })}
          >
            {trans.__('Reset')}
          </button>
        )}
        {current === null && (
          <button
            className="jp-Cellheat-Button"
            aria-label={hasCopy ? trans.__('Continue %1', title) : trans.__('Open %1', title)}
            onClick={() => execute(CommandIDs.openLesson, { lesson: id })}
          >
            {hasCopy ? trans.__('Continue') : trans.__('Open')}
          </button>
        )}
      </div>
      {current && <Questions questions={current.questions} trans={trans} execute={execute} />}
    </li>
  );
}

interface IQuestionsProps extends ICommonProps {
  readonly questions: readonly IQuestion[];
}

function Questions({ questions, trans, execute }: IQuestionsProps): JSX.Element {
  const isBusy = questions.some(({ measure }) => isMeasuring(measure));
  return (
    <ol className="jp-Cellheat-Questions">
      {questions.map(question => (
        <Question
          key={question.cell}
          question={question}
          isBusy={isBusy}
          trans={trans}
          execute={execute}
        />
      ))}
    </ol>
  );
}

interface IQuestionProps extends ICommonProps {
  readonly question: IQuestion;
  /** One is measured at a time. */
  readonly isBusy: boolean;
}

function Question({ question, isBusy, trans, execute }: IQuestionProps): JSX.Element {
  const { cell, measure, measured, guess } = question;
  const isKnown = measured !== null && guess.kind !== 'blind';
  return (
    <li data-state={isKnown ? 'known' : guess.kind}>
      <button
        className="jp-Cellheat-Question"
        title={trans.__('Go to this question')}
        onClick={() => execute(CommandIDs.goToLine, { cell, line: 1 })}
      >
        {question.question}
      </button>
      <p className="jp-Cellheat-Question-state">{questionStateText(question, trans)}</p>
      {measure && (
        <Measuring
          state={measure}
          trans={trans}
          onMeasure={null}
          onStop={() => execute(CommandIDs.stopMeasure, { cell })}
        />
      )}
      {!(measure && isMeasuring(measure)) && (
        <button
          className="jp-Cellheat-Button"
          disabled={isBusy}
          aria-label={trans.__('Measure: %1', question.question)}
          onClick={() => execute(CommandIDs.measure, { cell })}
        >
          {measured ? trans.__('Measure again') : trans.__('Measure')}
        </button>
      )}
    </li>
  );
}
