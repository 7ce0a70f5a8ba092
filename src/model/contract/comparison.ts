import type { ICellReference, IEnvironment, IOutcome } from './profile';

/** How a variant stands to the first one. */
export type Verdict = 'faster' | 'slower' | 'same' | 'unclear' | 'invalid';

export type Equality = 'equal' | 'close' | 'reordered' | 'different' | 'unknown';

/** One way to do the work. */
export interface IVariant {
  readonly name: string;
  /** As it was written, where that is known. */
  readonly code: string | null;
  /** The cell that it is, where whole cells are compared. */
  readonly cell: ICellReference | null;
}

/** Something that a reader of a verdict should know. */
export interface ICaution {
  readonly code: string;
  readonly text: string;
}

/** The time of one call of a variant at one size. */
export interface IVariantTimes {
  /** A value for each block. */
  readonly values_ns: readonly number[];
  readonly median_ns: number;
  /** Quartiles. */
  readonly low_ns: number;
  readonly high_ns: number;
  /** Timed calls in all. */
  readonly calls: number;
  /** How far the Python allocations of one call rose. */
  readonly peak_bytes: number | null;
  /** Processor time of a call. */
  readonly cpu_ns: number | null;
  /** Calls of functions within one call. */
  readonly function_calls: number | null;
  /** What one call sends to databases. */
  readonly statements: number | null;
  /** The longest time for which a call kept the event loop from anything else. */
  readonly lag_ns: number | null;
  /** A call that finds its caches empty, where one was seen. */
  readonly first_ns: number | null;
}

/** How a variant stands to the first one at one size. */
export interface IPair {
  /** Index of the variant. */
  readonly variant: number;
  readonly verdict: Verdict;
  /** Time of the first divided by the time of this one: more than 1 means this one is faster. */
  readonly ratio: number | null;
  /** The 95 % interval of `ratio`. */
  readonly low: number | null;
  readonly high: number | null;
  /** The wider interval that the verdict stands on. */
  readonly deciding_low: number | null;
  readonly deciding_high: number | null;
}

/** What was measured at one size. */
export interface IPoint {
  readonly n: number | null;
  readonly blocks: number;
  /** How much a variant differed from itself, as a share. */
  readonly noise: number | null;
  /** Every pair got a verdict other than `unclear`. */
  readonly decided: boolean;
  /** One entry for each variant. */
  readonly times: readonly IVariantTimes[];
  readonly pairs: readonly IPair[];
  /** The state of the garbage collector that times and pairs are of. */
  readonly collector: 'off' | 'on';
  /** The pairs of the other state, where it made a difference to ask. */
  readonly other_collector: readonly IPair[];
}

/** From the slowest growing to the fastest. */
export type Family = 'flat' | 'log-like' | 'linear-ish' | 'quadratic-ish' | 'worse';

/** How the time of a variant grows with n. */
export interface IGrowth {
  readonly variant: number;
  /** All that fit about equally well, the slowest growing first. */
  readonly families: readonly Family[];
  /** Of the largest sizes: twice the n takes 2 ** exponent times as long. */
  readonly exponent: number | null;
  /** The 95 % interval of `exponent`. */
  readonly low: number | null;
  readonly high: number | null;
  /** The sizes that `exponent` is of. */
  readonly from_n: number;
  readonly to_n: number;
}

/** Between two sizes a variant and the first change places. */
export interface ICrossover {
  readonly variant: number;
  readonly low_n: number;
  readonly high_n: number;
  /** On which side of it the variant takes less time than the first. */
  readonly faster: 'below' | 'above';
}

/** The same measured again in fresh processes. */
export interface IConfirmation {
  readonly n: number | null;
  readonly asked: number;
  /** Those that came to an end. */
  readonly processes: number;
  /** With intervals of 95 % between processes. */
  readonly pairs: readonly IPair[];
  /** For each pair a ratio a process. */
  readonly ratios: readonly (readonly number[])[];
  /** How far the resident memory of a process of its own rose, for each variant. */
  readonly resident_bytes: readonly (number | null)[];
}

export type Cache = 'repeat' | 'first' | 'clear';

/** What the kernel can still do with a comparison. */
export type Offer = 'more' | 'confirm';

/** Variants measured against the first of them, in interleaved rounds. */
export interface IComparison {
  readonly version: number;
  readonly kind: 'comparison';
  readonly cell: ICellReference | null;
  readonly outcome: IOutcome;
  readonly started: string;
  readonly wall_ns: number;
  readonly budget_s: number;
  readonly environment: IEnvironment;
  readonly variants: readonly IVariant[];
  readonly equality: Equality;
  /** Where results differed, in words. */
  readonly difference: string | null;
  /** How many inputs were compared. */
  readonly inputs: number;
  readonly cautions: readonly ICaution[];
  readonly points: readonly IPoint[];
  /** Index of the point that the verdict is for. */
  readonly at: number | null;
  /** How it was measured. */
  readonly method: Readonly<Record<string, string>>;
  readonly cache: Cache;
  /** Which calls the times are of, where a cache makes that matter. */
  readonly temperature: 'repeated' | 'first' | 'cleared' | null;
  /** One entry for each variant, where there are enough sizes. */
  readonly growth: readonly IGrowth[];
  readonly crossovers: readonly ICrossover[];
  readonly confirmation: IConfirmation | null;
  /** Names it to the kernel that made it. */
  readonly token: string | null;
  readonly offers: readonly Offer[];
  /** What stands in the way of comparing, where it is not the results. */
  readonly obstacle: Obstacle | null;
}

/** Data that all calls share is changed, or the same call returns something else. */
export type Obstacle = 'shared' | 'again';

export type Step = 'checking' | 'timing' | 'memory' | 'collector' | 'counting' | 'confirming';

/** What a comparison is doing at the moment; nothing of it is kept. */
export interface IProgress {
  readonly version: number;
  readonly kind: 'progress';
  readonly token: string;
  readonly cell: ICellReference | null;
  readonly names: readonly string[];
  readonly step: Step;
  readonly n: number | null;
  /** From 1 to `sizes`. */
  readonly size: number;
  readonly sizes: number;
  readonly elapsed_ns: number;
  /** The whole time that it takes at most. */
  readonly expected_ns: number | null;
  /** What is known of size `n` by now, with verdicts that may still change. */
  readonly pairs: readonly IPair[];
  readonly over: boolean;
}
