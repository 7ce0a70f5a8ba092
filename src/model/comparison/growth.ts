import { callTimes } from './agreeing';
import { Family, IComparison, ICrossover, IGrowth, IPoint } from '../contract/comparison';
import { ITranslate } from '../words/translate';
import { formatCount, NBSP } from '../words/units';
import { labelsOf, letterOf, timedVariants, titleOf } from './variants';

/*
 * How the times grow with n, as `report/growing.py` in the kernel says it.
 */

/** The time of one call of a variant over n. */
export interface IGrowthLine {
  readonly variant: number;
  readonly line: readonly IGrowthDot[];
}

export interface IGrowthDot {
  readonly n: number;
  readonly ns: number;
  /** As it is told. */
  readonly text: string;
  /** Index of the point. */
  readonly at: number;
}

/** What can be drawn on two logarithmic axes; empty where there are not two sizes. */
export function growthLines(comparison: IComparison): IGrowthLine[] {
  const sized = sizedPoints(comparison);
  return comparison.variants
    .map((_, variant) => ({
      variant,
      line: sized.flatMap(({ point, at }) => dotOf(point, at, variant))
    }))
    .filter(({ line }) => new Set(line.map(({ n }) => n)).size > 1);
}

function dotOf(point: IPoint, at: number, variant: number): IGrowthDot[] {
  const ns = point.times[variant].median_ns;
  const shown = ns > 0 && timedVariants(point).includes(variant);
  return shown ? [{ n: point.n!, ns, text: callTimes(point)[variant] ?? '', at }] : [];
}

/** The points that have a size, from the smallest. */
export function sizedPoints({
  points
}: IComparison): { readonly point: IPoint; readonly at: number }[] {
  return points
    .map((point, at) => ({ point, at }))
    .filter(({ point }) => point.n !== null && point.n > 0)
    .sort((a, b) => a.point.n! - b.point.n!);
}

/** How the times grow, in sentences, for those who cannot see the plot. */
export function growthSentence(comparison: IComparison, trans: ITranslate): string {
  const names = labelsOf(comparison);
  const ends = growthLines(comparison).map(({ variant, line }) => {
    const [first, last] = [line[0], line[line.length - 1]];
    return trans.__(
      '%1: %2 at n = %3, %4 at n = %5.',
      names[variant],
      first.text,
      formatCount(first.n),
      last.text,
      formatCount(last.n)
    );
  });
  return [...ends, ...crossoverLines(comparison, trans)].join(' ');
}

/** How one grows, beside its name. */
export interface IGrowthWords {
  readonly variant: number;
  readonly name: string;
  /** `quadratic-ish (n to the 1.9 to 2.1)` */
  readonly words: string;
}

/** A line for each variant whose growth is known. */
export function growthWords(comparison: IComparison, trans: ITranslate): IGrowthWords[] {
  return told(comparison).map(growth => ({
    variant: growth.variant,
    name: titleOf(comparison, growth.variant),
    words: [familyWords(growth, trans), exponentWords(growth, trans)].filter(Boolean).join(' ')
  }));
}

/** For which sizes the exponents are. */
export function tailWords(comparison: IComparison, trans: ITranslate): string | null {
  const known = told(comparison).filter(({ exponent }) => exponent !== null);
  if (known.length === 0) {
    return null;
  }
  return trans.__(
    'The powers of n are those from n = %1 to %2.',
    formatCount(Math.min(...known.map(({ from_n }) => from_n))),
    formatCount(Math.max(...known.map(({ to_n }) => to_n)))
  );
}

/** `quadratic-ish`, or all that fit about equally well: `linear-ish or quadratic-ish`. */
export function familyWords({ families }: IGrowth, trans: ITranslate): string {
  const names: Record<Family, string> = {
    flat: trans.__('flat'),
    'log-like': trans.__('log-like'),
    'linear-ish': trans.__('linear-ish'),
    'quadratic-ish': trans.__('quadratic-ish'),
    worse: trans.__('worse than quadratic')
  };
  const or = trans.__(' or ');
  return families.length === 0
    ? trans.__('no family fits')
    : families.map(family => names[family]).join(or);
}

function exponentWords({ exponent, low, high }: IGrowth, trans: ITranslate): string {
  if (exponent === null) {
    return '';
  }
  // in one line
  const kept = (words: string) => words.replaceAll(' ', NBSP);
  if (low === null || high === null) {
    return kept(trans.__('(n to the %1)', tenth(exponent)));
  }
  const [from, to] = [
    tenth(Math.floor(10 * low + 1e-9) / 10),
    tenth(Math.ceil(10 * high - 1e-9) / 10)
  ];
  return kept(
    from === to ? trans.__('(n to the %1)', from) : trans.__('(n to the %1 to %2)', from, to)
  );
}

/** Where variants change places: `B is faster from n = 64 to 128 on`. */
export function crossoverLines(comparison: IComparison, trans: ITranslate): string[] {
  return shownCrossovers(comparison).map(crossover => {
    const { variant, low_n, high_n, faster } = crossover;
    const [low, high] = [formatCount(low_n), formatCount(high_n)];
    return faster === 'above'
      ? trans.__('%1 is faster than %2 from n = %3 to %4 on.', letterOf(variant), 'A', low, high)
      : trans.__('%1 is faster than %2 up to n = %3 to %4.', letterOf(variant), 'A', low, high);
  });
}

/** Those of variants that may be told about. */
export function shownCrossovers(comparison: IComparison): ICrossover[] {
  const timed = timedAnywhere(comparison);
  return comparison.crossovers.filter(({ variant }) => timed.includes(variant));
}

function told(comparison: IComparison): IGrowth[] {
  const timed = timedAnywhere(comparison);
  return comparison.growth.filter(
    ({ variant, families, exponent }) =>
      timed.includes(variant) && (families.length > 0 || exponent !== null)
  );
}

function timedAnywhere(comparison: IComparison): number[] {
  return growthLines(comparison).map(({ variant }) => variant);
}

function tenth(value: number): string {
  return value.toFixed(1).replace('-', '−').replace('−0.0', '0.0');
}

/** `n = 1,000` */
export function sizeLabel(n: number): string {
  return `n${NBSP}=${NBSP}${formatCount(n)}`;
}
