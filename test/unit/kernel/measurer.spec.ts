import { IMeasureJob, Measurer } from '../../../src/kernel/measurer';
import type { MeasureState } from '../../../src/model/kernel/measure';
import type { RunFailure } from '../../../src/model/kernel/run';
import { deferred, OK, ScriptedConnection, ScriptedSession, settle } from './scripted';

const STEPS = ['setup', 'variant', 'compare'];

function started(changes: Partial<IMeasureJob> = {}, session = new ScriptedSession()) {
  const connection = new ScriptedConnection(OK);
  const states: (MeasureState | null)[] = [];
  const ran: string[] = [];
  const measurer = new Measurer(session, connection, (_, state) => states.push(state));
  const done = measurer.run({
    cellId: 'compare',
    availability: () => ({ kind: 'ready' }),
    steps: () => STEPS,
    execute: async id => ran.push(id) > 0,
    ...changes
  });
  const phases = () => states.map(state => state?.phase ?? 'over');
  return { connection, session, measurer, states, ran, done, phases, last: () => states.at(-1) };
}

const failed = (failure: object) => ({ phase: 'failed', failure });

describe('a measurement', () => {
  it('brings cellheat into the kernel, then runs what the comparison needs, in order', async () => {
    const { connection, done, phases, ran } = started();
    await done;
    expect(connection.ops).toEqual(['connect']);
    expect(ran).toEqual(STEPS);
    expect(phases()).toEqual(['waiting', 'running', 'over']);
  });

  it('says that it waits for a busy kernel', async () => {
    const session = new ScriptedSession();
    session.waits = ['busy'];
    const { done, states } = started({}, session);
    await done;
    expect(states).toContainEqual(expect.objectContaining({ phase: 'waiting', why: 'busy' }));
  });

  it('stops at the first cell that fails, and names it', async () => {
    const asked: string[] = [];
    const { done, last } = started({ execute: async id => asked.push(id) < 2 });
    await done;
    expect(asked).toEqual(['setup', 'variant']);
    expect(last()).toEqual(failed({ kind: 'cell-failed', cell: 'variant', earlier: true }));
  });

  it('tells a comparison that fails from what comes before it', async () => {
    const { done, last } = started({ execute: async id => id !== 'compare' });
    await done;
    expect(last()).toEqual(failed({ kind: 'cell-failed', cell: 'compare', earlier: false }));
  });

  it('asks nothing of a kernel that is not Python', async () => {
    const availability = { kind: 'not-python', kernel: 'R' } as const;
    const { connection, done, last, ran } = started({ availability: () => availability });
    await done;
    expect([connection.ops, ran]).toEqual([[], []]);
    expect(last()).toEqual(failed({ kind: 'unavailable', availability }));
  });

  it('can be called off while it waits', async () => {
    const session = new ScriptedSession();
    const ready = deferred<RunFailure | null>();
    session.readiness = ready.promise;
    const { done, last, measurer, ran } = started({}, session);
    await measurer.stop();
    ready.resolve({ kind: 'cancelled' });
    await done;
    expect(last()).toEqual(failed({ kind: 'cancelled' }));
    expect([ran, session.interrupts]).toEqual([[], 0]);
  });

  it('interrupts the cell when it is stopped, and runs no other', async () => {
    const cell = deferred<boolean>();
    const { done, last, measurer, ran, session } = started({
      execute: id => {
        ran.push(id);
        return cell.promise;
      }
    });
    await settle();
    await measurer.stop();
    expect(last()).toMatchObject({ phase: 'running', stopping: true });
    cell.resolve(false);
    await done;
    expect(session.interrupts).toBe(1);
    expect(ran).toEqual(['setup']);
    expect(last()).toEqual(failed({ kind: 'stopped' }));
  });

  it('ends when the kernel is lost, and runs no other cell', async () => {
    const cell = deferred<boolean>();
    const { done, last, ran, session } = started({
      execute: id => {
        ran.push(id);
        return cell.promise;
      }
    });
    await settle();
    session.lost.resolve({ kind: 'restarted' });
    await done;
    expect(last()).toEqual(failed({ kind: 'restarted' }));
    cell.resolve(true);
    await settle();
    expect(ran).toEqual(['setup']);
  });

  it('is one at a time', async () => {
    const cell = deferred<boolean>();
    const { done, measurer, ran } = started({ execute: () => cell.promise });
    await measurer.run({
      cellId: 'other',
      availability: () => ({ kind: 'ready' }),
      steps: () => ['other'],
      execute: async id => ran.push(id) > 0
    });
    expect(ran).toEqual([]);
    cell.resolve(true);
    await done;
  });
});
