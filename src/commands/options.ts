import { ISessionContextDialogs } from '@jupyterlab/apputils';
import type { ICellModel } from '@jupyterlab/cells';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';
import { CommandRegistry } from '@lumino/commands';
import { Profilers } from '../kernel/profilers';
import { Instrument, ISideEffect } from '../model/contract/profile';
import type { IRun } from '../model/kernel/run';
import type { Beside } from '../model/instruments/ways';
import { IProfileStore, PanelPage } from '../tokens';

/** What the commands work on. */
export interface ICommandOptions {
  readonly commands: CommandRegistry;
  readonly tracker: INotebookTracker;
  readonly store: IProfileStore;
  readonly profilers: Profilers;
  readonly translator: ITranslator;
  readonly dialogs: ISessionContextDialogs | null;
  readonly defaultInstrument: () => Instrument;
  /** Seconds that timeit or a comparison may take. */
  readonly timeBudget: () => number;
  /** Seconds between two samples of memory. */
  readonly memoryInterval: () => number;
  /** What is measured beside each instrument of one run. */
  readonly also: () => readonly Beside[];
  readonly setAlso: (also: readonly Beside[]) => Promise<void>;
  /** Whether kernels are asked for their memory after each cell, also while nobody looks. */
  readonly watchMemory: () => boolean;
  readonly setWatchMemory: (watch: boolean) => Promise<void>;
  /** The cell that a context menu was opened on. */
  readonly cellAtPointer: () => HTMLElement | undefined;
  /** Show the panel, with this page; the focus stays where it is. */
  readonly showPanel: (page?: PanelPage) => void;
  /** Bring a notebook to the front. */
  readonly showNotebook: (panel: NotebookPanel) => void;
  /** The source of a cell as it last ran and is no more, or `null`. */
  readonly sourceBefore: (panel: NotebookPanel, cell: ICellModel) => string | null;
  /** Ask for a line of text; `null` where the user thinks better of it. */
  readonly askText: (title: string, label: string, text: string) => Promise<string | null>;
  /** Ask whether these effects may be repeated. */
  readonly askConsent: (
    instrument: IRun['instrument'],
    effects: readonly ISideEffect[],
    signal: AbortSignal
  ) => Promise<boolean>;
}

/** How a command describes that it takes no arguments. */
export const NO_ARGS = { args: { type: 'object', properties: {} } } as const;
