import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { RunFailure } from '../model/run';
import { kernelAvailability } from './availability';
import { whenIdleFor } from './idle';

/** What a run waits for. */
export type WaitReason = 'session' | 'busy';

/** Follows a kernel through one run. */
export interface IWatch extends IDisposable {
  /** Settles only when the kernel is lost: restarted, dead, disconnected. */
  readonly lost: Promise<RunFailure>;
}

/** A notebook's kernel, as far as a run needs it. */
export interface ISession {
  /** Resolve with `null` when the kernel can take a cell, or with the reason why it never will. */
  ready(signal: AbortSignal, onWait: (why: WaitReason) => void): Promise<RunFailure | null>;
  watch(): IWatch;
  /** Resolve when the kernel was idle for so long without a break. */
  idleFor(ms: number, signal: AbortSignal): Promise<void>;
  interrupt(): Promise<void>;
}

/** The session of a notebook in JupyterLab. */
export class Session implements ISession {
  constructor(context: ISessionContext) {
    this._context = context;
  }

  /**
   * JupyterLab loses a cell that is run before its session is connected, and an idle status counts
   * only once the kernel itself has sent it: so wait for the session, its connection and a status.
   */
  async ready(signal: AbortSignal, onWait: (why: WaitReason) => void): Promise<RunFailure | null> {
    for (;;) {
      const state = signal.aborted ? 'cancelled' : readiness(this._context);
      switch (state) {
        case 'ready':
          return null;
        case 'cancelled':
        case 'not-run':
          return { kind: state };
        case 'session':
          onWait(state);
          await change(this._context, signal);
          break;
        case 'busy': {
          onWait(state);
          const failure = await this._whileBusy(signal);
          if (failure) {
            return failure;
          }
        }
      }
    }
  }

  /** What waits for a busy kernel goes with it, as the cells that are queued do. */
  private async _whileBusy(signal: AbortSignal): Promise<RunFailure | null> {
    const watch = this.watch();
    const over = new AbortController();
    try {
      const changed = change(this._context, AbortSignal.any([signal, over.signal]));
      return await Promise.race([watch.lost, changed.then(() => null)]);
    } finally {
      over.abort();
      watch.dispose();
    }
  }

  watch(): IWatch {
    return new Watch(this._context);
  }

  async idleFor(ms: number, signal: AbortSignal): Promise<void> {
    const kernel = this._context.session?.kernel;
    // without a kernel there is nothing to wait for
    if (kernel) {
      await whenIdleFor(kernel, ms, signal);
    }
  }

  async interrupt(): Promise<void> {
    await this._context.session?.kernel?.interrupt();
  }

  private readonly _context: ISessionContext;
}

function readiness(context: ISessionContext): 'ready' | 'never' | WaitReason {
  if (context.isDisposed) {
    return 'never';
  }
  switch (kernelAvailability(context).kind) {
    case 'ready':
      return context.kernelDisplayStatus === 'idle' ? 'ready' : 'busy';
    case 'starting':
      return 'session';
    default:
      return 'never';
  }
}

/** Resolve at the next event that may change `readiness`, or when `signal` is aborted. */
function change(context: ISessionContext, signal: AbortSignal): Promise<void> {
  const { specsManager } = context;
  return new Promise(resolve => {
    const done = () => {
      context.statusChanged.disconnect(done);
      context.connectionStatusChanged.disconnect(done);
      context.kernelChanged.disconnect(done);
      context.sessionChanged.disconnect(done);
      context.disposed.disconnect(done);
      specsManager.specsChanged.disconnect(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    context.statusChanged.connect(done);
    context.connectionStatusChanged.connect(done);
    context.kernelChanged.connect(done);
    context.sessionChanged.connect(done);
    context.disposed.connect(done);
    specsManager.specsChanged.connect(done);
    signal.addEventListener('abort', done);
  });
}

class Watch implements IWatch {
  constructor(context: ISessionContext) {
    this._context = context;
    this._kernel = context.session?.kernel ?? null;
    this.lost = new Promise(resolve => {
      this._lose = kind => resolve({ kind });
    });
    context.statusChanged.connect(this._onStatus, this);
    context.connectionStatusChanged.connect(this._onConnectionStatus, this);
    context.kernelChanged.connect(this._onKernel, this);
    context.iopubMessage.connect(this._onMessage, this);
    context.disposed.connect(this._onDisposed, this);
  }

  readonly lost: Promise<RunFailure>;

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      const context = this._context;
      context.statusChanged.disconnect(this._onStatus, this);
      context.connectionStatusChanged.disconnect(this._onConnectionStatus, this);
      context.kernelChanged.disconnect(this._onKernel, this);
      context.iopubMessage.disconnect(this._onMessage, this);
      context.disposed.disconnect(this._onDisposed, this);
    }
  }

  private _onStatus(_: ISessionContext, status: Kernel.Status): void {
    if (status === 'restarting' && !this._context.isRestarting) {
      // 'autorestarting', which means that it had died, follows in a microtask
      setTimeout(() => this._lose('restarted'));
    } else if (status === 'restarting') {
      this._lose('restarted');
    } else if (status === 'autorestarting' || status === 'dead' || status === 'terminating') {
      this._lose('died');
    }
  }

  private _onConnectionStatus(_: ISessionContext, status: Kernel.ConnectionStatus): void {
    if (status === 'disconnected') {
      this._lose('disconnected');
    }
  }

  private _onKernel(): void {
    const kernel = this._context.session?.kernel ?? null;
    if (kernel !== this._kernel) {
      this._lose(kernel ? 'restarted' : 'died');
    }
  }

  /** A restart by somebody else shows only in the session id of the kernel's messages. */
  private _onMessage(_: ISessionContext, message: KernelMessage.IMessage): void {
    if (!KernelMessage.isStatusMsg(message as KernelMessage.IIOPubMessage)) {
      return;
    }
    const { session } = message.header;
    if (this._kernelSession !== '' && session !== this._kernelSession) {
      setTimeout(() => this._lose('restarted'));
    }
    this._kernelSession = session;
  }

  private _onDisposed(): void {
    this._lose('disconnected');
  }

  private readonly _context: ISessionContext;
  private readonly _kernel: Kernel.IKernelConnection | null;
  private _lose!: (kind: 'restarted' | 'died' | 'disconnected') => void;
  private _kernelSession = '';
  private _isDisposed = false;
}
