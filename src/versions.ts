import type { Cell, ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import type { IDisposable } from '@lumino/disposable';
import { ISignal, Signal } from '@lumino/signaling';
import { isStale } from './model/kernel/source';

/** What tells of executions: `NotebookActions` does. */
export interface IExecutions {
  readonly executionScheduled: ISignal<unknown, IExecution>;
  readonly executed: ISignal<unknown, IExecution>;
}

interface IExecution {
  readonly notebook: Notebook;
  readonly cell: Cell;
}

/**
 * Keeps for each cell the last two different sources that ran, so that an edit can be compared with
 * what was before. In memory, for as long as the notebook is open.
 */
export class Versions implements IDisposable {
  constructor(executions: IExecutions) {
    executions.executionScheduled.connect(this._onScheduled, this);
    executions.executed.connect(this._onExecuted, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** The last source of a cell that ran and is not what stands in it now, or `null`. */
  before(notebook: object | null, cell: ICellModel): string | null {
    const now = cell.sharedModel.getSource();
    const ran = (notebook && this._ran.get(notebook)?.get(cell.id)) ?? [];
    return ran.filter(source => isStale(source, now)).at(-1) ?? null;
  }

  private _onScheduled(_: unknown, { cell }: IExecution): void {
    // what runs is what stands there now: it may be edited until it has run
    this._scheduled.set(cell.model, cell.model.sharedModel.getSource());
  }

  private _onExecuted(_: unknown, { notebook, cell: { model } }: IExecution): void {
    const source = this._scheduled.get(model);
    // without a count the kernel has skipped it
    if (!notebook.model || source === undefined || !hasCount(model)) {
      return;
    }
    const cells = this._ran.get(notebook.model) ?? new Map<string, string[]>();
    const others = (cells.get(model.id) ?? []).filter(one => isStale(one, source));
    cells.set(model.id, [...others.slice(-1), source]);
    this._ran.set(notebook.model, cells);
  }

  private readonly _scheduled = new WeakMap<ICellModel, string>();
  /** Model of a notebook → id of a cell → what ran, the last one last. */
  private readonly _ran = new WeakMap<object, Map<string, string[]>>();
  private _isDisposed = false;
}

function hasCount(model: ICellModel): boolean {
  return model.type === 'code' && (model as ICodeCellModel).executionCount !== null;
}
