import type { IComparison } from '../contract/comparison';
import type { IKernelFailure, Instrument, ISideEffect, Profile } from '../contract/profile';

/** Whether the current notebook can be profiled, and if not, why. */
export type Availability =
  | { readonly kind: 'ready' }
  | { readonly kind: 'no-notebook' }
  | { readonly kind: 'no-kernel' }
  | { readonly kind: 'starting' }
  | { readonly kind: 'not-code' }
  | { readonly kind: 'not-python'; readonly kernel: string };

/** Why there is no profile, seen from the front end. */
export type RunFailure =
  | { readonly kind: 'kernel'; readonly failure: IKernelFailure }
  /** An earlier cell failed, so the kernel skipped this one. */
  | { readonly kind: 'aborted' }
  /** The kernel was restarted during the run. */
  | { readonly kind: 'restarted' }
  /** The kernel died during the run; the cell may have run in part. */
  | { readonly kind: 'died' }
  /** The cell closed the kernel, as `exit()` does, before the result was here. */
  | { readonly kind: 'closed' }
  /** The connection to the kernel was lost and the result with it. */
  | { readonly kind: 'disconnected' }
  /** The kernel did not answer our request in time. */
  | { readonly kind: 'not-answering' }
  /** The cell was asked to run but the notebook did not run it. */
  | { readonly kind: 'not-run' }
  /** The user called it off before the cell ran. */
  | { readonly kind: 'cancelled' }
  /** The helper could not be brought into the kernel or did not take the cell, which did not run. */
  | { readonly kind: 'not-armed'; readonly detail: string }
  /** There was a result before the page was reloaded. */
  | { readonly kind: 'gone' }
  /** What the kernel sent is not a profile that we can read. */
  | { readonly kind: 'unreadable'; readonly detail: string };

/** Where a run stands. Times are milliseconds as `Date.now()` gives them. */
export type RunState =
  /** The session is not connected yet or the kernel is busy; Cancel ends it. */
  | { readonly phase: 'waiting'; readonly since: number; readonly why: 'session' | 'busy' }
  /** What samples the kernel's memory is being started; Cancel ends it. */
  | { readonly phase: 'starting'; readonly since: number }
  /** What repeats a cell asks before it repeats these effects. */
  | { readonly phase: 'asking'; readonly effects: readonly ISideEffect[] }
  /** The cell runs; Stop interrupts the kernel. */
  | { readonly phase: 'running'; readonly since: number; readonly stopping: boolean }
  | { readonly phase: 'done'; readonly result: Profile | IComparison }
  | { readonly phase: 'failed'; readonly failure: RunFailure };

/** A cell that is compared with others, or with itself as it was. */
export interface IComparedCell {
  readonly id: string;
  readonly source: string;
  /** What it is called: `[3]`, `before`. */
  readonly name: string;
}

/** One run of one cell under one instrument, or of a comparison, as the panel shows it. */
export interface IRun {
  readonly cellId: string;
  readonly instrument: Instrument | 'compare';
  /** The way to measure that was asked for; `null` leaves it to the kernel. */
  readonly tool: string | null;
  /** What the kernel knows the run by; `null` where it was not armed. */
  readonly token: string | null;
  /** The cells that are compared; none for a profile. */
  readonly compared: readonly IComparedCell[];
  /** The cell's source when the run was asked for. */
  readonly source: string;
  readonly state: RunState;
  /** How many cells were selected when only the active one was profiled. */
  readonly selected: number;
}

/** True while the run has not come to its end. */
export function isPending(run: IRun): boolean {
  return run.state.phase !== 'done' && run.state.phase !== 'failed';
}

/** The ids of the cells that a run is about. */
export function cellsOf({ cellId, compared }: IRun): string[] {
  return [...new Set([cellId, ...compared.map(({ id }) => id)])];
}
