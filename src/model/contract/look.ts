import type { IFunctionRow, INote, ISourceFile, ITable, Place } from './profile';

/** One function on a stack. */
export interface IStackFrame {
  readonly name: string;
  readonly kind: IFunctionRow['kind'];
  /** Of a library's function. */
  readonly module: string | null;
  /** The line that it is at, for own code; `null` where that is not known. */
  readonly place: Place | null;
}

/** What one thread is doing. */
export interface IThreadStack {
  readonly name: string;
  /** The thread that runs cells. */
  readonly main: boolean;
  /** The outermost first; none where it waits outside of the cell's code. */
  readonly frames: readonly IStackFrame[];
  /** How many functions there were: of deep stacks the middle is left out. */
  readonly total: number;
}

/** What a kernel is doing now. */
export interface ILook {
  readonly version: 1;
  readonly kind: 'stack';
  /** What looked, such as `py-spy 0.4.3`. */
  readonly tool: string;
  /** False where the line that a stack ends with is near, but may not be the one that takes the time. */
  readonly exact: boolean;
  /** How many samples were taken, in how much time; the stacks are the last of them. */
  readonly samples: number;
  readonly elapsed_ns: number;
  /** What places point into. */
  readonly files: readonly ISourceFile[];
  readonly threads: readonly IThreadStack[];
  /** What the samples add up to; none where there was one sample only. */
  readonly tables: readonly ITable[];
  readonly notes: readonly INote[];
}
