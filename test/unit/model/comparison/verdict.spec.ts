import { badgesOf } from '../../../../src/model/comparison/badges';
import { IComparison, IPair } from '../../../../src/model/contract/comparison';
import { peaksOf, priceLines } from '../../../../src/model/comparison/peaks';
import { NBSP } from '../../../../src/model/words/units';
import { labelsOf, sidesOf, titleOf } from '../../../../src/model/comparison/variants';
import {
  differenceWords,
  endedEarly,
  standingOf,
  verdictSentence
} from '../../../../src/model/comparison/verdict';
import {
  compared,
  comparison,
  english,
  fourVariants,
  pair,
  point,
  variant,
  variantTimes
} from '../../builders';

const plain = (text: string | null) => text && text.replaceAll(NBSP, ' ');
const said = (result: IComparison) => plain(verdictSentence(result, english));

const slower: Partial<IPair> = {
  verdict: 'slower',
  ratio: 1 / 3.12,
  low: 1 / 3.16,
  high: 1 / 3.08
};
const same: Partial<IPair> = { verdict: 'same', ratio: 1.004, low: 0.993, high: 1.015 };
const unclear: Partial<IPair> = { verdict: 'unclear', ratio: 1.04, low: 0.98, high: 1.11 };

const ofCell = (name: string) => ({ ...variant(name), cell: { id: name, hash: '', count: 1 } });

describe('verdictSentence', () => {
  it.each<[string, Partial<IComparison>]>([
    ['Not comparable: the results differ', { equality: 'different' }],
    ['Not comparable: the results have another order', { equality: 'reordered' }],
    ['Not comparable: the results are near, but not the same', { equality: 'close' }],
    ['Not comparable: nobody can tell whether the results are the same', { equality: 'unknown' }],
    ['Not comparable', { equality: 'equal', difference: 'It cannot be copied.' }],
    [
      'Not comparable: a variant changes what both use',
      { equality: 'unknown', obstacle: 'shared' }
    ],
    [
      'Not comparable: a cell changes what both use',
      { obstacle: 'shared', variants: ['cell 5', 'cell 6'].map(ofCell) }
    ],
    [
      'Not comparable: a cell changes what all use',
      { obstacle: 'shared', variants: ['cell 5', 'cell 6', 'cell 7'].map(ofCell) }
    ],
    [
      'Not comparable: the same call does not return the same again',
      { equality: 'unknown', obstacle: 'again' }
    ]
  ])('says %s', (words, changes) => {
    expect(said(comparison({ points: [], at: null, ...changes }))).toBe(words);
  });

  it.each([
    ['Cell 5 changes acc.', 'cell 5 changes acc.', ['cell 5', 'cell 6'].map(ofCell)],
    [
      'in_list changes acc.',
      'in_list changes acc.',
      ['in_list', 'in_set'].map(name => variant(name))
    ],
    ['Every variant raised it.', 'every variant raised it.', [variant('a'), variant('b')]]
  ])('is explained in a sentence: %s', (words, difference, variants) => {
    expect(differenceWords(comparison({ difference, variants }))).toBe(words);
  });

  it('tells no speed where the results differ, whatever times a document holds', () => {
    expect(standingOf(comparison({ equality: 'different' }))).toEqual({ kind: 'invalid' });
    expect(standingOf(comparison({ equality: 'unknown' }))).toEqual({ kind: 'invalid' });
    expect(standingOf(compared({ verdict: 'invalid' }))).toEqual({ kind: 'invalid' });
  });

  it('says that it was stopped before anything was known', () => {
    const outcome = { status: 'interrupted', error: null } as const;
    const stopped = comparison({ outcome, points: [], at: null, equality: 'unknown' });
    expect(said(stopped)).toBe('Stopped before anything was known');
    // that results differ is known all the same
    expect(standingOf({ ...stopped, difference: 'a is 1, b is 2' })).toEqual({ kind: 'invalid' });
  });

  it('names the fastest of several', () => {
    expect(said(fourVariants())).toBe('D is about 7.8× faster than A');
  });
});

describe('the words beside it', () => {
  it('says that it ended early', () => {
    const outcome = { status: 'interrupted', error: null } as const;
    expect(endedEarly(comparison({ outcome }), english)).toMatch(/^Stopped early/);
    expect(endedEarly(comparison(), english)).toBeNull();
  });
});

describe('badgesOf', () => {
  const texts = (result: IComparison) =>
    badgesOf(result, result.at === null ? null : result.points[result.at], english).map(
      ({ text, level }) => [plain(text), level]
    );

  it('says what was checked, the noise, and the effort', () => {
    expect(texts(comparison())).toEqual([
      ['same result on 5 inputs', 'good'],
      ['noise here ± 1 %', 'plain'],
      ['1.1 s, 40 blocks', 'plain']
    ]);
  });

  it.each([
    ['close', 'same but for rounding', 'good'],
    ['reordered', 'same items, another order', 'plain'],
    ['unknown', 'not compared', 'caution']
  ] as const)('%s: %s', (equality, words, level) => {
    expect(texts(comparison({ equality }))[0]).toEqual([words, level]);
  });

  it('does not say what the verdict says', () => {
    expect(texts(comparison({ equality: 'different', points: [], at: null }))).toEqual([]);
  });

  it.each([
    [0.021, 'noise here ± 2 %', 'plain'],
    [0.072, 'noise here ± 7 %', 'plain'],
    [0.13, 'noise here ± 13 %', 'caution'],
    [0.44, 'noise here ± 44 %', 'caution'],
    [1.3, 'noise here as large as the times', 'caution']
  ] as const)('always tells the noise, and warns where the caution does: %s', (noise, ...badge) => {
    expect(texts(comparison({ points: [point({ noise })], at: 0 }))[1]).toEqual(badge);
  });
});

describe('the price', () => {
  const price = (first: number | null, second: number | null, changes: Partial<IPair> = {}) => {
    const times = [first, second].map(peak_bytes => variantTimes(1, { peak_bytes }));
    const at = point({ times, pairs: [pair(changes)] });
    return priceLines(comparison({ points: [at], at: 0 }), at, english)[0] ?? null;
  };

  it.each<[string | null, number | null, number | null, Partial<IPair>]>([
    ['the price: 3.1× the memory', 13_312, 40_960, {}],
    ['the price: 86,000× the memory', 472, 40_400_000, {}],
    ['A takes 3.1× the memory of B', 40_960, 13_312, {}],
    ['the price: 3.1× the memory', 40_960, 13_312, slower],
    ['B takes 3.1× the memory of A', 13_312, 40_960, same],
    ['about the same memory', 40_960, 41_000, {}],
    ['next to nothing', 0, 100, {}],
    [null, null, 100, {}]
  ])('says %p for %p and %p', (words, first, second, changes) => {
    expect(price(first, second, changes)).toBe(words);
  });

  it('is told for each of several that has one', () => {
    const times = [8_800, 160_000, 2_000, 9_000].map(peak_bytes => variantTimes(1, { peak_bytes }));
    const pairs = [1, 2, 3].map(i => pair({ variant: i }));
    const several = fourVariants();
    expect(priceLines(several, point({ times, pairs }), english)).toEqual([
      'the price: B takes 18× the memory',
      'A takes 4.4× the memory of C'
    ]);
  });

  it('is not told of what is not comparable', () => {
    expect(peaksOf(point({ pairs: [pair({ verdict: 'invalid' })] })).map(p => p.variant)).toEqual([
      0
    ]);
  });
});

describe('variants', () => {
  it('have sides', () => {
    expect(sidesOf(comparison())).toEqual(['slow', 'fast']);
    expect(sidesOf(compared(slower))).toEqual(['fast', 'slow']);
    expect(sidesOf(compared(same))).toEqual(['neutral', 'neutral']);
    expect(sidesOf(compared(unclear))).toEqual(['neutral', 'neutral']);
    const little = { verdict: 'slower', ratio: 0.953, low: 0.945, high: 0.961 } as const;
    expect(sidesOf(compared(little))).toEqual(['neutral', 'neutral']);
    // of several: who leads, who takes longest, and between them neither
    expect(sidesOf(fourVariants())).toEqual(['slow', 'slow', 'neutral', 'fast']);
    expect(
      sidesOf(
        comparison({
          variants: ['a', 'b', 'c'].map(name => variant(name)),
          points: [
            point({
              times: [1, 2, 3].map(us => variantTimes(us)),
              pairs: [pair(), pair({ ...slower, variant: 2 })]
            })
          ],
          at: 0
        })
      )
    ).toEqual(['neutral', 'fast', 'slow']);
    expect(sidesOf(comparison({ at: null }))).toEqual(['neutral', 'neutral']);
  });

  it('have titles and labels that fit', () => {
    const named = (...names: string[]) =>
      comparison({ variants: names.map(name => variant(name)) });
    expect(titleOf(comparison(), 1)).toBe('B · in_set');
    expect(titleOf(named('A', 'B'), 1)).toBe('B');
    expect(labelsOf(comparison())).toEqual(['in_list', 'in_set']);
    expect(labelsOf(named('a', 'with_a_list_comprehension'))).toEqual(['A', 'B']);
  });
});
