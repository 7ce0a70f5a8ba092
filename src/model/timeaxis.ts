/*
 * Axes of times and sizes. Ticks are few: a plot beside a verdict is small.
 */

/** Further apart than this, values need a logarithmic axis. */
const FAR = 4;

/** A tick with its text takes about as many pixels. */
const TICK = 58;

export interface IAxis {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [low: number, high: number];
  /** `null`: evenly spaced ones do. */
  readonly ticks: readonly number[] | null;
}

/** An axis for values above 0, in so many pixels. */
export function axisOf(values: readonly number[], pixels: number): IAxis {
  const [low, high] = rangeOf(values);
  if (high <= FAR * low) {
    const room = (high - low) * 0.06 || high * 0.01 || 1;
    return { type: 'linear', domain: [Math.max(0, low - room), high + room], ticks: null };
  }
  return logAxis(low, high, pixels);
}

/** A logarithmic axis from a power of ten to a power of ten. */
export function logAxis(low: number, high: number, pixels: number): IAxis {
  const from = Math.floor(Math.log10(low) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(high) - 1e-9));
  const domain = [10 ** from, 10 ** to] as const;
  return { type: 'log', domain, ticks: decades(from, to, pixels) };
}

/** Powers of ten inside a range, and its ends where there are not two of them. */
export function sizeTicks(low: number, high: number, pixels: number): number[] {
  const from = Math.ceil(Math.log10(low) - 1e-9);
  const to = Math.floor(Math.log10(high) + 1e-9);
  return to > from ? decades(from, to, pixels) : [low, high];
}

function decades(from: number, to: number, pixels: number): number[] {
  const room = Math.max(2, Math.floor(pixels / TICK));
  const step = Math.max(1, Math.ceil((to - from + 1) / room));
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
