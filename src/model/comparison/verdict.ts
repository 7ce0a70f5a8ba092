import { IComparison, IPair, IPoint } from '../contract/comparison';
import { isMuch, listed, margin, temperatureWords, timesWord } from './pairwords';
import { ITranslate } from '../words/translate';
import { formatCount, NBSP } from '../words/units';
import { decisivePoint, leadersOf, letterOf, pairOf, timedVariants } from './variants';

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
      return measuredSentence(comparison, standing.point, trans);
  }
}

function measuredSentence(comparison: IComparison, point: IPoint, trans: ITranslate): string {
  const pair = comparison.variants.length === 2 ? pairOf(point, 1) : leadingPair(point);
  const on = temperatureWords(comparison, pair && point.times[fasterOf(pair)], trans);
  return comparison.variants.length === 2
    ? pairSentence(pairOf(point, 1)!, on, trans)
    : manySentence(point, on, trans);
}

function invalidSentence(comparison: IComparison, trans: ITranslate): string {
  const { equality, obstacle, outcome, variants } = comparison;
  if (obstacle === 'shared') {
    return isOfCells(comparison)
      ? trans._n(
          'Not comparable: a cell changes what both use',
          'Not comparable: a cell changes what all use',
          variants.length - 1
        )
      : trans._n(
          'Not comparable: a variant changes what both use',
          'Not comparable: a variant changes what all use',
          variants.length - 1
        );
  }
  if (obstacle === 'again') {
    return trans.__('Not comparable: the same call does not return the same again');
  }
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
function pairSentence(pair: IPair, on: string, trans: ITranslate): string {
  const letter = letterOf(pair.variant);
  const ratio = timesWord(pair);
  switch (pair.verdict) {
    case 'faster':
      return isMuch(pair)
        ? trans.__('%1 is about %2× faster%3', letter, ratio, on)
        : trans.__('%1 is %2× faster%3: real, too small to matter', letter, ratio, on);
    case 'slower':
      return isMuch(pair)
        ? trans.__('%1 is slower: it takes about %2× as long%3', letter, ratio, on)
        : trans.__('%1 takes %2× as long%3: real, too small to matter', letter, ratio, on);
    case 'same':
      return trans.__('%1 and %2 take the same time%3, within %4', 'A', letter, on, margin());
    case 'unclear':
      return trans.__('Cannot tell which is faster%1', on);
    case 'invalid':
      return trans.__('Not comparable');
  }
}

/** Who of a pair takes less time. */
function fasterOf({ variant, verdict }: IPair): number {
  return verdict === 'faster' ? variant : 0;
}

/** The pair that the largest words are about: the only one, or that of the fastest. */
export function leadingPair(point: IPoint): IPair | null {
  const { pairs } = point;
  const best = [...leadersOf(point, 'faster')].sort((a, b) => b.ratio! - a.ratio!);
  return pairs.length === 1 ? pairs[0] : (best[0] ?? null);
}

/** The best of several, or that there is none. */
function manySentence(point: IPoint, on: string, trans: ITranslate): string {
  const best = leadersOf(point, 'faster');
  if (best.length > 0) {
    return best.length === 1 ? bestSentence(best[0], on, trans) : bestOnes(best, on, trans);
  }
  const verdicts = point.pairs.map(pair => pair.verdict).filter(verdict => verdict !== 'invalid');
  if (verdicts.includes('unclear')) {
    return trans.__('Cannot tell whether any is faster than %1%2', 'A', on);
  }
  if (verdicts.every(verdict => verdict === 'slower')) {
    return trans.__('%1 is the fastest%2', 'A', on);
  }
  return verdicts.every(verdict => verdict === 'same')
    ? trans.__('They take the same time as %1%2, within %3', 'A', on, margin())
    : trans.__('None is faster than %1%2', 'A', on);
}

function bestSentence(best: IPair, on: string, trans: ITranslate): string {
  const [letter, ratio] = [letterOf(best.variant), timesWord(best)];
  return isMuch(best)
    ? trans.__('%1 is about %2× faster than %3%4', letter, ratio, 'A', on)
    : trans.__('%1 is %2× faster than %3%4: real, too small to matter', letter, ratio, 'A', on);
}

/** Those that lead and were not told apart: none of them must sound like the winner. */
function bestOnes(best: readonly IPair[], on: string, trans: ITranslate): string {
  const who = listed(
    best.map(({ variant }) => letterOf(variant)),
    trans
  );
  if (best.some(pair => !isMuch(pair))) {
    return trans.__('%1 are faster than %2%3, by little', who, 'A', on);
  }
  // the numbers that stand beside the bars
  const ratios = best.map(pair => `${timesWord(pair)}×`);
  if (new Set(ratios).size > 1) {
    return trans.__('%1 are about %2 faster than %3%4', who, listed(ratios, trans), 'A', on);
  }
  return best.length === 2
    ? trans.__('%1 are both about %2 faster than %3%4', who, ratios[0], 'A', on)
    : trans.__('%1 are all about %2 faster than %3%4', who, ratios[0], 'A', on);
}

/** What the largest words leave open: who of those that lead is ahead. */
export function openWords(point: IPoint, trans: ITranslate): string | null {
  const best = leadersOf(point, 'faster').map(({ variant }) => letterOf(variant));
  return point.pairs.length < 2 || best.length < 2
    ? null
    : trans.__(
        'Which of %1 is ahead cannot be told: each was measured against A.',
        listed(best, trans)
      );
}

/** Why it cannot be compared, as a sentence; a name from the code stands as it is written. */
export function differenceWords(comparison: IComparison): string | null {
  const { difference, variants } = comparison;
  const isName = variants.some(({ name }) => name !== '' && difference?.startsWith(name));
  return difference === null || (isName && !isOfCells(comparison))
    ? difference
    : difference.charAt(0).toUpperCase() + difference.slice(1);
}

function isOfCells({ variants }: IComparison): boolean {
  return variants.every(({ cell }) => cell !== null);
}

/** At which size: `n = 1,000`. */
export function sizeWords({ n }: IPoint): string | null {
  return n === null ? null : `n${NBSP}=${NBSP}${formatCount(n)}`;
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
