import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import { ISignal, Signal } from '@lumino/signaling';
import { kernelAvailability } from '../kernel/availability';
import type { GoOn, GoOnState } from '../model/comparing';
import { CommandIDs, IGoingOn } from '../tokens';

/** What has become of the wish to go on with a comparison, by document and token. */
export class GoingOn implements IGoingOn {
  get changed(): ISignal<IGoingOn, void> {
    return this._changed;
  }

  /** Where to look for the notebook of a comparison, and how to ask; nothing is offered before. */
  follow(tracker: INotebookTracker, commands: CommandRegistry): void {
    this._tracker = tracker;
    this._commands = commands;
    tracker.forEach(panel => this._watch(panel));
    tracker.widgetAdded.connect((_, panel) => this._watch(panel));
    this._changed.emit();
  }

  stateFor(node: HTMLElement, token: string): GoOnState | null {
    const panel = this._find(node);
    if (!panel || kernelAvailability(panel.sessionContext).kind !== 'ready') {
      return null;
    }
    return this._states.get(panel.context)?.get(token) ?? { phase: 'idle' };
  }

  start(node: HTMLElement, token: string, what: GoOn): void {
    const panel = this._find(node);
    const cell = panel?.content.widgets.find(widget => widget.node.contains(node));
    if (panel && cell) {
      const id = what === 'more' ? CommandIDs.compareMore : CommandIDs.confirmComparison;
      this._commands
        ?.execute(id, { notebook: panel.id, cell: cell.model.id, token })
        .catch(error => console.error(id, error));
    }
  }

  set(notebook: object, token: string, state: GoOnState): void {
    const states = this._states.get(notebook) ?? new Map<string, GoOnState>();
    this._states.set(notebook, states.set(token, state));
    this._changed.emit();
  }

  private _watch({ context }: NotebookPanel): void {
    const { sessionContext } = context;
    let was = '';
    const tell = () => {
      const now = kernelAvailability(sessionContext).kind;
      if (now !== was) {
        was = now;
        this._changed.emit();
      }
    };
    sessionContext.statusChanged.connect(tell);
    sessionContext.connectionStatusChanged.connect(tell);
    sessionContext.kernelChanged.connect(() => {
      this._states.delete(context);
      this._changed.emit();
    });
  }

  private _find(node: HTMLElement): NotebookPanel | null {
    return this._tracker?.find(({ content }) => content.node.contains(node)) ?? null;
  }

  private readonly _changed = new Signal<IGoingOn, void>(this);
  private readonly _states = new WeakMap<object, Map<string, GoOnState>>();
  private _tracker: INotebookTracker | null = null;
  private _commands: CommandRegistry | null = null;
}
