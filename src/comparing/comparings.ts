import type { ISessionContext } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import type { IComparing } from '../model/kernel/comparing';
import type { IProgress } from '../model/contract/comparison';
import { parseProgress } from '../model/reading/parse';
import { MIME_TYPE } from '../model/contract/profile';
import type { IComparings } from '../tokens';

/** What is over sooner is not shown at all: it would only flash. */
export const SHOW_AFTER_MS = 300;

/** It stays until the result has taken its place, or for so long: else the page would jump. */
export const STAY_MS = 400;

/** The comparisons under way in the open notebooks. It listens; no kernel is asked for anything. */
export class Comparings implements IComparings {
  /** Emitted with the document in which something changed. */
  get changed(): ISignal<IComparings, object> {
    return this._changed;
  }

  /** Where to listen; nothing is known before. */
  follow(tracker: INotebookTracker): void {
    const add = ({ context }: NotebookPanel) => this._add(context, context.sessionContext);
    tracker.forEach(add);
    tracker.widgetAdded.connect((_, panel) => add(panel));
  }

  of(notebook: object, cell: string): IComparing | null {
    return this._listeners.get(notebook)?.of(cell) ?? null;
  }

  stopping(notebook: object): void {
    this._listeners.get(notebook)?.stopping();
  }

  private _add(notebook: object, session: ISessionContext): void {
    if (!this._listeners.has(notebook)) {
      // all views of a document share one
      const listener = new Listener(() => this._changed.emit(notebook));
      this._listeners.set(notebook, listener);
      listener.listen(session);
    }
  }

  private readonly _changed = new Signal<IComparings, object>(this);
  private readonly _listeners = new WeakMap<object, Listener>();
}

interface IEntry {
  comparing: IComparing;
  /** Id of the request that the kernel works on. */
  request: string;
  visible: boolean;
  showing?: ReturnType<typeof setTimeout>;
  ending?: ReturnType<typeof setTimeout>;
}

/** What one session says. */
class Listener {
  constructor(private readonly _tell: () => void) {}

  listen(session: ISessionContext): void {
    session.iopubMessage.connect((_, message) => this._onMessage(message));
    session.kernelChanged.connect(() => this._clear());
    session.statusChanged.connect((_, status) => GONE.includes(status) && this._clear());
    session.connectionStatusChanged.connect((_, status) => {
      if (status !== 'connected') {
        // what comes meanwhile is lost, and the end may be among it
        this._clear();
      }
    });
    session.disposed.connect(() => this._clear());
  }

  of(cell: string): IComparing | null {
    const entry = this._entries.get(cell);
    return entry?.visible ? entry.comparing : null;
  }

  stopping(): void {
    for (const entry of this._entries.values()) {
      entry.comparing = { ...entry.comparing, stopping: true };
    }
    this._tell();
  }

  private _onMessage(message: KernelMessage.IMessage): void {
    const request = (message.parent_header as { msg_id?: string }).msg_id ?? '';
    if (KernelMessage.isUpdateDisplayDataMsg(message)) {
      this._onUpdate(message.content.data[MIME_TYPE], request);
    } else if (KernelMessage.isStatusMsg(message) && message.content.execution_state === 'idle') {
      // whatever became of its last message
      this._entries.forEach((entry, cell) => entry.request === request && this._end(cell, entry));
    }
  }

  private _onUpdate(data: unknown, request: string): void {
    const progress = data === undefined ? null : parseProgress(data);
    if (progress?.kind !== 'progress' || !progress.cell?.id) {
      return;
    }
    const cell = progress.cell.id;
    const entry = this._entries.get(cell);
    if (progress.over) {
      if (entry?.comparing.progress.token === progress.token) {
        this._end(cell, entry);
      }
    } else if (entry) {
      this._update(entry, progress, request);
    } else {
      this._start(cell, progress, request);
    }
  }

  private _start(cell: string, progress: IProgress, request: string): void {
    const since = begun(progress);
    const entry: IEntry = {
      comparing: { progress, since, stopping: false },
      request,
      visible: false
    };
    this._entries.set(cell, entry);
    entry.showing = setTimeout(
      () => {
        entry.visible = true;
        this._tell();
      },
      since + SHOW_AFTER_MS - Date.now()
    );
  }

  private _update(entry: IEntry, progress: IProgress, request: string): void {
    const { progress: before, since, stopping } = entry.comparing;
    clearTimeout(entry.ending);
    entry.ending = undefined;
    const same = before.token === progress.token && entry.request === request;
    // a message about another step has no pairs; those of the same size still hold
    const kept = same && before.n === progress.n && progress.pairs.length === 0;
    entry.request = request;
    entry.comparing = {
      progress: kept ? { ...progress, pairs: before.pairs } : progress,
      since: same ? since : begun(progress),
      stopping: same && stopping
    };
    if (entry.visible) {
      this._tell();
    }
  }

  private _end(cell: string, entry: IEntry): void {
    entry.ending ??= setTimeout(() => this._remove(cell, entry), entry.visible ? STAY_MS : 0);
  }

  private _remove(cell: string, entry: IEntry): void {
    clearTimeout(entry.showing);
    clearTimeout(entry.ending);
    if (this._entries.get(cell) === entry) {
      this._entries.delete(cell);
      this._tell();
    }
  }

  private _clear(): void {
    [...this._entries].forEach(([cell, entry]) => this._remove(cell, entry));
  }

  private readonly _entries = new Map<string, IEntry>();
}

const GONE: readonly Kernel.Status[] = ['restarting', 'autorestarting', 'dead', 'terminating'];

function begun({ elapsed_ns }: IProgress): number {
  return Date.now() - elapsed_ns / 1e6;
}
