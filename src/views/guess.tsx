import { UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { KeyboardEvent, MouseEvent, useState } from 'react';
import {
  guessAfterKey,
  guessAt,
  guessParts,
  positionOf,
  sliderSentence,
  tickLabel,
  TICKS
} from '../model/lesson/guess';
import type { IQuestion } from '../model/lesson/lesson';
import { isMeasuring } from '../model/kernel/measure';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs, IComparings, ILessons } from '../tokens';
import { ComparingBody } from './comparison/progress';
import { Measuring } from './measuring';
import { SlotCard } from './slotcard';

/** What a guess card needs. */
export interface IGuessCardOptions {
  readonly lessons: ILessons;
  readonly comparings: IComparings;
  readonly commands: CommandRegistry;
  readonly trans: ITranslate;
  /** The document and the cell that the card is in. */
  readonly notebook: object;
  readonly cell: string;
}

/** Asks for a guess between the code of a comparison and what comes out of it. */
export class GuessCard extends SlotCard {
  constructor(private readonly _options: IGuessCardOptions) {
    super();
    this.addClass('jp-Cellheat-GuessCard');
  }

  protected render(): JSX.Element {
    const { lessons, comparings, notebook, cell, trans, commands } = this._options;
    const execute = (id: string) => {
      commands.execute(id, { cell }).catch(error => console.error(id, error));
    };
    return (
      <UseSignal signal={lessons.changed}>
        {() => {
          const question = lessons.question(notebook, cell);
          return (
            question && (
              <Card
                question={question}
                comparing={
                  <UseSignal signal={comparings.changed} shouldUpdate={(_, of) => of === notebook}>
                    {() => {
                      const comparing = comparings.of(notebook, cell);
                      return (
                        comparing && (
                          <ComparingBody
                            comparing={comparing}
                            blind={question.guess.kind === 'blind'}
                            trans={trans}
                            onStop={() => execute(CommandIDs.stopMeasure)}
                          />
                        )
                      );
                    }}
                  </UseSignal>
                }
                ratio={this._ratio}
                onRatio={ratio => (this._ratio = ratio)}
                trans={trans}
                onMeasure={() => {
                  if (this._ratio !== null) {
                    lessons.guess(notebook, cell, this._ratio);
                  }
                  execute(CommandIDs.measure);
                }}
                onStop={() => execute(CommandIDs.stopMeasure)}
              />
            )
          );
        }}
      </UseSignal>
    );
  }

  // kept here, since a notebook that shows only what is in sight takes cells out and puts them back
  private _ratio: number | null = null;
}

interface ICardProps {
  readonly question: IQuestion;
  /** What the kernel tells while it measures. */
  readonly comparing: JSX.Element;
  /** What the slider says; `null` while nobody has touched it. */
  readonly ratio: number | null;
  readonly onRatio: (ratio: number) => void;
  readonly trans: ITranslate;
  readonly onMeasure: () => void;
  readonly onStop: () => void;
}

function Card({
  question,
  comparing,
  ratio,
  onRatio,
  trans,
  onMeasure,
  onStop
}: ICardProps): JSX.Element {
  const { guess, measure, variants } = question;
  const [shown, setShown] = useState(ratio);
  const change = (value: number) => {
    onRatio(value);
    setShown(value);
  };
  const isBlind = guess.kind === 'blind';
  return (
    <section aria-label={trans.__('Your guess')}>
      <Names variants={variants} trans={trans} />
      <p className="jp-Cellheat-GuessCard-question">{question.question}</p>
      {isBlind && (
        <div className="jp-Cellheat-GuessCard-row">
          <Slider ratio={shown} onRatio={change} trans={trans} />
          <div className="jp-Cellheat-GuessCard-end">
            <Said ratio={shown} trans={trans} />
            <button
              className="jp-Cellheat-Button jp-mod-primary"
              disabled={shown === null || isMeasuring(measure)}
              title={shown === null ? trans.__('Move the slider first') : undefined}
              onClick={onMeasure}
            >
              {shown === null ? trans.__('Guess, then measure') : trans.__('Measure')}
            </button>
          </div>
        </div>
      )}
      <div role="status">
        {measure && (
          <Measuring
            state={measure}
            trans={trans}
            onMeasure={isBlind ? null : onMeasure}
            onStop={onStop}
          >
            {guess.kind === 'guessed' && (
              <p>{trans.__('You said: %1.', sliderSentence(guess.ratio, trans))}</p>
            )}
          </Measuring>
        )}
      </div>
      {measure?.phase === 'running' && comparing}
    </section>
  );
}

interface INamesProps {
  readonly variants: readonly string[];
  readonly trans: ITranslate;
}

/** Which letter is which code; nothing says here which is the better one. */
function Names({ variants }: INamesProps): JSX.Element {
  return (
    <div className="jp-Cellheat-GuessCard-names">
      {variants.map((name, i) => (
        <div key={name}>
          <b>{String.fromCharCode('A'.charCodeAt(0) + i)}</b> <code>{name}</code>
        </div>
      ))}
    </div>
  );
}

interface ISliderProps {
  readonly ratio: number | null;
  readonly onRatio: (ratio: number) => void;
  readonly trans: ITranslate;
}

/** How far one position may be from the next: a pixel of a wide slider. */
const STEP = 0.001;

function Slider({ ratio, onRatio, trans }: ISliderProps): JSX.Element {
  const at = ratio ?? 1;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = isPlain(event) ? guessAfterKey(event.key, at) : null;
    if (next !== null) {
      event.preventDefault();
      onRatio(next);
    }
  };
  return (
    <div className="jp-Cellheat-GuessCard-scale">
      <input
        type="range"
        min={0}
        max={1}
        step={STEP}
        value={positionOf(at)}
        data-untouched={ratio === null || undefined}
        aria-label={trans.__('Your guess')}
        aria-valuetext={ratio === null ? trans.__('not guessed yet') : sliderSentence(ratio, trans)}
        onChange={event => onRatio(guessAt(Number(event.target.value)))}
        // a click on the thumb where it stands is a guess, too
        onPointerUp={() => onRatio(at)}
        onKeyDown={onKeyDown}
      />
      <div className="jp-Cellheat-GuessCard-ticks" aria-hidden>
        {TICKS.map(tick => (
          <span key={tick} style={{ '--at': positionOf(tick) } as React.CSSProperties}>
            {tickLabel(tick, trans)}
          </span>
        ))}
      </div>
    </div>
  );
}

function isPlain({ ctrlKey, metaKey, altKey }: KeyboardEvent | MouseEvent): boolean {
  return !(ctrlKey || metaKey || altKey);
}

/** The sentence, with the part of the time in bold. */
function Said({ ratio, trans }: { ratio: number | null; trans: ITranslate }): JSX.Element {
  if (ratio === null) {
    return <span className="jp-Cellheat-GuessCard-said">{trans.__('Move the slider')}</span>;
  }
  const part = guessParts(ratio)?.part;
  const sentence = sliderSentence(ratio, trans);
  const [before, after] = part ? sentence.split(part) : [sentence, ''];
  return (
    // the slider itself speaks
    <span className="jp-Cellheat-GuessCard-said" aria-hidden>
      {before}
      {part && <b>{part}</b>}
      {after}
    </span>
  );
}
