import type {
  IColumn,
  ISourceFile,
  ITable,
  ITableData,
  ITableFigure,
  Unit,
  Value
} from './profile';
import type { IFigure } from './figures';
import type { ITranslate } from './translate';
import { formatBytes, formatCount, formatShare, formatTime } from './units';

type Words = Readonly<Record<string, (trans: ITranslate) => string>>;

/** Code of a table → what stands above it; the same words as in `cellheat/kernel/report/tables.py`. */
const TITLES: Words = {};

/** Code of a column or a figure → its name. */
const LABELS: Words = {};

export function tableTitle({ code }: ITable, trans: ITranslate): string {
  return TITLES[code]?.(trans) ?? code;
}

/** What stands above a column, and beside a figure. */
export function columnLabel(code: string, trans: ITranslate): string {
  return LABELS[code]?.(trans) ?? code;
}

/** A value as people read it. */
export function cellText(value: Value, unit: Unit, files: readonly ISourceFile[]): string {
  if (value === null) {
    return '–';
  }
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'object') {
    return `${files[value[0]].label}:${value[1]}`;
  }
  switch (unit) {
    case 'time':
      return formatTime(value);
    case 'bytes':
      return value < 0 ? `-${formatBytes(-value)}` : formatBytes(value);
    case 'share':
      return formatShare(value, 1);
    default:
      return formatCount(value);
  }
}

/** True for what is read as text, from the left. */
export function isText({ unit }: IColumn): boolean {
  return unit === 'place' || unit === 'code' || unit === 'text';
}

/** The numbers of a result that stand beside those that every profile has. */
export function tableFigures({ figures, files }: ITableData, trans: ITranslate): IFigure[] {
  return figures.map((figure: ITableFigure) => ({
    id: figure.code,
    label: columnLabel(figure.code, trans),
    value: figure.value === null ? null : cellText(figure.value, figure.unit, files),
    remark: ''
  }));
}

/** A table as rows of text, the header first; texts come before numbers. */
export function tableLines(
  { columns, rows }: ITable,
  files: readonly ISourceFile[],
  limit: number,
  trans: ITranslate
): string[][] {
  const level = columns.findIndex(({ unit }) => unit === 'level');
  const order = columns
    .map((_, i) => i)
    .filter(i => i !== level)
    .sort((a, b) => Number(isText(columns[b])) - Number(isText(columns[a])));
  const lines = rows.slice(0, limit).map(row => {
    const indent = '  '.repeat(level < 0 ? 0 : Number(row[level] ?? 0));
    return order.map(
      (i, place) => (place ? '' : indent) + cellText(row[i], columns[i].unit, files)
    );
  });
  return [order.map(i => columnLabel(columns[i].code, trans)), ...lines];
}
