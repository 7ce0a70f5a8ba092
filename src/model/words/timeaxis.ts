import { formatTime } from './units';

/*
 * Axes of times and sizes. Ticks are few: a plot beside a verdict is small.
 */

/** Further apart than this, values need a logarithmic axis. */
const FAR = 4;

/** Pixels that a tick with its text takes: of a time, of a size. */
const TICK = 52;
const SIZE_TICK = 44;

export interface IAxis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [low: number, high: number];
  readonly ticks: readonly number[];
}

/** An axis for values above 0, in so many pixels. */
export function axisOf(values: readonly number[], pixels: number): IAxis {
  const [low, high] = rangeOf(values);
  if (high <= FAR * low) {
    const room = (high - low) * 0.06 || high * 0.01 || 1;
    const domain = [Math.max(0, low - room), high + room] as const;
    return { type: 'linear', domain, ticks: evenTicks(...domain, pixels) };
  }
  return logAxis(low, high, pixels);
}

/** How the ticks of an axis of times are written: with the digits that tell them apart. */
export function tickFormat({ type, ticks }: IAxis): (ns: number) => string {
  const step = type === 'log' || ticks.length < 2 ? null : ticks[1] - ticks[0];
  const power = (value: number) => Math.floor(Math.log10(value) + 1e-9);
  return ns => formatTime(ns, step && ns > 0 ? Math.max(1, power(ns) - power(step) + 1) : 1);
}

/** A logarithmic axis from a power of ten to a power of ten. */
export function logAxis(low: number, high: number, pixels: number): IAxis {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(high) - 1e-9));
  const domain = [10 ** from, 10 ** to] as const;
  return { type: 'log', domain, ticks: decades(from, to, pixels / TICK) };
}

/** The ends of a range, and powers of ten inside it that do not touch them. */
export function sizeTicks(low: number, high: number, pixels: number): number[] {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  const away = (a: number, b: number) => (pixels * Math.log(b / a)) / Math.log(high / low);
  const inside = to >= from ? decades(from, to, pixels / SIZE_TICK) : [];
  const free = inside.filter(n => away(low, n) >= SIZE_TICK && away(n, high) >= SIZE_TICK);
  return [low, ...free, high];
}

/** Round values in a range, two at least. */
function evenTicks(low: number, high: number, pixels: number): number[] {
  const power = 10 ** Math.floor(Math.log10(high - low));
  const inside = (step: number) => {
    const first = Math.ceil(low / step - 1e-9);
    const count = Math.floor(high / step + 1e-9) - first + 1;
    return Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) * step);
  };
  const rows = [10, 5, 2, 1, 0.5, 0.2, 0.1].map(step => inside(step * power));
  const fitting = rows.filter(ticks => ticks.length >= 2 && ticks.length <= pixels / TICK);
  return fitting[fitting.length - 1] ?? rows.find(ticks => ticks.length >= 2)!;
}

/** Powers of ten, as many as fit. */
function decades(from: number, to: number, most: number): number[] {
  const step = Math.max(1, Math.ceil((to - from + 1) / Math.max(2, Math.floor(most))));
  const ticks: number[] = [];
  for (let power = from; power <= to; power += step) {
    ticks.push(10 ** power);
  }
  return ticks;
}

export function rangeOf(values: readonly number[]): readonly [low: number, high: number] {
  return values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)] as const,
    [Infinity, -Infinity] as const
  );
}

/** At most so many of them, evenly: a plot of thousands of dots shows no more. */
export function thinned<T>(values: readonly T[], most: number): readonly T[] {
  if (values.length <= most) {
    return values;
  }
  return Array.from({ length: most }, (_, i) => values[Math.floor((i * values.length) / most)]);
}

/** Spreads dots that would lie on each other: from -1 to 1, the same each time it is drawn. */
export function jitter(index: number): number {
  return 2 * ((index * 0.6180339887498949) % 1) - 1;
}
