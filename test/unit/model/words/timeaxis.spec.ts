import { ratioAxis } from '../../../../src/model/comparison/axis';
import { definedName, tidyCode } from '../../../../src/model/comparison/code';
import { axisOf, jitter, logAxis, sizeTicks, thinned } from '../../../../src/model/words/timeaxis';
import { pair } from '../../builders';

describe('axisOf', () => {
  it('is linear where values are near each other, with room at both ends', () => {
    const { type, domain } = axisOf([100, 110], 300);
    expect(type).toBe('linear');
    expect(domain[0]).toBeLessThan(100);
    expect(domain[1]).toBeGreaterThan(110);
  });

  it('goes from a power of ten to a power of ten where they are far apart', () => {
    expect(axisOf([46e3, 6.5e6], 300)).toEqual({
      type: 'log',
      domain: [1e4, 1e7],
      ticks: [1e4, 1e5, 1e6, 1e7]
    });
  });

  it('has no more ticks than there is room for', () => {
    expect(logAxis(1, 1e9, 180).ticks!.length).toBeLessThanOrEqual(3);
    expect(axisOf([5, 5], 300).domain[0]).toBeLessThan(5);
  });

  it('has two ticks at least', () => {
    expect(sizeTicks(10, 32, 200)).toEqual([10, 32]);
    expect(sizeTicks(10, 3162, 200)).toEqual([10, 100, 3162]);
    expect(sizeTicks(16, 2048, 180)).toEqual([16, 100, 2048]);
  });
});

describe('dots', () => {
  it('are thinned evenly', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => i);
    expect(thinned(values, 4)).toEqual([0, 2500, 5000, 7500]);
    expect(thinned([1, 2], 4)).toEqual([1, 2]);
  });

  it('are spread the same each time', () => {
    const places = Array.from({ length: 100 }, (_, i) => jitter(i));
    expect(places).toEqual(Array.from({ length: 100 }, (_, i) => jitter(i)));
    expect(Math.min(...places)).toBeGreaterThanOrEqual(-1);
    expect(Math.max(...places)).toBeLessThanOrEqual(1);
    expect(new Set(places).size).toBe(100);
  });
});

describe('ratioAxis', () => {
  it('has 1 in the middle and the second variant to the right', () => {
    const axis = ratioAxis(pair({ ratio: 1.2, low: 1.18, high: 1.22 }), null)!;
    const same = axis.same!;
    expect(axis.middle).toBeGreaterThan(same[1]);
    expect(axis.low).toBeLessThan(axis.middle);
    expect(axis.high).toBeLessThan(1);
    expect((same[0] + same[1]) / 2).toBeCloseTo(0.5);
    expect(axis.ends).toEqual([
      { first: true, times: '1.5' },
      { first: false, times: '1.5' }
    ]);
  });

  it('leaves 1 out where everything is far from it, and has room for fresh processes', () => {
    const confirmation = {
      n: null,
      asked: 2,
      processes: 2,
      pairs: [pair({ low: 7.8, high: 8.5 })],
      ratios: [[7.9, 8.4]],
      resident_bytes: []
    };
    const far = pair({ ratio: 8.1, low: 8, high: 8.2, deciding_low: 7.9, deciding_high: 8.3 });
    const { same, ends, confirmed, deciding, low } = ratioAxis(far, confirmation)!;
    expect(same).toBeNull();
    expect(ends.map(({ first, times }) => [first, Number(times)])).toEqual([
      [false, 7.5],
      [false, 8.8]
    ]);
    expect(deciding![0]).toBeLessThan(low);
    for (const place of [...confirmed!.dots, ...confirmed!.range!]) {
      expect(place).toBeGreaterThan(0);
      expect(place).toBeLessThan(1);
    }
  });

  it('holds any interval', () => {
    for (const [low, high] of [
      [0.2, 1.1],
      [0.99, 1.01],
      [1e-9, 1e9]
    ]) {
      const axis = ratioAxis(pair({ ratio: 1, low, high }), null)!;
      expect(axis.low).toBeGreaterThanOrEqual(0);
      expect(axis.high).toBeLessThanOrEqual(1);
    }
  });

  it('is not drawn without an interval', () => {
    expect(ratioAxis(pair({ low: null, high: null }), null)).toBeNull();
  });
});

describe('code', () => {
  it('is shown without the indent that all of it has, and without a tail', () => {
    expect(tidyCode('\n    def f():\n\n        return 1\n\n')).toBe('def f():\n\n    return 1');
    expect(tidyCode('def f():\r\n\treturn 1')).toBe('def f():\n    return 1');
    expect(tidyCode('')).toBe('');
  });

  it.each([
    ['def known(x):', 'known'],
    ['async def known(x):', 'known'],
    ['@cache\ndef known(x):', 'known'],
    ['class Known:', 'Known']
  ])('defines a name: %p', (code, name) => {
    expect(code.slice(...definedName(code)!)).toBe(name);
  });

  it('may define none', () => {
    expect(definedName('x = 1')).toBeNull();
  });
});
