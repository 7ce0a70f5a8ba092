import { callTime } from '../../model/calltimes';
import type { IComparison, IPair, IPoint } from '../../model/comparison';
import { FAR } from '../../model/ratio';
import type { ITranslate } from '../../model/translate';
import { labelsOf, pairOf, sidesOf, timedVariants } from '../../model/variants';
import {
  endedEarly,
  leadingPair,
  intervalWords,
  pairSummary,
  sizeWords,
  standingOf,
  verdictSentence
} from '../../model/verdict';
import { Bars } from './bars';
import { Interval } from './interval';

interface IVerdictProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
}

/** The largest thing on the page, and what it rests on. */
export function Verdict({ comparison, trans }: IVerdictProps): JSX.Element {
  const standing = standingOf(comparison);
  const early = endedEarly(comparison, trans);
  const point = standing.kind === 'measured' ? standing.point : null;
  return (
    <section className="jp-Cellheat-Verdict" data-kind={standing.kind}>
      <div>
        <p className="jp-Cellheat-Verdict-words" data-side={winnerSide(comparison, point)}>
          {verdictSentence(comparison, trans)}
        </p>
        {point && <Interval95 comparison={comparison} point={point} trans={trans} />}
        {comparison.difference && <p>{comparison.difference}</p>}
        {early && standing.kind !== 'stopped' && <p>{early}</p>}
      </div>
      {point && <Picture comparison={comparison} point={point} trans={trans} />}
    </section>
  );
}

interface IMeasuredProps extends IVerdictProps {
  readonly point: IPoint;
}

/** The interval in words, and for which size it holds. */
function Interval95({ point, trans }: IMeasuredProps): JSX.Element | null {
  const pair = leadingPair(point);
  const words = [pair && intervalWords(pair, trans), sizeWords(point)].filter(Boolean);
  return words.length > 0 ? <p>{words.join(' · ')}</p> : null;
}

/** Two bars of time where they are far apart, below that the interval on an axis. */
function Picture({ comparison, point, trans }: IMeasuredProps): JSX.Element | null {
  const pair = pairOf(point, 1);
  return comparison.variants.length > 2 || (pair && isFar(pair)) ? (
    <TimeBars comparison={comparison} point={point} trans={trans} />
  ) : (
    pair && <Interval pair={pair} trans={trans} />
  );
}

function isFar({ ratio }: IPair): boolean {
  return ratio !== null && Math.max(ratio, 1 / ratio) >= FAR;
}

function TimeBars({ comparison, point, trans }: IMeasuredProps): JSX.Element {
  const [labels, sides] = [labelsOf(comparison), sidesOf(comparison)];
  const many = comparison.variants.length > 2;
  const rows = timedVariants(point).map(i => {
    const pair = pairOf(point, i);
    return {
      label: labels[i],
      value: point.times[i].median_ns,
      text: callTime(point.times[i]),
      remark: many && pair ? pairSummary(pair, trans) : null,
      side: sides[i]
    };
  });
  return <Bars rows={rows} label={trans.__('Time of one call')} />;
}

/** Only what matters is said in colour. */
function winnerSide(comparison: IComparison, point: IPoint | null): string | undefined {
  if (!point) {
    return undefined;
  }
  const verdicts = point.pairs.map(pair => pair.verdict);
  return verdicts.includes('faster') ? 'fast' : verdicts.includes('slower') ? 'slow' : undefined;
}
