import { UseSignal } from '@jupyterlab/ui-components';
import { CSSProperties, KeyboardEvent, useState } from 'react';
import { availabilityMessage } from '../model/kernel/messages';
import { tellingLine } from '../model/kernel/source';
import {
  ISlowRow,
  ISlowView,
  resorted,
  SLOWEST_FIRST,
  SlowColumn,
  slowRows
} from '../model/slowest/ranking';
import type { IRunsOfCells } from '../model/slowest/runs';
import {
  emptyMessage,
  isStep,
  memoryNotes,
  remarksOn,
  slowHeadline,
  stepText,
  stepTitle
} from '../model/slowest/words';
import type { ITranslate } from '../model/words/translate';
import { formatCount, formatTime, timeColumn } from '../model/words/units';
import { CommandIDs, ICellText, IProfileStore, ISelection, ISlowest } from '../tokens';
import type { Execute } from './again';
import { heatIcon } from './icon';
import { Message } from './message';
import { Elapsed } from './progress';
import { Sentence } from './sentence';

/** Percent of the colour of heat below a cell that took all of the time. */
const HOTTEST = 10;

interface ISlowestProps {
  readonly store: IProfileStore;
  readonly slowest: ISlowest;
  /** Whether kernels are asked for their memory while the list is closed. */
  readonly watching: boolean;
  readonly trans: ITranslate;
  /** How many cells to show at first. */
  readonly rows: number;
  readonly execute: Execute;
}

/** How long each cell of the current notebook took: a list that can be sorted. */
export function SlowestCells(props: ISlowestProps): JSX.Element {
  const { store, slowest, watching, trans, execute } = props;
  const { selection } = store;
  return (
    <>
      <header className="jp-Cellheat-Header">
        <h1>{trans.__('Slowest cells')}</h1>
        <button className="jp-Cellheat-Quiet" onClick={() => void execute(CommandIDs.showResults)}>
          <span>{trans.__('Results')}</span>
        </button>
      </header>
      <div className="jp-Cellheat-Body jp-Cellheat-Slowest">
        {selection ? (
          <UseSignal
            key={keyOf(selection.notebook)}
            signal={slowest.changed}
            shouldUpdate={(_, notebook) => notebook === selection.notebook}
          >
            {() => (
              <Cells
                {...props}
                selection={selection}
                runs={slowest.of(selection.notebook)}
                cells={store.cells()}
              />
            )}
          </UseSignal>
        ) : (
          <Message message={availabilityMessage({ kind: 'no-notebook' }, trans)!} trans={trans} />
        )}
        <label className="jp-Cellheat-Slowest-watch">
          <input
            type="checkbox"
            checked={watching}
            onChange={() => void execute(CommandIDs.watchMemory)}
          />
          {trans.__('Ask for memory also while this list is closed')}
        </label>
      </div>
    </>
  );
}

interface ICellsProps extends ISlowestProps {
  readonly selection: ISelection;
  readonly runs: IRunsOfCells | null;
  readonly cells: readonly ICellText[];
}

function Cells(props: ICellsProps): JSX.Element {
  const { runs, cells, rows, trans, execute } = props;
  const [view, setView] = useState(SLOWEST_FIRST);
  const [all, setAll] = useState(false);
  const sorted = slowRows(runs?.records ?? new Map(), cells, view);
  const headline = slowHeadline(sorted, trans);
  const running = runs?.running ?? null;
  return (
    <>
      {running && (
        <Running since={running.since} id={running.cell} cells={cells} {...{ trans, execute }} />
      )}
      {sorted.length === 0 ? (
        !running && (
          <Message message={emptyMessage(runs?.restarted ?? false, trans)} trans={trans} />
        )
      ) : (
        <>
          {headline && (
            <h2 className="jp-Cellheat-Headline">
              <Sentence parts={headline} />
            </h2>
          )}
          <List {...props} view={view} onSort={setView} sorted={all ? sorted : cut(sorted, rows)} />
          {!all && sorted.length > rows && (
            <button className="jp-Cellheat-Button" onClick={() => setAll(true)}>
              {trans.__('Show all %1', formatCount(sorted.length))}
            </button>
          )}
          <Notes sorted={sorted} trans={trans} />
        </>
      )}
    </>
  );
}

interface IRunningProps {
  readonly id: string;
  readonly since: number;
  readonly cells: readonly ICellText[];
  readonly trans: ITranslate;
  readonly execute: Execute;
}

function Running({ id, since, cells, trans, execute }: IRunningProps): JSX.Element {
  const cell = cells.find(one => one.id === id);
  return (
    <p className="jp-Cellheat-Line">
      {trans.__('Running now:')}
      <button
        className="jp-Cellheat-Link"
        onClick={() => void execute(CommandIDs.goToLine, { cell: id, line: 1 })}
      >
        {(cell && tellingLine(cell.source)) || trans.__('go to it')}
      </button>
      <Elapsed since={since} key={since} />
    </p>
  );
}

interface IListProps extends ICellsProps {
  readonly sorted: readonly ISlowRow[];
  readonly view: ISlowView;
  readonly onSort: (view: ISlowView) => void;
}

function List(props: IListProps): JSX.Element {
  const { sorted, view, onSort, trans } = props;
  const time = timeColumn(sorted.map(row => row.ns));
  // so that the lines of code stand below one another
  const prompt = Math.max(...sorted.map(row => row.prompt.length));
  return (
    <table
      className="jp-Cellheat-Table jp-Cellheat-Slow"
      style={{ '--jp-cellheat-prompt': `${prompt}ch` } as CSSProperties}
    >
      <Head view={view} onSort={column => onSort(resorted(view, column))} trans={trans} />
      <tbody onKeyDown={onKeyDown}>
        {sorted.map(row => (
          <Row key={row.id} {...props} row={row} time={time} />
        ))}
      </tbody>
    </table>
  );
}

interface IHeadProps {
  readonly view: ISlowView;
  readonly onSort: (column: SlowColumn) => void;
  readonly trans: ITranslate;
}

function Head({ view, onSort, trans }: IHeadProps): JSX.Element {
  const columns: readonly [column: SlowColumn, label: string, title: string][] = [
    ['cell', trans.__('cell'), trans.__('As they stand in the notebook')],
    ['memory', trans.__('memory'), trans.__('What the kernel holds more after the cell')],
    ['time', trans.__('time'), trans.__('From the kernel’s beginning to its end with the cell')]
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
        <td />
      </tr>
    </thead>
  );
}

interface IRowProps extends IListProps {
  readonly row: ISlowRow;
  readonly time: (ns: number) => string;
}

/** A cell: a click goes to it, the flame profiles it. */
function Row({ row, time, selection, trans, execute }: IRowProps): JSX.Element {
  const { id, prompt, line, memory, edited, share, part } = row;
  const heat = HOTTEST * Math.sqrt(part);
  const remarks = remarksOn(row, trans);
  const kind = selection.availability.kind;
  return (
    <tr
      data-pale={edited || undefined}
      style={{ '--jp-cellheat-heat': `${heat.toFixed(1)}%` } as CSSProperties}
    >
      <th scope="row">
        <button
          className="jp-Cellheat-Link"
          title={trans.__('Go to this cell')}
          onClick={() => void execute(CommandIDs.goToLine, { cell: id, line: 1 })}
        >
          <span>{prompt}</span> {line}
        </button>
        <small>
          {remarks.map(({ kind, text }) => (
            <span key={kind} data-kind={kind}>
              {text}
            </span>
          ))}
          {isStep(memory) && <span data-kind="memory">{stepText(memory)}</span>}
        </small>
      </th>
      <td
        data-column="memory"
        data-kind={memory.kind}
        data-step={isStep(memory) || undefined}
        title={stepTitle(memory, trans)}
      >
        {stepText(memory)}
      </td>
      <td data-column="time" title={formatTime(row.ns)}>
        {time(row.ns)}
        <div className="jp-Cellheat-Bar" aria-hidden="true">
          <div style={{ width: `${(100 * share).toFixed(2)}%` }} />
        </div>
      </td>
      <td>
        <button
          className="jp-Cellheat-Slow-profile"
          title={trans.__('Profile this cell')}
          aria-label={trans.__('Profile cell %1', prompt)}
          disabled={kind === 'no-kernel' || kind === 'not-python'}
          onClick={() => void execute(CommandIDs.profileCell, { cell: id })}
        >
          <heatIcon.react tag="span" width="16px" height="16px" />
        </button>
      </td>
    </tr>
  );
}

function Notes({ sorted, trans }: { sorted: readonly ISlowRow[]; trans: ITranslate }): JSX.Element {
  return (
    <footer className="jp-Cellheat-Slowest-notes">
      {memoryNotes(sorted, trans).map(note => (
        <p key={note}>{note}</p>
      ))}
      <p>
        {trans.__(
          'Time is from the kernel’s message that a cell begins to the one that it has ended. Memory is what the kernel and its child processes hold more after it.'
        )}
      </p>
    </footer>
  );
}

/** Up and down lead from cell to cell. */
function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('.jp-Cellheat-Link')];
  const at = links.findIndex(link => link === event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (at >= 0 && to !== undefined) {
    event.preventDefault();
    links[to]?.focus();
  }
}

function cut(rows: readonly ISlowRow[], count: number): readonly ISlowRow[] {
  return rows.slice(0, count);
}

const keys = new WeakMap<object, number>();
let lastKey = 0;

/** Each notebook has a list of its own, sorted and unfolded for itself. */
function keyOf(notebook: object): number {
  const key = keys.get(notebook) ?? ++lastKey;
  keys.set(notebook, key);
  return key;
}
