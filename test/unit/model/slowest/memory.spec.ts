import { MemorySteps } from '../../../../src/model/slowest/memory';
import { MIB } from '../../builders';

describe('steps of memory', () => {
  it('are what the kernel holds more than at the answer before', () => {
    const steps = new MemorySteps();
    steps.holds(100 * MIB);
    steps.ran('a');
    expect(steps.of('a')).toEqual({ kind: 'waiting' });
    steps.holds(140 * MIB);
    steps.ran('b');
    steps.holds(90 * MIB);
    expect(steps.of('a')).toEqual({ kind: 'alone', bytes: 40 * MIB });
    expect(steps.of('b')).toEqual({ kind: 'alone', bytes: -50 * MIB });
  });

  it('are shared by cells that ran without a rest', () => {
    const steps = new MemorySteps();
    steps.holds(100 * MIB);
    ['a', 'b', 'a'].forEach(cell => steps.ran(cell));
    steps.holds(130 * MIB);
    const stretch = { cells: ['a', 'b'], runs: 3, others: 0, bytes: 30 * MIB };
    expect(steps.of('a')).toEqual({ kind: 'together', stretch });
    expect(steps.of('b')).toBe(steps.of('a'));
  });

  it('are not those of a cell alone where something else ran', () => {
    const steps = new MemorySteps();
    steps.holds(100 * MIB);
    steps.otherRan();
    steps.ran('a');
    steps.holds(101 * MIB);
    expect(steps.of('a')).toMatchObject({ kind: 'together', stretch: { others: 1 } });
    // what ran before the answer is over
    steps.ran('b');
    steps.holds(103 * MIB);
    expect(steps.of('b')).toEqual({ kind: 'alone', bytes: 2 * MIB });
  });

  it('are not known without an answer before the cell, and begin anew after it', () => {
    const steps = new MemorySteps();
    steps.ran('a');
    steps.holds(100 * MIB);
    expect(steps.of('a')).toEqual({ kind: 'unknown', why: 'not-watched' });
    expect(steps.hasStart).toBe(true);
    steps.ran('b');
    steps.unknown('not-watched');
    expect(steps.of('b')).toEqual({ kind: 'unknown', why: 'not-watched' });
    expect(steps.hasStart).toBe(false);
    steps.ran('c');
    steps.unknown('no-answer');
    expect(steps.of('c')).toEqual({ kind: 'unknown', why: 'no-answer' });
    expect(steps.of('never')).toEqual({ kind: 'unknown', why: 'not-watched' });
  });

  it('forget everything', () => {
    const steps = new MemorySteps();
    steps.holds(100 * MIB);
    steps.ran('a');
    steps.clear();
    expect([steps.hasStart, steps.isWaiting]).toEqual([false, false]);
    steps.holds(10 * MIB);
    expect(steps.of('a')).toEqual({ kind: 'unknown', why: 'not-watched' });
  });
});
