import { ICallsData, ICellReference, IFunctionRow, ISourceFile } from '../contract/profile';
import { ITranslate } from '../words/translate';

/** The name that Python gives to code outside functions. */
const TOP_LEVEL = '<module>';

/** How a function is called in text: `match`, `json.load`. */
export function functionName(row: IFunctionRow): string {
  return row.module && row.kind !== 'own' ? `${row.module}.${row.name}` : row.name;
}

/** The same for the reader: code outside functions has no name of its own. */
export function functionLabel(row: IFunctionRow, trans: ITranslate): string {
  return isTopLevel(row) ? trans.__('top level') : functionName(row);
}

/** The notebook cell or file that own code comes from. */
export function fileOf(data: ICallsData, row: IFunctionRow): ISourceFile | null {
  return row.file === null ? null : data.files[row.file];
}

/** Where own code stands: `[12]:3`, `orders.py:7`. */
export function placeOf(data: ICallsData, row: IFunctionRow): string | null {
  const file = fileOf(data, row);
  if (!file) {
    return null;
  }
  return row.line === null ? file.label : `${file.label}:${row.line}`;
}

/** True for the top level of a cell or file, which has no name of its own. */
export function isTopLevel(row: IFunctionRow): boolean {
  return row.name === TOP_LEVEL;
}

/** The top level in words: `the top level of this cell`, `… of cell [9]`, `… of orders.py`. */
export function topLevelName(
  data: ICallsData,
  row: IFunctionRow,
  cell: ICellReference,
  trans: ITranslate
): string {
  const file = fileOf(data, row);
  if (!file) {
    return trans.__('the top level');
  }
  if (file.kind === 'file') {
    return trans.__('the top level of %1', file.label);
  }
  return file.count !== null && file.count === cell.count
    ? trans.__('the top level of this cell')
    : trans.__('the top level of cell %1', file.label);
}

/** Time of one call, with all that it called; recursion counts once. */
export function perCall(row: IFunctionRow): number {
  return row.total_ns / Math.max(1, row.primitive_calls);
}
