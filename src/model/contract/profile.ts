/**
 * The shape of what the kernel answers. `cellheat/kernel/result.py` owns it; the fixtures in
 * `test/fixtures/` are written by real runs and read by both sides, so that drift fails a test.
 *
 * Units stand in the names: `_ns` is nanoseconds, `_bytes` is bytes.
 */

export const MIME_TYPE = 'application/vnd.cellheat.v1+json';

/** All instruments, in the order in which a menu offers them. */
export const INSTRUMENTS = [
  'overview',
  'timeit',
  'calls',
  'stacks',
  'lines',
  'memory',
  'allocations',
  'objects',
  'io'
] as const;

/** One way to look at a cell. */
export type Instrument = (typeof INSTRUMENTS)[number];

/** How the execution of the cell ended. */
export interface IOutcome {
  /** `not-run`: the cell has a syntax error, so nothing of it ran. */
  readonly status: 'ok' | 'raised' | 'interrupted' | 'not-run';
  /** The exception's class name where there was one, such as `ZeroDivisionError`. */
  readonly error: string | null;
}

/** The cell that a profile belongs to. */
export interface ICellReference {
  /** The cell's id in the notebook; `null` from a magic outside a notebook. */
  readonly id: string | null;
  /** SHA-256 of the UTF-8 source with `\n` line ends, as 64 hexadecimal digits. */
  readonly hash: string;
  /** The execution count of the run; `null` where the run had none (timeit from the toolbar). */
  readonly count: number | null;
}

/** The conditions of a run. */
export interface IEnvironment {
  /** Such as `3.11.7`. */
  readonly python: string;
  /** Such as `CPython`. */
  readonly implementation: string;
  /** Such as `Linux x86_64`. */
  readonly machine: string;
  /** Processors that the kernel may use. */
  readonly cores: number;
  /** Version of the kernel side of cellheat. */
  readonly cellheat: string;
  /** Name → version of what measured, such as `{cProfile: '3.11.7'}`. */
  readonly tools: Readonly<Record<string, string>>;
}

/** Something that a reader of the numbers should know. */
export interface INote {
  readonly code: string;
  readonly level: 'info' | 'caution';
  /** One or two plain sentences, in English. */
  readonly text: string;
}

interface IProfileBase {
  readonly version: 1;
  readonly kind: 'profile';
  readonly cell: ICellReference;
  readonly outcome: IOutcome;
  /** Start of the run, ISO 8601 in UTC. */
  readonly started: string;
  /** Wall time of the run, with the instrument on; up to the exception where there was one. */
  readonly wall_ns: number;
  /** Processor time of the kernel process during the run, all its threads; not known from files. */
  readonly cpu_ns: number | null;
  /** Highest resident memory of the run above its start; `null` where it cannot be known. */
  readonly peak_bytes: number | null;
  readonly environment: IEnvironment;
  readonly notes: readonly INote[];
  /** The way in which the instrument measured, such as `cProfile`. */
  readonly tool: string;
  readonly distortion: IDistortion | null;
  /** What other instruments saw of the same run. */
  readonly also: readonly Profile[];
}

/** How much of the wall time is estimated to be the instrument's own. */
export interface IDistortion {
  /** From 0 to 1. */
  readonly share: number;
  /** What the estimate stands on, in English. */
  readonly basis: string;
  /** Only a part could be estimated: it is more than the share. */
  readonly least: boolean;
}

/** A notebook cell or a file that functions come from. */
export interface ISourceFile {
  readonly kind: 'cell' | 'file';
  /** `[12]` for a cell, the file's name for a file. */
  readonly label: string;
  /** Execution count of the cell that defined it. */
  readonly count: number | null;
  /** The text as it was executed; `null` for files and where it is no longer known. */
  readonly text: string | null;
}

export interface IFunctionRow {
  /** `match`, `json.load` is name `load` with module `json`; `<module>` is a cell's top level. */
  readonly name: string;
  /** `own`: notebook cells and files beside the notebook. */
  readonly kind: 'own' | 'library' | 'builtin';
  readonly module: string | null;
  /** Index into `files`, for own code only. */
  readonly file: number | null;
  /** First line of the function, counted from 1 in the file or in the cell as the user sees it. */
  readonly line: number | null;
  /** All calls, recursive ones too. */
  readonly calls: number;
  /** Calls that were not made by recursion. */
  readonly primitive_calls: number;
  readonly own_ns: number;
  /** Own time and that of everything called. */
  readonly total_ns: number;
}

/** Which function the time went into: its own time and what it calls in libraries and built-ins. */
export interface ICallsHeadline {
  /** Index into `functions`. */
  readonly function: number;
  readonly ns: number;
  /** Index of the library or built-in function that took more than half of `ns`, if there is one. */
  readonly callee: number | null;
  readonly callee_ns: number;
}

export interface ICallsData {
  /** Time inside the cell's functions: the sum of all own times. */
  readonly total_ns: number;
  /** For a cell that awaits: wall time in which none of its code ran; else `null`. */
  readonly waiting_ns: number | null;
  readonly files: readonly ISourceFile[];
  /** Longest own time first; at most 500. */
  readonly functions: readonly IFunctionRow[];
  /** How many functions there were in all. */
  readonly functions_total: number;
  /** `null` where no function of the user was seen. */
  readonly headline: ICallsHeadline | null;
  /** Who called whom: `caller` and `callee` are indices into `functions`. */
  readonly tables: readonly ITable[];
}

/** Packages that measure more where a kernel has them, as they are imported. */
export const PACKAGES = [
  'memory_profiler',
  'cloudpickle',
  'line_profiler',
  'memray',
  'objgraph',
  'py_spy',
  'pyinstrument'
] as const;

export type PackageName = (typeof PACKAGES)[number];

/** A package that a kernel lacks. */
export interface IMissingPackage {
  readonly name: PackageName;
  /** Installs it for that kernel; `null` where its Python cannot do so itself. */
  readonly command: string | null;
}

/** Resident memory during a run. */
export interface ITimeline {
  /** What sampled, such as `cellheat sampler, then memory_profiler 0.61.0`. */
  readonly tool: string;
  /** Seconds from one sample to the next, as asked for. */
  readonly interval_s: number;
  /** How many were taken; fewer may be left, and the highest is always among them. */
  readonly samples: number;
  /** Since the start of the run, ascending; the first may be below 0. */
  readonly at_ns: readonly number[];
  /** As many values. */
  readonly bytes: readonly number[];
}

export interface IMemoryData {
  /** Resident memory before and after the run, and its highest; `null` where unknown. */
  readonly start_bytes: number | null;
  readonly peak_bytes: number | null;
  readonly end_bytes: number | null;
  /** Where the numbers come from, such as `VmHWM`; `null` where nothing could be read. */
  readonly method: string | null;
  /** `null` where nothing was sampled. */
  readonly timeline: ITimeline | null;
  /** What would measure more. */
  readonly missing: IMissingPackage | null;
  /** What the places in the tables point into. */
  readonly files: readonly ISourceFile[];
  /** What was measured at each line, where that was asked for. */
  readonly tables: readonly ITable[];
  /** What the lines say; without it the sentence is about the resident memory. */
  readonly finding: IFinding | null;
  /** Highest sum of the resident memory of child processes; `null` where none was looked for. */
  readonly children_bytes: number | null;
}

export const UNITS = ['time', 'bytes', 'count', 'share', 'place', 'code', 'text', 'level'] as const;

/**
 * What a column holds. `time` is nanoseconds, `share` 0 to 1, `place` an index into `files` and a line
 * counted from 1, `level` how far a row of a tree is indented.
 */
export type Unit = (typeof UNITS)[number];

/** A place in the user's code: index into `files`, and the line counted from 1. */
export type Place = readonly [file: number, line: number];

export type Value = number | string | Place | null;

export interface IColumn {
  readonly code: string;
  readonly unit: Unit;
}

/** Rows of one value for each column, the most important first, or a tree in the order of a walk. */
export interface ITable {
  readonly code: string;
  readonly columns: readonly IColumn[];
  readonly rows: readonly (readonly Value[])[];
  /** How many rows there were in all. */
  readonly total: number;
}

/** What the numbers say: a code, and the facts that its sentence names, with units in their names. */
export interface IFinding {
  readonly code: string;
  readonly facts: Readonly<Record<string, Value>>;
}

/** A number beside those that every profile has. */
export interface ITableFigure {
  readonly code: string;
  readonly unit: Unit;
  readonly value: Value;
}

/** Which instrument to use next, why, and how long the cell will take with it: at least, at most. */
export interface ISuggestion {
  readonly instrument: Instrument;
  readonly tool: string;
  readonly reason: string;
  readonly expected_ns: readonly [number, number] | null;
}

/** What most instruments tell: tables, and what they say. */
export interface ITableData {
  readonly files: readonly ISourceFile[];
  readonly figures: readonly ITableFigure[];
  readonly tables: readonly ITable[];
  readonly finding: IFinding | null;
  readonly timeline: ITimeline | null;
  readonly suggestion: ISuggestion | null;
  readonly missing: IMissingPackage | null;
}

export interface ITimeitData {
  /** Times that the cell's body ran in one repeat. */
  readonly loops: number;
  /** Seconds asked for. */
  readonly budget_s: number;
  /** One value a repeat: time of one loop. Shorter than asked when stopped. */
  readonly values_ns: readonly number[];
  readonly best_ns: number;
  readonly median_ns: number;
  /** First and third quartile; lowest and highest where there are fewer than five repeats. */
  readonly low_ns: number;
  readonly high_ns: number;
  /** The cell took longer than the budget: one run, so no spread is known. */
  readonly one_run: boolean;
  /** How often the body ran in all, trial runs too. */
  readonly runs: number;
  /** Median processor time of one loop, of all threads of the kernel. */
  readonly cpu_ns: number | null;
  readonly noise: Noise;
  /** How far Python's allocations of one run rose; `null` where there was no time to look. */
  readonly peak_bytes: number | null;
  /** Blocks of Python's allocator that one run holds at its end, its names still there. */
  readonly left_blocks: number | null;
  /** How often one run asked for memory, by memray; `null` where that is not installed. */
  readonly allocations: number | null;
}

export const NOISES = ['quiet', 'noisy', 'slower', 'faster', 'unknown'] as const;

/** Whether repeats agree; `slower` and `faster`: they changed from the first to the last. */
export type Noise = (typeof NOISES)[number];

export type CallsProfile = IProfileBase & {
  readonly instrument: 'calls';
  readonly data: ICallsData;
};
export type MemoryProfile = IProfileBase & {
  readonly instrument: 'memory';
  readonly data: IMemoryData;
};
export type TimeitProfile = IProfileBase & {
  readonly instrument: 'timeit';
  readonly data: ITimeitData;
};

export type TableProfile = IProfileBase & {
  readonly instrument: Exclude<Instrument, 'calls' | 'memory' | 'timeit'>;
  readonly data: ITableData;
};

/** The result of a run. */
export type Profile = CallsProfile | MemoryProfile | TimeitProfile | TableProfile;

/** Why the kernel has no profile to give. */
export interface IKernelFailure {
  readonly version: 1;
  readonly kind: 'failure';
  /** `null`, like the cell, where the request itself could not be understood. */
  readonly instrument: Instrument | null;
  readonly cell: ICellReference | null;
  /**
   * `empty`: nothing to profile · `not-started`: the cell did not run · `in-use`: another run is
   * being profiled · `unsupported`: this kernel cannot · `refused`: this cell must not be
   * repeated · `raised`: timeit's cell raised · `profiler-failed`: our own mistake, log in `detail`.
   */
  readonly reason:
    'empty' | 'not-started' | 'in-use' | 'unsupported' | 'refused' | 'raised' | 'profiler-failed';
  /** What was seen, why it matters, what to try: in English. */
  readonly text: string;
  /** A traceback or log that can be copied. */
  readonly detail: string | null;
  /** What has to be installed first. */
  readonly missing: IMissingPackage | null;
}

/** Something a cell would do again at each repeat. */
export interface ISideEffect {
  readonly code: 'writes-files' | 'sends-requests' | 'runs-commands' | 'changes-database';
  /** Line in the cell, counted from 1. */
  readonly line: number;
  /** The call as the user wrote it, such as `open('a.txt', 'w')`; at most 80 characters. */
  readonly text: string;
  /** What its cell is called where several are asked about. */
  readonly cell: string | null;
}

/** What repeats a cell with side effects wants the user's word first. */
export interface IConsentRequest {
  readonly version: 1;
  readonly kind: 'ask';
  readonly effects: readonly ISideEffect[];
}

/** How pip ended that was asked to install a package. */
export interface IInstallation {
  readonly version: 1;
  readonly kind: 'installation';
  readonly name: PackageName;
  readonly status: 'installed' | 'failed' | 'stopped';
  /** The end of what pip said. */
  readonly output: string;
  readonly wall_ns: number;
}

export const QUESTIONS = [
  'where',
  'how-long',
  'function',
  'line',
  'memory',
  'alive',
  'waiting'
] as const;

/** What somebody wants to know of a cell. */
export type Question = (typeof QUESTIONS)[number];

/** How many times as long cells take with a tool on: the least and the most slowed kind of cell. */
export interface IOverhead {
  readonly low: number;
  readonly high: number;
  /** Where it was measured. */
  readonly conditions: string;
}

/** One way in which an instrument can measure, and whether it can in this kernel. */
export interface ITool {
  readonly name: string;
  readonly available: boolean;
  /** Why it cannot, in English. */
  readonly obstacle: string | null;
  /** What has to be installed for it. */
  readonly missing: IMissingPackage | null;
  /** What it measures, what it cannot see, what it needs: sentences in English. */
  readonly measures: string;
  readonly blind: string;
  readonly needs: string;
  readonly overhead: IOverhead | null;
}

/** An instrument, the question that it answers and its tools, the default one first. */
export interface IInstrumentEntry {
  readonly name: Instrument;
  readonly question: Question;
  readonly tools: readonly ITool[];
}

/** What a kernel can measure with. */
export interface ICatalogue {
  readonly version: 1;
  readonly kind: 'catalogue';
  readonly instruments: readonly IInstrumentEntry[];
}

/** The kernel did what was asked. */
export interface IAcknowledgement {
  readonly version: 1;
  readonly kind: 'ok';
  /** The cell awaits: ask again with the awaiting statement. */
  readonly awaits: boolean;
}

/** The helper is not in the kernel yet. */
export interface IAbsence {
  readonly version: 1;
  readonly kind: 'absent';
}
