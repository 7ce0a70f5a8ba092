import { group } from './units';

/*
 * Ratios as people read them: no digit finer than the interval allows, and the ends of an interval
 * rounded outwards, so that what is said lies in it. `report/ratios.py` in the kernel says the same.
 */

/** Below this a difference is real, but nobody would notice it. */
export const MATTERS = 1.1;

/** From here on two bars of time say more than an interval on an axis. */
export const FAR = 2;

/** Nearer to 1 than this is called the same. */
export const SAME_MARGIN = 0.03;

/** At most so many digits. */
const MOST = 3;
/** No end of an interval is told finer than this only to keep it on its side of 1. */
const FINEST = 0.01;
/** What a binary fraction may be off. */
const TINY = 1e-9;

/** A number that stands on a whole number of steps. */
interface IStepped {
  readonly value: number;
  readonly step: number;
}

/** Above 1, and told as a difference that somebody would notice. */
export function matters(ratio: number): boolean {
  return toDigits(ratio, MOST).value >= MATTERS - TINY;
}

/** A ratio, without its sign: with two digits, or with three where two would lie or say too little. */
export function formatRatio(ratio: number, low: number | null, high: number | null): string {
  if (low === null || high === null) {
    return written(toDigits(ratio, matters(ratio) ? 2 : MOST));
  }
  const known = Math.max(1, digitsKnown(ratio, low, high));
  const told = toldInterval(low, high);
  for (let digits = matters(ratio) ? Math.min(2, known) : MOST; digits < MOST; digits++) {
    const rounded = toDigits(ratio, digits);
    if (isWithin(rounded.value, ...told)) {
      return written(rounded);
    }
  }
  return written(toDigits(ratio, MOST));
}

/** Both ends of an interval, rounded outwards, with no digit finer than it is wide. */
export function formatInterval(low: number, high: number): readonly [low: string, high: string] {
  const [from, to] = ends(low, high);
  return [written(from), written(to)];
}

/** The ends of an interval as `formatInterval` writes them. */
export function toldInterval(low: number, high: number): readonly [low: number, high: number] {
  const [from, to] = ends(low, high);
  return [from.value, to.value];
}

/** With room for what binary fractions are off. */
export function isWithin(value: number, low: number, high: number): boolean {
  return value >= low * (1 - TINY) && value <= high * (1 + TINY);
}

/** A ratio that somebody thought up: `3`, `120`. */
export function formatGuess(ratio: number): string {
  return group(String(Number(ratio.toPrecision(2))));
}

function ends(low: number, high: number): readonly [IStepped, IStepped] {
  const digits = Math.min(MOST, Math.max(2, digitsKnown(high, low, high)));
  const step = stepOf(high, digits);
  // below 1 a step of a tenth is too much
  const near = low < 1 ? Math.min(step, FINEST) : step;
  return [lower(low, 10 * low < high ? stepOf(low, digits) : near), upper(high, step)];
}

function lower(value: number, step: number): IStepped {
  const rounded = Math.floor(value / step + TINY) * step;
  const crosses = value > 1 && rounded < 1 + TINY && step > FINEST * (1 + TINY);
  return crosses || (rounded <= 0 && value > 0)
    ? lower(value, step / 10)
    : { value: rounded, step };
}

function upper(value: number, step: number): IStepped {
  const rounded = Math.ceil(value / step - TINY) * step;
  const crosses = value < 1 && rounded > 1 - TINY && step > FINEST * (1 + TINY);
  return crosses ? upper(value, step / 10) : { value: rounded, step };
}

function digitsKnown(value: number, low: number, high: number): number {
  const doubt = (high - low) / 2;
  return doubt > 0 ? exponent(value) - exponent(doubt) + 1 : MOST;
}

function toDigits(value: number, digits: number): IStepped {
  const step = stepOf(Number(value.toPrecision(digits)), digits);
  return { value: Math.round(value / step) * step, step };
}

function stepOf(value: number, digits: number): number {
  return 10 ** (exponent(value) - digits + 1);
}

function written({ value, step }: IStepped): string {
  return group(value.toFixed(Math.min(20, Math.max(0, -exponent(step)))));
}

function exponent(value: number): number {
  return Math.floor(Math.log10(value) + 1e-12);
}
