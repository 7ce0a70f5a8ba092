import type { IRun, RunState } from '../../src/model/kernel/run';
import { HISTORY_LIMIT, ProfileStore } from '../../src/store';
import type { ISelection } from '../../src/tokens';
import { callsProfile, comparison, memoryProfile, run, RUNNING, timeitProfile } from './builders';

const notebook = {};
const DONE: RunState = { phase: 'done', result: callsProfile() };
const FAILED: RunState = { phase: 'failed', failure: { kind: 'died' } };

function selection(changes: Partial<ISelection> = {}): ISelection {
  return {
    notebook,
    cellId: 'cell-12',
    prompt: '[12]',
    source: 'x',
    availability: { kind: 'ready' },
    ...changes
  };
}

/** A store, and a count of how often it said that it changed. */
function watched() {
  const store = new ProfileStore();
  const changed = jest.fn();
  store.changed.connect(changed);
  return { store, changed };
}

describe('ProfileStore', () => {
  it('is empty at first', () => {
    const { store } = watched();
    expect(store.selection).toBeNull();
    expect(store.cells()).toEqual([]);
    expect(store.latest(notebook, 'cell-12')).toBeNull();
    expect(store.latestDone(notebook, 'cell-12')).toBeNull();
    expect(store.pending(notebook)).toBeNull();
  });

  it('says so when the selection changes, and only then', () => {
    const { store, changed } = watched();
    store.setSelection(null);
    expect(changed).not.toHaveBeenCalled();
    store.setSelection(selection());
    store.setSelection(selection());
    expect(changed).toHaveBeenCalledTimes(1);
    for (const change of [
      { source: 'y' },
      { prompt: '[13]' },
      { cellId: 'cell-9' },
      { availability: { kind: 'not-python', kernel: 'R' } },
      { availability: { kind: 'not-python', kernel: 'Julia' } }
    ] as const) {
      changed.mockClear();
      store.setSelection(selection(change));
      expect(changed).toHaveBeenCalledTimes(1);
    }
    store.setSelection(null);
    expect(store.selection).toBeNull();
  });

  it('says so when the cells change, and only then', () => {
    const { store, changed } = watched();
    store.setCells([]);
    expect(changed).not.toHaveBeenCalled();
    store.setCells([{ id: 'a', source: 'x', count: 1 }]);
    store.setCells([{ id: 'a', source: 'x', count: 1 }]);
    expect(changed).toHaveBeenCalledTimes(1);
    store.setCells([{ id: 'a', source: 'x', count: 2 }]);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('follows a run from its start to its end', () => {
    const { store, changed } = watched();
    const under = run(RUNNING);
    store.put(notebook, under);
    expect(store.pending(notebook)).toBe(under);
    expect(store.latestDone(notebook, 'cell-12')).toBeNull();
    const done = run(DONE);
    store.put(notebook, done);
    expect(store.pending(notebook)).toBeNull();
    expect(store.latest(notebook, 'cell-12')).toBe(done);
    expect(store.latestDone(notebook, 'cell-12')).toBe(done);
    expect(store.history(notebook, 'cell-12')).toEqual([done]);
    expect(changed).toHaveBeenCalledTimes(2);
    store.put(notebook, done);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('keeps the last result while others are tried', () => {
    const { store } = watched();
    const done = run(DONE);
    store.put(notebook, done);
    for (let i = 0; i < HISTORY_LIMIT + 5; i++) {
      store.put(notebook, run(FAILED));
    }
    expect(store.latest(notebook, 'cell-12')).toMatchObject({ state: FAILED });
    expect(store.latestDone(notebook, 'cell-12')).toBe(done);
    expect(store.history(notebook, 'cell-12')).toHaveLength(HISTORY_LIMIT);
  });

  it('finds the run under way whichever cell it is for, in its own notebook', () => {
    const { store } = watched();
    const other: IRun = run(RUNNING, { cellId: 'cell-9' });
    store.put(notebook, run(DONE));
    store.put(notebook, other);
    expect(store.pending(notebook)).toBe(other);
    expect(store.pending({})).toBeNull();
    expect(store.latest({}, 'cell-9')).toBeNull();
  });

  it('keeps a comparison under each of its cells, and the profile before it', () => {
    const { store, changed } = watched();
    const profile = run(DONE);
    const compared = ['cell-12', 'cell-9'].map(id => ({ id, source: 'x', name: id }));
    const state = { phase: 'done', result: comparison() } as const;
    const both = run(state, { instrument: 'compare', compared });
    store.put(notebook, profile);
    store.put(notebook, both);
    expect(changed).toHaveBeenCalledTimes(2);
    for (const id of ['cell-12', 'cell-9']) {
      expect(store.latest(notebook, id)).toBe(both);
      expect(store.latestDone(notebook, id)).toBe(both);
    }
    const keys = (id: string) => store.results(notebook, id).map(({ key }) => key);
    expect(keys('cell-12')).toEqual(['calls', 'compare']);
    expect(keys('cell-9')).toEqual(['compare']);
  });

  it('keeps the newest result of each instrument, in the order of the menu', () => {
    const { store } = watched();
    const memory = memoryProfile();
    const both = run({ phase: 'done', result: callsProfile({ also: [memory] }) });
    const alone = run(DONE);
    const timeit = run({ phase: 'done', result: timeitProfile() }, { instrument: 'timeit' });
    for (const one of [both, timeit, alone]) {
      store.put(notebook, one);
    }
    store.put(notebook, run(FAILED));
    const found = store.results(notebook, 'cell-12');
    expect(found.map(({ key }) => key)).toEqual(['timeit', 'calls', 'memory']);
    expect(found.map(one => one.run)).toEqual([timeit, alone, both]);
    expect(found[2].result).toBe(memory);
    expect(store.latestDone(notebook, 'cell-12')).toBe(alone);
  });

  it('says what was lost, but not over what there is', () => {
    const { store, changed } = watched();
    store.put(notebook, run(DONE));
    store.markGone(notebook, ['cell-12']);
    expect(changed).toHaveBeenCalledTimes(1);
    store.markGone(notebook, ['cell-12', 'cell-9']);
    expect(changed).toHaveBeenCalledTimes(2);
    expect(store.latest(notebook, 'cell-12')).toMatchObject({ state: { phase: 'done' } });
    expect(store.latest(notebook, 'cell-9')).toMatchObject({
      state: { phase: 'failed', failure: { kind: 'gone' } }
    });
  });

  it('forgets a notebook', () => {
    const { store, changed } = watched();
    store.forget(notebook);
    expect(changed).not.toHaveBeenCalled();
    store.put(notebook, run(DONE));
    store.forget(notebook);
    expect(store.latest(notebook, 'cell-12')).toBeNull();
    expect(changed).toHaveBeenCalledTimes(2);
  });
});
