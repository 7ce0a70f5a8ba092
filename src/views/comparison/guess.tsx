import type { IComparison } from '../../model/contract/comparison';
import { guessSentence } from '../../model/lesson/guessline';
import type { ITranslate } from '../../model/words/translate';
import { Sentence } from '../sentence';

interface IGuessProps {
  /** What the reader said: time of A divided by the time of B. */
  readonly ratio: number;
  readonly comparison: IComparison;
  readonly trans: ITranslate;
}

/** What the reader said, and what came out. */
export function Guess({ ratio, comparison, trans }: IGuessProps): JSX.Element {
  return (
    <p className="jp-Cellheat-Guess" role="status">
      <Sentence parts={guessSentence(ratio, comparison, trans)} />
    </p>
  );
}
