import type { ILook } from '../contract/look';
import type { ISourceFile, ITable, Place, Unit, Value } from '../contract/profile';

type Row = readonly Value[];

/** What is added up; the other columns say what a row stands for. */
const AMOUNTS: readonly Unit[] = ['time', 'count', 'bytes'];

/** The later look at a run, with the samples of the looks before it added to its own. */
export function addedUp(before: ILook, look: ILook): ILook {
  const elapsed_ns = before.elapsed_ns + look.elapsed_ns;
  const samples = sampled(before) + sampled(look);
  const { files, indices } = merged(look.files, before.files);
  const tables = before.tables.map(table => moved(table, indices));
  return {
    ...look,
    samples: elapsed_ns > 0 ? samples : look.samples,
    elapsed_ns,
    files,
    tables: [
      ...look.tables.map(table => sum(table, other(table, tables))),
      ...tables.filter(table => !other(table, look.tables))
    ]
  };
}

/** One stack alone is no sample: it stands for no time. */
function sampled({ samples, elapsed_ns }: ILook): number {
  return elapsed_ns > 0 ? samples : 0;
}

/** The files of two looks, the later one's first, and where those of the earlier one are among them. */
function merged(files: readonly ISourceFile[], earlier: readonly ISourceFile[]) {
  const all = [...files];
  const indices = earlier.map(file => {
    const index = all.findIndex(one => isSame(one, file));
    return index < 0 ? all.push(file) - 1 : index;
  });
  return { files: all, indices };
}

function isSame(a: ISourceFile, b: ISourceFile): boolean {
  return a.kind === b.kind && a.label === b.label && a.count === b.count && a.text === b.text;
}

function other({ code }: ITable, tables: readonly ITable[]): ITable | undefined {
  return tables.find(table => table.code === code);
}

/** A table whose places point into other files. */
function moved(table: ITable, indices: readonly number[]): ITable {
  const rows = table.rows.map(row =>
    row.map(value => (isPlace(value) ? ([indices[value[0]], value[1]] as const) : value))
  );
  return { ...table, rows };
}

/** Rows that stand for the same as one row, the longest first. */
function sum(table: ITable, before: ITable | undefined): ITable {
  if (!before) {
    return table;
  }
  const ambiguous = new Set([...repeated(table.rows), ...repeated(before.rows)]);
  const rows = new Map<string, Row>();
  for (const row of [...table.rows, ...before.rows]) {
    const short = nameOf(row, false);
    const name = ambiguous.has(short) ? nameOf(row, true) : short;
    const found = rows.get(name);
    rows.set(name, found ? added(table, found, row) : row);
  }
  const amount = table.columns.findIndex(({ unit }) => AMOUNTS.includes(unit));
  return {
    ...table,
    rows: [...rows.values()].sort((a, b) => Number(b[amount]) - Number(a[amount])),
    total: Math.max(rows.size, table.total, before.total)
  };
}

/** Functions of one name in one file are told apart by their lines, which else may move. */
function repeated(rows: readonly Row[]): string[] {
  const names = rows.map(row => nameOf(row, false));
  return names.filter((name, i) => names.indexOf(name) !== i);
}

function nameOf(row: Row, withLine: boolean): string {
  const parts = row.filter(value => typeof value !== 'number');
  return JSON.stringify(
    parts.map(value => (isPlace(value) ? value.slice(0, withLine ? 2 : 1) : value))
  );
}

/** The amounts of both; the line is that of the one with more. */
function added({ columns }: ITable, a: Row, b: Row): Row {
  const amount = columns.findIndex(({ unit }) => AMOUNTS.includes(unit));
  const more = Number(a[amount]) >= Number(b[amount]) ? a : b;
  return more.map((value, i) =>
    AMOUNTS.includes(columns[i].unit) ? Number(a[i]) + Number(b[i]) : value
  );
}

function isPlace(value: Value): value is Place {
  return typeof value === 'object' && value !== null;
}
