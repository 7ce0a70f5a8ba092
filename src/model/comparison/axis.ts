import { IConfirmation, IPair } from '../contract/comparison';
import { FAR, formatGuess, formatRatio, SAME_MARGIN } from '../words/ratio';

/** Where the ends of an axis around 1 may lie: the first that has room for the interval. */
const ENDS = [1.1, 1.2, 1.5, 2, 3, 5, 10, 20, 50, 100, 1e3, 1e4, 1e6, 1e12];

/** Beyond what is drawn on an axis that leaves 1 out. */
const ROOM = 1.04;

type Range = readonly [low: number, high: number];

/** An interval of ratios on a logarithmic axis; places are shares of its width. */
export interface IRatioAxis {
  readonly low: number;
  readonly high: number;
  /** The ratio itself. */
  readonly middle: number;
  /** The interval that the verdict stands on. */
  readonly deciding: Range | null;
  /** What counts as the same; `null` where the axis does not reach so far. */
  readonly same: Range | null;
  /** How fast the variants are at its ends. */
  readonly ends: readonly [IRatioEnd, IRatioEnd];
  /** A dot for each fresh process, and their interval. */
  readonly confirmed: { readonly dots: readonly number[]; readonly range: Range | null } | null;
}

/** `times` as fast, where `first` says that this is the first variant. */
export interface IRatioEnd {
  readonly first: boolean;
  readonly times: string;
}

/** The axis that a pair's interval is drawn on: the first variant is faster to the left. */
export function ratioAxis(pair: IPair, confirmation: IConfirmation | null): IRatioAxis | null {
  const { ratio, low, high, deciding_low, deciding_high } = pair;
  if (ratio === null || low === null || high === null) {
    return null;
  }
  const deciding = rangeOf(deciding_low, deciding_high);
  const again = confirmedOf(pair, confirmation);
  const drawn = [low, high, ...(deciding ?? []), ...(again?.range ?? []), ...(again?.dots ?? [])];
  const [from, to] = domainOf(drawn);
  const place = (value: number) => Math.log(value / from) / Math.log(to / from);
  const placed = (range: Range | null): Range | null => range && [place(range[0]), place(range[1])];
  const same: Range = [1 / (1 + SAME_MARGIN), 1 + SAME_MARGIN];
  return {
    low: place(low),
    high: place(high),
    middle: place(ratio),
    deciding: placed(deciding),
    same: from < same[0] && to > same[1] ? placed(same) : null,
    ends: [endOf(from), endOf(to)],
    confirmed: again && { dots: again.dots.map(place), range: placed(again.range) }
  };
}

/** Around 1 where something lies near it; else only where something lies. */
function domainOf(drawn: readonly number[]): Range {
  const [low, high] = [Math.min(...drawn), Math.max(...drawn)];
  if (low >= FAR || high <= 1 / FAR) {
    return [low / ROOM, high * ROOM];
  }
  const far = Math.max(high, 1 / low);
  const end = ENDS.find(at => at >= far * 1.01) ?? far * 1.01;
  return [1 / end, end];
}

function endOf(ratio: number): IRatioEnd {
  const times = Math.max(ratio, 1 / ratio);
  const round = ENDS.some(end => Math.abs(end / times - 1) < 1e-9);
  return {
    first: ratio < 1,
    times: round ? formatGuess(times) : formatRatio(times, times / 1.005, times * 1.005)
  };
}

function confirmedOf(
  { variant }: IPair,
  confirmation: IConfirmation | null
): { dots: readonly number[]; range: Range | null } | null {
  const at = confirmation?.pairs.findIndex(pair => pair.variant === variant) ?? -1;
  if (confirmation === null || at < 0) {
    return null;
  }
  const { low, high } = confirmation.pairs[at];
  return { dots: confirmation.ratios[at] ?? [], range: rangeOf(low, high) };
}

function rangeOf(low: number | null, high: number | null): Range | null {
  return low === null || high === null ? null : [low, high];
}
