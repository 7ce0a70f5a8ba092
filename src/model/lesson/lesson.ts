import type { IComparison, Verdict } from '../contract/comparison';
import { GuessState, tickLabel } from './guess';
import type { MeasureState } from '../kernel/measure';
import { timesWord } from '../comparison/pairwords';
import { formatGuess } from '../words/ratio';
import type { ITranslate } from '../words/translate';
import { pairOf } from '../comparison/variants';
import { standingOf } from '../comparison/verdict';

/** What a cell of a lesson is for. */
export const ROLES = ['setup', 'make', 'variant', 'compare', 'exercise', 'note'] as const;

export type Role = (typeof ROLES)[number];

const VERDICTS: readonly Verdict[] = ['faster', 'slower', 'same', 'unclear', 'invalid'];

/** The lesson that a notebook belongs to, as its metadata say. */
export interface ILessonRef {
  readonly lesson: string;
  readonly version: string;
}

/** What a compare cell asks. */
export interface ICompare {
  /** `d1.compare.1` */
  readonly id: string;
  readonly question: string;
  /** Names in order; the first is A. */
  readonly variants: readonly string[];
}

/** What came out of a comparison: the second variant against the first. */
export interface IMeasured {
  readonly verdict: Verdict;
  /** Time of A divided by the time of B. */
  readonly ratio: number | null;
  /** The 95 % interval of `ratio`. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A question of an open lesson, and how far its reader is. */
export interface IQuestion extends ICompare {
  /** The id of its cell in the notebook. */
  readonly cell: string;
  readonly guess: GuessState;
  readonly measured: IMeasured | null;
  /** The measurement under way, or how the last one failed. */
  readonly measure: MeasureState | null;
}

/** How far a reader is with a lesson. */
export type LessonState =
  | { readonly kind: 'new' }
  | { readonly kind: 'started' }
  | { readonly kind: 'measured'; readonly done: number; readonly of: number }
  | { readonly kind: 'done' };

/** A lesson as the panel lists it. */
export interface ILessonEntry {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly chapter: string;
  readonly state: LessonState;
  /** The reader has a copy of it, which can be set aside for a fresh one. */
  readonly hasCopy: boolean;
}

/** The lesson that a notebook's metadata name; `null` where it is none. */
export function lessonRef(metadata: unknown): ILessonRef | null {
  const { schema, lesson, version } = fields(metadata);
  return schema === 1 && typeof lesson === 'string' && typeof version === 'string'
    ? { lesson, version }
    : null;
}

/**
 * What a cell of a lesson is for; `null` where it is a reader's own. A copy of a cell of ours has
 * its metadata but another id: it is the reader's to play with.
 */
export function roleOf(lesson: ILessonRef, cellId: string, metadata: unknown): Role | null {
  const { schema, id, role } = fields(metadata);
  const isOurs =
    schema === 1 &&
    typeof id === 'string' &&
    id.startsWith(`${lesson.lesson}.`) &&
    id.replace(/\./g, '-') === cellId;
  return (isOurs && ROLES.find(known => known === role)) || null;
}

/** What a compare cell asks; `null` where the cell is no such or its metadata make no sense. */
export function compareOf(lesson: ILessonRef, cellId: string, metadata: unknown): ICompare | null {
  if (roleOf(lesson, cellId, metadata) !== 'compare') {
    return null;
  }
  const { id, question, variants } = fields(metadata);
  return typeof question === 'string' && isNames(variants)
    ? { id: String(id), question, variants }
    : null;
}

/** What came out of a comparison; `null` where it was stopped before it could say anything. */
export function measuredIn(comparison: IComparison): IMeasured | null {
  const standing = standingOf(comparison);
  switch (standing.kind) {
    case 'stopped':
      return null;
    case 'invalid':
      return { verdict: 'invalid', ratio: null, low: null, high: null };
    case 'measured':
      return readMeasured(pairOf(standing.point, 1));
  }
}

/** Read what was kept; `null` where it makes no sense. */
export function readMeasured(value: unknown): IMeasured | null {
  const { verdict, ratio, low, high } = fields(value);
  const known = VERDICTS.find(one => one === verdict);
  const positive = (one: unknown) => (typeof one === 'number' && one > 0 ? one : null);
  return known
    ? { verdict: known, ratio: positive(ratio), low: positive(low), high: positive(high) }
    : null;
}

/** The part of a version that changes when the questions do. */
export function majorOf(version: string): string {
  return version.split('.', 1)[0];
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.length >= 2 && value.every(one => typeof one === 'string');
}

function fields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** How far a reader is with a lesson, in a word or two. */
export function lessonStateText(state: LessonState, trans: ITranslate): string {
  switch (state.kind) {
    case 'new':
      return trans.__('New');
    case 'started':
      return trans.__('Started');
    case 'measured':
      return trans.__('%1 of %2 measured', state.done, state.of);
    case 'done':
      return trans.__('Done');
  }
}

/** How far a reader is with a question. It tells what was measured only after a guess. */
export function questionStateText(
  { guess, measured }: Pick<IQuestion, 'guess' | 'measured'>,
  trans: ITranslate
): string {
  switch (guess.kind) {
    case 'guessed': {
      const said = guessText(guess.ratio, measured, trans);
      return measured
        ? trans.__('You said %1, %2.', said, measuredText(measured, guess.ratio, trans))
        : trans.__('You said %1. Not measured yet.', said);
    }
    case 'skipped':
      return measured
        ? trans.__('Seen without a guess: %1.', measuredText(measured, null, trans))
        : trans.__('No guess. Not measured yet.');
    default:
      return measured ? trans.__('Measured. Guess to see it.') : trans.__('Not guessed yet.');
  }
}

/** `3×`, and with the name of the faster one where guess and measurement disagree about that. */
function guessText(ratio: number, measured: IMeasured | null, trans: ITranslate): string {
  if (ratio === 1) {
    return trans.__('the same');
  }
  return agree(ratio, measured) ? `${formatGuess(ratio)}×` : tickLabel(ratio, trans);
}

function measuredText(measured: IMeasured, guess: number | null, trans: ITranslate): string {
  const { verdict, ratio } = measured;
  if (verdict === 'invalid') {
    return trans.__('but the results differ');
  }
  if (verdict === 'same') {
    return trans.__('it was the same');
  }
  if (verdict === 'unclear' || ratio === null) {
    return trans.__('your machine could not tell');
  }
  const about = `${timesWord(measured)}×`;
  if (guess !== null && agree(guess, measured)) {
    return trans.__('it was about %1', about);
  }
  return ratio > 1
    ? trans.__('B is about %1 faster', about)
    : trans.__('A is about %1 faster', about);
}

function agree(guess: number, measured: IMeasured | null): boolean {
  if (measured?.ratio == null) {
    return guess > 1;
  }
  return guess > 1 && measured.ratio > 1;
}
