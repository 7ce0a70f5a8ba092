import { CellRuns } from '../../../../src/model/slowest/runs';
import { MS } from '../../builders';

let request = 0;

/** Run a cell from its beginning to its end, in milliseconds of the kernel's clock. */
function ran(
  runs: CellRuns,
  cell: string,
  ms: number,
  { source = cell, profiled = false, error = null as string | null } = {}
): void {
  const id = `r${++request}`;
  runs.sent(id, cell, source, profiled);
  runs.began(id, 1000, 5);
  runs.accepted(id, 5);
  if (error !== null) {
    runs.failed(id, error);
  }
  runs.ended(id, 1000 + ms);
}

describe('runs of cells', () => {
  it('wait for the next kernel where they were sent before it was there', () => {
    const runs = new CellRuns();
    ran(runs, 'a', 900);
    runs.sent('to the old one, which runs it', 'a', 'a', false);
    runs.began('to the old one, which runs it', 1000, 5);
    runs.sent('to the next one', 'b', 'b', false);
    runs.clear();
    expect(runs.isResting).toBe(true);
    runs.ended('to the old one, which runs it', 1100);
    runs.began('to the next one', 2000, 6);
    expect(runs.isResting).toBe(false);
    runs.accepted('to the next one', 1);
    runs.ended('to the next one', 2300);
    expect([...runs.records.keys()]).toEqual(['b']);
    expect(runs.records.get('b')!.run.ns).toBe(300 * MS);
    expect(runs.isResting).toBe(true);
  });

  it('take as long as the kernel’s own clock says', () => {
    const runs = new CellRuns();
    ran(runs, 'a', 1200);
    expect(runs.records.get('a')).toEqual({
      run: { source: 'a', ns: 1200 * MS, error: null, profiled: false },
      count: 1,
      last: 5,
      memory: { kind: 'waiting' }
    });
    // a clock that is set back is no reason for a negative time
    ran(runs, 'b', -3);
    expect(runs.records.get('b')!.run.ns).toBe(0);
  });

  it('are counted, and the last one is shown, with what ended it', () => {
    const runs = new CellRuns();
    ran(runs, 'a', 900);
    ran(runs, 'a', 20, { error: 'ValueError' });
    expect(runs.records.get('a')).toMatchObject({
      count: 2,
      run: { ns: 20 * MS, error: 'ValueError' }
    });
    ran(runs, 'a', 30);
    expect(runs.records.get('a')!.run.error).toBeNull();
  });

  it('without a profiler say more than with one, until the cell is edited', () => {
    const runs = new CellRuns();
    ran(runs, 'a', 100);
    ran(runs, 'a', 700, { profiled: true });
    expect(runs.records.get('a')).toMatchObject({ count: 2, run: { ns: 100 * MS } });
    ran(runs, 'a', 800, { source: 'edited', profiled: true });
    expect(runs.records.get('a')!.run).toMatchObject({ ns: 800 * MS, profiled: true });
    ran(runs, 'a', 90, { source: 'edited' });
    expect(runs.records.get('a')!.run).toMatchObject({ ns: 90 * MS, profiled: false });
    ran(runs, 'b', 50, { source: '\n%%cellheat calls\nf()' });
    expect(runs.records.get('b')!.run.profiled).toBe(true);
  });

  it('know which cell runs now, and that others wait', () => {
    const runs = new CellRuns();
    expect([runs.isResting, runs.running]).toEqual([true, null]);
    runs.sent('x', 'a', '', false);
    runs.sent('y', 'b', '', false);
    expect([runs.isResting, runs.running]).toEqual([false, null]);
    runs.began('x', 1000, 77);
    expect(runs.running).toEqual({ cell: 'a', since: 77 });
    runs.accepted('x', 1);
    runs.ended('x', 1001);
    expect([runs.isResting, runs.running]).toEqual([false, null]);
    expect([...runs.records.keys()]).toEqual(['a']);
  });

  it('are none where the kernel skipped a cell after an error', () => {
    const runs = new CellRuns();
    runs.sent('x', 'a', '', false);
    runs.began('x', 1000, 0);
    runs.ended('x', 1001);
    runs.sent('y', 'b', '', false);
    runs.skipped('y');
    runs.ended('y', 1002);
    // the word that it was skipped may come first, and is no sign of something else that ran
    runs.sent('z', 'b', '', false);
    runs.skipped('z');
    runs.began('z', 1000, 0);
    expect([runs.running, runs.isResting]).toEqual([null, true]);
    runs.ended('z', 1001);
    expect([runs.records.size, runs.isResting]).toEqual([0, true]);
    runs.memory.holds(1);
    ran(runs, 'a', 1);
    runs.memory.holds(2);
    expect(runs.records.get('a')!.memory).toEqual({ kind: 'alone', bytes: 1 });
  });

  it('share their memory with what is no cell of this page', () => {
    const runs = new CellRuns();
    runs.memory.holds(1);
    runs.began('console', 1000, 0);
    expect(runs.isResting).toBe(false);
    runs.ended('console', 1001);
    // the end of something whose beginning was not seen says nothing
    runs.ended('before', 1001);
    ran(runs, 'a', 1);
    runs.memory.holds(2);
    expect(runs.records.get('a')!.memory).toMatchObject({ stretch: { runs: 1, others: 1 } });
  });

  it('end unseen where the connection is lost', () => {
    const runs = new CellRuns();
    ran(runs, 'a', 10);
    runs.sent('x', 'b', '', false);
    runs.began('x', 1000, 0);
    runs.lost();
    expect([runs.running, runs.isResting]).toEqual([null, true]);
    runs.ended('x', 2000);
    expect([...runs.records.keys()]).toEqual(['a']);
  });

  it('go with their kernel', () => {
    const runs = new CellRuns();
    runs.clear();
    expect(runs.restarted).toBe(false);
    ran(runs, 'a', 10);
    runs.sent('x', 'b', '', false);
    runs.clear();
    expect([runs.records.size, runs.isResting, runs.restarted]).toEqual([0, true, true]);
    ran(runs, 'a', 10);
    expect([runs.records.get('a')!.count, runs.restarted]).toEqual([1, false]);
  });
});
