import { IComparison, IPoint, IVariantTimes } from './comparison';
import { ITranslate } from './translate';
import { formatCount, formatSmallShare, formatTime, NBSP, spreadFormat } from './units';
import { labelsOf, timedVariants } from './variants';

/** No time is known better than this in one kernel, however little it varied. */
const LEAST_SPREAD = 0.005;

/** The time of one call: `6.5 ms`. */
export function callTime({ median_ns, low_ns, high_ns }: IVariantTimes): string {
  return spreadFormat(median_ns, low_ns, high_ns).text(median_ns);
}

/** How far it varied: `± 3 %` is half of the middle half. */
export function spreadWords({ median_ns, low_ns, high_ns }: IVariantTimes): string {
  const share = median_ns > 0 ? (high_ns - low_ns) / 2 / median_ns : 0;
  return `±${NBSP}${formatSmallShare(Math.max(LEAST_SPREAD, share))}`;
}

/** The middle half of the times: `6.4 to 6.7 ms`. */
export function middleHalf(
  { median_ns, low_ns, high_ns }: IVariantTimes,
  trans: ITranslate
): string {
  const format = spreadFormat(median_ns, low_ns, high_ns);
  return trans.__('%1 to %2', format.number(low_ns), format.text(high_ns));
}

/** The times of one call in a sentence, for those who cannot see the plot. */
export function timesSentence(comparison: IComparison, point: IPoint, trans: ITranslate): string {
  const names = labelsOf(comparison);
  return timedVariants(point)
    .map(i =>
      trans.__(
        '%1: median %2, middle half %3.',
        names[i],
        callTime(point.times[i]),
        middleHalf(point.times[i], trans)
      )
    )
    .join(' ');
}

/** How the times grow, in a sentence. */
export function growthSentence(comparison: IComparison, trans: ITranslate): string {
  const names = labelsOf(comparison);
  return growthLines(comparison)
    .map(({ variant, line }) => {
      const [first, last] = [line[0], line[line.length - 1]];
      return trans.__(
        '%1: %2 at n = %3, %4 at n = %5.',
        names[variant],
        formatTime(first.ns, 2),
        formatCount(first.n),
        formatTime(last.ns, 2),
        formatCount(last.n)
      );
    })
    .join(' ');
}

/** The time of one call of a variant over n. */
export interface IGrowthLine {
  readonly variant: number;
  readonly line: readonly { readonly n: number; readonly ns: number }[];
}

/** What can be drawn on two logarithmic axes; empty where there are not two sizes. */
export function growthLines({ points, variants }: IComparison): IGrowthLine[] {
  const sized = points.filter(point => point.n !== null && point.n > 0).sort((a, b) => a.n! - b.n!);
  return variants
    .map((_, variant) => ({
      variant,
      line: sized
        .filter(point => timedVariants(point).includes(variant))
        .map(point => ({ n: point.n!, ns: point.times[variant].median_ns }))
        .filter(({ ns }) => ns > 0)
    }))
    .filter(({ line }) => new Set(line.map(({ n }) => n)).size > 1);
}
