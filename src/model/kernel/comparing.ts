import type { IProgress } from '../contract/comparison';
import type { IMissingPackage } from '../contract/profile';
import { failureMessage, IMessage } from './messages';
import type { RunFailure } from './run';
import type { ITranslate } from '../words/translate';
import { formatCount, formatElapsed, NBSP } from '../words/units';

/** A comparison that a kernel is working on, as it was told last. */
export interface IComparing {
  readonly progress: IProgress;
  /** When it began, in milliseconds as `Date.now()` gives them. */
  readonly since: number;
  /** The user has asked it to stop. */
  readonly stopping: boolean;
}

/** In place of a cell: a comparison of cells, which the panel shows. There is one at a time. */
export const IN_PANEL = 'cellheat-panel';

/** What a comparison may be asked for once it is there. */
export type GoOn = 'more' | 'confirm';

/** Where going on with a comparison stands. */
export type GoOnState =
  | { readonly phase: 'idle' }
  /** The kernel is not connected yet or busy. */
  | { readonly phase: 'waiting'; readonly what: GoOn }
  | { readonly phase: 'running'; readonly what: GoOn }
  | ({ readonly phase: 'failed'; readonly what: GoOn } & IRefusal);

/** Why it was not gone on with, and what has to be installed first. */
export interface IRefusal {
  readonly message: IMessage;
  readonly missing: IMissingPackage | null;
}

/** Seconds of "measure more", and processes of "confirm". */
export const MORE_S = 5;
export const PROCESSES = 5;

/** What is being done: `Timing n = 1,000, 2 of 3`. */
export function stepWords({ step, n, size, sizes }: IProgress, trans: ITranslate): string {
  switch (step) {
    case 'checking':
      return trans.__('Checking that the results agree');
    case 'timing':
      return placed(n === null ? trans.__('Timing') : trans.__('Timing %1', sized(n)));
    case 'memory':
      return placed(trans.__('Measuring memory'));
    case 'collector':
      return placed(trans.__('Timing with the garbage collector on'));
    case 'counting':
      return placed(trans.__('Counting what a call does'));
    case 'confirming':
      return trans.__('Measuring in fresh processes, %1 of %2', size, sizes);
  }
  function placed(words: string): string {
    return sizes > 1 ? trans.__('%1, %2 of %3', words, size, sizes) : words;
  }
}

function sized(n: number): string {
  return `n${NBSP}=${NBSP}${formatCount(n)}`;
}

/** `1.2 s of at most 2.0 s`, or the time alone where it takes longer than was expected. */
export function timeWords({ progress, since }: IComparing, now: number, trans: ITranslate): string {
  const elapsed = formatElapsed(now - since);
  return progress.expected_ns === null || now - since > progress.expected_ns / 1e6
    ? elapsed
    : trans.__('%1 of at most %2', elapsed, formatElapsed(progress.expected_ns / 1e6));
}

/** The part that is over: of the fresh processes, or of the expected time. */
export function shareDone({ progress, since }: IComparing, now: number): number {
  if (progress.step === 'confirming') {
    return (progress.size - 1) / progress.sizes;
  }
  const expected = progress.expected_ns === null ? 0 : progress.expected_ns / 1e6;
  return expected > 0 ? Math.min(1, Math.max(0, (now - since) / expected)) : 0;
}

/** Why it was not gone on with. */
export function refusalOf(failure: RunFailure, trans: ITranslate): IRefusal {
  if (failure.kind === 'kernel' && failure.failure.reason !== 'profiler-failed') {
    // our own kernel side has said it all
    const { text: title, detail, missing } = failure.failure;
    return { message: { title, text: '', detail }, missing };
  }
  const { title, detail } = failureMessage(failure, trans);
  const text = trans.__('The result above is as it was.');
  return { message: { title, text, detail }, missing: null };
}
