import type { INotebookTracker } from '@jupyterlab/notebook';
import { KernelMessage } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';
import { Slowest } from '../../src/slowest/slowest';
import { MIB } from './builders';
import { FakeContext } from './kernel/scripted';

const SECONDS = 1000;

/** A kernel that holds so many bytes, and says so or not. */
class FakeKernel {
  readonly name: string = 'python3';
  readonly username = '';
  readonly clientId = 'page';
  readonly statusChanged = new Signal<this, string>(this);
  status = 'idle';
  holds: number | 'silent' | null = 100 * MIB;
  readonly asked: string[] = [];

  sendControlMessage({ header }: KernelMessage.IMessage) {
    this.asked.push(header.msg_type);
    const { holds } = this;
    const content = holds === null ? {} : { kernel_memory: holds };
    const done = new Promise(resolve => holds !== 'silent' && resolve({ content }));
    return { done, dispose: () => undefined };
  }
}

function listening({ mayAsk = false, kernel = new FakeKernel() } = {}) {
  const sessionContext = new FakeContext();
  const anyMessage = new Signal<object, unknown>({});
  sessionContext.session = { kernel, anyMessage } as unknown as FakeContext['session'];
  const context = { sessionContext, disposed: new Signal<object, void>({}) };
  const tracker = {
    // two views of one document
    forEach: (each: (panel: object) => void) => [{ context }, { context }].forEach(each),
    widgetAdded: new Signal<object, object>({})
  };
  let may = mayAsk;
  const slowest = new Slowest({ mayAsk: () => may, isProfiled: (_, cell) => cell === 'profiled' });
  slowest.follow(tracker as unknown as INotebookTracker);
  const changes: object[] = [];
  slowest.changed.connect((_, notebook) => changes.push(notebook));
  let id = 0;
  const hear = (type: string, request: string, content: object, at = '') =>
    anyMessage.emit({
      direction: 'recv',
      msg: {
        channel: type === 'execute_reply' ? 'shell' : 'iopub',
        header: { msg_type: type, date: at },
        parent_header: { msg_id: request, msg_type: 'execute_request' },
        content
      }
    });
  const start = (cell: string) => {
    const request = `r${++id}`;
    anyMessage.emit({
      direction: 'send',
      msg: {
        header: { msg_type: 'execute_request', msg_id: request },
        metadata: { cellId: cell },
        content: { code: `${cell}()` }
      }
    });
    return request;
  };
  const finish = (request: string, seconds = '01.500250') => {
    hear('status', request, { execution_state: 'busy' }, '2026-11-22T10:00:00.000000Z');
    hear('execute_input', request, { code: '' });
    hear('status', request, { execution_state: 'idle' }, `2026-11-22T10:00:${seconds}Z`);
  };
  return {
    ...{ slowest, kernel, sessionContext, changes, context, hear, start, finish },
    allow: (now: boolean) => {
      may = now;
      slowest.check();
    },
    record: (cell: string) => slowest.of(context)!.records.get(cell)
  };
}

describe('Slowest', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('takes times from the kernel’s messages, asks for nothing, and tells once a burst', async () => {
    const { start, finish, record, kernel, slowest, context, changes } = listening();
    finish(start('a'));
    finish(start('profiled'));
    expect(record('a')!.run).toMatchObject({ ns: 1_500_250_000, source: 'a()', profiled: false });
    expect(record('profiled')!.run.profiled).toBe(true);
    await jest.advanceTimersByTimeAsync(10 * SECONDS);
    expect(changes).toEqual([context]);
    expect(kernel.asked).toEqual([]);
    expect(record('a')!.memory).toEqual({ kind: 'unknown', why: 'not-watched' });
    expect(slowest.of({})).toBeNull();
  });

  it('notes what ended a cell, and forgets with the kernel', () => {
    const { start, finish, hear, record, sessionContext } = listening();
    const request = start('a');
    hear('error', request, { ename: 'KeyError', evalue: '', traceback: [] });
    finish(request);
    expect(record('a')!.run.error).toBe('KeyError');
    sessionContext.become('restarting');
    expect(record('a')).toBeUndefined();
  });

  it('keeps a cell that was sent while the kernel restarted', () => {
    const { start, finish, hear, record, sessionContext } = listening();
    sessionContext.become('idle');
    finish(start('a'));
    sessionContext.become('restarting');
    const request = start('b');
    sessionContext.connectionStatusChanged.emit('connecting');
    sessionContext.connectionStatusChanged.emit('connected');
    sessionContext.become('starting');
    sessionContext.become('busy');
    finish(request);
    expect(record('a')).toBeUndefined();
    expect(record('b')).toMatchObject({ count: 1 });
    sessionContext.become('idle');
    const lost = start('c');
    hear('status', lost, { execution_state: 'busy' });
    sessionContext.connectionStatusChanged.emit('connecting');
    finish(lost);
    expect(record('c')).toBeUndefined();
  });

  it('asks for memory only while it may and the kernel rests', async () => {
    const { start, finish, record, kernel, allow } = listening();
    allow(true);
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(kernel.asked).toEqual(['usage_request']);
    const [first, second] = [start('a'), start('b')];
    finish(first);
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(kernel.asked).toHaveLength(1);
    kernel.holds = 160 * MIB;
    finish(second);
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(record('a')!.memory).toMatchObject({ stretch: { runs: 2, bytes: 60 * MIB } });
    kernel.holds = 150 * MIB;
    finish(start('c'));
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(record('c')!.memory).toEqual({ kind: 'alone', bytes: -10 * MIB });
    allow(false);
    finish(start('a'));
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(kernel.asked).toHaveLength(3);
    expect(record('a')!.memory).toMatchObject({ why: 'not-watched' });
  });

  it('takes no answer for what began before it', async () => {
    const { start, finish, record, kernel } = listening({ mayAsk: true });
    finish(start('a'));
    let answer!: (reply: object) => void;
    jest.spyOn(kernel, 'sendControlMessage').mockReturnValueOnce({
      done: new Promise(resolve => (answer = resolve)),
      dispose: () => undefined
    });
    await jest.advanceTimersByTimeAsync(SECONDS);
    const next = start('b');
    answer({ content: { kernel_memory: 5 } });
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(record('a')!.memory).toEqual({ kind: 'waiting' });
    finish(next);
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(record('b')!.memory).toMatchObject({ kind: 'unknown' });
  });

  it.each([
    ['silent', 'no-answer'],
    [null, 'no-number']
  ] as const)('asks a kernel that says %s no second time', async (holds, why) => {
    const { start, finish, record, kernel } = listening({ mayAsk: true });
    kernel.holds = holds;
    for (const cell of ['a', 'b']) {
      finish(start(cell));
      await jest.advanceTimersByTimeAsync(10 * SECONDS);
      expect(record(cell)!.memory).toEqual({ kind: 'unknown', why });
    }
    expect(kernel.asked).toHaveLength(1);
  });

  it('never asks a kernel that is not Python', async () => {
    class Ir extends FakeKernel {
      readonly name: string = 'ir';
    }
    const { start, finish, record, kernel } = listening({ mayAsk: true, kernel: new Ir() });
    finish(start('a'));
    await jest.advanceTimersByTimeAsync(SECONDS);
    expect(kernel.asked).toEqual([]);
    expect(record('a')).toMatchObject({
      run: { ns: 1_500_250_000 },
      memory: { why: 'not-python' }
    });
  });
});
