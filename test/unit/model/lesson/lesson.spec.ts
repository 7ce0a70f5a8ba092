import type { IComparison } from '../../../../src/model/contract/comparison';
import {
  compareOf,
  IMeasured,
  lessonRef,
  measuredIn,
  questionStateText,
  readMeasured,
  roleOf
} from '../../../../src/model/lesson/lesson';
import { english } from '../../builders';

const LESSON = { lesson: 'd1', version: '1.0.0' };
const COMPARE = {
  schema: 1,
  id: 'd1.compare.1',
  role: 'compare',
  variants: ['in_list', 'in_set'],
  question: 'Which is faster?'
};

describe('the metadata of a lesson', () => {
  it('name the lesson of a notebook', () => {
    expect(lessonRef({ schema: 1, ...LESSON, title: 'Membership' })).toEqual(LESSON);
    for (const value of [undefined, null, 'd1', {}, { schema: 2, ...LESSON }, { schema: 1 }]) {
      expect(lessonRef(value)).toBeNull();
    }
  });

  it('give a cell its role by the id that it was released with', () => {
    expect(roleOf(LESSON, 'd1-compare-1', COMPARE)).toBe('compare');
    expect(roleOf(LESSON, 'd1-setup', { schema: 1, id: 'd1.setup', role: 'setup' })).toBe('setup');
  });

  it('give a copy none, nor a cell of another lesson', () => {
    expect(roleOf(LESSON, '8f3e1c2a', COMPARE)).toBeNull();
    expect(roleOf({ ...LESSON, lesson: 'e1' }, 'd1-compare-1', COMPARE)).toBeNull();
    expect(roleOf(LESSON, 'd1-compare-1', { ...COMPARE, role: 'winner' })).toBeNull();
  });

  it('say what a comparison asks', () => {
    expect(compareOf(LESSON, 'd1-compare-1', COMPARE)).toEqual({
      id: 'd1.compare.1',
      question: 'Which is faster?',
      variants: ['in_list', 'in_set']
    });
  });

  it('ask nothing where they make no sense', () => {
    for (const change of [
      { variants: ['in_list'] },
      { variants: 'in_list' },
      { variants: [1, 2] },
      { question: undefined },
      { role: 'variant' }
    ]) {
      expect(compareOf(LESSON, 'd1-compare-1', { ...COMPARE, ...change })).toBeNull();
    }
  });
});

describe('what was measured', () => {
  const MEASURED = { verdict: 'faster', ratio: 138, low: 134, high: 143 } as const;
  const times = { values_ns: [1], median_ns: 1, low_ns: 1, high_ns: 1, calls: 1, peak_bytes: null };
  // as much as is looked at
  const comparison = {
    outcome: { status: 'ok', error: null },
    variants: [
      { name: 'in_list', code: null },
      { name: 'in_set', code: null }
    ],
    equality: 'equal',
    difference: null,
    points: [{ n: 1000, times: [times, times], pairs: [{ variant: 1, ...MEASURED }] }],
    at: 0
  };

  it('is what the result says of B', () => {
    expect(measuredIn(comparison as unknown as IComparison)).toEqual(MEASURED);
  });

  it('is nothing about speed where the results differ', () => {
    const different = { ...comparison, equality: 'different' } as unknown as IComparison;
    expect(measuredIn(different)).toEqual({
      verdict: 'invalid',
      ratio: null,
      low: null,
      high: null
    });
  });

  it('is nothing where a comparison was stopped', () => {
    const stopped = {
      ...comparison,
      outcome: { status: 'interrupted', error: null },
      difference: null,
      points: [],
      at: null
    } as unknown as IComparison;
    expect(measuredIn(stopped)).toBeNull();
  });

  it('is read from what was kept, without what makes no sense', () => {
    expect(readMeasured({ verdict: 'same', ratio: -1 })).toEqual({
      verdict: 'same',
      ratio: null,
      low: null,
      high: null
    });
    expect(readMeasured({ verdict: 'won' })).toBeNull();
  });
});

describe('the words for a question', () => {
  const measured = (verdict: IMeasured['verdict'], ratio: number | null): IMeasured => ({
    verdict,
    ratio,
    low: null,
    high: null
  });
  const say = (ratio: number | null, result: IMeasured | null) =>
    questionStateText(
      { guess: ratio === null ? { kind: 'blind' } : { kind: 'guessed', ratio }, measured: result },
      english
    );

  it('give nothing away before a guess', () => {
    expect(say(null, null)).toBe('Not guessed yet.');
    expect(say(null, measured('faster', 140))).not.toMatch(/\d/);
  });

  it('say both after a guess and a measurement', () => {
    expect(say(3, null)).toBe('You said 3×. Not measured yet.');
    expect(say(3, measured('faster', 138.2))).toBe('You said 3×, it was about 140×.');
  });

  it('name the faster one where the guess was for the other', () => {
    expect(say(0.5, measured('faster', 138))).toBe('You said A 2×, B is about 140× faster.');
    expect(say(3, measured('slower', 1 / 8.2))).toBe('You said B 3×, A is about 8.2× faster.');
    expect(say(1, measured('faster', 2))).toBe('You said the same, B is about 2.0× faster.');
  });

  it('never say more than was measured', () => {
    expect(say(3, measured('same', 1.004))).toBe('You said 3×, it was the same.');
    expect(say(3, measured('unclear', 1.2))).toBe('You said 3×, your machine could not tell.');
    expect(say(3, measured('invalid', null))).toBe('You said 3×, but the results differ.');
  });
});
