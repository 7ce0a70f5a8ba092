import type { Side } from '../../model/comparison/variants';

/** The colour of each side. */
export const COLOURS: Readonly<Record<Side, string>> = {
  slow: 'var(--jp-cellheat-slow)',
  fast: 'var(--jp-cellheat-fast)',
  neutral: 'var(--jp-cellheat-wait)'
};

/** Marks by variant: colour alone does not tell them apart. */
export const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'cross'] as const;

const DASHES = ['none', '7 3', '2 3', '9 3 2 3', '4 3', '1 4'] as const;

/** How the line of a variant is drawn: two are told apart by their marks. */
export function dashOf(variant: number, count: number): string {
  return count > 2 ? DASHES[variant % DASHES.length] : 'none';
}

/** Pixels of a letter, and between a label and what it is of. */
const LETTER = 6.4;
const STRONG = 7.2;
const GAP = 10;

/** Pixels that labels beside a plot need. */
export function labelMargin(labels: readonly string[], letter = LETTER): number {
  return GAP + Math.ceil(letter * Math.max(...labels.map(label => [...label].length)));
}

/** The same for labels in strong letters. */
export function strongMargin(labels: readonly string[]): number {
  return labelMargin(labels, STRONG);
}
