import { IComparison, IPair, IPoint, IVariantTimes } from '../contract/comparison';
import { formatInterval, formatRatio, matters, SAME_MARGIN } from '../words/ratio';
import { ITranslate } from '../words/translate';
import { formatShare, formatTime, NBSP } from '../words/units';
import { letterOf, timedVariants } from './variants';

/*
 * How one variant stands to the first, as `report/words.py` in the kernel says it. A ratio has one
 * form, `140×`, and always reads from 1 up.
 */

/** How a variant stands to the first, beside its bar: `140× faster`. */
export function pairWords(pair: IPair, trans: ITranslate): string {
  const ratio = timesWord(pair);
  switch (pair.verdict) {
    case 'faster':
      return trans.__('%1× faster', ratio);
    case 'slower':
      return trans.__('takes %1× as long', ratio);
    case 'same':
      return trans.__('same within %1', margin());
    case 'unclear':
      return trans.__('cannot tell');
    case 'invalid':
      return trans.__('not comparable');
  }
}

/** The interval that goes with a verdict: `95 % in this kernel, on these inputs: 134× to 143× faster`. */
export function intervalWords(pair: IPair, trans: ITranslate): string | null {
  const { verdict, low, high } = pair;
  if (verdict === 'invalid') {
    return null;
  }
  if (low === null || high === null) {
    return trans.__('Too few runs for an interval: a larger budget may help.');
  }
  const where = sureWords(trans);
  const ends = intervalOf(pair)!;
  switch (verdict) {
    case 'faster':
      return trans.__('%1: %2 faster', where, ends);
    case 'slower':
      return trans.__('%1: %2 as long', where, ends);
    default:
      return trans.__('%1: %2 takes %3 as long', where, letterOf(pair.variant), ends);
  }
}

/** What an interval is worth. */
export function sureWords(trans: ITranslate): string {
  return trans.__('%1 in this kernel, on these inputs', `95${NBSP}%`);
}

/** `134× to 143×`, the way the verdict is told; `null` where it is not known. */
export function intervalOf({ verdict, low, high }: IPair): string | null {
  if (low === null || high === null) {
    return null;
  }
  const ends = verdict === 'faster' ? formatInterval(low, high) : formatInterval(1 / high, 1 / low);
  return `${ends[0]}× to ${ends[1]}×`;
}

/** How a variant stands to the first, with its interval: `7.8× faster (7.6× to 8.1×)`. */
export function pairSummary(pair: IPair, trans: ITranslate): string {
  const words = pairWords(pair, trans);
  const ends = intervalOf(pair);
  const told = pair.verdict === 'faster' || pair.verdict === 'slower';
  return told && ends !== null ? `${words} (${ends})` : words;
}

/**
 * Of which calls the times are, where a cache makes that matter: ` on first calls`. A win from a
 * cache is never told without it.
 */
export function temperatureWords(
  { temperature }: IComparison,
  fast: IVariantTimes | null,
  trans: ITranslate
): string {
  switch (temperature) {
    case 'repeated':
      return fast && isCached(fast)
        ? ` ${trans.__('on repeated calls, from its cache')}`
        : ` ${trans.__('on repeated calls')}`;
    case 'first':
      return ` ${trans.__('on first calls')}`;
    case 'cleared':
      return ` ${trans.__('with caches emptied')}`;
    default:
      return '';
  }
}

/** What a call takes that finds the caches empty: `With empty caches a call of B takes 2.0 ms.` */
export function coldWords(
  comparison: IComparison,
  point: IPoint,
  trans: ITranslate
): string | null {
  const cold = timedVariants(point)
    .filter(i => isCached(point.times[i]))
    .map(i =>
      trans.__('a call of %1 takes %2', letterOf(i), formatTime(point.times[i].first_ns!, 2))
    );
  return comparison.temperature === 'repeated' && cold.length > 0
    ? trans.__('With empty caches %1.', listed(cold, trans))
    : null;
}

/** A call that finds its caches empty takes so many times as long that it lives from them. */
const FROM_CACHE = 2;

export function isCached({ first_ns, median_ns }: IVariantTimes): boolean {
  return first_ns !== null && first_ns > FROM_CACHE * median_ns;
}

/** How many times as fast, or as slow: always from 1 up, and `''` where it is not known. */
export function timesWord({ ratio, low, high }: Pick<IPair, 'ratio' | 'low' | 'high'>): string {
  if (ratio === null) {
    return '';
  }
  return ratio >= 1
    ? formatRatio(ratio, low, high)
    : formatRatio(1 / ratio, high && 1 / high, low && 1 / low);
}

/** A difference that somebody would notice. */
export function isMuch({ ratio }: IPair): boolean {
  return ratio !== null && matters(Math.max(ratio, 1 / ratio));
}

/** `3 %` */
export function margin(): string {
  return formatShare(SAME_MARGIN, 1);
}

/** `C`, `C and D`, `C, D and E`. */
export function listed(words: readonly string[], trans: ITranslate): string {
  const [rest, end] = [words.slice(0, -1), words[words.length - 1]];
  return rest.length === 0 ? end : trans.__('%1 and %2', rest.join(', '), end);
}
