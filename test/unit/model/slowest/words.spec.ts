import type { IStretch, MemoryStep, Unknown } from '../../../../src/model/slowest/memory';
import type { ISlowRow } from '../../../../src/model/slowest/ranking';
import {
  emptyMessage,
  memoryNotes,
  remarksOn,
  slowHeadline,
  stepText,
  stepTitle
} from '../../../../src/model/slowest/words';
import { textOf } from '../../../../src/model/words/sentence';
import { NBSP } from '../../../../src/model/words/units';
import { english, MIB, MS, SECOND } from '../../builders';

const row = (changes: Partial<ISlowRow> = {}): ISlowRow => ({
  id: 'a',
  prompt: '[1]',
  line: 'a()',
  ns: SECOND,
  share: 1,
  part: 1,
  count: 1,
  error: null,
  profiled: false,
  edited: false,
  memory: { kind: 'waiting' },
  ...changes
});

const read = (text: string) => text.replaceAll(NBSP, ' ');
const headline = (...rows: ISlowRow[]) => {
  const parts = slowHeadline(rows, english);
  return parts && read(textOf(parts));
};
const unknown = (why: Unknown): MemoryStep => ({ kind: 'unknown', why });
const together = (changes: Partial<IStretch> = {}): MemoryStep => ({
  kind: 'together',
  stretch: { cells: ['a', 'b'], runs: 2, others: 0, bytes: 40 * MIB, ...changes }
});

describe('words for the slowest cells', () => {
  it('begin with the cell that the time went into', () => {
    const fast = row({ prompt: '[2]', ns: 200 * MS });
    expect(headline(row())).toBe('[1] took 1.00 s.');
    expect(headline(fast, row())).toBe('1.0 of 1.2 s went into [1].');
    expect(headline(row(), row(), row())).toBe('The slowest cell, [1], took 1.0 of 3.0 s.');
    expect(headline(row({ ns: 12 * MS }), row({ ns: 3 * MS }))).toBe(
      'No cell took long: 12.0 ms at most.'
    );
  });

  it('leave out what was edited', () => {
    expect(headline(row({ edited: true, ns: 9 * SECOND }), row())).toBe('[1] took 1.00 s.');
    expect(headline(row({ edited: true }))).toBeNull();
  });

  it('say of a cell what its numbers do not', () => {
    expect(remarksOn(row(), english)).toEqual([]);
    const much = row({ count: 3, error: 'KeyError', profiled: true, edited: true });
    const said = (one: ISlowRow) => remarksOn(one, english).map(({ text }) => text);
    expect(said(row({ error: 'KeyboardInterrupt' }))).toEqual(['interrupted']);
    expect(said(much)).toEqual([
      '3 runs',
      'ended with KeyError',
      'with a profiler',
      'edited since'
    ]);
  });

  it('write a step, and nothing where it is not known', () => {
    const alone = (bytes: number) => read(stepText({ kind: 'alone', bytes }));
    expect(alone(34 * MIB)).toBe('+34 MiB');
    expect(alone(-2 * MIB)).toBe('−2.0 MiB');
    expect(alone(20_000)).toBe('≈ 0');
    expect([stepText({ kind: 'waiting' }), stepText(unknown('no-answer'))]).toEqual(['…', '–']);
    expect(stepText(together())).toBe('–');
    expect(read(stepTitle(together(), english))).toContain('+40 MiB in 2 runs');
  });

  it('say why a step is not known, each reason once', () => {
    const notes = memoryNotes(
      [
        row({ memory: unknown('not-watched') }),
        row({ memory: unknown('not-watched') }),
        row({ memory: unknown('not-python') }),
        row({ memory: { kind: 'alone', bytes: 1 } })
      ],
      english
    );
    expect(notes).toEqual([
      'Memory is not known of cells that ran while the kernel was not asked.',
      'Memory is not known: only Python kernels are asked.'
    ]);
    for (const why of ['no-answer', 'no-number'] as const) {
      expect(memoryNotes([row({ memory: unknown(why) })], english)[0]).toMatch(/^Memory is not/);
    }
  });

  it('tell the step of cells that share one', () => {
    const shared = together();
    // sorted by time, but told in the order in which they ran
    const rows = [row({ id: 'b', prompt: '[2]', memory: shared }), row({ memory: shared })];
    const again = [rows[0], row({ memory: { kind: 'alone', bytes: 0 } })];
    expect(read(memoryNotes(again, english)[0])).toContain('Memory of [2]: +40 MiB in 2 runs');
    expect(memoryNotes(rows, english).map(read)).toEqual([
      'Memory of [1] [2]: +40 MiB in 2 runs straight after one another. The kernel is asked only while it rests.'
    ]);
    const [note] = memoryNotes([row({ memory: together({ others: 1, runs: 1 }) })], english);
    expect(read(note)).toBe(
      'Memory of [1]: +40 MiB with something else that ran meanwhile, such as a profiler or a widget.'
    );
    const many = Array.from({ length: 9 }, (_, i) =>
      row({ id: `${i}`, prompt: `[${i}]`, memory: together({ cells: [...'012345678'] }) })
    ).map((one, _, all) => ({ ...one, memory: all[0].memory }));
    expect(memoryNotes(many, english)[0]).toMatch(/^Memory of \[0\] \[1\] \[2\] \[3\] … \(9\): /);
  });

  it('say why there is no list', () => {
    expect(emptyMessage(false, english).title).toBe('No cell has run since this page was opened.');
    expect(emptyMessage(true, english).title).toContain('restarted');
  });
});
