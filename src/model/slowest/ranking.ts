import { ICellSource, isStale, tellingLine } from '../kernel/source';
import type { MemoryStep } from './memory';
import type { ICellRecord } from './runs';

/** What the list can be sorted by. */
export type SlowColumn = 'cell' | 'memory' | 'time';

export interface ISlowView {
  readonly column: SlowColumn;
  /** The largest first, or the last cell of the notebook. */
  readonly descending: boolean;
}

/** The slowest cell first. */
export const SLOWEST_FIRST: ISlowView = { column: 'time', descending: true };

/** A cell that ran and is still there. */
export interface ISlowRow {
  readonly id: string;
  /** `[12]`, also where its prompt is empty because it runs again or was cleared. */
  readonly prompt: string;
  readonly line: string;
  readonly ns: number;
  /** Of the longest time. */
  readonly share: number;
  /** Of the time of all cells; nothing for one that was edited. */
  readonly part: number;
  readonly count: number;
  readonly error: string | null;
  readonly profiled: boolean;
  /** Something else stands in the cell by now. */
  readonly edited: boolean;
  readonly memory: MemoryStep;
}

/** Sort by a column, or the other way round where it is that one already. */
export function resorted(view: ISlowView, column: SlowColumn): ISlowView {
  return column === view.column
    ? { column, descending: !view.descending }
    : { column, descending: column !== 'cell' };
}

/**
 * The cells that ran, sorted; where two are the same, as they stand in the notebook. A cell that was
 * deleted has no row. An edited one keeps its time, but others are not measured by it.
 */
export function slowRows(
  records: ReadonlyMap<string, ICellRecord>,
  cells: readonly ICellSource[],
  view: ISlowView
): readonly ISlowRow[] {
  const rows = cells.flatMap(cell => {
    const record = records.get(cell.id);
    return record ? [rowOf(cell, record)] : [];
  });
  const times = rows.filter(row => !row.edited).map(row => row.ns);
  const longest = Math.max(1, ...times);
  const whole = Math.max(
    1,
    times.reduce((sum, ns) => sum + ns, 0)
  );
  const shared = rows.map(row => ({
    ...row,
    share: Math.min(1, row.ns / longest),
    part: row.edited ? 0 : row.ns / whole
  }));
  if (view.column === 'cell') {
    return view.descending ? shared.reverse() : shared;
  }
  const value = view.column === 'time' ? (row: ISlowRow) => row.ns : stepOf;
  // what is not known comes last, whichever way
  const rank = (row: ISlowRow) => {
    const known = value(row);
    return known === null ? Infinity : view.descending ? -known : known;
  };
  return shared.sort((a, b) => compare(rank(a), rank(b)));
}

/** Bytes of a step that is known for the cell alone. */
export function stepOf({ memory }: ISlowRow): number | null {
  return memory.kind === 'alone' ? memory.bytes : null;
}

function rowOf(
  { id, source, count }: ICellSource,
  { run, count: runs, last, memory }: ICellRecord
): ISlowRow {
  return {
    id,
    prompt: `[${count ?? last ?? ' '}]`,
    line: tellingLine(source),
    ns: run.ns,
    share: 0,
    part: 0,
    count: runs,
    error: run.error,
    profiled: run.profiled,
    edited: isStale(run.source, source),
    memory
  };
}

/** Infinity less infinity is no number. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
