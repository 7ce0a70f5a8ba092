import type { ICellReference, IEnvironment, IOutcome } from './profile';

/** How a variant stands to the first one. */
export type Verdict = 'faster' | 'slower' | 'same' | 'unclear' | 'invalid';

export type Equality = 'equal' | 'close' | 'reordered' | 'different' | 'unknown';

/** One way to do the work. */
export interface IVariant {
  readonly name: string;
  /** As it was written, where that is known. */
  readonly code: string | null;
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
}

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
}
