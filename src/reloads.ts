import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { ProfileStore } from './store';

const PREFIX = 'cellheat:results:';

/**
 * Remembers, in the browser's tab, which cells had results, so that after a reload the panel can
 * say that they are gone.
 */
export class Reloads implements IDisposable {
  constructor(tracker: INotebookTracker, store: ProfileStore, storage: () => Storage) {
    this._store = store;
    this._storage = storage;
    tracker.widgetAdded.connect(this._onAdded, this);
    tracker.forEach(panel => this._onAdded(tracker, panel));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    Signal.clearData(this);
  }

  /** A cell of the notebook at this path has a result now. */
  add(path: string, cellId: string): void {
    this._write(path, [...new Set([...this._read(path), cellId])]);
  }

  private _onAdded(_: INotebookTracker, { context }: NotebookPanel): void {
    void context.ready.then(() => this._store.markGone(context, this._read(context.path)));
    // a notebook that is closed, other than one that is reloaded, takes its results with it
    context.disposed.connect(() => {
      this._write(context.path, []);
      this._store.forget(context);
    });
  }

  private _read(path: string): string[] {
    try {
      const ids: unknown = JSON.parse(this._storage().getItem(PREFIX + path) ?? '[]');
      return Array.isArray(ids) ? ids.filter(id => typeof id === 'string') : [];
    } catch {
      // a page in a sandbox has no storage
      return [];
    }
  }

  private _write(path: string, cellIds: readonly string[]): void {
    try {
      if (cellIds.length > 0) {
        this._storage().setItem(PREFIX + path, JSON.stringify(cellIds));
      } else {
        this._storage().removeItem(PREFIX + path);
      }
    } catch {
      // no storage, or a full one: the panel then says nothing after a reload
    }
  }

  private readonly _store: ProfileStore;
  private readonly _storage: () => Storage;
  private _isDisposed = false;
}
