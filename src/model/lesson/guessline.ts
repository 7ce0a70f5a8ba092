import { IComparison, IPair } from '../contract/comparison';
import { margin, timesWord } from '../comparison/pairwords';
import { formatGuess, SAME_MARGIN } from '../words/ratio';
import { fill, IPart, PLACES, plain, strong } from '../words/sentence';
import { ITranslate } from '../words/translate';
import { formatCount } from '../words/units';
import { pairOf } from '../comparison/variants';
import { standingOf } from '../comparison/verdict';

/** A guess within this factor of what came out was a good one. */
const GOOD = 1.5;

/** What the reader said, and what came out: `You said 3×. Your machine says about 140×.` */
export function guessSentence(guess: number, comparison: IComparison, trans: ITranslate): IPart[] {
  const standing = standingOf(comparison);
  const pair = standing.kind === 'measured' ? pairOf(standing.point, 1) : null;
  // the direction goes without saying where both have the same
  const agree = pair?.verdict === 'faster' && directionOf(guess) === 'faster';
  const parts = [
    ...fill(trans.__('You said %1.', ...PLACES), strong(said(guess, agree, trans))),
    plain(' '),
    ...answer(comparison, pair, agree, trans)
  ];
  const smaller = smallerSize(comparison);
  if (smaller !== null) {
    const words = trans.__('That is for n = %1: for more it cannot tell yet.', smaller);
    return [...parts, plain(` ${words}`)];
  }
  return pair && isGood(guess, pair) ? [...parts, plain(` ${trans.__('Well guessed.')}`)] : parts;
}

/** The size that the verdict is for, where the largest one, which was asked about, is undecided. */
function smallerSize({ points, at }: IComparison): string | null {
  const n = at === null ? null : points[at].n;
  return n !== null && points.some(point => (point.n ?? 0) > n) ? formatCount(n) : null;
}

function answer(
  comparison: IComparison,
  pair: IPair | null,
  agree: boolean,
  trans: ITranslate
): IPart[] {
  const says = (text: string) => fill(trans.__('Your machine says %1.', ...PLACES), strong(text));
  switch (pair?.verdict) {
    case 'faster':
      return agree
        ? says(trans.__('about %1×', timesWord(pair)))
        : says(trans.__('B, about %1×', timesWord(pair)));
    case 'slower':
      return says(trans.__('A, about %1×', timesWord(pair)));
    case 'same':
      return says(trans.__('the same, within %1', margin()));
    case 'unclear':
      return [plain(trans.__('Your machine cannot tell yet.'))];
    default:
      return [plain(nothingSaid(comparison, trans))];
  }
}

function nothingSaid(comparison: IComparison, trans: ITranslate): string {
  if (standingOf(comparison).kind === 'stopped') {
    return trans.__('Your machine was stopped before it could say.');
  }
  return comparison.equality === 'different'
    ? trans.__('Your machine says nothing: the results differ, so there is no speed to compare.')
    : trans.__('Your machine says nothing: these two cannot be compared.');
}

/** `3×` where it is clear who is faster, else `B 3×`, as on the slider. */
function said(guess: number, agree: boolean, trans: ITranslate): string {
  switch (directionOf(guess)) {
    case 'faster':
      return agree ? `${formatGuess(guess)}×` : `B ${formatGuess(guess)}×`;
    case 'slower':
      return `A ${formatGuess(1 / guess)}×`;
    case 'same':
      return trans.__('the same');
  }
}

function directionOf(ratio: number): 'faster' | 'slower' | 'same' {
  return ratio > 1 + SAME_MARGIN ? 'faster' : ratio < 1 / (1 + SAME_MARGIN) ? 'slower' : 'same';
}

function isGood(guess: number, { verdict, ratio }: IPair): boolean {
  const direction = directionOf(guess);
  if (direction !== verdict || ratio === null) {
    return false;
  }
  return direction === 'same' || Math.max(guess / ratio, ratio / guess) <= GOOD;
}
