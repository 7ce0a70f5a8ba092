import type { ITranslate } from '../words/translate';

/** What a reader said about a comparison before seeing what came out. */
export type GuessState =
  /** No lesson asks here: everything is shown. */
  | { readonly kind: 'open' }
  /** Not guessed yet: the variants are A and B, and nothing gives the answer away. */
  | { readonly kind: 'blind' }
  /** `ratio` is the time of A divided by the time of B: 10 says that B takes a tenth. */
  | { readonly kind: 'guessed'; readonly ratio: number }
  /** The reader asked to see it without a guess. */
  | { readonly kind: 'skipped' };

/** The ends of the scale: A takes a tenth, B takes a thousandth. */
const DECADES = [-1, 3] as const;

/** What people say when they guess, within a decade. */
const WITHIN = [1, 1.2, 1.5, 2, 3, 5, 7] as const;

/** The ratios that the slider knows, from the smallest; 1 says that both take the same. */
export const GUESSES: readonly number[] = [
  ...[10, ...[...WITHIN].reverse().slice(0, -1)].map(times => 1 / times),
  ...[1, 10, 100].flatMap(decade => WITHIN.map(times => sensible(times * decade))),
  1000
];

/** The ratios that are marked below the slider. */
export const TICKS: readonly number[] = [0.1, 1, 10, 100, 1000];

/** Where a ratio stands between the ends of the slider, from 0 to 1. */
export function positionOf(ratio: number): number {
  const [low, high] = DECADES;
  return (Math.log10(ratio) - low) / (high - low);
}

/** The ratio that the slider knows nearest to a position from 0 to 1. */
export function guessAt(position: number): number {
  const distance = (ratio: number) => Math.abs(positionOf(ratio) - position);
  return GUESSES.reduce((best, ratio) => (distance(ratio) < distance(best) ? ratio : best));
}

/** The next ratio in a direction, or the end of the scale. */
export function nextGuess(ratio: number, direction: 1 | -1, among = GUESSES): number {
  const beyond = among.filter(other => (other - ratio) * direction > 1e-9);
  const end = direction > 0 ? among.at(-1)! : among[0];
  return beyond.length === 0 ? end : direction > 0 ? beyond[0] : beyond.at(-1)!;
}

/** What pressing a key on the slider makes of a ratio; `null` where the key is none of its. */
export function guessAfterKey(key: string, ratio: number): number | null {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return nextGuess(ratio, 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return nextGuess(ratio, -1);
    case 'PageUp':
      return nextGuess(ratio, 1, TICKS);
    case 'PageDown':
      return nextGuess(ratio, -1, TICKS);
    case 'Home':
      return GUESSES[0];
    case 'End':
      return GUESSES.at(-1)!;
    case 'Enter':
    case ' ':
      // it stays where it is, and is meant
      return ratio;
    default:
      return null;
  }
}

/** A guess as a sentence's parts: who takes less, and which part of the time. */
export function guessParts(ratio: number): { faster: 'A' | 'B'; part: string } | null {
  if (ratio === 1) {
    return null;
  }
  const times = ratio > 1 ? ratio : 1 / ratio;
  // 1.2 and 1.5 times as fast
  const fraction = [
    [5, 6],
    [2, 3]
  ].find(([a, b]) => Math.abs(a / b - 1 / times) < 1e-9);
  const part = fraction ? fraction.join('/') : `1/${sensible(times)}`;
  return { faster: ratio > 1 ? 'B' : 'A', part };
}

/** What a guess says. */
export function sliderSentence(ratio: number, trans: ITranslate): string {
  const parts = guessParts(ratio);
  if (parts === null) {
    return trans.__('both take the same');
  }
  return parts.faster === 'B'
    ? trans.__('B takes %1 of the time', parts.part)
    : trans.__('A takes %1 of the time', parts.part);
}

/** A tick of the slider in words. */
export function tickLabel(ratio: number, trans: ITranslate): string {
  if (ratio === 1) {
    return trans.__('same');
  }
  return ratio > 1 ? trans.__('B %1×', sensible(ratio)) : trans.__('A %1×', sensible(1 / ratio));
}

/** Without what binary fractions add: 1.2 × 100 is 120. */
function sensible(value: number): number {
  return Number(value.toPrecision(6));
}
