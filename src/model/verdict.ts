import { IComparison, IPair, IPoint } from './comparison';
import { formatInterval, formatRatio, MATTERS, SAME_MARGIN } from './ratio';
import { ITranslate } from './translate';
import { formatCount, formatShare, NBSP } from './units';
import { decisivePoint, letterOf, pairOf, timedVariants } from './variants';

/** What a comparison came to. */
export type Standing =
  /** There is something to say about speed. */
  | { readonly kind: 'measured'; readonly point: IPoint }
  /** Nothing may be said about speed. */
  | { readonly kind: 'invalid' }
  /** It ended before anything could be said. */
  | { readonly kind: 'stopped' };

/** What a comparison came to. Where results differ, or might, no speed is told. */
export function standingOf(comparison: IComparison): Standing {
  const { equality, difference, outcome, variants } = comparison;
  const point = decisivePoint(comparison);
  if (point === null) {
    const stopped = outcome.status === 'interrupted' && difference === null;
    return { kind: stopped && equality !== 'different' ? 'stopped' : 'invalid' };
  }
  const doubtful = equality === 'different' || equality === 'unknown';
  // of more than two, some may still be comparable
  return (variants.length === 2 && doubtful) || timedVariants(point).length < 2
    ? { kind: 'invalid' }
    : { kind: 'measured', point };
}

/** The largest thing on the page. */
export function verdictSentence(comparison: IComparison, trans: ITranslate): string {
  const standing = standingOf(comparison);
  switch (standing.kind) {
    case 'stopped':
      return trans.__('Stopped before anything was known');
    case 'invalid':
      return invalidSentence(comparison, trans);
    case 'measured':
      return comparison.variants.length === 2
        ? pairSentence(pairOf(standing.point, 1)!, trans)
        : manySentence(standing.point, trans);
  }
}

function invalidSentence({ equality, outcome }: IComparison, trans: ITranslate): string {
  switch (equality) {
    case 'different':
      return trans.__('Not comparable: the results differ');
    case 'reordered':
      return trans.__('Not comparable: the results have another order');
    case 'close':
      return trans.__('Not comparable: the results are near, but not the same');
    case 'unknown':
      return outcome.status === 'raised'
        ? trans.__('Not comparable: a variant stopped with an error')
        : trans.__('Not comparable: nobody can tell whether the results are the same');
    default:
      return trans.__('Not comparable');
  }
}

/** How a variant stands to the first, in a sentence without a stop. */
function pairSentence(pair: IPair, trans: ITranslate): string {
  const letter = letterOf(pair.variant);
  const ratio = timesWord(pair);
  switch (pair.verdict) {
    case 'faster':
      return matters(pair)
        ? trans.__('%1 is about %2× faster', letter, ratio)
        : trans.__('%1 is %2× faster: real, too small to matter', letter, ratio);
    case 'slower':
      return matters(pair)
        ? trans.__('%1 is slower: it takes %2 times as long', letter, ratio)
        : trans.__('%1 takes %2 times as long: real, too small to matter', letter, ratio);
    case 'same':
      return trans.__('%1 and %2 take the same time, within %3', letterOf(0), letter, margin());
    case 'unclear':
      return trans.__('Cannot tell yet which is faster');
    case 'invalid':
      return trans.__('Not comparable');
  }
}

/** The pair that the largest words are about: the only one, or that of the fastest. */
export function leadingPair({ pairs }: IPoint): IPair | null {
  const faster = pairs.filter(pair => pair.verdict === 'faster');
  return pairs.length === 1 ? pairs[0] : (faster.sort((a, b) => b.ratio! - a.ratio!)[0] ?? null);
}

/** The best of several, or that there is none. */
function manySentence(point: IPoint, trans: ITranslate): string {
  const best = leadingPair(point);
  if (best) {
    return matters(best)
      ? trans.__('%1 is about %2× faster than %3', letterOf(best.variant), timesWord(best), 'A')
      : trans.__('%1 is the fastest, by too little to matter', letterOf(best.variant));
  }
  const verdicts = point.pairs.map(pair => pair.verdict).filter(verdict => verdict !== 'invalid');
  if (verdicts.includes('unclear')) {
    return trans.__('Cannot tell yet whether any is faster than %1', letterOf(0));
  }
  return verdicts.every(verdict => verdict === 'same')
    ? trans.__('They take the same time as %1, within %2', letterOf(0), margin())
    : trans.__('None is faster than %1', letterOf(0));
}

/** How a variant stands to the first, beside its bar: `about 140× faster`. */
export function pairWords(pair: IPair, trans: ITranslate): string {
  const ratio = timesWord(pair);
  switch (pair.verdict) {
    case 'faster':
      return trans.__('%1× faster', ratio);
    case 'slower':
      return trans.__('takes %1 times as long', ratio);
    case 'same':
      return trans.__('same within %1', margin());
    case 'unclear':
      return trans.__('cannot tell yet');
    case 'invalid':
      return trans.__('not comparable');
  }
}

/** The interval that goes with a verdict: `95 % in this kernel: 134 to 143`. */
export function intervalWords(pair: IPair, trans: ITranslate): string | null {
  const { verdict, low, high } = pair;
  if (verdict === 'invalid') {
    return null;
  }
  if (low === null || high === null) {
    return trans.__('Too few runs for an interval: a larger budget may help.');
  }
  const sure = `95${NBSP}%`;
  switch (verdict) {
    case 'faster':
      return trans.__('%1 in this kernel: %2 to %3', sure, ...formatInterval(low, high));
    case 'slower':
      return trans.__('%1 in this kernel: %2 to %3', sure, ...formatInterval(1 / high, 1 / low));
    default:
      return trans.__(
        '%1 in this kernel: %2 takes %3 to %4 times as long',
        sure,
        letterOf(pair.variant),
        ...formatInterval(1 / high, 1 / low)
      );
  }
}

/** How a variant stands to the first, with its interval: `7.8× faster (7.6 to 8.1)`. */
export function pairSummary(pair: IPair, trans: ITranslate): string {
  const { verdict, low, high } = pair;
  const words = pairWords(pair, trans);
  if (low === null || high === null || (verdict !== 'faster' && verdict !== 'slower')) {
    return words;
  }
  const ends = verdict === 'faster' ? formatInterval(low, high) : formatInterval(1 / high, 1 / low);
  return trans.__('%1 (%2 to %3)', words, ...ends);
}

/** At which size: `n = 1,000`. */
export function sizeWords({ n }: IPoint): string | null {
  return n === null ? null : `n${NBSP}=${NBSP}${formatCount(n)}`;
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

function matters({ ratio }: IPair): boolean {
  return ratio !== null && Math.max(ratio, 1 / ratio) >= MATTERS;
}

/** `3 %` */
export function margin(): string {
  return formatShare(SAME_MARGIN, 1);
}

/** Why it ended before its time, or `null`. */
export function endedEarly({ outcome }: IComparison, trans: ITranslate): string | null {
  switch (outcome.status) {
    case 'interrupted':
      return trans.__('Stopped early: this is what was known by then.');
    case 'raised':
      return outcome.error === null
        ? trans.__('It ended with an error.')
        : trans.__('It ended with %1.', outcome.error);
    default:
      return null;
  }
}
