import { callTimes } from '../../model/comparison/agreeing';
import { beneathLines, confirmationOf } from '../../model/comparison/beneath';
import type { IComparison, IPair, IPoint } from '../../model/contract/comparison';
import { isMuch, pairSummary } from '../../model/comparison/pairwords';
import { FAR } from '../../model/words/ratio';
import type { ITranslate } from '../../model/words/translate';
import { pairOf, rowLabels, sidesOf, timedVariants } from '../../model/comparison/variants';
import {
  differenceWords,
  endedEarly,
  leadingPair,
  sizeWords,
  standingOf,
  verdictSentence
} from '../../model/comparison/verdict';
import { Bars } from './bars';
import { ChooseSize } from './choose';
import { Interval } from './interval';

interface IVerdictProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
  readonly onChoose: (at: number) => void;
}

/** The largest thing on the page, and what it rests on. */
export function Verdict({ comparison, trans, onChoose }: IVerdictProps): JSX.Element {
  const standing = standingOf(comparison);
  const early = endedEarly(comparison, trans);
  const point = standing.kind === 'measured' ? standing.point : null;
  return (
    <section className="jp-Cellheat-Verdict" data-kind={standing.kind}>
      <div>
        <p className="jp-Cellheat-Verdict-words" data-side={winnerSide(point)} aria-live="polite">
          {verdictSentence(comparison, trans)}
        </p>
        {point && <Size comparison={comparison} point={point} trans={trans} onChoose={onChoose} />}
        {point && beneathLines(comparison, point, trans).map((line, i) => <p key={i}>{line}</p>)}
        {comparison.difference && <p>{differenceWords(comparison)}</p>}
        {early && standing.kind !== 'stopped' && <p>{early}</p>}
      </div>
      {point && <Picture comparison={comparison} point={point} trans={trans} />}
    </section>
  );
}

interface IMeasuredProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
  readonly point: IPoint;
}

/** For which size it holds, or which one of several. */
function Size(props: IVerdictProps & IMeasuredProps): JSX.Element | null {
  const words = sizeWords(props.point);
  return props.comparison.points.length > 1 ? (
    <ChooseSize {...props} />
  ) : (
    <>{words && <p>{words}</p>}</>
  );
}

/** Two bars of time where they are far apart, below that the interval on an axis. */
function Picture({ comparison, point, trans }: IMeasuredProps): JSX.Element | null {
  const pair = pairOf(point, 1);
  const confirmation = confirmationOf(comparison, point);
  if (comparison.variants.length > 2) {
    return <TimeBars comparison={comparison} point={point} trans={trans} />;
  }
  const far = pair !== null && isFar(pair);
  return (
    <div className="jp-Cellheat-Verdict-picture">
      {far && <TimeBars comparison={comparison} point={point} trans={trans} />}
      {pair && (!far || confirmation) && (
        <Interval pair={pair} confirmation={confirmation} trans={trans} />
      )}
    </div>
  );
}

function isFar({ ratio }: IPair): boolean {
  return ratio !== null && Math.max(ratio, 1 / ratio) >= FAR;
}

function TimeBars({ comparison, point, trans }: IMeasuredProps): JSX.Element {
  const [labels, sides] = [rowLabels(comparison), sidesOf(comparison)];
  const told = callTimes(point);
  const many = comparison.variants.length > 2;
  const rows = timedVariants(point).map(i => {
    const pair = pairOf(point, i);
    return {
      label: labels[i],
      value: point.times[i].median_ns,
      text: told[i] ?? '',
      remark: many && pair ? pairSummary(pair, trans) : null,
      side: sides[i]
    };
  });
  return <Bars rows={rows} label={trans.__('Time of one call')} />;
}

/** Only what matters is said in colour. */
function winnerSide(point: IPoint | null): string | undefined {
  const pair = point && leadingPair(point);
  if (!pair || !isMuch(pair)) {
    return undefined;
  }
  return pair.verdict === 'faster' ? 'fast' : pair.verdict === 'slower' ? 'slow' : undefined;
}
