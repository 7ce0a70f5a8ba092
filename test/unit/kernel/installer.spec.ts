import { Installer } from '../../../src/kernel/installer';
import type { InstallState } from '../../../src/model/kernel/installation';
import { installation, kernelFailure } from '../builders';
import { deferred, OK, ScriptedConnection, ScriptedSession, settle } from './scripted';

function installer(connection: ScriptedConnection) {
  const session = new ScriptedSession();
  const states: InstallState[] = [];
  const one = new Installer(session, connection, state => states.push(state));
  return { one, session, states, phases: () => states.map(({ phase }) => phase) };
}

describe('an installation', () => {
  it('waits for the kernel and asks it', async () => {
    const connection = new ScriptedConnection(installation());
    const { one, phases, states } = installer(connection);
    await one.install('memory_profiler');
    expect(connection.asked).toEqual([{ op: 'install', name: 'memory_profiler' }]);
    expect(phases()).toEqual(['waiting', 'installing', 'ended']);
    expect(states.at(-1)).toMatchObject({ installation: installation() });
  });

  it('is one at a time', async () => {
    const answer = deferred<ReturnType<typeof installation>>();
    const connection = new ScriptedConnection(answer.promise, installation());
    const { one } = installer(connection);
    const first = one.install('memory_profiler');
    await one.install('memory_profiler');
    answer.resolve(installation());
    await first;
    expect(connection.asked).toHaveLength(1);
    await one.install('memory_profiler');
    expect(connection.asked).toHaveLength(2);
  });

  it('is interrupted in the kernel', async () => {
    const answer = deferred<ReturnType<typeof installation>>();
    const { one, session, states } = installer(new ScriptedConnection(answer.promise));
    const done = one.install('memory_profiler');
    await settle();
    await one.stop();
    expect(session.interrupts).toBe(1);
    expect(states.at(-1)).toMatchObject({ phase: 'installing', stopping: true });
    answer.resolve(installation({ status: 'stopped' }));
    await done;
    expect(states.at(-1)).toMatchObject({ installation: { status: 'stopped' } });
  });

  it('is called off while it waits, and interrupts nobody', async () => {
    const connection = new ScriptedConnection();
    const { one, session, states } = installer(connection);
    session.ready = signal =>
      new Promise(resolve =>
        signal.addEventListener('abort', () => resolve({ kind: 'cancelled' }))
      );
    const done = one.install('memory_profiler');
    await one.stop();
    await done;
    expect(states.at(-1)).toMatchObject({ phase: 'failed', failure: { kind: 'cancelled' } });
    expect([session.interrupts, connection.asked]).toEqual([0, []]);
  });

  it.each([
    ['the kernel refuses', kernelFailure(), 'kernel'],
    ['the answer is another one', OK, 'unreadable'],
    ['the connection is lost', { kind: 'disconnected' } as const, 'disconnected']
  ])('says why it ended where %s', async (_, answer, kind) => {
    const { one, states } = installer(new ScriptedConnection(answer));
    await one.install('memory_profiler');
    expect(states.at(-1)).toMatchObject({ phase: 'failed', failure: { kind } });
  });

  it('ends with the kernel', async () => {
    const { one, session, states } = installer(
      new ScriptedConnection(new Promise(() => undefined))
    );
    const done = one.install('memory_profiler');
    session.lost.resolve({ kind: 'died' });
    await done;
    expect(states.at(-1)).toMatchObject({ failure: { kind: 'died' } });
  });
});
