import {
  formatGuess,
  formatInterval,
  formatRatio,
  isWithin,
  toldInterval
} from '../../../../src/model/words/ratio';

describe('formatRatio', () => {
  it.each<[string, number, number, number]>([
    ['140', 138.7, 134.2, 142.6],
    ['3.1', 3.12, 3.08, 3.16],
    ['8', 8.2, 7, 9.4],
    ['1.5', 1.5, 1.4, 1.62],
    ['1.14', 1.14, 1.125, 1.148],
    ['1.05', 1.049, 1.041, 1.058],
    ['2,200', 2180, 2100, 2260]
  ])('gives %s for %p in %p to %p', (words, ratio, low, high) => {
    expect(formatRatio(ratio, low, high)).toBe(words);
  });

  it('has two digits where no interval is known', () => {
    expect(formatRatio(3.456, null, null)).toBe('3.5');
  });

  it('says what lies in the interval that is told', () => {
    for (let i = 0; i < 2000; i++) {
      const ratio = 1.01 * 1.006 ** i;
      for (const half of [0.006, 0.02, 0.09, 0.3]) {
        const [low, high] = [ratio * (1 - half), ratio * (1 + half)];
        const said = Number(formatRatio(ratio, low, high).replaceAll(',', ''));
        expect([said, isWithin(said, ...toldInterval(low, high))]).toEqual([said, true]);
      }
    }
  });
});

describe('formatInterval', () => {
  it.each<[string, string, number, number]>([
    ['134', '143', 134.2, 142.6],
    ['3.08', '3.16', 3.08, 3.16],
    ['0.97', '1.02', 0.977, 1.013],
    ['1.01', '1.7', 1.012, 1.62],
    ['7.6', '8.1', 7.61, 8.08],
    ['0.48', '6.2', 0.48, 6.2]
  ])('gives %s to %s', (low, high, from, to) => {
    expect(formatInterval(from, to)).toEqual([low, high]);
  });
});

it('formatGuess writes what a slider says', () => {
  expect([3, 3.16, 31.6, 120, 1000].map(formatGuess)).toEqual(['3', '3.2', '32', '120', '1,000']);
});
