import type { ICallsData, IFunctionRow } from '../contract/profile';

/** Calls between two functions, seen from one of them. */
export interface IEdge {
  /** The other one: its place among the functions. */
  readonly index: number;
  readonly row: IFunctionRow;
  readonly calls: number;
  /** All that passed in these calls. */
  readonly total_ns: number;
}

/** Who called a function, and whom it called, the longest first. */
export interface IEdges {
  readonly callers: readonly IEdge[];
  readonly callees: readonly IEdge[];
}

const COLUMNS = ['caller', 'callee', 'calls', 'total'] as const;

/** The calls from and to each function, by its place; empty where none are known. */
export function edgesOf({ functions, tables }: ICallsData): ReadonlyMap<number, IEdges> {
  const found = new Map<number, { callers: IEdge[]; callees: IEdge[] }>();
  const table = tables.find(({ code }) => code === 'edges');
  if (!table) {
    return found;
  }
  const places = COLUMNS.map(code => table.columns.findIndex(column => column.code === code));
  const of = (index: number) => {
    const edges = found.get(index) ?? { callers: [], callees: [] };
    found.set(index, edges);
    return edges;
  };
  for (const row of table.rows) {
    const [caller, callee, calls, total] = places.map(place => Number(row[place] ?? -1));
    // a document may say anything
    if (functions[caller] && functions[callee]) {
      const edge = { calls, total_ns: total };
      of(caller).callees.push({ index: callee, row: functions[callee], ...edge });
      of(callee).callers.push({ index: caller, row: functions[caller], ...edge });
    }
  }
  return found;
}
