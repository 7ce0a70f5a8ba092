import { IJob, Profiler, WAKE_MS } from '../../../src/kernel/profiler';
import { IN_PANEL } from '../../../src/model/kernel/comparing';
import type { IConsentRequest } from '../../../src/model/contract/profile';
import type { IRun, RunState } from '../../../src/model/kernel/run';
import { callsProfile, comparison, kernelFailure, timeitProfile } from '../builders';
import { AWAITS, deferred, job, OK, ScriptedConnection, ScriptedSession, settle } from './scripted';

function started(connection: ScriptedConnection, changes: Partial<IJob> = {}) {
  const session = new ScriptedSession();
  const runs: IRun[] = [];
  const profiler = new Profiler(session, connection, run => runs.push(run));
  const done = profiler.run(job(changes));
  return {
    session,
    runs,
    profiler,
    done,
    phases: () => runs.map(run => run.state.phase),
    last: (): RunState => runs.at(-1)!.state
  };
}

const failed = (kind: string) => ({ phase: 'failed', failure: { kind } });
const forever = new Promise<never>(() => undefined);
const PROFILE = callsProfile();

describe('a run of calls or memory', () => {
  it('arms, runs the cell and collects', async () => {
    const connection = new ScriptedConnection(OK, PROFILE);
    const execute = jest.fn(async () => true);
    const { done, last, phases } = started(connection, { execute });
    await done;
    expect(connection.asked).toEqual([
      expect.objectContaining({
        op: 'arm',
        instrument: 'calls',
        cell: { id: 'cell-12', source: 'x = 1' }
      }),
      { op: 'collect', token: expect.any(String) }
    ]);
    const tokens = connection.asked.map(request => 'token' in request && request.token);
    expect(tokens[0]).toBe(tokens[1]);
    expect(execute).toHaveBeenCalledTimes(1);
    expect(phases()).toEqual(['waiting', 'running', 'done']);
    expect(last()).toEqual({ phase: 'done', result: PROFILE });
  });

  it('says that it starts what samples memory, which can be called off', async () => {
    const answer = deferred<typeof OK>();
    const connection = new ScriptedConnection(answer.promise);
    const execute = jest.fn(async () => true);
    const { done, last, phases, profiler } = started(connection, {
      instrument: 'memory',
      interval: 0.05,
      execute
    });
    await settle();
    expect(phases()).toEqual(['waiting', 'starting']);
    expect(connection.asked[0]).toMatchObject({ instrument: 'memory', interval_s: 0.05 });
    profiler.cancel();
    await done;
    expect(last()).toMatchObject(failed('cancelled'));
    expect(connection.ops).toEqual(['arm', 'disarm']);
    answer.resolve(OK);
    await settle();
    expect(execute).not.toHaveBeenCalled();
  });

  describe('where another page clicked before', () => {
    const inUse = kernelFailure({ reason: 'in-use', detail: null });

    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    it('waits for its turn', async () => {
      const connection = new ScriptedConnection(inUse, inUse, OK, PROFILE);
      const { done, last, phases } = started(connection);
      await jest.advanceTimersByTimeAsync(1_000);
      await done;
      expect(connection.ops).toEqual(['arm', 'arm', 'arm', 'collect']);
      expect([...new Set(phases())]).toEqual(['waiting', 'running', 'done']);
      expect(last()).toEqual({ phase: 'done', result: PROFILE });
    });

    it('gives up at some time, and at once where that is asked', async () => {
      const replies = Array.from({ length: 99 }, () => inUse);
      const { done, last } = started(new ScriptedConnection(...replies));
      await jest.advanceTimersByTimeAsync(15_000);
      await done;
      expect(last()).toEqual({ phase: 'failed', failure: { kind: 'kernel', failure: inUse } });

      const connection = new ScriptedConnection(...replies);
      const called = started(connection);
      await jest.advanceTimersByTimeAsync(300);
      const { length } = connection.asked;
      called.profiler.cancel();
      called.session.readiness = Promise.resolve({ kind: 'cancelled' });
      await jest.advanceTimersByTimeAsync(300);
      await called.done;
      expect(called.last()).toEqual(failed('cancelled'));
      expect(connection.asked).toHaveLength(length);
    });
  });

  it('is bound to the source as it is when the kernel is ready', async () => {
    const ready = deferred<null>();
    const connection = new ScriptedConnection(OK, PROFILE);
    const session = new ScriptedSession();
    session.readiness = ready.promise;
    const runs: IRun[] = [];
    let source = 'before';
    const done = new Profiler(session, connection, run => runs.push(run)).run(
      job({ source: () => source })
    );
    source = 'after';
    ready.resolve(null);
    await done;
    expect(connection.asked[0]).toMatchObject({ cell: { source: 'after' } });
    expect(runs.at(-1)!.source).toBe('after');
  });

  it('collects where the cell raised', async () => {
    const connection = new ScriptedConnection(OK, PROFILE);
    const { done, last } = started(connection, { execute: async () => false });
    await done;
    expect(last().phase).toBe('done');
  });

  it('collects where running the cell failed in the notebook', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const connection = new ScriptedConnection(OK, kernelFailure({ reason: 'not-started' }));
    const { done, last } = started(connection, { execute: () => Promise.reject('no') });
    await done;
    expect(last()).toEqual(failed('aborted'));
    expect(error).toHaveBeenCalled();
    error.mockRestore();
  });

  it('does not run a cell that is gone', async () => {
    const execute = jest.fn(async () => true);
    const sources = ['x = 1', null];
    const { done, last } = started(new ScriptedConnection(), {
      execute,
      source: () => sources.shift() ?? null
    });
    await done;
    expect(last()).toEqual(failed('not-run'));
    expect(execute).not.toHaveBeenCalled();
  });

  it.each(['aborted', 'not-answering'] as const)('does not run the cell: %s', async kind => {
    const execute = jest.fn(async () => true);
    const { done, last } = started(new ScriptedConnection({ kind }), { execute });
    await done;
    expect(last()).toEqual(failed(kind));
    expect(execute).not.toHaveBeenCalled();
  });

  it('does not run a cell that the kernel refuses', async () => {
    const failure = kernelFailure({ reason: 'empty' });
    const { done, last } = started(new ScriptedConnection(failure));
    await done;
    expect(last()).toEqual({ phase: 'failed', failure: { kind: 'kernel', failure } });
  });

  it('says that nothing ran where arming failed', async () => {
    const { done, last } = started(
      new ScriptedConnection({ kind: 'unreadable', detail: 'NameError: x' })
    );
    await done;
    expect(last()).toEqual({
      phase: 'failed',
      failure: { kind: 'not-armed', detail: 'NameError: x' }
    });
  });

  it.each([
    [false, 'aborted'],
    [true, 'not-run']
  ])('tells why the cell did not start (%s)', async (ran, kind) => {
    const connection = new ScriptedConnection(OK, kernelFailure({ reason: 'not-started' }));
    const { done, last } = started(connection, { execute: async () => ran });
    await done;
    expect(last()).toEqual(failed(kind));
  });

  it('collects again where the error of the cell took the request with it', async () => {
    const connection = new ScriptedConnection(
      OK,
      { kind: 'aborted' },
      { kind: 'aborted' },
      PROFILE
    );
    const { done, last } = started(connection);
    await done;
    expect(last().phase).toBe('done');
  });

  it('collects from an idle kernel though the notebook never heard of the end', async () => {
    const connection = new ScriptedConnection(OK, PROFILE);
    const { done, last, session } = started(connection, { execute: () => forever });
    await settle();
    session.idle.resolve();
    await done;
    expect(last().phase).toBe('done');
  });

  it('takes a helper that is gone for a restart', async () => {
    const { done, last } = started(new ScriptedConnection(OK, { version: 1, kind: 'absent' }));
    await done;
    expect(last()).toEqual(failed('restarted'));
  });

  it.each(['restarted', 'died', 'disconnected'] as const)('ends when %s', async kind => {
    const { done, last, session } = started(new ScriptedConnection(OK), {
      execute: () => forever
    });
    await settle();
    session.lost.resolve({ kind });
    await done;
    expect(last()).toEqual(failed(kind));
  });

  it('prefers the news of a restart to a lost connection', async () => {
    const { done, last, session } = started(new ScriptedConnection(OK, { kind: 'disconnected' }));
    setTimeout(() => session.lost.resolve({ kind: 'restarted' }), 50);
    await done;
    expect(last()).toEqual(failed('restarted'));
  });

  it('passes on why it waits', async () => {
    const connection = new ScriptedConnection(OK, PROFILE);
    const session = new ScriptedSession();
    session.waits = ['session', 'busy'];
    const states: RunState[] = [];
    await new Profiler(session, connection, run => states.push(run.state)).run(job());
    expect(states.slice(0, 3)).toMatchObject([
      { phase: 'waiting', why: 'session' },
      { phase: 'waiting', why: 'session' },
      { phase: 'waiting', why: 'busy' }
    ]);
  });
});

describe('two clicks', () => {
  it('are one run', async () => {
    const connection = new ScriptedConnection(OK, PROFILE);
    const execute = jest.fn(async () => true);
    const { done, profiler } = started(connection, { execute });
    await profiler.run(job({ execute }));
    await done;
    expect(execute).toHaveBeenCalledTimes(1);
  });

  it('are two runs where the first has ended', async () => {
    const connection = new ScriptedConnection(OK, PROFILE, OK, PROFILE);
    const { done, profiler } = started(connection);
    await done;
    await profiler.run(job());
    expect(connection.ops).toEqual(['arm', 'collect', 'arm', 'collect']);
  });
});

describe('cancel', () => {
  it('disarms at once a cell that waits in the kernel', async () => {
    const execute = jest.fn(async () => true);
    const arming = deferred<typeof OK>();
    const connection = new ScriptedConnection(arming.promise);
    const { done, last, profiler, runs } = started(connection, { execute });
    await settle();
    profiler.cancel();
    await done;
    expect(last()).toEqual(failed('cancelled'));
    expect(connection.ops).toEqual(['arm', 'disarm']);
    const told = runs.length;
    arming.resolve(OK);
    await settle();
    expect(execute).not.toHaveBeenCalled();
    expect(runs.length).toBe(told);
  });

  it('does nothing once the cell runs', async () => {
    const { last, profiler } = started(new ScriptedConnection(OK), { execute: () => forever });
    await settle();
    profiler.cancel();
    await settle();
    expect(last().phase).toBe('running');
  });
});

describe('stop', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('interrupts and keeps what is known', async () => {
    const running = deferred<boolean>();
    const connection = new ScriptedConnection(OK, PROFILE);
    const { done, last, profiler, session } = started(connection, {
      execute: () => running.promise
    });
    await settle();
    await profiler.stop();
    expect(last()).toMatchObject({ phase: 'running', stopping: true });
    expect(session.interrupts).toBe(1);
    running.resolve(false);
    await done;
    expect(last().phase).toBe('done');
    expect(connection.nudges).toBe(0);
  });

  it('wakes a kernel that stays quiet, until its cell is over', async () => {
    jest.useFakeTimers({ doNotFake: ['setTimeout'] });
    const running = deferred<boolean>();
    const collecting = deferred<typeof PROFILE>();
    const connection = new ScriptedConnection(OK, collecting.promise);
    const { done, profiler } = started(connection, { execute: () => running.promise });
    await settle();
    await profiler.stop();
    jest.advanceTimersByTime(2.5 * WAKE_MS);
    expect(connection.nudges).toBe(2);
    running.resolve(false);
    await settle();
    expect(connection.ops).toEqual(['arm', 'collect']);
    jest.advanceTimersByTime(10 * WAKE_MS);
    expect(connection.nudges).toBe(2);
    collecting.resolve(PROFILE);
    await done;
  });
});

describe('a comparison of cells', () => {
  const COMPARED = comparison();
  const cells = [
    { id: 'cell-12', source: 'x = 1', name: '[1]' },
    { id: 'cell-13', source: 'x = 2', name: '[2]' }
  ];
  const comparing = (connection: ScriptedConnection, changes: Partial<IJob> = {}) =>
    started(connection, { instrument: 'compare', compared: () => cells, ...changes });

  it('sends the cells, and never runs one', async () => {
    const execute = jest.fn();
    const connection = new ScriptedConnection(COMPARED);
    const { done, last, runs } = comparing(connection, { execute });
    await done;
    expect(connection.asked).toEqual([
      { op: 'compare', cell: IN_PANEL, cells, budget_s: 2, consent: false }
    ]);
    expect(last()).toEqual({ phase: 'done', result: COMPARED });
    expect(runs.every(run => run.compared === cells)).toBe(true);
    expect(execute).not.toHaveBeenCalled();
  });

  it('is agreed to for all of its sources', async () => {
    const agreed = jest.fn((_: string) => true);
    const connection = new ScriptedConnection(COMPARED);
    await comparing(connection, { agreed }).done;
    expect(agreed).toHaveBeenCalledWith('["x = 1","x = 2"]');
    expect(connection.asked).toMatchObject([{ consent: true }]);
  });

  it('does not come about where a cell is gone', async () => {
    const connection = new ScriptedConnection();
    const { done, last } = comparing(connection, { compared: () => [] });
    await done;
    expect(last()).toEqual(failed('not-run'));
    expect(connection.asked).toEqual([]);
  });
});

describe('timeit', () => {
  const TIMED = timeitProfile();
  const ASK: IConsentRequest = {
    version: 1,
    kind: 'ask',
    effects: [{ code: 'writes-files', line: 1, text: `open('a.txt', 'w')`, cell: null }]
  };
  const timed = (connection: ScriptedConnection, changes: Partial<IJob> = {}) =>
    started(connection, { instrument: 'timeit', execute: () => forever, ...changes });

  it('never runs the cell itself', async () => {
    const execute = jest.fn();
    const connection = new ScriptedConnection(TIMED);
    const { done, last } = timed(connection, { execute });
    await done;
    expect(last()).toEqual({ phase: 'done', result: TIMED });
    expect(execute).not.toHaveBeenCalled();
    expect(connection.asked).toMatchObject([{ op: 'timeit', budget_s: 2, consent: false }]);
  });

  it('asks before it repeats side effects', async () => {
    const connection = new ScriptedConnection(ASK, TIMED);
    const { done, phases } = timed(connection);
    await done;
    expect(connection.asked).toMatchObject([{ consent: false }, { consent: true }]);
    expect(phases()).toEqual(['waiting', 'running', 'asking', 'running', 'done']);
  });

  it('takes no for an answer', async () => {
    const connection = new ScriptedConnection(ASK);
    const { done, last } = timed(connection, { consent: async () => false });
    await done;
    expect(last()).toEqual(failed('cancelled'));
    expect(connection.asked).toHaveLength(1);
  });

  it('says at once that the user has agreed before', async () => {
    const connection = new ScriptedConnection(TIMED);
    const { done } = timed(connection, { agreed: source => source === 'x = 1' });
    await done;
    expect(connection.asked).toMatchObject([{ consent: true }]);
  });

  it('withdraws its question when it is called off', async () => {
    const connection = new ScriptedConnection(ASK);
    let signal: AbortSignal | null = null;
    const { done, last, profiler } = timed(connection, {
      consent: (_source, _effects, given) => {
        signal = given;
        return forever;
      }
    });
    await settle();
    profiler.cancel();
    await done;
    expect(last()).toEqual(failed('cancelled'));
    expect(signal!.aborted).toBe(true);
  });

  it('asks the kernel nothing after its end', async () => {
    const connection = new ScriptedConnection(ASK);
    const consent = deferred<boolean>();
    const { done, last, session } = timed(connection, { consent: () => consent.promise });
    await settle();
    session.lost.resolve({ kind: 'died' });
    await done;
    consent.resolve(true);
    await settle();
    expect(last()).toEqual(failed('died'));
    expect(connection.asked).toHaveLength(1);
  });

  it('asks again for a cell that awaits', async () => {
    const connection = new ScriptedConnection(AWAITS, TIMED);
    const { done, last } = timed(connection);
    await done;
    expect(connection.askedAwaiting).toEqual(connection.asked);
    expect(last().phase).toBe('done');
  });
});
