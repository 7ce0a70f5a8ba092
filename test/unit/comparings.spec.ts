import type { INotebookTracker } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { Comparings, SHOW_AFTER_MS, STAY_MS } from '../../src/comparing/comparings';
import type { IProgress } from '../../src/model/contract/comparison';
import { MIME_TYPE } from '../../src/model/contract/profile';
import { pair, progress } from './builders';

/** A notebook's session, as far as it is listened to. */
function session() {
  const sender = {};
  const signals = {
    iopubMessage: new Signal<object, unknown>(sender),
    kernelChanged: new Signal<object, unknown>(sender),
    statusChanged: new Signal<object, string>(sender),
    connectionStatusChanged: new Signal<object, string>(sender),
    disposed: new Signal<object, void>(sender)
  };
  return {
    ...signals,
    say: (changes: Partial<IProgress> = {}, request = 'r1') =>
      signals.iopubMessage.emit({
        channel: 'iopub',
        header: { msg_type: 'update_display_data' },
        parent_header: { msg_id: request },
        content: { data: { [MIME_TYPE]: progress(changes) }, metadata: {}, transient: {} }
      }),
    idle: (request = 'r1') =>
      signals.iopubMessage.emit({
        channel: 'iopub',
        header: { msg_type: 'status' },
        parent_header: { msg_id: request },
        content: { execution_state: 'idle' }
      })
  };
}

function listening() {
  const one = session();
  const context = { sessionContext: one };
  const tracker = {
    // two views of one document
    forEach: (each: (panel: object) => void) => [{ context }, { context }].forEach(each),
    widgetAdded: new Signal<object, object>({})
  };
  const comparings = new Comparings();
  comparings.follow(tracker as unknown as INotebookTracker);
  const changes: object[] = [];
  comparings.changed.connect((_, notebook) => changes.push(notebook));
  return { ...one, comparings, changes, of: () => comparings.of(context, 'cell-12'), context };
}

describe('Comparings', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('shows what takes a while, and each message once for two views', () => {
    const { say, of, changes, context } = listening();
    say();
    expect(of()).toBeNull();
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    expect(of()?.progress.step).toBe('checking');
    say({ step: 'timing' });
    expect(of()?.progress.step).toBe('timing');
    expect(changes).toEqual([context, context]);
  });

  it('shows nothing of what is over sooner', () => {
    const { say, of, changes } = listening();
    say();
    say({ over: true });
    jest.advanceTimersByTime(10 * SHOW_AFTER_MS);
    expect(of()).toBeNull();
    // nobody has seen it, and nobody draws again but for that it is gone
    expect(changes).toHaveLength(1);
  });

  it('shows at once what began long ago, such as before the page was loaded', () => {
    const { say, of } = listening();
    say({ elapsed_ns: 5e9 });
    jest.advanceTimersByTime(0);
    expect(of()?.since).toBe(Date.now() - 5000);
  });

  it('stays until the result has taken its place', () => {
    const { say, of } = listening();
    say();
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    say({ over: true });
    expect(of()).not.toBeNull();
    jest.advanceTimersByTime(STAY_MS);
    expect(of()).toBeNull();
  });

  it('goes when the request is over, but not with another one', () => {
    const { say, of, idle } = listening();
    say();
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    idle('of somebody else');
    jest.advanceTimersByTime(STAY_MS);
    expect(of()).not.toBeNull();
    idle();
    jest.advanceTimersByTime(STAY_MS);
    expect(of()).toBeNull();
  });

  it('keeps the pairs of a size through messages without them', () => {
    const { say, of } = listening();
    say({ step: 'timing', n: 10, pairs: [pair()] });
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    say({ step: 'memory', n: 10 });
    expect(of()?.progress.pairs).toHaveLength(1);
    say({ step: 'timing', n: 20 });
    expect(of()?.progress.pairs).toHaveLength(0);
  });

  it('is asked to stop, and the next comparison is not', () => {
    const { say, of, comparings, context } = listening();
    say();
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    comparings.stopping(context);
    say({ step: 'timing' });
    expect(of()?.stopping).toBe(true);
    say({ token: 'next' });
    expect(of()?.stopping).toBe(false);
  });

  it.each([
    ['a restart', 'statusChanged', 'restarting'],
    ['a death', 'statusChanged', 'dead'],
    ['a lost connection', 'connectionStatusChanged', 'connecting']
  ] as const)('ends with %s', (_, signal, value) => {
    const all = listening();
    all.say();
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    all[signal].emit(value);
    expect(all.of()).toBeNull();
  });

  it('does not mind what others send', () => {
    const { iopubMessage, of } = listening();
    const send = (data: unknown) =>
      iopubMessage.emit({
        channel: 'iopub',
        header: { msg_type: 'update_display_data' },
        parent_header: {},
        content: { data, metadata: {}, transient: {} }
      });
    send({ 'text/plain': '1' });
    send({ [MIME_TYPE]: { version: 1, kind: 'profile' } });
    send({ [MIME_TYPE]: { ...progress(), names: 'many' } });
    send({ [MIME_TYPE]: progress({ cell: null }) });
    jest.advanceTimersByTime(SHOW_AFTER_MS);
    expect(of()).toBeNull();
  });
});
