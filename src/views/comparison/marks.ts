import type { Side } from '../../model/variants';

/** The colour of each side. */
export const COLOURS: Readonly<Record<Side, string>> = {
  slow: 'var(--jp-cellheat-slow)',
  fast: 'var(--jp-cellheat-fast)',
  neutral: 'var(--jp-cellheat-wait)'
};

/** Marks by variant: colour alone does not tell them apart. */
export const SYMBOLS = ['circle', 'square', 'triangle', 'diamond', 'star', 'wye'] as const;

/** Pixels that labels at the left of a plot need. */
export function labelMargin(labels: readonly string[]): number {
  return 10 + Math.ceil(6.4 * Math.max(...labels.map(label => [...label].length)));
}
