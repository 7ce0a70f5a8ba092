import {
  formatBytes,
  formatChange,
  formatCount,
  formatElapsed,
  formatShare,
  formatTime,
  NBSP,
  shortCount,
  spreadFormat,
  timeColumn,
  timeSpan,
  timesOf
} from '../../../../src/model/words/units';
import { english, MIB, MS, SECOND } from '../../builders';

const spaced = (text: string) => text.replaceAll(NBSP, ' ');

describe('timeSpan', () => {
  it.each([
    [11 * SECOND, 11 * SECOND, 'about 11 s'],
    [10 * SECOND, 11.4 * SECOND, 'about 11 s'],
    [3.24 * SECOND, 11.3 * SECOND, '3.2 to 11 s'],
    [40 * MS, 2.14 * SECOND, '40 ms to 2.1 s'],
    [13 * SECOND, 250 * SECOND, '13 s to 4 min 10 s'],
    [61 * SECOND, 122 * SECOND, '1 min 1 s to 2 min 2 s'],
    [60 * SECOND, 120 * SECOND, '1 to 2 min']
  ])('foresees %d to %d ns as %s', (low, high, text) => {
    expect(spaced(timeSpan(low, high, english))).toBe(text);
  });
});

describe('formatTime', () => {
  it.each([
    [0, '0 ns'],
    [46, '46 ns'],
    [999, '999 ns'],
    [11.34, '11.3 ns'],
    [46_200, '46.2 µs'],
    [999_600, '1.00 ms'],
    [3.1 * MS, '3.10 ms'],
    [999.6 * MS, '1.00 s'],
    [8.61 * SECOND, '8.61 s'],
    [59.96 * SECOND, '1 min'],
    [80 * SECOND, '1 min 20 s'],
    [119.6 * SECOND, '2 min'],
    [3599.6 * SECOND, '1 h'],
    [3900 * SECOND, '1 h 5 min']
  ])('writes %p ns as %p', (ns, text) => {
    expect(spaced(formatTime(ns))).toBe(text);
  });

  it('can be told to use fewer digits', () => {
    expect(spaced(formatTime(46_200, 2))).toBe('46 µs');
    expect(spaced(formatTime(2.04 * SECOND, 2))).toBe('2.0 s');
  });

  it('never uses more than three significant digits', () => {
    for (let ns = 1; ns < 59e9; ns = ns * 1.37 + 0.1) {
      const digits = formatTime(ns).split(NBSP)[0].replace('.', '').replace(/^0+/, '');
      expect(digits.length).toBeLessThanOrEqual(3);
    }
  });

  it('keeps the unit on the line of its number', () => {
    expect(formatTime(46_200)).not.toContain(' ');
    expect(formatTime(80 * SECOND)).not.toContain(' ');
  });
});

describe('timesOf', () => {
  const joined = (part: number, whole: number) => spaced(timesOf(part, whole).join(' of '));

  it.each([
    [7.91 * SECOND, 8.61 * SECOND, '7.9 of 8.6 s'],
    [1.9 * SECOND, 2 * SECOND, '1.9 of 2.0 s'],
    [11 * SECOND, 12.3 * SECOND, '11 of 12 s'],
    [75 * SECOND, 80 * SECOND, '75 of 80 s'],
    [570 * SECOND, 600 * SECOND, '9.5 of 10.0 min']
  ])('lets %p of %p share the unit', (part, whole, text) => {
    expect(joined(part, whole)).toBe(text);
  });

  it('gives a part its own unit where it would read as nothing', () => {
    expect(joined(3 * MS, 8.61 * SECOND)).toBe('3.0 ms of 8.6 s');
  });
});

describe('timeColumn', () => {
  it('lines up the decimals of a column in the unit of the largest', () => {
    const format = timeColumn([7.97 * SECOND, 310 * MS]);
    expect([7.97 * SECOND, 310 * MS, 2 * MS, 0].map(ns => spaced(format(ns)))).toEqual([
      '7.97 s',
      '0.31 s',
      '<0.01 s',
      '0 s'
    ]);
  });

  it('has no decimals of a nanosecond', () => {
    expect(spaced(timeColumn([120, 7])(7))).toBe('7 ns');
  });

  it('stands an empty column', () => {
    expect(spaced(timeColumn([])(0))).toBe('0 ns');
  });
});

describe('spreadFormat', () => {
  const texts = (middle: number, low: number, high: number) => {
    const { number, text } = spreadFormat(middle, low, high);
    return [number(low), spaced(text(middle)), spaced(text(high))];
  };

  it('has no digit finer than the spread', () => {
    expect(texts(46_213, 45_040, 47_190)).toEqual(['45', '46 µs', '47 µs']);
    expect(texts(46_213, 46_190, 46_300)).toEqual(['46.2', '46.2 µs', '46.3 µs']);
    expect(texts(46_213, 30_000, 90_000)).toEqual(['30', '50 µs', '90 µs']);
  });

  it('has no more decimals than it says', () => {
    expect(texts(990, 850, 1_190)).toEqual(['1', '1 µs', '1 µs']);
    expect(texts(1_490, 850, 2_930)).toEqual(['1', '1 µs', '3 µs']);
  });

  it('has three digits where there is no spread', () => {
    expect(texts(46_213, 46_213, 46_213)).toEqual(['46.2', '46.2 µs', '46.2 µs']);
  });
});

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [512, '512 B'],
    [1023, '1.0 KiB'],
    [2 * MIB, '2.0 MiB'],
    [34.4 * MIB, '34 MiB'],
    [1.25 * 1024 * MIB, '1.3 GiB']
  ])('writes %p as %p', (bytes, text) => {
    expect(spaced(formatBytes(bytes))).toBe(text);
  });

  it('signs a change', () => {
    expect(spaced(formatChange(34 * MIB))).toBe('+34 MiB');
    expect(spaced(formatChange(-2 * MIB))).toBe('\u22122.0 MiB');
    expect(spaced(formatChange(0))).toBe('0 B');
  });
});

describe('shares and counts', () => {
  it('never calls a part all or nothing', () => {
    expect(spaced(formatShare(1, 1000))).toBe('<1 %');
    expect(spaced(formatShare(999, 1000))).toBe('99 %');
    expect(spaced(formatShare(0, 1000))).toBe('0 %');
    expect(spaced(formatShare(1, 1))).toBe('100 %');
    expect(spaced(formatShare(0, 0))).toBe('0 %');
  });

  it('groups thousands', () => {
    expect(formatCount(1_204_331)).toBe('1,204,331');
    expect(formatCount(999)).toBe('999');
  });

  it('keeps long counts short', () => {
    expect(shortCount(120_433)).toBe('120,433');
    expect(spaced(shortCount(12_345_678))).toBe('12.3 M');
  });
});

describe('formatElapsed', () => {
  it('counts tenths, then seconds, then minutes', () => {
    expect([0, 2340, 9940, 12_700, 80_400].map(ms => spaced(formatElapsed(ms)))).toEqual([
      '0.0 s',
      '2.3 s',
      '9.9 s',
      '12 s',
      '1 min 20 s'
    ]);
  });
});
