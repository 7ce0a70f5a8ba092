import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import type { CatalogueState } from './model/kernel/catalogue';
import type { GoOn, GoOnState, IComparing } from './model/kernel/comparing';
import type { GuessState } from './model/lesson/guess';
import type { IMissingActions, InstallState } from './model/kernel/installation';
import type { ILessonEntry, IQuestion } from './model/lesson/lesson';
import type { LookState } from './model/kernel/looking';
import type { IResult } from './model/kernel/results';
import { Availability, IRun } from './model/kernel/run';
import type { IRunsOfCells } from './model/slowest/runs';

/** Every command of cellheat, by what it does. */
export namespace CommandIDs {
  /** `{instrument?: Instrument, tool?: string, cell?: string}`: profile the active cell, or this. */
  export const profileCell = 'cellheat:profile-cell';
  /** `{cells?: string[]}`: compare the marked cells of the current notebook, or these. */
  export const compareCells = 'cellheat:compare-cells';
  /** Compare the active cell as it last ran with how it is now. */
  export const compareEdit = 'cellheat:compare-edit';
  /** Call off the run that waits, before its cell has run. */
  export const cancelRun = 'cellheat:cancel-run';
  /** Interrupt the cell that is being profiled; what is known is kept. */
  export const stopRun = 'cellheat:stop-run';
  /** `{instrument: 'memory' | 'io'}`: put it on beside every other instrument, or no more. */
  export const alsoMeasure = 'cellheat:also-measure';
  /** Show what each instrument measures, and what this kernel can run. */
  export const showInstruments = 'cellheat:show-instruments';
  /** `{known?: boolean}`: ask the current kernel what it can measure with, or only a known one. */
  export const askKernel = 'cellheat:ask-kernel';
  /** Ask a kernel that runs a cell what it is doing: one stack, then samples. */
  export const showStack = 'cellheat:show-stack';
  /** Sample no more what a cell is doing; what was seen stays. */
  export const stopStack = 'cellheat:stop-stack';
  /** Show no more what a cell was doing. */
  export const closeStack = 'cellheat:close-stack';
  /** Save the calls of the active cell as a file that pstats and SnakeViz open. */
  export const saveProfile = 'cellheat:save-profile';
  /** Show such a file beside the active cell. */
  export const loadProfile = 'cellheat:load-profile';
  /** Show how long each cell of the current notebook took. */
  export const showSlowest = 'cellheat:show-slowest';
  /** Ask kernels for their memory after each cell, also while nobody looks; or no more. */
  export const watchMemory = 'cellheat:watch-memory';
  /** Show the results again. */
  export const showResults = 'cellheat:show-results';
  /** Show the panel. */
  export const showPanel = 'cellheat:show-panel';
  /** `{result?: string}`: copy the last result of the active cell as text, or an instrument's. */
  export const copyReport = 'cellheat:copy-report';
  /** `{text: string}`: put a text on the clipboard. */
  export const copyText = 'cellheat:copy-text';
  /** `{name: 'memory_profiler'}`: install a package for the kernel of the current notebook. */
  export const installPackage = 'cellheat:install-package';
  /** Call off or interrupt the installation of a package. */
  export const stopInstallation = 'cellheat:stop-installation';
  /** `{cell: string, line: number}`: go to a line of a cell in the current notebook. */
  export const goToLine = 'cellheat:go-to-line';
  /** Show the lessons. */
  export const showLessons = 'cellheat:show-lessons';
  /** `{lesson: string}`: open the reader's copy of a lesson, which is made if it is not there. */
  export const openLesson = 'cellheat:open-lesson';
  /** `{lesson: string}`: set the reader's copy aside and open a fresh one. */
  export const resetLesson = 'cellheat:reset-lesson';
  /** `{cell?: string}`: run what a comparison of the current lesson needs, and the comparison. */
  export const measure = 'cellheat:measure';
  /** `{cell?: string}`: call a measurement off, or interrupt it. */
  export const stopMeasure = 'cellheat:stop-measure';
  /** `{notebook: string}`: interrupt the comparison that runs there; what is known is kept. */
  export const stopComparison = 'cellheat:stop-comparison';
  /** `{notebook: string, cell: string, token: string}`: measure a comparison for longer. */
  export const compareMore = 'cellheat:compare-more';
  /** `{notebook: string, cell: string, token: string}`: repeat it in fresh processes. */
  export const confirmComparison = 'cellheat:confirm-comparison';
  /** Bring cellheat into the kernel of the current notebook. */
  export const connectKernel = 'cellheat:connect-kernel';
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

/** What the panel shows: the results of cells, what each instrument measures, the slowest cells. */
export type PanelPage = 'results' | 'instruments' | 'slowest';

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
  /** The latest run of a cell that ended with a result; it stays while another is under way. */
  latestDone(notebook: object, cellId: string): IRun | null;
  /** The newest result of each instrument for a cell, in the order of the menu. */
  results(notebook: object, cellId: string): readonly IResult[];
  /** The run under way in a notebook, whichever cell it is for. */
  pending(notebook: object): IRun | null;
  /** The last installation of a package for a notebook's kernel. */
  installation(notebook: object): InstallState | null;
  /** What a notebook's kernel can measure with; `null` where it was not asked. */
  catalogue(notebook: object): CatalogueState | null;
  /** What a notebook's kernel was seen to be doing; `null` where nobody asked. */
  look(notebook: object): LookState | null;
  readonly page: PanelPage;
}

export const IProfileStore = new Token<IProfileStore>(
  'cellheat:IProfileStore',
  'Profiles of notebook cells, by cell.'
);

/** The comparisons that kernels are working on. */
export interface IComparings {
  /** Emitted with the document in which something changed. */
  readonly changed: ISignal<IComparings, object>;
  /** The comparison under way in a cell, once there is something to show. */
  of(notebook: object, cell: string): IComparing | null;
}

/** How long the cells of the open notebooks took. */
export interface ISlowest {
  /** Emitted with the document in which something changed. */
  readonly changed: ISignal<ISlowest, object>;
  /** What is known of a document; `null` where it is not listened to. */
  of(notebook: object): IRunsOfCells | null;
}

/** Going on with a comparison that stands in an output. */
export interface IGoingOn {
  /** Emitted when a state changed. */
  readonly changed: ISignal<IGoingOn, void>;
  /** Where it stands; `null` where there is no kernel to ask. `node` is where it is drawn. */
  stateFor(node: HTMLElement, token: string): GoOnState | null;
  /** Ask the kernel of the notebook that `node` is in. */
  start(node: HTMLElement, token: string, what: GoOn): void;
  /** The last installation of a package since something was asked for there. */
  installation(node: HTMLElement): InstallState | null;
  /** What can be done about a package that the current notebook's kernel lacks. */
  packages(): Omit<IMissingActions, 'again'>;
}

/** What readers of lessons have guessed. */
export interface IGuessing {
  /** Emitted when a guess was made, skipped or taken back. */
  readonly changed: ISignal<IGuessing, void>;
  /** What the reader said about the comparison of this cell; `node` is where it is drawn. */
  stateFor(node: HTMLElement, cell: string | null): GuessState;
  /** Show it without a guess. */
  skip(node: HTMLElement, cell: string | null): void;
}

/** The lessons, and how far their reader is. */
export interface ILessons {
  /** Emitted when anything of this changed. */
  readonly changed: ISignal<ILessons, void>;
  /** All lessons in their order; `null` while they are being loaded. */
  readonly entries: readonly ILessonEntry[] | null;
  /** Why the lessons cannot be listed, or `null`. */
  readonly problem: string | null;
  /** The lesson that the current notebook is, with its questions in order. */
  readonly current: ICurrentLesson | null;
  /** Load what is listed; does nothing the second time. */
  load(): void;
  /** A question of an open notebook; `null` where its cell is gone. */
  question(notebook: object, cell: string): IQuestion | null;
  /** Take down a guess: the time of A divided by the time of B. */
  guess(notebook: object, cell: string, ratio: number): void;
}

/** The lesson that a notebook is. */
export interface ICurrentLesson {
  readonly id: string;
  readonly questions: readonly IQuestion[];
}
