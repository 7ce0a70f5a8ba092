import { parseResult } from '../../../../src/model/reading/parse';
import { COMPARISON_LIMITS } from '../../../../src/model/reading/comparison';
import { comparison, compared, fourVariants } from '../../builders';

/** A copy that can be broken. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const copy = (value: unknown): any => JSON.parse(JSON.stringify(value));

/** A comparison in which something was put elsewhere. */
function broken(path: string, value: unknown): unknown {
  const result = copy(comparison());
  const keys = path.split('.');
  const last = keys.pop()!;
  keys.reduce((at, key) => at[key], result)[last] = value;
  return result;
}

describe('parseResult of a comparison', () => {
  it.each([
    ['two variants', comparison()],
    ['four', fourVariants()],
    ['one that was not timed', comparison({ points: [], at: null, equality: 'different' })],
    ['one outside a notebook', comparison({ cell: null })],
    ['one without an interval', compared({ verdict: 'unclear', ratio: 1.2, low: null, high: null })]
  ])('reads %s', (_, result) => {
    expect(copy(parseResult(copy(result)))).toEqual(copy(result));
  });

  it.each<[string, unknown, RegExp]>([
    ['version', 2, /version 2/],
    ['variants', [{ name: 'one', code: null, cell: null }], /variants are not 2 to/],
    ['variants.0.name', 3, /variants\[0\]\.name/],
    ['variants.0.code', undefined, /variants\[0\]\.code/],
    ['equality', 'fine', /equality/],
    ['difference', 1, /difference/],
    ['inputs', -1, /inputs/],
    ['cautions.0.text', null, /cautions\[0\]\.text/],
    ['at', 2, /at points to nothing/],
    ['at', 0.5, /at/],
    ['method.order', 1, /method/],
    ['points.0.n', 'many', /points\[0\]\.n/],
    ['points.0.decided', 1, /points\[0\]\.decided/],
    ['points.0.noise', NaN, /points\[0\]\.noise/],
    ['points.0.times', [], /one entry for each variant/],
    ['points.0.times.0.median_ns', 1e300, /more than can be/],
    ['points.0.times.0.values_ns.0', -1, /values_ns\[0\]/],
    ['points.0.times.0.peak_bytes', 1e300, /more than can be/],
    ['points.0.pairs.0.variant', 0, /with itself/],
    ['points.0.pairs.0.variant', 2, /points to nothing/],
    ['points.0.pairs.0.verdict', 'won', /verdict/],
    ['points.0.pairs.0.ratio', 0, /not a ratio/],
    ['points.0.pairs.0.ratio', 1e300, /more than can be/],
    ['points.0.pairs.0.low', 500, /outside its interval/],
    ['points.0.pairs.0.high', 1.01, /outside its interval/]
  ])('says what is wrong where %s is %p', (path, value, words) => {
    const read = parseResult(broken(path, value));
    expect(read).toMatchObject({ kind: 'unreadable' });
    expect((read as { detail: string }).detail).toMatch(words);
  });

  it.each<[string, number | null]>([
    ['faster', 0.5],
    ['faster', null],
    ['slower', 1.5],
    ['same', null]
  ])('does not show %s with a ratio of %p', (verdict, ratio) => {
    const result = compared({ verdict: verdict as 'faster', ratio, low: null, high: null });
    expect(parseResult(copy(result))).toMatchObject({ kind: 'unreadable' });
  });

  it('names each variant once', () => {
    const result = copy(comparison());
    result.points[0].pairs.push(result.points[0].pairs[0]);
    expect(parseResult(result)).toMatchObject({ detail: expect.stringMatching(/twice/) });
  });

  it('finds each field that is missing', () => {
    for (const key of Object.keys(comparison())) {
      const result = copy(comparison());
      delete result[key];
      expect([key, parseResult(result)]).toMatchObject([key, { kind: 'unreadable' }]);
    }
  });

  it('cuts what is too much, and does not show code that is too long', () => {
    const result = copy(comparison());
    result.variants[0].code = 'x'.repeat(COMPARISON_LIMITS.code + 1);
    result.points[1].times[0].values_ns = Array.from({ length: 50_000 }, () => 1);
    result.cautions = Array.from({ length: 1000 }, () => ({ code: 'a', text: 'b' }));
    result.method = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`m${i}`, 'x']));
    const read = copy(parseResult(result));
    expect(read.variants[0].code).toBeNull();
    expect(read.points[1].times[0].values_ns).toHaveLength(COMPARISON_LIMITS.values);
    expect(read.cautions).toHaveLength(COMPARISON_LIMITS.cautions);
    expect(Object.keys(read.method)).toHaveLength(COMPARISON_LIMITS.method);
  });

  it('is not polluted by names from outside', () => {
    const result = copy(comparison());
    result.method = JSON.parse('{"__proto__": "x", "constructor": "y"}');
    const { method } = parseResult(result) as { method: Record<string, string> };
    expect(Object.keys(method).sort()).toEqual(['__proto__', 'constructor']);
    expect(Reflect.get({}, 'order')).toBeUndefined();
  });
});
