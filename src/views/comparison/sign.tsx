import type { Side } from '../../model/comparison/variants';
import { dashOf, SYMBOLS } from './marks';

/** The marks of the plots, around 0 and about 8 wide. */
const PATHS: Readonly<Record<(typeof SYMBOLS)[number], string>> = {
  circle: 'M-3.6,0a3.6,3.6 0 1,0 7.2,0a3.6,3.6 0 1,0 -7.2,0',
  square: 'M-3.2,-3.2h6.4v6.4h-6.4z',
  triangle: 'M0,-4.2L3.9,2.8H-3.9z',
  diamond: 'M0,-4.8L3.2,0L0,4.8L-3.2,0z',
  star: 'M0,-4.6L1.3,-1.5L4.5,-1.4L2,0.7L2.8,3.9L0,2.1L-2.8,3.9L-2,0.7L-4.5,-1.4L-1.3,-1.5z',
  cross: 'M-1.5,-4.2h3v2.7h2.7v3h-2.7v2.7h-3v-2.7h-2.7v-3h2.7z'
};

interface ISignProps {
  readonly variant: number;
  readonly count: number;
  readonly side: Side;
}

/** The line of a variant with its mark, as in the plot. */
export function Sign({ variant, count, side }: ISignProps): JSX.Element {
  return (
    <svg className="jp-Cellheat-Sign" viewBox="-14 -6 28 12" data-side={side} aria-hidden="true">
      <path d="M-14,0H14" strokeDasharray={dashOf(variant, count)} />
      <path d={PATHS[SYMBOLS[variant % SYMBOLS.length]]} />
    </svg>
  );
}
