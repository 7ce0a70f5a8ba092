import { IPoint } from '../contract/comparison';
import { isWithin, toldInterval } from '../words/ratio';
import { roundedTime, timeDigits } from '../words/units';
import { pairOf, timedVariants } from './variants';

/*
 * The times of one call as they are told: whoever divides them on the page comes to a ratio inside
 * the interval that stands beside them.
 */

const MOST = 3;

interface ITold {
  readonly ns: number;
  readonly text: string;
}

/** The time of one call of each variant, `6.5 ms`; `null` where none may be told. */
export function callTimes(point: IPoint): (string | null)[] {
  const timed = timedVariants(point);
  const others = timed.filter(variant => variant !== 0);
  for (let digits = digitsOf(point, 0); digits <= MOST; digits++) {
    const first = roundedTime(point.times[0].median_ns, digits);
    const told = others.map(variant => fewest(point, variant, first));
    if (told.every(one => one !== null)) {
      return inPlaces(point, first, others, told);
    }
  }
  const first = roundedTime(point.times[0].median_ns, MOST);
  const told = others.map(i => fewest(point, i, first) ?? nearest(point, i, first));
  return inPlaces(point, first, others, told);
}

function inPlaces(
  point: IPoint,
  first: ITold,
  others: readonly number[],
  told: readonly (ITold | null)[]
): (string | null)[] {
  return point.times.map((_, i) =>
    i === 0 ? first.text : (told[others.indexOf(i)]?.text ?? null)
  );
}

/** With the fewest digits that its spread allows and that fit the time of the first. */
function fewest(point: IPoint, variant: number, first: ITold): ITold | null {
  const bounds = boundsOf(point, variant, first);
  const { median_ns } = point.times[variant];
  for (let digits = digitsOf(point, variant); digits <= MOST; digits++) {
    const told = roundedTime(median_ns, digits);
    if (bounds === null || isWithin(told.ns, ...bounds)) {
      return told;
    }
  }
  return null;
}

/** Rounded up or down to what fits: an interval is wider than the last of three digits. */
function nearest(point: IPoint, variant: number, first: ITold): ITold {
  const bounds = boundsOf(point, variant, first)!;
  const { median_ns } = point.times[variant];
  const step = 10 ** (Math.floor(Math.log10(median_ns) + 1e-12) - MOST + 1);
  const fitting = [1, -1, 2, -2]
    .map(steps => roundedTime(median_ns + steps * step, MOST))
    .filter(told => isWithin(told.ns, ...bounds))
    .sort((a, b) => Math.abs(a.ns - median_ns) - Math.abs(b.ns - median_ns));
  return fitting[0] ?? roundedTime(median_ns, MOST + 1);
}

/** Between which times this one must lie, so that both fit the interval as it is told. */
function boundsOf(
  point: IPoint,
  variant: number,
  first: ITold
): readonly [low: number, high: number] | null {
  const pair = pairOf(point, variant);
  if (pair === null || pair.ratio === null || pair.low === null || pair.high === null) {
    return null;
  }
  if (pair.verdict === 'faster') {
    const [low, high] = toldInterval(pair.low, pair.high);
    return [first.ns / high, first.ns / low];
  }
  // told the other way round: it takes so many times as long
  const [low, high] = toldInterval(1 / pair.high, 1 / pair.low);
  return [first.ns * low, first.ns * high];
}

function digitsOf(point: IPoint, variant: number): number {
  const { median_ns, low_ns, high_ns } = point.times[variant];
  return timeDigits(median_ns, (high_ns - low_ns) / 2);
}
