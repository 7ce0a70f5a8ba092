import { functionLabel, perCall, placeOf } from './functions';
import { ICallsData, IFunctionRow } from '../contract/profile';
import { ITranslate } from '../words/translate';

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

/** The functions to show, in their order, by what the table calls them. */
export function tableRows(data: ICallsData, view: ITableView, trans: ITranslate): IFunctionRow[] {
  const wanted = view.filter.trim().toLowerCase();
  const rows = data.functions.filter(
    row => (!view.ownOnly || row.kind === 'own') && textOfRow(data, row, trans).includes(wanted)
  );
  const sign = view.descending ? -1 : 1;
  return rows.sort((a, b) => sign * compare(a, b, view.column, trans) || b.own_ns - a.own_ns);
}

function textOfRow(data: ICallsData, row: IFunctionRow, trans: ITranslate): string {
  return `${functionLabel(row, trans)} ${placeOf(data, row) ?? ''}`.toLowerCase();
}

function compare(a: IFunctionRow, b: IFunctionRow, column: Column, trans: ITranslate): number {
  return column === 'name'
    ? functionLabel(a, trans).localeCompare(functionLabel(b, trans))
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
