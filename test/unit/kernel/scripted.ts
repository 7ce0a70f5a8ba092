import { ISessionContext } from '@jupyterlab/apputils';
import { Signal } from '@lumino/signaling';
import type { IConnection } from '../../../src/kernel/connection';
import type { IJob } from '../../../src/kernel/profiler';
import type { Request } from '../../../src/kernel/request';
import type { ISession, WaitReason } from '../../../src/kernel/session';
import type { Answer } from '../../../src/model/contract/answer';
import type { RunFailure } from '../../../src/model/kernel/run';

/** Let everything that waits for nothing but promises go on. */
export const settle = (): Promise<void> => new Promise(resolve => setTimeout(resolve));

/** A promise and the means to settle it. */
export function deferred<T>() {
  let resolve!: (value: T) => void;
  const promise = new Promise<T>(done => (resolve = done));
  return { promise, resolve };
}

type Reply = Answer | RunFailure | Promise<Answer | RunFailure>;

/** Answers from a script, in its order, and keeps what was asked. */
export class ScriptedConnection implements IConnection {
  constructor(...replies: Reply[]) {
    this._replies = replies;
  }

  readonly asked: Request[] = [];
  readonly askedAwaiting: Request[] = [];
  nudges = 0;

  get ops(): string[] {
    return this.asked.map(request => request.op);
  }

  async ask(request: Request): Promise<Answer | RunFailure> {
    this.asked.push(request);
    return request.op === 'disarm' ? OK : this._next();
  }

  async askAwaiting(request: Request): Promise<Answer | RunFailure> {
    this.askedAwaiting.push(request);
    return this._next();
  }

  nudge(): void {
    this.nudges++;
  }

  private _next(): Reply {
    const reply = this._replies.shift();
    if (!reply) {
      throw new Error('the script has ended');
    }
    return reply;
  }

  private readonly _replies: Reply[];
}

/** A kernel that is ready at once and is idle or lost when the test says so. */
export class ScriptedSession implements ISession {
  readonly lost = deferred<RunFailure>();
  readonly idle = deferred<void>();
  readiness: Promise<RunFailure | null> = Promise.resolve(null);
  waits: WaitReason[] = [];
  interrupts = 0;

  ready(_signal: AbortSignal, onWait: (why: WaitReason) => void): Promise<RunFailure | null> {
    this.waits.forEach(onWait);
    return this.readiness;
  }

  watch() {
    return { lost: this.lost.promise, isDisposed: false, dispose: () => undefined };
  }

  idleFor(): Promise<void> {
    return this.idle.promise;
  }

  async interrupt(): Promise<void> {
    this.interrupts++;
  }
}

export const OK: Answer = { version: 1, kind: 'ok', awaits: false };
export const AWAITS: Answer = { version: 1, kind: 'ok', awaits: true };

export function job(changes: Partial<IJob> = {}): IJob {
  return {
    cellId: 'cell-12',
    instrument: 'calls',
    tool: null,
    also: [],
    selected: 1,
    budget: 2,
    interval: 0.01,
    agreed: () => false,
    source: () => 'x = 1',
    compared: () => [],
    execute: async () => true,
    consent: async () => true,
    ...changes
  };
}

/** As much of a kernel connection as `Session` looks at. */
export interface IFakeKernel {
  name: string;
  readonly anyMessage: Signal<object, object>;
  readonly interrupt?: () => Promise<void>;
}

export function fakeKernel(name: string): IFakeKernel {
  return { name, anyMessage: new Signal<object, object>({}) };
}

/** As much of a notebook's session context as `Session` looks at. */
export class FakeContext {
  readonly statusChanged = new Signal<this, string>(this);
  readonly connectionStatusChanged = new Signal<this, string>(this);
  readonly kernelChanged = new Signal<this, object>(this);
  readonly sessionChanged = new Signal<this, object>(this);
  readonly iopubMessage = new Signal<this, object>(this);
  readonly disposed = new Signal<this, void>(this);
  readonly kernelPreference: { name?: string; language?: string } = {};
  readonly specsManager = {
    specs: {
      kernelspecs: {
        python3: { language: 'python' },
        ir: { language: 'R' }
      }
    } as object | null,
    specsChanged: new Signal<object, object>({})
  };
  kernelDisplayName = 'Python 3';
  kernelDisplayStatus = 'idle';
  isRestarting = false;
  isDisposed = false;
  session: { kernel: IFakeKernel | null } | null = { kernel: fakeKernel('python3') };

  /** Take on a status and say so. */
  become(status: string): void {
    this.kernelDisplayStatus = status;
    this.statusChanged.emit(status);
  }

  get asContext(): ISessionContext {
    return this as unknown as ISessionContext;
  }
}
