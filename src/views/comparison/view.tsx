import { useMemo, useState } from 'react';
import { badgesOf } from '../../model/comparison/badges';
import type { IComparison } from '../../model/contract/comparison';
import type { GuessState } from '../../model/lesson/guess';
import type { ITranslate } from '../../model/words/translate';
import { letterOf } from '../../model/comparison/variants';
import { standingOf } from '../../model/comparison/verdict';
import { Badges } from './badges';
import { Cautions } from './cautions';
import { Codes, shownCodes } from './codes';
import { Evidence } from './evidence';
import { Foot } from './foot';
import { Guess } from './guess';
import { Offer } from './offers';
import { Verdict } from './verdict';

export { Offers } from './offers';

export interface IComparisonProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
  readonly guess: GuessState;
  /** Show it without a guess. */
  readonly onSkip: () => void;
  /** The page around it copies it as text. */
  readonly copied?: boolean;
}

/** Ways to do the same work, side by side: what was guessed, the codes, the verdict, why. */
export function ComparisonView(props: IComparisonProps): JSX.Element {
  return props.guess.kind === 'blind' ? <Blind {...props} /> : <Open {...props} />;
}

/** Before the guess: the codes and nothing that was measured. */
function Blind({ comparison, trans, onSkip }: IComparisonProps): JSX.Element {
  const codes = useMemo(
    () =>
      comparison.variants.map(({ code }, i) => ({
        title: letterOf(i),
        code,
        time: null,
        side: 'neutral' as const
      })),
    [comparison]
  );
  return (
    <article className="jp-Cellheat-Comparison" aria-label={trans.__('Comparison')}>
      <Codes codes={codes} trans={trans} />
      <div className="jp-Cellheat-Comparison-ask">
        <span>{trans.__('Make your guess above.')}</span>
        <button className="jp-Cellheat-Quiet" onClick={onSkip}>
          {trans.__('Show me without a guess')}
        </button>
      </div>
    </article>
  );
}

function Open({ comparison: measured, trans, guess, copied }: IComparisonProps): JSX.Element {
  const [comparison, choose] = useChosenSize(measured);
  const standing = standingOf(comparison);
  const point = standing.kind === 'measured' ? standing.point : null;
  const codes = useMemo(() => shownCodes(comparison, trans), [comparison, trans]);
  return (
    <article className="jp-Cellheat-Comparison" aria-label={trans.__('Comparison')}>
      {guess.kind === 'guessed' && (
        <Guess ratio={guess.ratio} comparison={measured} trans={trans} />
      )}
      <Codes codes={codes} trans={trans} />
      <Verdict comparison={comparison} trans={trans} onChoose={choose} />
      <Offer what="more" comparison={comparison} trans={trans} />
      <Badges badges={badgesOf(comparison, point, trans)} />
      <Cautions cautions={comparison.cautions} trans={trans} />
      {point && <Evidence comparison={comparison} point={point} trans={trans} onChoose={choose} />}
      <Offer what="confirm" comparison={comparison} trans={trans} />
      <Foot comparison={comparison} trans={trans} copied={copied} />
    </article>
  );
}

/** The same comparison with its verdict for the size that the reader chose, if any. */
function useChosenSize(measured: IComparison): readonly [IComparison, (at: number) => void] {
  const [chosen, setChosen] = useState<{ of: IComparison; at: number } | null>(null);
  const at = chosen?.of === measured ? chosen.at : measured.at;
  const comparison = useMemo(() => ({ ...measured, at }), [measured, at]);
  return [comparison, at => setChosen({ of: measured, at })];
}
