/*
 * Numbers as people read them: at most three significant digits, the unit beside the number.
 * Digits and units are not translated, so that the panel agrees with the report of the magic.
 */

import type { ITranslate } from './translate';

/** Stands between a number and its unit. */
export const NBSP = '\u00a0';
const MINUS = '\u2212';

interface IUnit {
  readonly name: string;
  /** How many of the base unit make one. */
  readonly size: number;
}

const NANOSECOND: IUnit = { name: 'ns', size: 1 };
const SECOND: IUnit = { name: 's', size: 1e9 };
const MINUTE: IUnit = { name: 'min', size: 60e9 };
const HOUR: IUnit = { name: 'h', size: 3600e9 };

const TIMES: readonly IUnit[] = [
  NANOSECOND,
  { name: 'µs', size: 1e3 },
  { name: 'ms', size: 1e6 },
  SECOND
];

const SIZES: readonly IUnit[] = ['B', 'KiB', 'MiB', 'GiB', 'TiB'].map((name, i) => ({
  name,
  size: 1024 ** i
}));

/** A time: `8.61 s`, `46.2 µs`, `1 min 20 s`. */
export function formatTime(ns: number, digits = 3): string {
  // 59.96 s would read `60.0 s`
  if (ns >= 59.95 * SECOND.size) {
    return longTime(ns);
  }
  const unit = unitOf(ns, TIMES, digits);
  return withUnit(
    toDigits(ns / unit.size, unit === NANOSECOND ? wholeOr(ns, digits) : digits),
    unit
  );
}

/** A time that is foreseen: `about 11 s`, `3.2 to 11 s`, `40 ms to 2.1 s`. No more than two digits. */
export function timeSpan(low: number, high: number, trans: ITranslate): string {
  const [from, to] = [low, high].map(ns => formatTime(ns, 2));
  if (high < 1.2 * low) {
    return trans.__('about %1', formatTime((low + high) / 2, 2));
  }
  const [[number, unit, ...more], [, same]] = [from, to].map(text => text.split(NBSP));
  return trans.__('%1 to %2', unit === same && more.length === 0 ? number : from, to);
}

/** A part of a time in one unit: `7.9 of 8.6 s`, or `40 µs of 8.6 s` where it would read as nothing. */
export function timesOf(part: number, whole: number): readonly [part: string, whole: string] {
  const unit = whole < 120 * SECOND.size ? unitOf(whole, TIMES, 2) : longUnit(whole);
  const write = (digits: number) => {
    const decimals = decimalsFor(whole / unit.size, digits);
    return [part, whole].map(ns => (ns / unit.size).toFixed(decimals));
  };
  const rough = write(2);
  // a part should not read as all where a digit more tells them apart
  const [share, all] = rough[0] === rough[1] && part < 0.99 * whole ? write(3) : rough;
  return [
    Number(share) === 0 && part > 0 ? formatTime(part, 2) : group(share),
    withUnit(group(all), unit)
  ];
}

/** The times of one column: they share a unit and their decimals line up. */
export function timeColumn(values: readonly number[]): (ns: number) => string {
  const top = Math.max(0, ...values);
  const unit = top < 120 * SECOND.size ? unitOf(top, TIMES, 3) : longUnit(top);
  const decimals = unit === NANOSECOND ? 0 : decimalsFor(top / unit.size, 3);
  const least = 10 ** -decimals;
  return ns => {
    const value = ns / unit.size;
    if (value === 0) {
      return withUnit('0', unit);
    }
    return value < least / 2
      ? withUnit(`<${least.toFixed(decimals)}`, unit)
      : withUnit(group(value.toFixed(decimals)), unit);
  };
}

/** Write times in the unit of one of them, with as many digits as it may have. */
export interface ITimeFormat {
  number(ns: number): string;
  /** The number with its unit. */
  text(ns: number): string;
}

/** For a measured time and its spread: no digit finer than the spread allows. */
export function spreadFormat(middle: number, low: number, high: number): ITimeFormat {
  const digits = digitsFor(middle, (high - low) / 2);
  const unit = middle < 120 * SECOND.size ? unitOf(middle, TIMES, digits) : longUnit(middle);
  const decimals = decimalsFor(middle / unit.size, digits);
  const step = 10 ** (exponent(middle / unit.size) - digits + 1);
  const number = (ns: number) => {
    const value = Math.round(ns / unit.size / step) * step;
    return group(value.toFixed(decimals));
  };
  return { number, text: ns => withUnit(number(ns), unit) };
}

/** Digits that a time may have which is uncertain by about `doubt`: one to three. */
export function timeDigits(ns: number, doubt: number): number {
  return digitsFor(ns, doubt);
}

/** A time with so many digits: what it says, and what that is worth. */
export function roundedTime(
  ns: number,
  digits: number
): { readonly ns: number; readonly text: string } {
  const unit = unitOf(ns, TIMES, digits);
  const value = Number((ns / unit.size).toPrecision(digits));
  return {
    ns: value * unit.size,
    text: withUnit(group(value.toFixed(decimalsFor(value, digits))), unit)
  };
}

/** An amount of memory: `34 MiB`, `1.2 GiB`. */
export function formatBytes(bytes: number): string {
  const size = Math.abs(bytes);
  const unit = unitOf(size, SIZES, 3);
  const value = size / unit.size;
  const number = unit.size === 1 || value >= 9.95 ? group(value.toFixed(0)) : value.toFixed(1);
  return withUnit(bytes < 0 ? MINUS + number : number, unit);
}

/** The amounts of memory of one column: they share a unit and their decimals line up. */
export function bytesColumn(values: readonly number[]): (bytes: number) => string {
  const top = Math.max(0, ...values.map(Math.abs));
  const unit = unitOf(top, SIZES, 3);
  const decimals = unit.size === 1 || top / unit.size >= 99.5 ? 0 : 1;
  const least = 10 ** -decimals;
  return bytes => {
    const value = Math.abs(bytes) / unit.size;
    if (value === 0) {
      return withUnit('0', unit);
    }
    const sign = bytes < 0 ? MINUS : '';
    return value < least / 2
      ? withUnit(`<${least.toFixed(decimals)}`, unit)
      : withUnit(sign + group(value.toFixed(decimals)), unit);
  };
}

/** A change of memory: `+34 MiB`, `−2.0 MiB`, `0 B`. */
export function formatChange(bytes: number): string {
  return bytes > 0 ? `+${formatBytes(bytes)}` : formatBytes(bytes);
}

/** A part of a whole: `92 %`, `<1 %`. */
export function formatShare(part: number, whole: number): string {
  const share = whole > 0 ? (100 * part) / whole : 0;
  if (share > 0 && share < 1) {
    return `<1${NBSP}%`;
  }
  // what is not all should not read as all
  return `${share > 99 && share < 100 ? 99 : Math.round(share)}${NBSP}%`;
}

/** A share that may be small: `0.3 %`, `12 %`. */
export function formatSmallShare(share: number): string {
  const value = 100 * share;
  return `${value >= 0.95 || value === 0 ? value.toFixed(0) : Math.max(0.1, value).toFixed(1)}${NBSP}%`;
}

/** A count: `1,204`. */
export function formatCount(count: number): string {
  return group(String(Math.round(count)));
}

/** A count that stays short: `1,204`, `12.3 M`. */
export function shortCount(count: number): string {
  return count < 999_500 ? formatCount(count) : `${toDigits(count / 1e6, 3)}${NBSP}M`;
}

/** Elapsed time that does not jump about: tenths of a second, then seconds, then minutes. */
export function formatElapsed(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  return seconds < 9.95
    ? withUnit(seconds.toFixed(1), SECOND)
    : formatTime(Math.floor(seconds) * SECOND.size, 2);
}

function longTime(ns: number): string {
  const [big, small] = ns < 3599.5 * SECOND.size ? [MINUTE, SECOND] : [HOUR, MINUTE];
  const total = Math.round(ns / small.size);
  const rest = total % 60;
  const head = withUnit(formatCount(Math.floor(total / 60)), big);
  return rest === 0 ? head : `${head}${NBSP}${withUnit(String(rest), small)}`;
}

function longUnit(ns: number): IUnit {
  return ns < 120 * MINUTE.size ? MINUTE : HOUR;
}

/** The unit in which the value, as it will be rounded, has at most three digits before the point. */
function unitOf(value: number, units: readonly IUnit[], digits: number): IUnit {
  const unit = units.find(({ size }) => Number((value / size).toPrecision(digits)) < 1000);
  return unit ?? units[units.length - 1];
}

/** Digits of a number of nanoseconds: whole ones have no decimals to show. */
function wholeOr(ns: number, digits: number): number {
  return Number.isInteger(ns) ? Math.max(1, exponent(ns) + 1) : digits;
}

function toDigits(value: number, digits: number): string {
  if (value === 0) {
    return '0';
  }
  return group(Number(value.toPrecision(digits)).toFixed(decimalsFor(value, digits)));
}

/** Decimals that leave this many significant digits. */
function decimalsFor(value: number, digits: number): number {
  const rounded = Number(value.toPrecision(Math.max(1, digits)));
  return Math.min(20, Math.max(0, digits - 1 - exponent(rounded)));
}

/** Significant digits that a value may have when it is uncertain by about `doubt`: one to three. */
function digitsFor(value: number, doubt: number): number {
  if (doubt <= 0 || value <= 0) {
    return 3;
  }
  return Math.min(3, Math.max(1, exponent(value) - exponent(doubt) + 1));
}

function exponent(value: number): number {
  return value > 0 ? Math.floor(Math.log10(value) + 1e-12) : 0;
}

function withUnit(number: string, unit: IUnit): string {
  return `${number}${NBSP}${unit.name}`;
}

/** Commas between thousands. */
export function group(number: string): string {
  const [whole, decimals] = number.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}
