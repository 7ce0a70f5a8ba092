import type { ISourceFile, ITable, Value } from '../contract/profile';
import { cellText, isText } from './tables';
import { bytesColumn, formatShare, shortCount, timeColumn } from '../words/units';

/** How the columns of a table are laid out. Numbers are indices of columns. */
export interface ILayout {
  /** What a row is about: its name first, then what stands beside it. Never empty for a table. */
  readonly texts: readonly number[];
  readonly numbers: readonly number[];
  /** The number that bars are drawn for. */
  readonly main: number | null;
  readonly place: number | null;
  /** How far a row is indented, where the table is a tree. */
  readonly level: number | null;
}

/** Which rows of a table are shown, and in which order. */
export interface IRowsView {
  /** `null`: the order in which they came. */
  readonly column: number | null;
  readonly descending: boolean;
  /** Only rows with this text, and in a tree those that lead to them. */
  readonly filter: string;
  /** Rows of a tree, by their place in the table, that are not as `isOpenAtFirst` says. */
  readonly turned: ReadonlySet<number>;
}

export const FIRST_ROWS: IRowsView = {
  column: null,
  descending: true,
  filter: '',
  turned: new Set()
};

/** A row that is shown. */
export interface IShownRow {
  /** Its place in the table. */
  readonly index: number;
  readonly row: readonly Value[];
  /** How many rows it lies beneath. */
  readonly depth: number;
  /** The row right above it in the tree. */
  readonly parent: number | null;
  /** `null` where nothing lies beneath it. */
  readonly open: boolean | null;
}

/** A part of a tree of at least this share is worth seeing without a click. */
const WORTH_OPENING = 0.1;

const NAMES = ['code', 'text', 'place'] as const;

/** Put the columns of a table into their places; those that say nothing are left out. */
export function layoutOf({ columns, rows }: ITable): ILayout {
  const all = columns.map((_, i) => i);
  const told = all.filter(i => says(rows, i, columns[i].code));
  const texts = told.filter(i => isText(columns[i]));
  const name = NAMES.map(unit => texts.find(i => columns[i].unit === unit)).find(
    found => found !== undefined
  );
  const numbers = told.filter(i => !isText(columns[i]) && columns[i].unit !== 'level');
  const at = (units: readonly string[]) => all.find(i => units.includes(columns[i].unit)) ?? null;
  return {
    texts: name === undefined ? [] : [name, ...texts.filter(i => i !== name)],
    numbers,
    main: numbers.find(i => ['time', 'bytes'].includes(columns[i].unit)) ?? numbers[0] ?? null,
    place: at(['place']),
    level: at(['level'])
  };
}

/** Something is known in it; a cell that never waits needs no column for that. */
function says(rows: ITable['rows'], column: number, code: string): boolean {
  return rows.some(row => row[column] !== null && !(code === 'waiting' && row[column] === 0));
}

/** Sort by a column: numbers largest first, texts from A; again, the other way round. */
export function sortedRows(view: IRowsView, column: number, { units }: IUnits): IRowsView {
  const first = !['code', 'text', 'place'].includes(units[column]);
  return { ...view, column, descending: view.column === column ? !view.descending : first };
}

interface IUnits {
  readonly units: readonly string[];
}

/** Open a row of a tree that is closed, or close it. */
export function turnedRow(view: IRowsView, index: number): IRowsView {
  const turned = new Set(view.turned);
  if (!turned.delete(index)) {
    turned.add(index);
  }
  return { ...view, turned };
}

/** The rows to show, in their order. */
export function shownRows(
  table: ITable,
  layout: ILayout,
  view: IRowsView,
  files: readonly ISourceFile[]
): IShownRow[] {
  const tree = treeOf(table, layout);
  const wanted = matching(table, layout, view.filter, tree, files);
  const compare = comparing(table, view, files);
  const walk = (indices: readonly number[], depth: number, parent: number | null): IShownRow[] =>
    [...indices]
      .filter(index => wanted === null || wanted.has(index))
      .sort(compare)
      .flatMap(index => {
        const children = tree.children[index];
        const open =
          children.length === 0
            ? null
            : wanted !== null || isOpenAtFirst(table, layout, index) !== view.turned.has(index);
        const shown = { index, row: table.rows[index], depth, parent, open };
        return [shown, ...(open ? walk(children, depth + 1, index) : [])];
      });
  return walk(tree.roots, 0, null);
}

interface ITree {
  readonly roots: readonly number[];
  readonly parents: readonly (number | null)[];
  readonly children: readonly (readonly number[])[];
}

/** Who lies beneath whom; a table that is no tree has roots only. */
function treeOf({ rows }: ITable, { level }: ILayout): ITree {
  const roots: number[] = [];
  const parents: (number | null)[] = [];
  const children: number[][] = rows.map(() => []);
  const above: number[] = [];
  const levelOf = (index: number) => (level === null ? 0 : Number(rows[index][level] ?? 0));
  rows.forEach((_, index) => {
    while (above.length > 0 && levelOf(above[above.length - 1]) >= levelOf(index)) {
      above.pop();
    }
    const parent = above.at(-1) ?? null;
    parents.push(parent);
    (parent === null ? roots : children[parent]).push(index);
    above.push(index);
  });
  return { roots, parents, children };
}

/** Where the most of it is, a tree is open. */
function isOpenAtFirst({ rows }: ITable, { main }: ILayout, index: number): boolean {
  if (main === null) {
    return true;
  }
  const most = Math.max(...rows.map(row => Number(row[main] ?? 0)));
  return Number(rows[index][main] ?? 0) >= WORTH_OPENING * most;
}

/** The rows with a text, and those above them; `null` where none is asked for. */
function matching(
  { columns, rows }: ITable,
  { texts }: ILayout,
  filter: string,
  { parents }: ITree,
  files: readonly ISourceFile[]
): Set<number> | null {
  const wanted = filter.trim().toLowerCase();
  if (wanted === '') {
    return null;
  }
  const found = new Set<number>();
  rows.forEach((row, index) => {
    const text = texts.map(i => cellText(row[i], columns[i].unit, files)).join(' ');
    if (text.toLowerCase().includes(wanted)) {
      for (let at: number | null = index; at !== null; at = parents[at]) {
        found.add(at);
      }
    }
  });
  return found;
}

/** What is not known comes last, whichever way they are sorted. */
function comparing(
  { columns, rows }: ITable,
  { column, descending }: IRowsView,
  files: readonly ISourceFile[]
): (a: number, b: number) => number {
  if (column === null) {
    return (a, b) => a - b;
  }
  const sign = descending ? -1 : 1;
  return (a, b) => {
    const [one, other] = [rows[a][column], rows[b][column]];
    if (one === null || other === null) {
      return Number(one === null) - Number(other === null) || a - b;
    }
    return (
      sign * compareValues(one, other, value => cellText(value, columns[column].unit, files)) ||
      a - b
    );
  };
}

function compareValues(
  a: Exclude<Value, null>,
  b: Exclude<Value, null>,
  text: (value: Value) => string
): number {
  if (typeof a === 'number' && typeof b === 'number') {
    return a - b;
  }
  return typeof a === 'object' && typeof b === 'object'
    ? a[0] - b[0] || a[1] - b[1]
    : text(a).localeCompare(text(b));
}

/** Parts of one time: they share a unit, so that none of them looks longer than it is. */
const PARTS = ['own', 'total', 'waiting'];

/** How the numbers of each column are written: one unit a column. */
export function numberFormats({ columns, rows }: ITable): ((value: number) => string)[] {
  const valuesOf = (i: number) =>
    rows.map(row => row[i]).filter(value => typeof value === 'number');
  const together = columns.flatMap(({ code }, i) => (PARTS.includes(code) ? valuesOf(i) : []));
  return columns.map(({ code, unit }, i) => {
    switch (unit) {
      case 'time':
        return timeColumn(PARTS.includes(code) ? together : valuesOf(i));
      case 'bytes':
        return bytesColumn(valuesOf(i));
      case 'share':
        return value => formatShare(value, 1);
      default:
        return shortCount;
    }
  });
}
