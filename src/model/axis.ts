import { IPair } from './comparison';
import { formatGuess, SAME_MARGIN } from './ratio';

/** Where the ends of an axis of ratios may lie: the first that has room for the interval. */
const ENDS = [1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 1e3, 1e4, 1e6, 1e12];

/** An interval of ratios on a logarithmic axis; places are shares of its width, 1 is in the middle. */
export interface IRatioAxis {
  readonly low: number;
  readonly high: number;
  /** The ratio itself. */
  readonly middle: number;
  /** What counts as the same. */
  readonly same: readonly [low: number, high: number];
  /** How many times faster the ends stand for. */
  readonly end: string;
}

/** The axis that a pair's interval is drawn on: the first variant is faster to the left. */
export function ratioAxis({ ratio, low, high }: IPair): IRatioAxis | null {
  if (ratio === null || low === null || high === null) {
    return null;
  }
  const far = Math.max(high, 1 / low);
  const end = ENDS.find(at => at >= far * 1.01) ?? far * 1.01;
  const place = (value: number) => 0.5 + Math.log(value) / Math.log(end) / 2;
  return {
    low: place(low),
    high: place(high),
    middle: place(ratio),
    same: [place(1 / (1 + SAME_MARGIN)), place(1 + SAME_MARGIN)],
    end: formatGuess(end)
  };
}
