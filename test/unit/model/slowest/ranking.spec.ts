import type { MemoryStep } from '../../../../src/model/slowest/memory';
import {
  ISlowView,
  resorted,
  SLOWEST_FIRST,
  slowRows
} from '../../../../src/model/slowest/ranking';
import type { ICellRecord } from '../../../../src/model/slowest/runs';

const UNKNOWN: MemoryStep = { kind: 'unknown', why: 'not-watched' };

function record(source: string, ns: number, memory = UNKNOWN): ICellRecord {
  return { run: { source, ns, error: null, profiled: false }, count: 1, last: 7, memory };
}

const CELLS = ['a', 'b', 'c', 'd'].map((id, i) => ({ id, source: `${id}()`, count: i + 1 }));

const RECORDS = new Map([
  ['d', record('d()', 20, { kind: 'alone', bytes: 5 })],
  ['c', record('c()', 80, { kind: 'alone', bytes: -9 })],
  ['b', record('b()', 20)],
  ['gone', record('', 900)]
]);

const ids = (view: ISlowView, records = RECORDS, cells = CELLS) =>
  slowRows(records, cells, view).map(row => row.id);

describe('the list of slowest cells', () => {
  it('has the slowest first; where two are the same, the first in the notebook', () => {
    expect(ids(SLOWEST_FIRST)).toEqual(['c', 'b', 'd']);
    expect(ids({ column: 'time', descending: false })).toEqual(['b', 'd', 'c']);
  });

  it('sorts by memory, and what is not known comes last either way', () => {
    expect(ids({ column: 'memory', descending: true })).toEqual(['d', 'c', 'b']);
    expect(ids({ column: 'memory', descending: false })).toEqual(['c', 'd', 'b']);
  });

  it('sorts by place, which moves with the cells', () => {
    const view = resorted(SLOWEST_FIRST, 'cell');
    expect(view).toEqual({ column: 'cell', descending: false });
    expect(ids(view)).toEqual(['b', 'c', 'd']);
    expect(ids(resorted(view, 'cell'))).toEqual(['d', 'c', 'b']);
    expect(ids(view, RECORDS, [CELLS[3], CELLS[2]])).toEqual(['d', 'c']);
    expect(resorted(view, 'memory')).toEqual({ column: 'memory', descending: true });
  });

  it('names each cell, and says how it compares with the slowest', () => {
    const [slowest, next] = slowRows(RECORDS, CELLS, SLOWEST_FIRST);
    expect(slowest).toMatchObject({ prompt: '[3]', line: 'c()', share: 1, edited: false });
    expect(next.share).toBe(0.25);
    const [bare] = slowRows(RECORDS, [{ ...CELLS[1], count: null }], SLOWEST_FIRST);
    expect(bare.prompt).toBe('[7]');
    expect(bare).toMatchObject({ share: 1, part: 1 });
    expect([slowest.part, next.part]).toEqual([80 / 120, 20 / 120]);
  });

  it('does not measure others by a cell that was edited since', () => {
    const cells = CELLS.map(cell => (cell.id === 'c' ? { ...cell, source: 'new()' } : cell));
    const rows = slowRows(RECORDS, cells, SLOWEST_FIRST);
    expect(rows.map(row => [row.id, row.edited, row.share, row.part])).toEqual([
      ['c', true, 1, 0],
      ['b', false, 1, 0.5],
      ['d', false, 1, 0.5]
    ]);
  });
});
