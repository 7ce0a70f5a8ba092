import { IComparison, IConfirmation, IPair, IPoint } from '../contract/comparison';
import {
  coldWords,
  intervalOf,
  intervalWords,
  isMuch,
  pairWords,
  sureWords,
  timesWord
} from './pairwords';
import { ITranslate } from '../words/translate';
import { NBSP } from '../words/units';
import { letterOf } from './variants';
import { leadingPair, openWords } from './verdict';

/** What stands in words under a verdict: its interval, and under which conditions it would differ. */
export function beneathLines(comparison: IComparison, point: IPoint, trans: ITranslate): string[] {
  const pair = leadingPair(point);
  const lines = [
    point.pairs.length > 1
      ? trans.__('In brackets: %1.', sureWords(trans))
      : pair && intervalWords(pair, trans),
    openWords(point, trans),
    coldWords(comparison, point, trans),
    // of which a caution says more
    comparison.cautions.some(({ code }) => code === 'collector')
      ? null
      : collectorWords(point, trans),
    confirmationWords(comparison, point, trans)
  ];
  return lines.filter(line => line !== null);
}

/** What the garbage collector changes: `With the garbage collector on: 8.2× faster; off: 6.4× faster.` */
export function collectorWords(point: IPoint, trans: ITranslate): string | null {
  const pair = leadingPair(point) ?? point.pairs[0];
  const other = point.other_collector.find(({ variant }) => variant === pair?.variant);
  if (!pair || !other) {
    return point.collector === 'on' ? trans.__('With the garbage collector on.') : null;
  }
  const [here, there] = [pairWords(pair, trans), pairWords(other, trans)];
  return point.collector === 'on'
    ? trans.__('With the garbage collector on: %1; off: %2.', here, there)
    : trans.__('With the garbage collector off: %1; on: %2.', here, there);
}

/** The confirmation, where it is of this size. */
export function confirmationOf({ confirmation }: IComparison, point: IPoint): IConfirmation | null {
  return confirmation?.n === point.n ? confirmation : null;
}

/** What fresh processes said: `In 5 fresh processes: 7.9× to 8.4× faster (95 % between processes).` */
export function confirmationWords(
  comparison: IComparison,
  point: IPoint,
  trans: ITranslate
): string | null {
  const confirmation = confirmationOf(comparison, point);
  if (confirmation === null) {
    return null;
  }
  if (confirmation.processes === 0) {
    return trans.__('Stopped before a fresh process came to an end.');
  }
  const many = comparison.variants.length > 2;
  const said = confirmation.pairs.map(pair =>
    many ? `${letterOf(pair.variant)} ${confirmedWords(pair, trans)}` : confirmedWords(pair, trans)
  );
  const words = trans.__('%1: %2', processWords(confirmation, trans), said.join('; '));
  return confirmation.pairs.some(pair => intervalOf(pair) !== null)
    ? trans.__('%1 (%2 between processes).', words, `95${NBSP}%`)
    : `${words}.`;
}

function processWords({ asked, processes }: IConfirmation, trans: ITranslate): string {
  return asked === processes
    ? trans._n('In %1 fresh process', 'In %1 fresh processes', processes)
    : trans.__('In %1 of %2 fresh processes', processes, asked);
}

function confirmedWords(pair: IPair, trans: ITranslate): string {
  const ends = intervalOf(pair);
  switch (pair.verdict) {
    case 'faster':
    case 'slower': {
      const ratio = ends ?? `${timesWord(pair)}×`;
      const words =
        pair.verdict === 'faster' ? trans.__('%1 faster', ratio) : trans.__('%1 as long', ratio);
      return isMuch(pair) ? words : trans.__('%1, too small to matter', words);
    }
    case 'same':
    case 'unclear':
      return ends === null
        ? pairWords(pair, trans)
        : trans.__('%1, %2 as long', pairWords(pair, trans), ends);
    case 'invalid':
      return pairWords(pair, trans);
  }
}
