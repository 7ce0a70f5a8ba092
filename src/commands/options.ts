import { ISessionContextDialogs } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Profilers } from '../kernel/profilers';
import { Instrument, ISideEffect } from '../model/profile';
import { IProfileStore } from '../tokens';

/** What the commands work on. */
export interface ICommandOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly store: IProfileStore;
  readonly profilers: Profilers;
  readonly translator: ITranslator;
  readonly dialogs: ISessionContextDialogs | null;
  readonly defaultInstrument: () => Instrument;
  /** Seconds that timeit may take. */
  readonly timeBudget: () => number;
  /** Seconds between two samples of memory. */
  readonly memoryInterval: () => number;
  /** The cell that a context menu was opened on. */
  readonly cellAtPointer: () => HTMLElement | undefined;
  /** Show the panel; the focus stays where it is. */
  readonly showPanel: () => void;
  /** Bring a notebook to the front. */
  readonly showNotebook: (panel: NotebookPanel) => void;
  /** Ask whether timeit may repeat these effects. */
  readonly askConsent: (effects: readonly ISideEffect[], signal: AbortSignal) => Promise<boolean>;
}

/** How a command describes that it takes no arguments. */
export const NO_ARGS = { args: { type: 'object', properties: {} } } as const;
