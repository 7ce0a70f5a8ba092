import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ISignal, Signal } from '@lumino/signaling';
import type { IRunsOfCells } from '../model/slowest/runs';
import type { ISlowest } from '../tokens';
import { Listener } from './listener';

/** Messages come in bursts. */
const DELAY_MS = 100;

/** What has to be known of a notebook besides its messages. */
export interface ISlowestOptions {
  /** Whether the kernel of a document may be asked for its memory. */
  readonly mayAsk: (notebook: object) => boolean;
  /** Whether a profiler is on for a cell of a document. */
  readonly isProfiled: (notebook: object, cell: string) => boolean;
}

/** How long the cells of the open notebooks took. It listens, always; it asks only where it may. */
export class Slowest implements ISlowest {
  constructor(private readonly _options: ISlowestOptions) {}

  /** Emitted with the document in which something changed. */
  get changed(): ISignal<ISlowest, object> {
    return this._changed;
  }

  /** Where to listen; nothing is known before. */
  follow(tracker: INotebookTracker): void {
    const add = (panel: NotebookPanel) => this._add(panel);
    tracker.forEach(add);
    tracker.widgetAdded.connect((_, panel) => add(panel));
  }

  of(notebook: object): IRunsOfCells | null {
    return this._listeners.get(notebook)?.runs ?? null;
  }

  /** Whether a kernel may be asked may have changed. */
  check(): void {
    this._listeners.forEach(listener => listener.check());
  }

  private _add({ context }: NotebookPanel): void {
    // all views of a document share one
    if (this._listeners.has(context)) {
      return;
    }
    const { mayAsk, isProfiled } = this._options;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        this._changed.emit(context);
      }, DELAY_MS);
    };
    const listener = new Listener(context.sessionContext, {
      mayAsk: () => mayAsk(context),
      isProfiled: cell => isProfiled(context, cell),
      tell
    });
    this._listeners.set(context, listener);
    context.disposed.connect(() => {
      clearTimeout(timer);
      this._listeners.delete(context);
    });
  }

  private readonly _changed = new Signal<ISlowest, object>(this);
  private readonly _listeners = new Map<object, Listener>();
}
