import { CallsProfile } from './profile';

/** Where the time of a run went, in nanoseconds. */
export interface ISplit {
  readonly own: number;
  readonly library: number;
  readonly builtin: number;
  readonly waiting: number;
  /** IPython around the cell: showing its result, writing a traceback. */
  readonly outside: number;
}

/** Add up the own times by kind of code. */
export function splitOf({ data, wall_ns }: CallsProfile): ISplit {
  const waiting = data.waiting_ns ?? 0;
  const outside = Math.max(0, wall_ns - data.total_ns - waiting);
  const sum = { own: 0, library: 0, builtin: 0, waiting, outside };
  for (const row of data.functions) {
    sum[row.kind] += row.own_ns;
  }
  return sum;
}
