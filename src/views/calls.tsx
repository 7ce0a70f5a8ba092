import { useEffect, useMemo, useRef, useState } from 'react';
import {
  Column,
  COLUMNS,
  FIRST_VIEW,
  ITableView,
  sortedBy,
  tableRows
} from '../model/profile/calltable';
import { edgesOf, IEdges } from '../model/profile/edges';
import { functionLabel, functionName, perCall, placeOf } from '../model/profile/functions';
import type { ICallsData, IFunctionRow } from '../model/contract/profile';
import type { CellMatch } from '../model/kernel/source';
import type { ITranslate } from '../model/words/translate';
import { formatCount, formatTime, shortCount, timeColumn } from '../model/words/units';
import { Edges } from './edges';

/** Fewer functions than this are found without a filter. */
const WORTH_FILTERING = 8;

/** A longer name with its module would be cut before the part that matters. */
const SHORT_NAME = 16;

interface ICallsProps {
  readonly data: ICallsData;
  readonly trans: ITranslate;
  /** How many functions to show at first. */
  readonly rows: number;
  /** For each file of the profile, the cell that it is. */
  readonly links?: readonly CellMatch[];
  /** Go to a line of a cell. */
  readonly goTo?: (cell: string, line: number) => void;
}

/** The functions that ran: a table that can be sorted and filtered. */
export function Calls(props: ICallsProps): JSX.Element {
  const { data, trans } = props;
  const [view, setView] = useState(FIRST_VIEW);
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<number | null>(null);
  const edges = useMemo(() => edgesOf(data), [data]);
  const section = useRef<HTMLElement>(null);
  const led = useRef(false);
  // from the calls of one function to those of another: it may be out of sight
  const choose = (index: number) => {
    led.current = true;
    setView({ ...view, filter: '', ownOnly: false });
    setAll(true);
    setOpen(index);
  };
  useEffect(() => {
    if (led.current) {
      led.current = false;
      section.current?.querySelector<HTMLElement>('[aria-expanded=true]')?.focus();
    }
  }, [open]);
  const matching = tableRows(data, view, trans);
  const shown = all ? matching : matching.slice(0, props.rows);
  return (
    <section className="jp-Cellheat-Calls" ref={section}>
      {data.functions.length > WORTH_FILTERING && (
        <Filter view={view} onChange={setView} trans={trans} />
      )}
      <table className="jp-Cellheat-Table">
        <Head view={view} onSort={column => setView(sortedBy(view, column))} trans={trans} />
        <Rows
          {...props}
          shown={shown}
          edges={edges}
          open={open}
          turn={index => setOpen(open === index ? null : index)}
          choose={choose}
        />
      </table>
      {matching.length === 0 && (
        <p className="jp-Cellheat-Remark">{trans.__('No function matches.')}</p>
      )}
      {shown.length < matching.length && (
        <button className="jp-Cellheat-Button" onClick={() => setAll(true)}>
          {trans.__('Show all %1', formatCount(matching.length))}
        </button>
      )}
      {data.functions_total > data.functions.length && (
        <p className="jp-Cellheat-Remark">
          {trans.__(
            '%1 of %2 functions: those with the longest own time.',
            formatCount(data.functions.length),
            formatCount(data.functions_total)
          )}
        </p>
      )}
    </section>
  );
}

interface IFilterProps {
  readonly view: ITableView;
  readonly onChange: (view: ITableView) => void;
  readonly trans: ITranslate;
}

function Filter({ view, onChange, trans }: IFilterProps): JSX.Element {
  return (
    <div className="jp-Cellheat-Filter">
      <input
        type="search"
        value={view.filter}
        placeholder={trans.__('Filter functions')}
        aria-label={trans.__('Filter functions')}
        onChange={event => onChange({ ...view, filter: event.target.value })}
      />
      <label>
        <input
          type="checkbox"
          checked={view.ownOnly}
          onChange={event => onChange({ ...view, ownOnly: event.target.checked })}
        />
        {trans.__('Own code only')}
      </label>
    </div>
  );
}

interface IHeadProps {
  readonly view: ITableView;
  readonly onSort: (column: Column) => void;
  readonly trans: ITranslate;
}

function Head({ view, onSort, trans }: IHeadProps): JSX.Element {
  const columns: readonly [column: Column, label: string, title: string][] = [
    ['name', trans.__('function'), trans.__('Sort by name')],
    ['own', trans.__('own'), trans.__('Time in the function itself')],
    ['total', trans.__('total'), trans.__('Own time and that of everything it called')],
    ['calls', trans.__('calls'), trans.__('How often it was called')],
    ['perCall', trans.__('per call'), trans.__('Total time of one call')]
  ];
  return (
    <thead>
      <tr>
        {columns.map(([column, label, title]) => (
          <th
            key={column}
            scope="col"
            data-column={column}
            aria-sort={
              view.column === column ? (view.descending ? 'descending' : 'ascending') : undefined
            }
          >
            <button title={title} onClick={() => onSort(column)}>
              {label}
            </button>
          </th>
        ))}
      </tr>
    </thead>
  );
}

interface IRowsProps extends ICallsProps {
  readonly shown: readonly IFunctionRow[];
  readonly edges: ReadonlyMap<number, IEdges>;
  /** The function whose calls are shown. */
  readonly open: number | null;
  /** Show the calls of a function, or hide them. */
  readonly turn: (index: number) => void;
  readonly choose: (index: number) => void;
}

function Rows(props: IRowsProps): JSX.Element {
  const { data } = props;
  // one format for both: own time must not look longer than total
  const time = timeColumn(data.functions.map(row => row.total_ns));
  const longest = Math.max(1, ...data.functions.map(row => row.own_ns));
  return (
    <tbody>
      {props.shown.map(row => (
        <Row
          key={data.functions.indexOf(row)}
          {...props}
          row={row}
          time={time}
          share={row.own_ns / longest}
        />
      ))}
    </tbody>
  );
}

interface IRowProps extends IRowsProps {
  readonly row: IFunctionRow;
  readonly time: (ns: number) => string;
  /** Of the longest own time. */
  readonly share: number;
}

/** A function, and below it who called it and whom it called, where that is asked for. */
function Row(props: IRowProps): JSX.Element {
  const { data, row, time, share, trans } = props;
  const index = data.functions.indexOf(row);
  const isOpen = props.open === index;
  const edges = props.edges.get(index);
  return (
    <>
      <tr data-kind={row.kind} data-headline={data.headline?.function === index || undefined}>
        <th scope="row">
          <div className="jp-Cellheat-Branch">
            {edges ? (
              <button
                aria-expanded={isOpen}
                aria-label={trans.__(
                  'Who called %1, and whom it called',
                  functionLabel(row, trans)
                )}
                data-open={isOpen}
                onClick={() => props.turn(index)}
              />
            ) : (
              <span />
            )}
            <FunctionCell {...props} />
          </div>
        </th>
        <td data-column="own" title={formatTime(row.own_ns)}>
          {time(row.own_ns)}
          <Bar share={share} />
        </td>
        <td data-column="total" title={formatTime(row.total_ns)}>
          {time(row.total_ns)}
        </td>
        <td data-column="calls" title={callsInWords(row, trans)}>
          {shortCount(row.calls)}
        </td>
        <td data-column="perCall">{formatTime(perCall(row))}</td>
      </tr>
      {edges && isOpen && (
        <tr className="jp-Cellheat-Opened">
          <td colSpan={COLUMNS.length}>
            <Edges edges={edges} trans={trans} choose={props.choose} />
          </td>
        </tr>
      )}
    </>
  );
}

/** The whole number, and how many calls were not recursive where that differs. */
function callsInWords(row: IFunctionRow, trans: ITranslate): string {
  return row.calls > row.primitive_calls
    ? trans.__(
        '%1 calls, of which %2 were not recursive',
        formatCount(row.calls),
        formatCount(row.primitive_calls)
      )
    : trans._n('%2 call', '%2 calls', row.calls, formatCount(row.calls));
}

function Bar({ share }: { share: number }): JSX.Element {
  return (
    <div className="jp-Cellheat-Bar" aria-hidden="true">
      <div style={{ width: `${(100 * share).toFixed(2)}%` }} />
    </div>
  );
}

function FunctionCell(props: ICallsProps & { readonly row: IFunctionRow }): JSX.Element {
  return (
    <div className="jp-Cellheat-Function">
      <FunctionName {...props} />
      <Origin {...props} />
    </div>
  );
}

/** Whose code a function is: its place, or that it is not the user's. */
function Origin({ data, row, trans }: ICallsProps & { readonly row: IFunctionRow }): JSX.Element {
  if (row.kind === 'own') {
    return <code data-place="true">{placeOf(data, row)}</code>;
  }
  const label = row.kind === 'library' ? trans.__('library') : trans.__('built-in');
  return (
    <small title={row.module ?? undefined}>
      {row.module !== null && !shortName(row, trans).startsWith(row.module)
        ? `${label} ${row.module}`
        : label}
    </small>
  );
}

/** With its module where that leaves the name in sight. */
function shortName(row: IFunctionRow, trans: ITranslate): string {
  const name = functionLabel(row, trans);
  return name.length <= SHORT_NAME ? name : row.name;
}

/** The name, which leads to the code where that is known and has not changed since. */
function FunctionName(props: ICallsProps & { readonly row: IFunctionRow }): JSX.Element {
  const { row, links, goTo, trans } = props;
  const name = functionLabel(row, trans);
  const link = row.file === null ? null : (links?.[row.file] ?? null);
  const { line } = row;
  if (goTo && line !== null && link !== null && link !== 'changed') {
    return (
      <button
        className="jp-Cellheat-Link"
        title={trans.__('Go to %1', name)}
        onClick={() => goTo(link.cell, line)}
      >
        {shortName(row, trans)}
      </button>
    );
  }
  return (
    <code
      title={
        link === 'changed'
          ? trans.__('%1: source changed since this run', functionName(row))
          : functionName(row)
      }
    >
      {shortName(row, trans)}
    </code>
  );
}
