import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';
import { kernelAvailability } from '../kernel/availability';
import type { GoOn, GoOnState } from '../model/kernel/comparing';
import type { IMissingActions, InstallState } from '../model/kernel/installation';
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
      // what was installed before was not enough, if it is missing again
      this._installations.delete(panel.context);
      void this._execute(id, { notebook: panel.id, cell: cell.model.id, token });
    }
  }

  installation(node: HTMLElement): InstallState | null {
    const panel = this._find(node);
    return (panel && this._installations.get(panel.context)) ?? null;
  }

  packages(): Omit<IMissingActions, 'again'> {
    // a click into an output makes its notebook the current one
    return {
      install: name => void this._execute(CommandIDs.installPackage, { name }),
      stop: () => void this._execute(CommandIDs.stopInstallation),
      copy: text => this._execute(CommandIDs.copyText, { text })
    };
  }

  /** Say where the installation of a package for a notebook's kernel stands. */
  putInstallation(notebook: object, state: InstallState): void {
    this._installations.set(notebook, state);
    this._changed.emit();
  }

  set(notebook: object, token: string, state: GoOnState): void {
    const states = this._states.get(notebook) ?? new Map<string, GoOnState>();
    this._states.set(notebook, states.set(token, state));
    this._changed.emit();
  }

  private async _execute(id: string, args?: ReadonlyPartialJSONObject): Promise<void> {
    try {
      await this._commands?.execute(id, args);
    } catch (error) {
      console.error(id, error);
    }
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
      this._installations.delete(context);
      this._changed.emit();
    });
  }

  private _find(node: HTMLElement): NotebookPanel | null {
    return this._tracker?.find(({ content }) => content.node.contains(node)) ?? null;
  }

  private readonly _changed = new Signal<IGoingOn, void>(this);
  private readonly _states = new WeakMap<object, Map<string, GoOnState>>();
  private readonly _installations = new WeakMap<object, InstallState>();
  private _tracker: INotebookTracker | null = null;
  private _commands: CommandRegistry | null = null;
}
