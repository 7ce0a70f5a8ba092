import { IComparison, IPair, IPoint, Verdict } from '../contract/comparison';
import { matters } from '../words/ratio';

/** Longer names do not fit beside a plot. */
const LONGEST_LABEL = 14;

/** What a variant is drawn as: the slower side, the faster one, or neither. */
export type Side = 'slow' | 'fast' | 'neutral';

/** `A` for the first variant, `B` for the second. */
export function letterOf(variant: number): string {
  return String.fromCharCode(65 + variant);
}

/** `A · in_list`, or the letter alone where that is the name. */
export function titleOf({ variants }: IComparison, variant: number): string {
  const letter = letterOf(variant);
  const { name } = variants[variant];
  return name === letter || name === '' ? letter : `${letter} · ${name}`;
}

/** What stands beside bars and lines: the names, or the letters where a name is too long. */
export function labelsOf({ variants }: IComparison): string[] {
  const fit = variants.every(({ name }) => name !== '' && [...name].length <= LONGEST_LABEL);
  return variants.map(({ name }, i) => (fit ? name : letterOf(i)));
}

/** What stands beside bars: of more than two the letter, too, by which the verdict names them. */
export function rowLabels(comparison: IComparison): string[] {
  const labels = labelsOf(comparison);
  return comparison.variants.length === 2
    ? labels
    : labels.map((label, i) => (label === letterOf(i) ? label : titleOf(comparison, i)));
}

/** The point that the verdict is for. */
export function decisivePoint({ points, at }: IComparison): IPoint | null {
  return at === null ? null : points[at];
}

export function pairOf(point: IPoint, variant: number): IPair | null {
  return point.pairs.find(pair => pair.variant === variant) ?? null;
}

/** The variants that have times to show: those whose results are the same as the first's. */
export function timedVariants(point: IPoint): number[] {
  return point.times
    .map((_, i) => i)
    .filter(i => i === 0 || !['invalid', undefined].includes(pairOf(point, i)?.verdict));
}

/**
 * The side of each variant: fast is who leads, slow is who takes longest, and between them is neither.
 * Who was not told apart from one of the two stands on its side. What is too small to matter has no
 * side.
 */
export function sidesOf(comparison: IComparison): Side[] {
  const point = decisivePoint(comparison);
  const verdicts = comparison.variants.map((_, i) => {
    const pair = point && pairOf(point, i);
    return pair && isLittle(pair) ? 'same' : (pair?.verdict ?? null);
  });
  const has = (verdict: Verdict) => verdicts.includes(verdict);
  const first: Side = !has('faster') ? (has('slower') ? 'fast' : 'neutral') : 'slow';
  // with some on both sides of it, the first is in the middle
  const middle = has('faster') && has('slower') ? 'neutral' : first;
  const fastest = point ? leadersOf(point, 'faster').map(({ variant }) => variant) : [];
  const slowest = point ? leadersOf(point, 'slower').map(({ variant }) => variant) : [];
  return verdicts.map((verdict, i) => {
    if (i === 0 || verdict === 'same') {
      return middle;
    }
    return fastest.includes(i) ? 'fast' : slowest.includes(i) ? 'slow' : 'neutral';
  });
}

function isLittle({ ratio }: IPair): boolean {
  return ratio !== null && !matters(Math.max(ratio, 1 / ratio));
}

/**
 * Who is furthest from the first in a direction, and those that were not told apart from it: their
 * intervals against the first overlap.
 */
export function leadersOf({ pairs }: IPoint, verdict: 'faster' | 'slower'): IPair[] {
  const far = ({ ratio }: IPair) => Math.abs(Math.log(ratio ?? 1));
  const found = pairs.filter(pair => pair.verdict === verdict && pair.ratio !== null);
  const best = found.reduce<IPair | null>(
    (best, pair) => (best === null || far(pair) > far(best) ? pair : best),
    null
  );
  return found.filter(pair => pair === best || overlap(pair, best!));
}

/** What is not known is not told apart. */
function overlap(a: IPair, b: IPair): boolean {
  return (a.high ?? Infinity) >= (b.low ?? 0) && (b.high ?? Infinity) >= (a.low ?? 0);
}
