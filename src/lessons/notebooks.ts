import { INotebookModel, INotebookTracker, Notebook, NotebookPanel } from '@jupyterlab/notebook';
import { ISignal, Signal } from '@lumino/signaling';

/** Outputs arrive in bursts, and each says that the notebook's content has changed. */
const DELAY_MS = 100;

/** Tells when an open notebook has changed: its cells, their metadata, their outputs. */
export class OpenNotebooks {
  constructor(tracker: INotebookTracker) {
    tracker.widgetAdded.connect((_, panel) => this._follow(panel));
    tracker.forEach(panel => this._follow(panel));
  }

  /** Emitted a moment after the change, once for many. */
  get changed(): ISignal<this, NotebookPanel> {
    return this._changed;
  }

  private _follow(panel: NotebookPanel): void {
    const { content } = panel;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let model: INotebookModel | null = null;
    const tell = () => {
      timer = undefined;
      if (!panel.isDisposed) {
        this._changed.emit(panel);
      }
    };
    const soon = () => {
      timer ??= setTimeout(tell, DELAY_MS);
    };
    const onModel = ({ model: now }: Pick<Notebook, 'model'>) => {
      model?.contentChanged.disconnect(soon);
      model?.metadataChanged.disconnect(soon);
      model = now;
      model?.contentChanged.connect(soon);
      model?.metadataChanged.connect(soon);
      soon();
    };
    content.modelChanged.connect(onModel);
    onModel(content);
    panel.disposed.connect(() => {
      clearTimeout(timer);
      model?.contentChanged.disconnect(soon);
      model?.metadataChanged.disconnect(soon);
    });
  }

  private readonly _changed = new Signal<this, NotebookPanel>(this);
}
