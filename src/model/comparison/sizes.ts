import { callTimes } from './agreeing';
import { middleHalf } from './calltimes';
import { IComparison, IPoint } from '../contract/comparison';
import { IMetric, toldMetrics } from './metrics';
import { pairWords } from './pairwords';
import { ITranslate } from '../words/translate';
import { formatBytes, formatCount } from '../words/units';
import { pairOf, timedVariants, titleOf } from './variants';

/** All numbers of a comparison: a row for each size and variant. */
export interface ISizeTable {
  /** The names of the columns, without those of size and variant. */
  readonly columns: readonly string[];
  readonly rows: readonly ISizeRow[];
}

export interface ISizeRow {
  readonly n: string | null;
  readonly name: string;
  /** In the order of the columns; `null` where nothing is known, or may be shown. */
  readonly cells: readonly (string | null)[];
  /** The verdict of the comparison is for this size. */
  readonly decisive: boolean;
}

/** The numbers behind the plots. */
export function sizeTable(comparison: IComparison, trans: ITranslate): ISizeTable {
  const metrics = toldMetrics(comparison.points, trans);
  return {
    columns: [
      trans.__('median'),
      trans.__('middle half'),
      trans.__('calls'),
      trans.__('peak memory'),
      ...metrics.map(({ label }) => label),
      trans.__('against %1', 'A')
    ],
    rows: comparison.points.flatMap((point, at) =>
      comparison.variants.map((_, i) => ({
        n: point.n === null ? null : formatCount(point.n),
        name: titleOf(comparison, i),
        cells: cellsOf(point, i, metrics, trans),
        decisive: at === comparison.at
      }))
    )
  };
}

function cellsOf(
  point: IPoint,
  variant: number,
  metrics: readonly IMetric[],
  trans: ITranslate
): (string | null)[] {
  const times = point.times[variant];
  const pair = pairOf(point, variant);
  const cells = [
    callTimes(point)[variant],
    middleHalf(times, trans),
    formatCount(times.calls),
    times.peak_bytes === null ? null : formatBytes(times.peak_bytes),
    ...metrics.map(({ text }) => text(times))
  ];
  const shown = timedVariants(point).includes(variant);
  return [...cells.map(cell => (shown ? cell : null)), pair && pairWords(pair, trans)];
}
