import { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import { INotebookModel, INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { availabilityOf } from './kernel/availability';
import { awakeKernels } from './kernel/awake';
import { ProfileStore } from './store';
import { ICellText, ISelection } from './tokens';

/** Outputs arrive in bursts, and each says that the notebook's content has changed. */
const DELAY_MS = 100;

/** Tells the store what the user looks at: the active cell of the current notebook. */
export class Selection implements IDisposable {
  constructor(tracker: INotebookTracker, store: ProfileStore) {
    this._tracker = tracker;
    this._store = store;
    tracker.currentChanged.connect(this._follow, this);
    tracker.activeCellChanged.connect(this._update, this);
    awakeKernels.changed.connect(this._update, this);
    this._follow();
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._unfollow();
      Signal.clearData(this);
    }
  }

  private _follow(): void {
    this._unfollow();
    this._panel = this._tracker.currentWidget;
    if (this._panel) {
      const { content, context } = this._panel;
      const { sessionContext } = context;
      awakeKernels.follow(sessionContext);
      this._model = content.model;
      this._model?.contentChanged.connect(this._schedule, this);
      content.modelChanged.connect(this._follow, this);
      sessionContext.statusChanged.connect(this._update, this);
      sessionContext.connectionStatusChanged.connect(this._update, this);
      sessionContext.kernelChanged.connect(this._update, this);
      sessionContext.specsManager.specsChanged.connect(this._update, this);
      context.disposed.connect(this._unfollow, this);
    }
    this._update();
  }

  private _unfollow(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._model?.contentChanged.disconnect(this._schedule, this);
    this._model = null;
    if (this._panel) {
      const { content, context } = this._panel;
      const { sessionContext } = context;
      content.modelChanged.disconnect(this._follow, this);
      sessionContext.statusChanged.disconnect(this._update, this);
      sessionContext.connectionStatusChanged.disconnect(this._update, this);
      sessionContext.kernelChanged.disconnect(this._update, this);
      sessionContext.specsManager.specsChanged.disconnect(this._update, this);
      context.disposed.disconnect(this._unfollow, this);
      this._panel = null;
    }
  }

  private _schedule(): void {
    this._timer ??= setTimeout(() => this._update(), DELAY_MS);
  }

  private _update(): void {
    clearTimeout(this._timer);
    this._timer = undefined;
    this._store.setCells(cellsOf(this._model));
    this._store.setSelection(selectionOf(this._panel));
  }

  private readonly _tracker: INotebookTracker;
  private readonly _store: ProfileStore;
  private _panel: NotebookPanel | null = null;
  private _model: INotebookModel | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

function selectionOf(panel: NotebookPanel | null): ISelection | null {
  const cell = panel?.content.activeCell;
  if (!panel || !cell) {
    return null;
  }
  const { model } = cell;
  const count = isCode(model) ? model.executionCount : null;
  return {
    notebook: panel.context,
    cellId: model.id,
    prompt: `[${count ?? ' '}]`,
    source: model.sharedModel.getSource(),
    availability: availabilityOf(panel)
  };
}

function cellsOf(model: INotebookModel | null): ICellText[] {
  return [...(model?.cells ?? [])].filter(isCode).map(cell => ({
    id: cell.id,
    source: cell.sharedModel.getSource(),
    count: cell.executionCount
  }));
}

function isCode(cell: ICellModel): cell is ICodeCellModel {
  return cell.type === 'code';
}
