import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { IDisposable } from '@lumino/disposable';
import { ISignal } from '@lumino/signaling';
import { RunFailure } from '../model/kernel/run';
import { isBusy, kernelAvailability } from './availability';
import { whenIdleFor } from './idle';
import { mainShells } from './mainshell';

/**
 * A connected kernel that says nothing for so long is asked. One that somebody else restarted says
 * that it starts, and no more until it gets a message.
 */
const SILENCE_MS = 1_000;

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
    let watch: IWatch | null = null;
    try {
      for (;;) {
        const state = signal.aborted ? 'cancelled' : readiness(this._context);
        if (state === 'ready') {
          return null;
        }
        if (state === 'cancelled' || state === 'not-run') {
          return { kind: state };
        }
        onWait(state);
        if (state === 'busy') {
          // what waits for a busy kernel goes with it, as the cells that are queued do
          watch ??= this.watch();
        }
        // again and again: what is sent while the kernel restarts may be lost
        const nudges = setInterval(() => state === 'session' && this._nudge(), SILENCE_MS);
        const failure = await nextChange(this._context, watch, signal);
        clearInterval(nudges);
        if (failure) {
          return failure;
        }
      }
    } finally {
      watch?.dispose();
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

  /** The status does not follow requests for the kernel's info, so ask what was run last. */
  private _nudge(): void {
    const kernel = this._context.session?.kernel;
    if (kernel?.connectionStatus === 'connected') {
      kernel
        .requestHistory({ output: false, raw: true, hist_access_type: 'tail', n: 1 })
        .catch(reason => console.debug('cellheat: nudge', reason));
    }
  }

  private readonly _context: ISessionContext;
}

function readiness(context: ISessionContext): 'ready' | 'not-run' | WaitReason {
  if (context.isDisposed) {
    return 'not-run';
  }
  switch (kernelAvailability(context).kind) {
    case 'ready':
      return context.kernelDisplayStatus !== 'idle' || isBusy(context) ? 'busy' : 'ready';
    case 'starting':
      return 'session';
    default:
      return 'not-run';
  }
}

/** Wait for an event that may change `readiness`; tell when the watched kernel is lost. */
async function nextChange(
  context: ISessionContext,
  watch: IWatch | null,
  signal: AbortSignal
): Promise<RunFailure | null> {
  const over = new AbortController();
  const end = () => over.abort();
  signal.addEventListener('abort', end);
  const changed = whenChanged(context, over.signal).then(() => null);
  const failure = await (watch ? Promise.race([watch.lost, changed]) : changed);
  end();
  signal.removeEventListener('abort', end);
  return failure;
}

/** Resolve at the next event that may change `readiness`, or when `signal` is aborted. */
function whenChanged(context: ISessionContext, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const signals: ISignal<unknown, unknown>[] = [
      context.statusChanged,
      context.connectionStatusChanged,
      context.kernelChanged,
      context.sessionChanged,
      context.disposed,
      context.specsManager.specsChanged,
      mainShells.ended
    ];
    const done = () => {
      signals.forEach(one => one.disconnect(done));
      signal.removeEventListener('abort', done);
      resolve();
    };
    signals.forEach(one => one.connect(done));
    signal.addEventListener('abort', done);
  });
}

class Watch implements IWatch {
  constructor(context: ISessionContext) {
    this._context = context;
    this._kernel = context.session?.kernel ?? null;
    this.lost = new Promise(resolve => {
      this._lose = kind => resolve({ kind: kind === 'died' && this._closes ? 'closed' : kind });
    });
    this._kernel?.anyMessage.connect(this._onAnyMessage, this);
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
      this._kernel?.anyMessage.disconnect(this._onAnyMessage, this);
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

  /** A cell that calls `exit()` says so in its reply, and nowhere else. */
  private _onAnyMessage(_: unknown, { msg }: Kernel.IAnyMessageArgs): void {
    this._closes ||= isReplyThatCloses(msg);
  }

  private _onDisposed(): void {
    this._lose('disconnected');
  }

  private readonly _context: ISessionContext;
  private readonly _kernel: Kernel.IKernelConnection | null;
  private _lose!: (kind: 'restarted' | 'died' | 'disconnected') => void;
  private _kernelSession = '';
  private _closes = false;
  private _isDisposed = false;
}

/** True for the reply of a cell that asked for the end of the kernel. */
function isReplyThatCloses(message: KernelMessage.IMessage): boolean {
  if (message.header.msg_type !== 'execute_reply') {
    return false;
  }
  const { payload } = message.content as Partial<KernelMessage.IExecuteReply>;
  return !!payload?.some(one => one.source === 'ask_exit' && one.keepkernel !== true);
}
