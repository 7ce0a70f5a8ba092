import { callTimes } from './agreeing';
import { IComparison, IPoint, IVariantTimes } from '../contract/comparison';
import { ITranslate } from '../words/translate';
import { formatSmallShare, formatTime, NBSP, spreadFormat } from '../words/units';
import { labelsOf, timedVariants } from './variants';

/** No time is known better than this in one kernel, however little it varied. */
const LEAST_SPREAD = 0.005;

/** From this share of a time on, the share says less than the times themselves. */
export const WIDE = 0.995;

/** How far it varied: `spread ± 3 %` is half of the middle half, `spread 3.1 ms to 1.2 s` all of it. */
export function spreadWords(
  { median_ns, low_ns, high_ns }: IVariantTimes,
  trans: ITranslate
): string {
  const share = median_ns > 0 ? (high_ns - low_ns) / 2 / median_ns : 0;
  if (share >= WIDE) {
    return trans.__('spread %1 to %2', formatTime(low_ns, 2), formatTime(high_ns, 2));
  }
  return trans.__('spread %1', `±${NBSP}${formatSmallShare(Math.max(LEAST_SPREAD, share))}`);
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
  const told = callTimes(point);
  return timedVariants(point)
    .map(i =>
      trans.__(
        '%1: median %2, middle half %3.',
        names[i],
        told[i],
        middleHalf(point.times[i], trans)
      )
    )
    .join(' ');
}
