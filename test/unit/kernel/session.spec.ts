import { Session } from '../../../src/kernel/session';
import { FakeContext, fakeKernel, settle } from './scripted';

/** Start to wait for a context, and see what it comes to. */
function waiting(context: FakeContext) {
  const abort = new AbortController();
  const waits: string[] = [];
  let end: unknown = 'waiting';
  void new Session(context.asContext)
    .ready(abort.signal, why => waits.push(why))
    .then(result => (end = result));
  return { abort, waits, end: () => settle().then(() => end) };
}

describe('Session.ready', () => {
  it('is at once where the kernel is connected and idle', async () => {
    const { end, waits } = waiting(new FakeContext());
    expect(await end()).toBeNull();
    expect(waits).toEqual([]);
  });

  it('waits for the session, for its connection and for a status', async () => {
    const context = new FakeContext();
    context.session = null;
    context.kernelDisplayStatus = 'initializing';
    const { end, waits } = waiting(context);
    expect(await end()).toBe('waiting');
    context.session = { kernel: fakeKernel('python3') };
    for (const status of ['connecting', 'unknown', 'starting']) {
      context.become(status);
      expect(await end()).toBe('waiting');
    }
    context.become('idle');
    expect(await end()).toBeNull();
    expect(new Set(waits)).toEqual(new Set(['session']));
  });

  it('waits for the kernelspecs, which say what language it is', async () => {
    const context = new FakeContext();
    const { specs } = context.specsManager;
    context.specsManager.specs = null;
    const { end } = waiting(context);
    expect(await end()).toBe('waiting');
    context.specsManager.specs = specs;
    context.specsManager.specsChanged.emit({});
    expect(await end()).toBeNull();
  });

  it('waits for a busy kernel', async () => {
    const context = new FakeContext();
    context.kernelDisplayStatus = 'busy';
    const { end, waits } = waiting(context);
    expect(await end()).toBe('waiting');
    context.become('idle');
    expect(await end()).toBeNull();
    expect(waits).toEqual(['busy']);
  });

  it('ends with its signal', async () => {
    const context = new FakeContext();
    context.kernelDisplayStatus = 'busy';
    const { abort, end } = waiting(context);
    abort.abort();
    expect(await end()).toEqual({ kind: 'cancelled' });
  });

  it('ends when the busy kernel is restarted', async () => {
    const context = new FakeContext();
    context.kernelDisplayStatus = 'busy';
    const { end } = waiting(context);
    await settle();
    context.isRestarting = true;
    context.become('restarting');
    expect(await end()).toEqual({ kind: 'restarted' });
  });

  it('ends when the busy kernel dies', async () => {
    const context = new FakeContext();
    context.kernelDisplayStatus = 'busy';
    const { end } = waiting(context);
    await settle();
    context.become('restarting');
    context.become('autorestarting');
    expect(await end()).toEqual({ kind: 'died' });
  });

  it.each(['idle', 'initializing'])('never asks a kernel that is not Python (%s)', async status => {
    const context = new FakeContext();
    context.session = status === 'idle' ? { kernel: fakeKernel('ir') } : null;
    context.kernelPreference.name = 'ir';
    context.kernelDisplayStatus = status;
    expect(await waiting(context).end()).toEqual({ kind: 'not-run' });
  });

  it('ends when the kernel is shut down', async () => {
    const context = new FakeContext();
    context.kernelDisplayStatus = 'starting';
    const { end } = waiting(context);
    context.session = null;
    context.become('unknown');
    expect(await end()).toEqual({ kind: 'not-run' });
  });
});

describe('Session.watch', () => {
  function watched() {
    const context = new FakeContext();
    const watch = new Session(context.asContext).watch();
    let lost: unknown = null;
    void watch.lost.then(failure => (lost = failure));
    return { context, watch, lost: () => settle().then(() => lost) };
  }

  const message = (session: string) => ({
    header: { msg_type: 'status', session },
    content: { execution_state: 'idle' }
  });

  it('row 56: tells a restart from a death', async () => {
    const restarted = watched();
    restarted.context.become('restarting');
    expect(await restarted.lost()).toEqual({ kind: 'restarted' });
    const died = watched();
    died.context.become('restarting');
    died.context.become('autorestarting');
    expect(await died.lost()).toEqual({ kind: 'died' });
  });

  it.each([
    ['closed', 'execute_reply', { payload: [{ source: 'ask_exit', keepkernel: false }] }],
    ['died', 'execute_reply', { payload: [{ source: 'ask_exit', keepkernel: true }] }],
    ['died', 'execute_reply', { payload: [{ source: 'page' }] }],
    ['died', 'execute_reply', {}],
    ['died', 'status', { payload: [{ source: 'ask_exit' }] }]
  ])('row 9: tells a kernel that the cell closed from others: %s', async (kind, type, content) => {
    const { context, lost } = watched();
    const { anyMessage } = context.session!.kernel!;
    anyMessage.emit({ msg: { header: { msg_type: type }, content }, direction: 'recv' });
    expect(await lost()).toBeNull();
    context.become('autorestarting');
    expect(await lost()).toEqual({ kind });
  });

  it('row 57: sees a lost connection only when it is given up', async () => {
    const { context, lost } = watched();
    context.connectionStatusChanged.emit('connecting');
    expect(await lost()).toBeNull();
    context.connectionStatusChanged.emit('disconnected');
    expect(await lost()).toEqual({ kind: 'disconnected' });
  });

  it('sees a kernel that somebody else restarted', async () => {
    const { context, lost } = watched();
    context.iopubMessage.emit(message('a'));
    context.iopubMessage.emit(message('a'));
    expect(await lost()).toBeNull();
    context.iopubMessage.emit(message('b'));
    expect(await lost()).toEqual({ kind: 'restarted' });
  });

  it('sees another kernel, but not the same one that is back', async () => {
    const { context, lost } = watched();
    context.kernelChanged.emit({});
    expect(await lost()).toBeNull();
    context.session = { kernel: fakeKernel('python3') };
    context.kernelChanged.emit({});
    expect(await lost()).toEqual({ kind: 'restarted' });
  });

  it('sees nothing once it is disposed', async () => {
    const { context, lost, watch } = watched();
    watch.dispose();
    context.become('dead');
    expect(await lost()).toBeNull();
  });
});
