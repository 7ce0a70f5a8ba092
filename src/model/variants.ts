import { IComparison, IPair, IPoint } from './comparison';

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

/** The side of each variant: the first is slow if another beats it, fast if none does. */
export function sidesOf(comparison: IComparison): Side[] {
  const point = decisivePoint(comparison);
  const verdicts = comparison.variants.map((_, i) => point && pairOf(point, i)?.verdict);
  const first: Side = verdicts.includes('faster')
    ? 'slow'
    : verdicts.includes('slower')
      ? 'fast'
      : 'neutral';
  return verdicts.map((verdict, i) =>
    i === 0 ? first : verdict === 'faster' ? 'fast' : verdict === 'slower' ? 'slow' : 'neutral'
  );
}
