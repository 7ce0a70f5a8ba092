import { group } from './units';

/*
 * Ratios as people read them: no digit finer than the interval allows. `units.factor` and
 * `units.factors` in the kernel say the same.
 */

/** Below this a difference is real, but nobody would notice it. */
export const MATTERS = 1.1;

/** From here on two bars of time say more than an interval on an axis. */
export const FAR = 2;

/** Nearer to 1 than this is called the same. */
export const SAME_MARGIN = 0.03;

/** A ratio with two digits, or with three where two would lie or say too little. */
export function formatRatio(ratio: number, low: number | null, high: number | null): string {
  if (low === null || high === null) {
    return atDigits(ratio, ratio, 2);
  }
  const few = Math.min(2, digitsKnown(ratio, low, high, 1));
  const rounded = Number(ratio.toPrecision(few));
  // what is said must lie in the interval that it is said with
  const holds = ratio >= MATTERS && low <= rounded && rounded <= high;
  return atDigits(ratio, ratio, holds ? few : 3);
}

/** Both ends of an interval, with no digit finer than it is wide. */
export function formatInterval(low: number, high: number): readonly [low: string, high: string] {
  const digits = Math.min(3, digitsKnown(high, low, high, 2));
  return [atDigits(low, Math.min(high, 10 * low), digits), atDigits(high, high, digits)];
}

/** A ratio that somebody thought up: `3`, `120`. */
export function formatGuess(ratio: number): string {
  return group(String(Number(ratio.toPrecision(2))));
}

function digitsKnown(value: number, low: number, high: number, least: number): number {
  const doubt = (high - low) / 2;
  return doubt > 0 ? Math.max(least, exponent(value) - exponent(doubt) + 1) : 3;
}

/** As many decimals as `like` has with so many significant digits. */
function atDigits(value: number, like: number, digits: number): string {
  const step = 10 ** (exponent(like) - digits + 1);
  const decimals = digits - 1 - exponent(Number(like.toPrecision(digits)));
  return group((Math.round(value / step) * step).toFixed(Math.min(20, Math.max(0, decimals))));
}

function exponent(value: number): number {
  return Math.floor(Math.log10(value) + 1e-12);
}
