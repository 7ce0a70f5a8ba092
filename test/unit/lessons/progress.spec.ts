import { StateDB } from '@jupyterlab/statedb';
import { Progress } from '../../../src/lessons/progress';

const D1 = { lesson: 'd1', version: '1.0.0' };
const QUESTION = 'd1.compare.1';
const MEASURED = { verdict: 'faster', ratio: 140, low: 134, high: 143 } as const;

/** What a page that is loaded now knows. */
async function loaded(state: StateDB | null): Promise<Progress> {
  const progress = new Progress();
  await progress.load(state);
  return progress;
}

describe('progress', () => {
  it('is kept over a reload, by lesson and question', async () => {
    const state = new StateDB();
    const before = await loaded(state);
    before.guess(D1, QUESTION, 3);
    before.setMeasured(D1, QUESTION, MEASURED);
    before.skip(D1, 'd1.compare.2');

    const after = await loaded(state);
    expect(after.guessFor(D1, QUESTION)).toEqual({ kind: 'guessed', ratio: 3 });
    expect(after.measuredFor(D1, QUESTION)).toEqual(MEASURED);
    expect(after.guessFor(D1, 'd1.compare.2')).toEqual({ kind: 'skipped' });
    expect(after.guessFor({ ...D1, lesson: 'e1' }, QUESTION)).toEqual({ kind: 'blind' });
  });

  it('holds for a new minor version, and not for a new major one', async () => {
    const progress = await loaded(null);
    progress.guess(D1, QUESTION, 3);
    expect(progress.guessFor({ ...D1, version: '1.4.2' }, QUESTION).kind).toBe('guessed');
    expect(progress.guessFor({ ...D1, version: '2.0.0' }, QUESTION).kind).toBe('blind');
    expect(progress.guessFor({ ...D1, version: '10.0.0' }, QUESTION).kind).toBe('blind');
  });

  it('lets the first guess count', async () => {
    const progress = await loaded(null);
    progress.guess(D1, QUESTION, 3);
    progress.guess(D1, QUESTION, 140);
    progress.skip(D1, QUESTION);
    expect(progress.guessFor(D1, QUESTION)).toEqual({ kind: 'guessed', ratio: 3 });
  });

  it('keeps what was done before it was loaded, and what had been kept', async () => {
    const state = new StateDB();
    (await loaded(state)).guess(D1, QUESTION, 3);
    const progress = new Progress();
    // the outputs of a notebook that is open already
    progress.setMeasured(D1, QUESTION, MEASURED);
    await progress.load(state);
    expect(progress.guessFor(D1, QUESTION)).toEqual({ kind: 'guessed', ratio: 3 });
    expect(progress.measuredFor(D1, QUESTION)).toEqual(MEASURED);
  });

  it('forgets a lesson and no other', async () => {
    const state = new StateDB();
    const progress = await loaded(state);
    progress.guess(D1, QUESTION, 3);
    progress.guess({ lesson: 'd10', version: '1.0.0' }, 'd10.compare.1', 5);
    progress.forget('d1');

    const after = await loaded(state);
    expect(after.guessFor(D1, QUESTION).kind).toBe('blind');
    expect(after.guessFor({ lesson: 'd10', version: '1.0.0' }, 'd10.compare.1').kind).toBe(
      'guessed'
    );
  });

  it('tells of every change, and only of changes', async () => {
    const progress = await loaded(null);
    const changed = jest.fn();
    progress.changed.connect(changed);
    progress.guess(D1, QUESTION, 3);
    progress.setMeasured(D1, QUESTION, MEASURED);
    expect(changed).toHaveBeenCalledTimes(2);
    progress.guess(D1, QUESTION, 5);
    progress.setMeasured(D1, QUESTION, { ...MEASURED });
    progress.forget('e1');
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it.each([
    null,
    7,
    [1],
    { 'd1@1/d1.compare.1': 'three' },
    { 'd1@1/d1.compare.1': { guess: '3', skipped: 'yes', measured: { verdict: 'won' } } }
  ])('does without what makes no sense: %j', async kept => {
    const state = new StateDB();
    await state.save('cellheat:lessons', kept);
    const progress = await loaded(state);
    expect(progress.guessFor(D1, QUESTION)).toEqual({ kind: 'blind' });
    expect(progress.measuredFor(D1, QUESTION)).toBeNull();
  });
});
