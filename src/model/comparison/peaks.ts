import { confirmationOf } from './beneath';
import { IComparison, IPair, IPoint } from '../contract/comparison';
import { ITranslate } from '../words/translate';
import { formatCount } from '../words/units';
import { letterOf, pairOf, timedVariants } from './variants';

/** Memory is worth a word from this difference on. */
const PRICE = 1.2;
const LITTLE = 1024;

/** The variants whose memory is known and may be shown. */
export function peaksOf(point: IPoint): { readonly variant: number; readonly bytes: number }[] {
  return timedVariants(point).flatMap(variant => {
    const bytes = point.times[variant].peak_bytes;
    return bytes === null ? [] : [{ variant, bytes }];
  });
}

/** How far the resident memory of fresh processes rose, where they measured it. */
export function residentOf(
  comparison: IComparison,
  point: IPoint
): { readonly variant: number; readonly bytes: number }[] {
  const sizes = confirmationOf(comparison, point)?.resident_bytes ?? [];
  return timedVariants(point).flatMap(variant => {
    const bytes = sizes[variant] ?? null;
    return bytes === null ? [] : [{ variant, bytes }];
  });
}

/** What the speed costs in memory, or saves: a line, or of several one for each that has a price. */
export function priceLines(comparison: IComparison, point: IPoint, trans: ITranslate): string[] {
  const words =
    comparison.variants.length === 2
      ? [priceWords(point, trans)]
      : point.pairs.map(pair => oneOfSeveral(pair, point, trans));
  return words.filter(line => line !== null);
}

/** `the price: B takes 3× the memory` */
function oneOfSeveral(pair: IPair, point: IPoint, trans: ITranslate): string | null {
  const { variant, verdict } = pair;
  const [first, other] = [point.times[0].peak_bytes, point.times[variant].peak_bytes];
  if (first === null || other === null || Math.max(first, other) < LITTLE) {
    return null;
  }
  const [fast, slow] = verdict === 'slower' ? [0, variant] : [variant, 0];
  const times = Math.max(other, 1) / Math.max(first, 1);
  const factor = Math.max(times, 1 / times);
  if (factor < PRICE || (verdict !== 'faster' && verdict !== 'slower')) {
    return null;
  }
  return (times > 1 ? variant : 0) === fast
    ? trans.__('the price: %1 takes %2× the memory', letterOf(fast), formatFactor(factor))
    : trans.__(
        '%1 takes %2× the memory of %3',
        letterOf(slow),
        formatFactor(factor),
        letterOf(fast)
      );
}

/** `the price: 3× the memory` */
function priceWords(point: IPoint, trans: ITranslate): string | null {
  const pair = pairOf(point, 1);
  const [first, second] = point.times.map(times => times.peak_bytes);
  if (pair === null || first === null || second === null) {
    return null;
  }
  if (Math.max(first, second) < LITTLE) {
    return trans.__('next to nothing');
  }
  // none at all and next to nothing are the same
  const times = Math.max(second, 1) / Math.max(first, 1);
  return Math.max(times, 1 / times) < PRICE
    ? trans.__('about the same memory')
    : pairPrice(pair, times, trans);
}

/** `times`: memory of the second one divided by that of the first. */
function pairPrice({ verdict }: IPair, times: number, trans: ITranslate): string {
  const [more, less] = times > 1 ? [1, 0] : [0, 1];
  const factor = formatFactor(Math.max(times, 1 / times));
  const fast = verdict === 'faster' ? 1 : verdict === 'slower' ? 0 : null;
  if (fast === more) {
    return trans.__('the price: %1× the memory', factor);
  }
  return trans.__('%1 takes %2× the memory of %3', letterOf(more), factor, letterOf(less));
}

/** One digit after the point where it tells something: `1.4`, `3`, `86,000`. */
function formatFactor(factor: number): string {
  return factor < 9.5
    ? factor.toFixed(1).replace('.0', '')
    : formatCount(Number(factor.toPrecision(2)));
}
