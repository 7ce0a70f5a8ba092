import { IComparison, IPair } from '../../../../src/model/contract/comparison';
import { guessSentence } from '../../../../src/model/lesson/guessline';
import { textOf } from '../../../../src/model/words/sentence';
import { NBSP } from '../../../../src/model/words/units';
import { compared, comparison, english } from '../../builders';

const said = (guess: number, result: IComparison) =>
  textOf(guessSentence(guess, result, english)).replaceAll(NBSP, ' ');

const slower: Partial<IPair> = {
  verdict: 'slower',
  ratio: 1 / 3.12,
  low: 1 / 3.16,
  high: 1 / 3.08
};
const same: Partial<IPair> = { verdict: 'same', ratio: 1.004, low: 0.993, high: 1.015 };
const unclear: Partial<IPair> = { verdict: 'unclear', ratio: 1.04, low: 0.98, high: 1.11 };

describe('guessSentence', () => {
  it.each<[string, number, Partial<IPair>]>([
    ['You said 3×. Your machine says about 140×.', 3, {}],
    ['You said 120×. Your machine says about 140×. Well guessed.', 120, {}],
    ['You said A 10×. Your machine says B, about 140×.', 0.1, {}],
    ['You said the same. Your machine says B, about 140×.', 1, {}],
    ['You said B 3×. Your machine says A, about 3.1×.', 3, slower],
    ['You said A 3×. Your machine says A, about 3.1×. Well guessed.', 1 / 3, slower],
    ['You said B 3×. Your machine says the same, within 3 %.', 3, same],
    ['You said the same. Your machine says the same, within 3 %. Well guessed.', 1, same],
    ['You said B 3×. Your machine cannot tell yet.', 3, unclear]
  ])('%s', (words, guess, changes) => {
    expect(said(guess, compared(changes))).toBe(words);
  });

  it('names the size where the largest one is undecided', () => {
    expect(said(2, comparison({ at: 0 }))).toBe(
      'You said 2×. Your machine says about 1.6×. That is for n = 10: for more it cannot tell yet.'
    );
  });

  it('tells no speed where there is none', () => {
    expect(said(3, comparison({ equality: 'different' }))).toBe(
      'You said B 3×. Your machine says nothing: the results differ, so there is no speed to compare.'
    );
    const outcome = { status: 'interrupted', error: null } as const;
    expect(said(3, comparison({ outcome, points: [], at: null }))).toBe(
      'You said B 3×. Your machine was stopped before it could say.'
    );
  });
});
