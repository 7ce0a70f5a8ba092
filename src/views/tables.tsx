import { KeyboardEvent, useId, useMemo, useState } from 'react';
import type { ISourceFile, ITable, Place, Value } from '../model/contract/profile';
import type { CellMatch } from '../model/kernel/source';
import { cellText, columnHint, columnLabel, tableTitle } from '../model/profile/tables';
import {
  FIRST_ROWS,
  ILayout,
  IRowsView,
  IShownRow,
  layoutOf,
  numberFormats,
  shownRows,
  sortedRows,
  turnedRow
} from '../model/profile/tableview';
import type { ITranslate } from '../model/words/translate';
import { formatCount } from '../model/words/units';

/** Fewer rows than this are found without a filter. */
const WORTH_FILTERING = 8;

/** Pixels that a row of a tree is indented for each row that it lies beneath, and no more rows. */
const INDENT = 12;
const DEEPEST = 12;

interface ITablesProps {
  readonly data: { readonly tables: readonly ITable[]; readonly files: readonly ISourceFile[] };
  readonly trans: ITranslate;
  /** How many rows to show at first. */
  readonly rows: number;
  /** For each file of the profile, the cell that it is. */
  readonly links?: readonly CellMatch[];
  /** Go to a line of a cell. */
  readonly goTo?: (cell: string, line: number) => void;
  /** What the sentence on top names: its row is marked. */
  readonly named?: Place | null;
}

/** The tables of a result, one below the other. */
export function Tables({ data, ...props }: ITablesProps): JSX.Element {
  return (
    <>
      {data.tables.filter(isWorthShowing).map(table => (
        <TableView key={table.code} table={table} files={data.files} {...props} />
      ))}
    </>
  );
}

/** Without a sample there is no function: the sentence on top says so. */
function isWorthShowing({ code, rows }: ITable): boolean {
  return rows.length > 0 || !['totals', 'tree'].includes(code);
}

interface ITableProps extends Omit<ITablesProps, 'data'> {
  readonly table: ITable;
  readonly files: readonly ISourceFile[];
}

/** One table, which can be sorted and filtered, or one tree, whose rows open and close. */
function TableView(props: ITableProps): JSX.Element {
  const { table, files, trans } = props;
  const [view, setView] = useState(FIRST_ROWS);
  const [all, setAll] = useState(false);
  const layout = useMemo(() => layoutOf(table), [table]);
  const matching = useMemo(
    () => shownRows(table, layout, view, files),
    [table, layout, view, files]
  );
  const shown = all ? matching : matching.slice(0, props.rows);
  const title = tableTitle(table, trans);
  const id = useId();
  return (
    <section
      className="jp-Cellheat-Grid"
      data-table={table.code}
      data-name={table.columns[layout.texts[0]]?.unit}
      data-main={layout.main === null ? undefined : table.columns[layout.main].unit}
      aria-labelledby={id}
    >
      <h3 id={id}>{title}</h3>
      {table.rows.length > WORTH_FILTERING && (
        <div className="jp-Cellheat-Filter">
          <input
            type="search"
            value={view.filter}
            placeholder={trans.__('Filter')}
            aria-label={trans.__('Filter: %1', title)}
            onChange={event => setView({ ...view, filter: event.target.value })}
          />
        </div>
      )}
      {table.rows.length > 0 && (
        <table
          className="jp-Cellheat-Table"
          role={layout.level === null ? undefined : 'treegrid'}
          aria-labelledby={id}
        >
          <Head {...props} layout={layout} view={view} onView={setView} />
          <Rows {...props} layout={layout} view={view} onView={setView} shown={shown} />
        </table>
      )}
      {matching.length === 0 && (
        <p className="jp-Cellheat-Remark">
          {table.rows.length === 0 ? trans.__('None.') : trans.__('No row matches.')}
        </p>
      )}
      {shown.length < matching.length && (
        <button className="jp-Cellheat-Button" onClick={() => setAll(true)}>
          {trans.__('Show all %1', formatCount(matching.length))}
        </button>
      )}
      {table.total > table.rows.length && (
        <p className="jp-Cellheat-Remark">
          {trans.__(
            'The first %1 of %2 rows.',
            formatCount(table.rows.length),
            formatCount(table.total)
          )}
        </p>
      )}
    </section>
  );
}

interface IViewProps extends ITableProps {
  readonly layout: ILayout;
  readonly view: IRowsView;
  readonly onView: (view: IRowsView) => void;
}

function Head(props: IViewProps): JSX.Element {
  const { layout } = props;
  return (
    <thead>
      <tr>
        <Header {...props} columns={layout.texts} />
        {ranked(layout, props.table).map(([column, rank]) => (
          <Header key={column} {...props} columns={[column]} rank={rank} />
        ))}
      </tr>
    </thead>
  );
}

/** One header for the texts, which stand in one cell, and one for each number. */
function Header(
  props: IViewProps & { readonly columns: readonly number[]; readonly rank?: number }
): JSX.Element {
  const { table, view, onView, columns, rank, trans } = props;
  const units = table.columns.map(({ unit }) => unit);
  const order = view.descending ? 'descending' : 'ascending';
  const sorted = columns.find(column => column === view.column);
  return (
    <th scope="col" data-rank={rank} aria-sort={sorted === undefined ? undefined : order}>
      {columns.map(column => {
        const { code } = table.columns[column];
        return (
          <button
            key={column}
            title={columnHint(code, trans)}
            data-sorted={column === view.column ? order : undefined}
            onClick={() => onView(sortedRows(view, column, { units }))}
          >
            {columnLabel(code, trans)}
          </button>
        );
      })}
    </th>
  );
}

/**
 * The columns of numbers, and which of them goes first where there is little room: the main one
 * never, and what a row took with all that it called before the rest.
 */
function ranked({ main, numbers }: ILayout, { columns }: ITable): [column: number, rank: number][] {
  const order = [...numbers].sort(
    (a, b) =>
      Number(b === main) - Number(a === main) ||
      Number(columns[a].code === 'total') - Number(columns[b].code === 'total')
  );
  return numbers.map(column => [column, order.indexOf(column)]);
}

function Rows(props: IViewProps & { readonly shown: readonly IShownRow[] }): JSX.Element {
  const { table, layout, shown, named } = props;
  const formats = useMemo(() => numberFormats(table), [table]);
  const bar = useMemo(() => barOf(table, props.view, layout), [table, props.view, layout]);
  const [at, setAt] = useState<number | null>(null);
  const isTree = layout.level !== null;
  // one row of a tree can be reached with the tab key; the arrows lead to the others
  const reached = shown.some(({ index }) => index === at) ? at : shown[0]?.index;
  const marked = markedRow(table, layout, named);
  return (
    <tbody onKeyDown={isTree ? event => steer(event, props) : undefined}>
      {shown.map(row => (
        <tr
          key={row.index}
          data-index={row.index}
          data-foreign={(layout.place !== null && row.row[layout.place] === null) || undefined}
          data-headline={row.index === marked || undefined}
          {...(isTree && {
            'aria-level': row.depth + 1,
            'aria-expanded': row.open ?? undefined,
            tabIndex: row.index === reached ? 0 : -1,
            onFocus: () => setAt(row.index)
          })}
        >
          <th scope="row">
            <Name {...props} row={row} />
          </th>
          {ranked(layout, table).map(([column, rank]) => (
            <NumberCell
              key={column}
              {...props}
              value={row.row[column]}
              column={column}
              rank={rank}
              text={formats[column]}
              share={column === bar.column ? bar.share(row.row[column]) : null}
            />
          ))}
        </tr>
      ))}
    </tbody>
  );
}

/** The row of the line that the sentence on top names. */
function markedRow({ rows }: ITable, { place }: ILayout, named?: Place | null): number | null {
  if (!named || place === null) {
    return null;
  }
  const found = rows.findIndex(row => {
    const value = row[place];
    return typeof value === 'object' && value?.[0] === named[0] && value[1] === named[1];
  });
  return found < 0 ? null : found;
}

/** Bars for the amounts that the table is sorted by, else for the main ones; counts have none. */
function barOf(
  { columns, rows }: ITable,
  { column }: IRowsView,
  { main }: ILayout
): { column: number | null; share: (value: Value) => number } {
  const chosen =
    [column, main].find(at => at !== null && ['time', 'bytes'].includes(columns[at].unit)) ?? null;
  const size = (value: Value) => (typeof value === 'number' ? Math.abs(value) : 0);
  const top = chosen === null ? 1 : Math.max(0, ...rows.map(row => size(row[chosen])));
  return { column: chosen, share: value => size(value) / (top || 1) };
}

interface INumberProps {
  readonly table: ITable;
  readonly files: readonly ISourceFile[];
  readonly value: Value;
  readonly column: number;
  readonly rank: number;
  readonly text: (value: number) => string;
  /** Of the longest bar. */
  readonly share: number | null;
}

function NumberCell(props: INumberProps): JSX.Element {
  const { table, files, value, column, rank, text, share } = props;
  const { code, unit } = table.columns[column];
  return (
    <td
      data-rank={rank}
      data-unit={unit}
      data-code={code}
      title={value === null ? undefined : cellText(value, unit, files)}
    >
      {typeof value === 'number' ? text(value) : '–'}
      {share !== null && (
        <div className="jp-Cellheat-Bar" aria-hidden="true">
          <div style={{ width: `${(100 * share).toFixed(2)}%` }} />
        </div>
      )}
    </td>
  );
}

/** What a row is about, indented in a tree, and what stands beside its name. */
function Name(props: IViewProps & { readonly row: IShownRow }): JSX.Element {
  const { table, layout, row, files, view, onView, trans } = props;
  const [first, ...rest] = layout.texts.filter(column => row.row[column] !== null);
  const beside = rest.map(column => (
    <small key={column} data-unit={table.columns[column].unit}>
      {cellText(row.row[column], table.columns[column].unit, files)}
    </small>
  ));
  const words = (
    <div className="jp-Cellheat-Function">
      {first === undefined ? '–' : <Label {...props} column={first} />}
      {beside}
    </div>
  );
  if (layout.level === null) {
    return words;
  }
  return (
    <div
      className="jp-Cellheat-Branch"
      style={{ paddingLeft: INDENT * Math.min(row.depth, DEEPEST) }}
    >
      {row.open === null ? (
        <span />
      ) : (
        <button
          tabIndex={-1}
          aria-label={row.open ? trans.__('Close') : trans.__('Open')}
          data-open={row.open}
          onClick={() => onView(turnedRow(view, row.index))}
        />
      )}
      {words}
    </div>
  );
}

/** The name, which leads to its line where that is known and has not changed since. */
function Label(
  props: IViewProps & { readonly row: IShownRow; readonly column: number }
): JSX.Element {
  const { table, layout, row, column, files, links, goTo, trans } = props;
  const { unit } = table.columns[column];
  const full = cellText(row.row[column], unit, files);
  // code outside functions has no name of its own
  const text = full === '<module>' ? trans.__('top level') : full.trim();
  const place = layout.place === null ? null : row.row[layout.place];
  const link = place !== null && typeof place === 'object' ? links?.[place[0]] : null;
  if (goTo && place !== null && typeof place === 'object' && link && link !== 'changed') {
    return (
      <button
        className="jp-Cellheat-Link"
        tabIndex={layout.level === null ? undefined : -1}
        title={`${text}\n${trans.__('Go to %1', cellText(place, 'place', files))}`}
        onClick={() => goTo(link.cell, place[1])}
      >
        {text}
      </button>
    );
  }
  return (
    <code
      title={link === 'changed' ? trans.__('%1: source changed since this run', text) : text}
      data-unit={unit}
    >
      {text}
    </code>
  );
}

/** The keys of a tree: up and down, right opens, left closes or leads to the row above it. */
function steer(
  event: KeyboardEvent<HTMLElement>,
  { shown, view, onView }: IViewProps & { readonly shown: readonly IShownRow[] }
): void {
  const focused = (event.target as Element).closest('tr');
  const at = shown.findIndex(({ index }) => String(index) === focused?.dataset.index);
  if (at < 0 || focused === null) {
    return;
  }
  const row = shown[at];
  const rows = event.currentTarget.children;
  const focus = (place: number) => (rows[place] as HTMLElement | undefined)?.focus();
  switch (event.key) {
    case 'ArrowDown':
      focus(at + 1);
      break;
    case 'ArrowUp':
      focus(at - 1);
      break;
    case 'Home':
      focus(0);
      break;
    case 'End':
      focus(shown.length - 1);
      break;
    case 'ArrowRight':
      if (row.open === false) {
        onView(turnedRow(view, row.index));
      } else if (row.open) {
        focus(at + 1);
      }
      break;
    case 'ArrowLeft':
      if (row.open) {
        onView(turnedRow(view, row.index));
      } else {
        focus(shown.findIndex(({ index }) => index === row.parent));
      }
      break;
    case 'Enter':
      (focused.querySelector('.jp-Cellheat-Link') as HTMLElement | null)?.click();
      break;
    default:
      return;
  }
  event.preventDefault();
}
