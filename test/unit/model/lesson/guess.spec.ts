import {
  guessAfterKey,
  guessAt,
  GUESSES,
  guessParts,
  positionOf,
  sliderSentence,
  tickLabel,
  TICKS
} from '../../../../src/model/lesson/guess';
import { english } from '../../builders';

describe('the scale', () => {
  it('goes from A 10× over the same to B 1000×, each decade as long', () => {
    expect(GUESSES[0]).toBeCloseTo(0.1);
    expect(GUESSES.at(-1)).toBe(1000);
    expect(TICKS.map(positionOf)).toEqual([0, 0.25, 0.5, 0.75, 1].map(at => expect.closeTo(at)));
  });

  it('has the values that people say, in order, and none twice', () => {
    expect([...GUESSES].sort((a, b) => a - b)).toEqual(GUESSES);
    expect(new Set(GUESSES).size).toBe(GUESSES.length);
    expect(GUESSES).toEqual(expect.arrayContaining([1, 1.2, 1.5, 2, 3, 5, 7, 10, 20, 120, 500]));
  });

  it('snaps to the nearest of them', () => {
    for (const ratio of GUESSES) {
      expect(guessAt(positionOf(ratio))).toBe(ratio);
      expect(guessAt(positionOf(ratio * 1.01))).toBe(ratio);
    }
    expect(guessAt(-1)).toBe(GUESSES[0]);
    expect(guessAt(2)).toBe(1000);
  });
});

describe('keys', () => {
  const after = (ratio: number, ...keys: string[]) =>
    keys.reduce((at, key) => guessAfterKey(key, at)!, ratio);

  it('step through the values in both directions', () => {
    expect(after(1, 'ArrowRight')).toBe(1.2);
    expect(after(1, 'ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowUp')).toBe(3);
    expect(after(1, 'ArrowLeft')).toBeCloseTo(1 / 1.2);
    expect(after(3, 'ArrowDown')).toBe(2);
  });

  it('go there and back to the same value', () => {
    for (const ratio of GUESSES.slice(1, -1)) {
      expect(after(ratio, 'ArrowRight', 'ArrowLeft')).toBe(ratio);
    }
  });

  it('jump from tick to tick and to the ends, and stay there', () => {
    expect(after(3, 'PageUp')).toBe(10);
    expect(after(3, 'PageDown')).toBe(1);
    expect(after(3, 'End', 'ArrowRight', 'PageUp')).toBe(1000);
    expect(after(3, 'Home', 'ArrowLeft', 'PageDown')).toBeCloseTo(0.1);
  });

  it('can mean what is there already', () => {
    expect(after(1, 'Enter')).toBe(1);
    expect(after(1, ' ')).toBe(1);
  });

  it('are none of ours otherwise', () => {
    expect(['a', 'b', 'd', 'Tab', 'Escape'].map(key => guessAfterKey(key, 1))).toEqual(
      Array(5).fill(null)
    );
  });
});

describe('words', () => {
  const say = (ratio: number) => sliderSentence(ratio, english);

  it('say who takes which part of the time', () => {
    expect(say(3)).toBe('B takes 1/3 of the time');
    expect(say(1 / 2)).toBe('A takes 1/2 of the time');
    expect(say(1000)).toBe('B takes 1/1000 of the time');
    expect(say(1)).toBe('both take the same');
  });

  it('say fractions that people know', () => {
    expect(say(1.2)).toBe('B takes 5/6 of the time');
    expect(say(1 / 1.5)).toBe('A takes 2/3 of the time');
  });

  it('always say what the ratio says', () => {
    for (const ratio of GUESSES.filter(one => one !== 1)) {
      const { faster, part } = guessParts(ratio)!;
      const [a, b] = part.split('/').map(Number);
      expect(faster === 'B' ? b / a : a / b).toBeCloseTo(ratio, 9);
      expect(Number.isInteger(b)).toBe(true);
    }
  });

  it('name the ticks', () => {
    expect(TICKS.map(tick => tickLabel(tick, english))).toEqual([
      'A 10×',
      'same',
      'B 10×',
      'B 100×',
      'B 1000×'
    ]);
  });
});
