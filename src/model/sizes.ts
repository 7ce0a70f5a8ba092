import { callTime, middleHalf } from './calltimes';
import { IComparison, IPoint } from './comparison';
import { ITranslate } from './translate';
import { formatBytes, formatCount } from './units';
import { labelsOf, letterOf, pairOf, timedVariants } from './variants';
import { pairWords } from './verdict';

/** All numbers of a comparison: a row for each size and variant. */
export interface ISizeRow {
  readonly n: string | null;
  readonly name: string;
  /** `null` where none may be shown: the results differ. */
  readonly median: string | null;
  readonly middle: string | null;
  readonly calls: string | null;
  readonly peak: string | null;
  /** How it stands to the first; `null` for the first itself. */
  readonly verdict: string | null;
  /** The verdict of the comparison is for this size. */
  readonly decisive: boolean;
}

/** The numbers behind the plots, as rows. */
export function sizeRows(comparison: IComparison, trans: ITranslate): ISizeRow[] {
  return comparison.points.flatMap((point, i) =>
    comparison.variants.map((_, variant) =>
      sizeRow(comparison, point, variant, i === comparison.at, trans)
    )
  );
}

function sizeRow(
  comparison: IComparison,
  point: IPoint,
  variant: number,
  decisive: boolean,
  trans: ITranslate
): ISizeRow {
  const times = point.times[variant];
  const shown = timedVariants(point).includes(variant);
  const pair = pairOf(point, variant);
  return {
    n: point.n === null ? null : formatCount(point.n),
    name: labelsOf(comparison)[variant],
    median: shown ? callTime(times) : null,
    middle: shown ? middleHalf(times, trans) : null,
    calls: shown ? formatCount(times.calls) : null,
    peak: shown && times.peak_bytes !== null ? formatBytes(times.peak_bytes) : null,
    verdict: pair && pairWords(pair, trans),
    decisive
  };
}

/** The names of the columns of `sizeRows`, without the first two. */
export function sizeColumns(trans: ITranslate): string[] {
  return [
    trans.__('median'),
    trans.__('middle half'),
    trans.__('calls'),
    trans.__('peak memory'),
    trans.__('against %1', letterOf(0))
  ];
}
