import { CallsProfile } from '../contract/profile';

/** Where the time of a run went, in nanoseconds. */
export interface ISplit {
  readonly own: number;
  readonly library: number;
  readonly builtin: number;
  readonly waiting: number;
  /** IPython around the cell: showing its result, writing a traceback. */
  readonly outside: number;
}

/** IPython always takes a moment; a smaller share than this is no news. */
const LITTLE = 0.01;

/** Add up the own times by kind of code. */
export function splitOf({ data, wall_ns }: CallsProfile): ISplit {
  const waiting = data.waiting_ns ?? 0;
  const rest = wall_ns - data.total_ns - waiting;
  const outside = rest < LITTLE * wall_ns ? 0 : rest;
  const sum = { own: 0, library: 0, builtin: 0, waiting, outside };
  for (const row of data.functions) {
    sum[row.kind] += row.own_ns;
  }
  return sum;
}
