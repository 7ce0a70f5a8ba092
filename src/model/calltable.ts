import { functionName, perCall, placeOf } from './functions';
import { ICallsData, IFunctionRow } from './profile';

export const COLUMNS = ['name', 'own', 'total', 'calls', 'perCall'] as const;

/** What the table of functions can be sorted by. */
export type Column = (typeof COLUMNS)[number];

/** Which functions the table shows, and in which order. */
export interface ITableView {
  readonly column: Column;
  readonly descending: boolean;
  /** Only functions with this text in their name or place. */
  readonly filter: string;
  readonly ownOnly: boolean;
}

export const FIRST_VIEW: ITableView = {
  column: 'own',
  descending: true,
  filter: '',
  ownOnly: false
};

/** Sort by a column: numbers largest first, names from A; again, the other way round. */
export function sortedBy(view: ITableView, column: Column): ITableView {
  const descending = view.column === column ? !view.descending : column !== 'name';
  return { ...view, column, descending };
}

/** The functions to show, in their order. */
export function tableRows(data: ICallsData, view: ITableView): IFunctionRow[] {
  const wanted = view.filter.trim().toLowerCase();
  const rows = data.functions.filter(
    row => (!view.ownOnly || row.kind === 'own') && textOfRow(data, row).includes(wanted)
  );
  const sign = view.descending ? -1 : 1;
  return rows.sort((a, b) => sign * compare(a, b, view.column) || b.own_ns - a.own_ns);
}

function textOfRow(data: ICallsData, row: IFunctionRow): string {
  return `${functionName(row)} ${placeOf(data, row) ?? ''}`.toLowerCase();
}

function compare(a: IFunctionRow, b: IFunctionRow, column: Column): number {
  return column === 'name'
    ? functionName(a).localeCompare(functionName(b))
    : numberIn(a, column) - numberIn(b, column);
}

function numberIn(row: IFunctionRow, column: Exclude<Column, 'name'>): number {
  switch (column) {
    case 'own':
      return row.own_ns;
    case 'total':
      return row.total_ns;
    case 'calls':
      return row.calls;
    case 'perCall':
      return perCall(row);
  }
}
