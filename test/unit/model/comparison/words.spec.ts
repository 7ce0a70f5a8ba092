import { readFileSync } from 'fs';
import { join } from 'path';
import { callTimes } from '../../../../src/model/comparison/agreeing';
import { spreadWords } from '../../../../src/model/comparison/calltimes';
import { beneathLines } from '../../../../src/model/comparison/beneath';
import {
  Family,
  IComparison,
  IPair,
  IPoint,
  IVariantTimes
} from '../../../../src/model/contract/comparison';
import { crossoverLines, growthWords, tailWords } from '../../../../src/model/comparison/growth';
import { metricRows } from '../../../../src/model/comparison/metrics';
import { intervalOf, pairWords, timesWord } from '../../../../src/model/comparison/pairwords';
import { residentOf } from '../../../../src/model/comparison/peaks';
import { isWithin } from '../../../../src/model/words/ratio';
import { sizeTable } from '../../../../src/model/comparison/sizes';
import { NBSP } from '../../../../src/model/words/units';
import { verdictSentence } from '../../../../src/model/comparison/verdict';
import { comparison, english, pair, point, variant, variantTimes } from '../../builders';

type Told = Pick<IPair, 'verdict' | 'ratio' | 'low' | 'high'>;
type Temperature = IComparison['temperature'];

interface IPairCase {
  readonly pair: Told;
  readonly temperature?: Temperature;
  /** A call with empty caches takes so many times as long. */
  readonly first?: number;
  readonly view: string;
  readonly short: string;
  readonly interval: string | null;
}

interface ISeveralCase {
  readonly pairs: readonly Told[];
  readonly temperature?: Temperature;
  readonly view: string;
}

interface IGrowthCase {
  readonly families: readonly Family[];
  readonly exponent: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly words: string;
}

/** The same cases are held against the report of the kernel, in `test_report_comparison.py`. */
const WORDS = JSON.parse(
  readFileSync(join(__dirname, '../../../words/comparison.json'), 'utf8')
) as {
  pairs: IPairCase[];
  several: ISeveralCase[];
  growth: IGrowthCase[];
};

const plain = (text: string) => text.replaceAll(NBSP, ' ');

/** A comparison at one size without `n`, whose times fit its pairs. */
function told(
  pairs: readonly Told[],
  changes: Partial<IComparison> = {},
  times: Partial<IVariantTimes> = {}
): IComparison {
  const medians = [6500, ...pairs.map(({ ratio }) => 6500 / (ratio ?? 1))];
  const first = times.first_ns ?? null;
  return comparison({
    variants: medians.map((_, i) => variant('abcdef'[i])),
    points: [
      point({
        n: null,
        times: medians.map((us, i) =>
          variantTimes(us, { ...times, first_ns: i > 0 && first ? first * 1e3 * us : null })
        ),
        pairs: pairs.map((one, i) => pair({ ...one, variant: i + 1 }))
      })
    ],
    at: 0,
    ...changes
  });
}

const beneath = (result: IComparison) =>
  beneathLines(result, result.points[result.at!], english).map(plain);

describe('the words of a comparison', () => {
  it.each(WORDS.pairs.map(one => [one.view, one] as const))('%s', (view, one) => {
    const { temperature = null, first = null } = one;
    const result = told([one.pair], { temperature }, { first_ns: first });
    expect(plain(verdictSentence(result, english))).toBe(view);
    expect(plain(pairWords(result.points[0].pairs[0], english))).toBe(one.short);
    expect(beneath(result)[0]).toBe(
      one.interval === null
        ? 'Too few runs for an interval: a larger budget may help.'
        : `95 % in this kernel, on these inputs: ${one.interval}`
    );
  });

  it.each(WORDS.several.map(one => [one.view, one] as const))('of several: %s', (view, one) => {
    const result = told(one.pairs, { temperature: one.temperature ?? null });
    expect(plain(verdictSentence(result, english))).toBe(view);
    const open = beneath(result).some(line => line.includes('is ahead cannot be told'));
    expect(open).toBe(view.includes(' are '));
  });

  it.each(WORDS.growth.map(one => [one.words, one] as const))('growth: %s', (words, one) => {
    const result = comparison({ growth: [{ ...one, variant: 1, from_n: 10, to_n: 1000 }] });
    const [told] = growthWords(result, english);
    expect({ ...told, words: plain(told.words) }).toEqual({
      variant: 1,
      name: 'B · in_set',
      words
    });
    // the bracket is not broken over two lines
    expect(told.words.replace(/^[^(]*/, '')).not.toContain(' ');
  });

  it('a win from a cache names the call that fills it', () => {
    const cached = { verdict: 'faster', ratio: 92, low: 90, high: 94 } as const;
    const result = told([cached], { temperature: 'repeated' }, { first_ns: 100 });
    expect(beneath(result)).toContain('With empty caches a call of B takes 7.1 ms.');
  });
});

describe('times, ratio and interval', () => {
  const random = () => {
    seed = (1103515245 * seed + 12345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const among = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)];
  let seed = 5;

  const value = (word: string) => Number(word.replaceAll(',', '').replace('×', ''));
  const ns = (time: string) => {
    const [number, unit] = time.split(NBSP);
    return value(number) * { ns: 1, µs: 1e3, ms: 1e6, s: 1e9 }[unit]!;
  };

  function randomPoint(): IPoint {
    const ratio = 10 ** (6 * random() - 3);
    const wide = () => among([0.005, 0.01, 0.04, 0.2]) * (1 + random() / 2);
    const [low, high] = [ratio * (1 - wide()), ratio * (1 + wide())];
    const verdict = low > 1.01 ? 'faster' : high < 0.99 ? 'slower' : 'unclear';
    const us = 10 ** (8 * random() - 2);
    const share = among([0.005, 0.03, 0.3]);
    return point({
      times: [us, us / ratio].map(at =>
        variantTimes(at, { low_ns: 1e3 * at * (1 - share), high_ns: 1e3 * at * (1 + share) })
      ),
      pairs: [pair({ verdict, ratio, low, high })]
    });
  }

  it('agree on the page, whatever was measured', () => {
    for (let i = 0; i < 3000; i++) {
      const one = randomPoint();
      const [told] = one.pairs;
      const times = callTimes(one).map(text => text!);
      const [first, second] = times.map(ns);
      const [low, high] = intervalOf(told)!.split(' to ').map(value);
      const shown = told.verdict === 'faster' ? first / second : second / first;
      expect([one, isWithin(shown, low, high)]).toEqual([one, true]);
      if (told.verdict !== 'unclear') {
        expect(isWithin(value(timesWord(told)), low, high)).toBe(true);
      }
      for (const text of times) {
        const digits = text.replace(/[^0-9]/g, '').replace(/^0+|0+$/g, '');
        expect(digits.length).toBeLessThanOrEqual(3);
      }
    }
  });
});

describe('under the verdict', () => {
  const faster = { verdict: 'faster', ratio: 8.2, low: 7.95, high: 8.45 } as const;

  it('stands what the garbage collector changes', () => {
    const at = told([faster]).points[0];
    const other = pair({ ratio: 6.4, low: 6.2, high: 6.6 });
    const points = [{ ...at, collector: 'on' as const, other_collector: [other] }];
    expect(beneath(told([faster], { points }))).toContain(
      'With the garbage collector on: 8.2× faster; off: 6.4× faster.'
    );
    expect(beneath(told([faster])).join()).not.toContain('collector');
  });

  const confirmation = {
    n: null,
    asked: 5,
    processes: 5,
    pairs: [pair({ ratio: 8.1, low: 7.91, high: 8.37 })],
    ratios: [[8, 8.1, 8.2, 8.1, 8.3]],
    resident_bytes: [1e6, null]
  };

  it('stands what fresh processes said, where it is of this size', () => {
    const result = told([faster], { confirmation });
    expect(beneath(result)).toContain(
      'In 5 fresh processes: 7.9× to 8.4× faster (95 % between processes).'
    );
    expect(residentOf(result, result.points[0])).toEqual([{ variant: 0, bytes: 1e6 }]);
    const stopped = { ...confirmation, processes: 3 };
    expect(beneath(told([faster], { confirmation: stopped }))).toContain(
      'In 3 of 5 fresh processes: 7.9× to 8.4× faster (95 % between processes).'
    );
    const elsewhere = { ...confirmation, n: 10 };
    expect(beneath(told([faster], { confirmation: elsewhere })).join()).not.toContain('fresh');
  });
});

describe('what else was measured of a call', () => {
  it('stands in rows where it tells something, and in all numbers', () => {
    const times = [
      variantTimes(6500, { function_calls: 1204, cpu_ns: 6.4e6 }),
      variantTimes(3200, { function_calls: 3, cpu_ns: 6.4e6 })
    ];
    const at = point({ n: null, times, pairs: [pair({ ratio: 2.03, low: 2, high: 2.06 })] });
    expect(metricRows(at, english).map(({ id, values }) => [id, ...values.map(plain)])).toEqual([
      ['cpu', '6.4 ms', '6.4 ms'],
      ['function_calls', '1,204', '3']
    ]);
    const { columns } = sizeTable(comparison({ points: [at], at: 0 }), english);
    expect(columns).toContain('function calls');
    expect(columns).not.toContain('statements');
  });

  it('is left out where the processor only says what the clock says', () => {
    const times = [variantTimes(10, { cpu_ns: 9900 }), variantTimes(1, { cpu_ns: 1010 })];
    expect(metricRows(point({ times }), english)).toEqual([]);
  });
});

describe('growth', () => {
  it('says where variants change places, and for which sizes the powers are', () => {
    const result = comparison({
      growth: [
        {
          variant: 0,
          families: ['quadratic-ish'],
          exponent: 2,
          low: 1.9,
          high: 2.1,
          from_n: 500,
          to_n: 4000
        }
      ],
      crossovers: [
        { variant: 1, low_n: 64, high_n: 128, faster: 'above' },
        { variant: 1, low_n: 4000, high_n: 8000, faster: 'below' }
      ]
    });
    expect(tailWords(result, english)).toBe('The powers of n are those from n = 500 to 4,000.');
    expect(crossoverLines(result, english)).toEqual([
      'B is faster than A from n = 64 to 128 on.',
      'B is faster than A up to n = 4,000 to 8,000.'
    ]);
  });

  it('says nothing of what may not be told', () => {
    const pairs = [pair({ verdict: 'invalid', ratio: null, low: null, high: null })];
    const result = comparison({
      points: [10, 100].map(n => point({ n, pairs })),
      crossovers: [{ variant: 1, low_n: 10, high_n: 100, faster: 'above' }]
    });
    expect(crossoverLines(result, english)).toEqual([]);
  });
});

describe('a spread', () => {
  it.each([
    [6.4, 6.6, 'spread ± 2 %'],
    [1.5, 12, 'spread ± 81 %'],
    [0.2, 14.2, 'spread 200 µs to 14 ms']
  ])('from %s to %s ms about 6.5 ms: %s', (low, high, said) => {
    const times = variantTimes(6500, { low_ns: low * 1e6, high_ns: high * 1e6 });
    expect(plain(spreadWords(times, english))).toBe(said);
  });
});
