import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { GuessState } from './model/guess';
import type { InstallState } from './model/installation';
import { Availability, IRun } from './model/run';

/** Every command of cellheat, by what it does. */
export namespace CommandIDs {
  /** `{instrument?: 'timeit' | 'calls' | 'memory'}`: profile the active cell. */
  export const profileCell = 'cellheat:profile-cell';
  /** Call off the run that waits, before its cell has run. */
  export const cancelRun = 'cellheat:cancel-run';
  /** Interrupt the cell that is being profiled; what is known is kept. */
  export const stopRun = 'cellheat:stop-run';
  /** Show the panel. */
  export const showPanel = 'cellheat:show-panel';
  /** Copy the result of the active cell as text. */
  export const copyReport = 'cellheat:copy-report';
  /** `{text: string}`: put a text on the clipboard. */
  export const copyText = 'cellheat:copy-text';
  /** `{name: 'memory_profiler'}`: install a package into the environment of the current kernel. */
  export const installPackage = 'cellheat:install-package';
  /** Call off or interrupt the installation of a package. */
  export const stopInstallation = 'cellheat:stop-installation';
  /** `{cell: string, line: number}`: go to a line of a cell in the current notebook. */
  export const goToLine = 'cellheat:go-to-line';
}

/** What the user looks at: the active cell of the current notebook. */
export interface ISelection {
  /** Identity of the document: all its views share it. */
  readonly notebook: object;
  readonly cellId: string;
  /** `[12]`, or `[ ]` where the cell has not run. */
  readonly prompt: string;
  /** The cell's source as it is now. */
  readonly source: string;
  readonly availability: Availability;
}

/** A code cell of the current notebook, for matching functions to cells. */
export interface ICellText {
  readonly id: string;
  readonly source: string;
  readonly count: number | null;
}

/** Profiles by cell, and what the user looks at. */
export interface IProfileStore {
  /** Emitted when a run or the selection changed. */
  readonly changed: ISignal<IProfileStore, void>;
  /** The active cell, or `null` where there is no notebook. */
  readonly selection: ISelection | null;
  /** The code cells of the current notebook as they are now. */
  cells(): readonly ICellText[];
  /** The latest run of a cell. */
  latest(notebook: object, cellId: string): IRun | null;
  /** The latest run of a cell that ended with a profile; it stays while another is under way. */
  latestDone(notebook: object, cellId: string): IRun | null;
  /** The run under way in a notebook, whichever cell it is for. */
  pending(notebook: object): IRun | null;
  /** The last installation of a package for a notebook's kernel. */
  installation(notebook: object): InstallState | null;
}

export const IProfileStore = new Token<IProfileStore>(
  'cellheat:IProfileStore',
  'Profiles of notebook cells, by cell.'
);

/** What readers of lessons have guessed. */
export interface IGuessing {
  /** Emitted when a guess was made, skipped or taken back. */
  readonly changed: ISignal<IGuessing, void>;
  /** What the reader said about the comparison of this cell; `node` is where it is drawn. */
  stateFor(node: HTMLElement, cell: string | null): GuessState;
  /** Show it without a guess. */
  skip(node: HTMLElement, cell: string | null): void;
}
