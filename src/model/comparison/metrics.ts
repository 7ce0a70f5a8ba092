import { IPoint, IVariantTimes } from '../contract/comparison';
import { isCached } from './pairwords';
import { ITranslate } from '../words/translate';
import { formatCount, formatTime } from '../words/units';
import { timedVariants } from './variants';

/**
 * Processor time that differs from the wall clock by more than this is that of a call that waits, or
 * of several cores.
 */
const APART = 0.2;

type Times = readonly IVariantTimes[];

/** Something besides time and memory that was measured of each call. */
export interface IMetric {
  readonly id: 'cpu' | 'function_calls' | 'statements' | 'lag' | 'first';
  readonly label: string;
  /** Whether it tells something at a size. */
  readonly tells: (times: Times) => boolean;
  /** `null` where it is not known. */
  readonly text: (times: IVariantTimes) => string | null;
}

/** All of them, in their order. */
function metrics(trans: ITranslate): IMetric[] {
  const known = (value: number | null, write: (value: number) => string) =>
    value === null ? null : write(value);
  const time = (ns: number) => formatTime(ns, 2);
  return [
    {
      id: 'first',
      label: trans.__('with empty caches'),
      tells: times => times.some(isCached),
      text: ({ first_ns }) => known(first_ns, time)
    },
    {
      id: 'cpu',
      label: trans.__('processor time'),
      tells: times => times.some(isApart),
      text: ({ cpu_ns }) => known(cpu_ns, time)
    },
    {
      id: 'function_calls',
      label: trans.__('function calls'),
      tells: times => times.some(({ function_calls }) => function_calls !== null),
      text: ({ function_calls }) => known(function_calls, formatCount)
    },
    {
      id: 'statements',
      label: trans.__('statements'),
      tells: times => times.some(({ statements }) => statements !== null),
      text: ({ statements }) => known(statements, formatCount)
    },
    {
      id: 'lag',
      label: trans.__('event loop held up'),
      tells: times => times.some(({ lag_ns }) => lag_ns !== null),
      text: ({ lag_ns }) => known(lag_ns, time)
    }
  ];
}

/** Less than the wall clock where it waits, more where several processors work. */
function isApart({ cpu_ns, median_ns }: IVariantTimes): boolean {
  return cpu_ns !== null && median_ns > 0 && Math.abs(cpu_ns / median_ns - 1) > APART;
}

/** Those that tell something at one of these sizes. */
export function toldMetrics(points: readonly IPoint[], trans: ITranslate): IMetric[] {
  return metrics(trans).filter(({ tells }) =>
    points.some(point => tells(timedVariants(point).map(i => point.times[i])))
  );
}

/** A row of a table: a value for each variant that has times to show. */
export interface IMetricRow {
  readonly id: string;
  readonly label: string;
  readonly values: readonly string[];
}

/** What else one call did, beside the bars. */
export function metricRows(point: IPoint, trans: ITranslate): IMetricRow[] {
  return toldMetrics([point], trans).map(({ id, label, text }) => ({
    id,
    label,
    values: timedVariants(point).map(i => text(point.times[i]) ?? '–')
  }));
}
