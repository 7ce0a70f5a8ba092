import { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage } from '@jupyterlab/services';
import { JSONObject } from '@lumino/coreutils';
import { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { parseReply } from '../model/reading/parse';
import type { Answer } from '../model/contract/answer';
import { MIME_TYPE } from '../model/contract/profile';
import { RunFailure } from '../model/kernel/run';
import { IHelper, loadHelper } from './helper';
import { whenIdleFor } from './idle';
import { Request } from './request';
import { statementsFor } from './statements';

/** An idle kernel that leaves a short request unanswered for so long will not answer it. */
export const DEADLINE_MS = 10_000;

/**
 * The connection is closed after so long without a request. While it is open, the server keeps
 * outputs of one connection only through a network cut, and it might not be the notebook's.
 */
export const REST_MS = 2_000;

/** Asks the helper in a kernel. */
export interface IConnection {
  /** Ask; the helper is brought into the kernel if it is needed and not there. */
  ask(request: Request, signal?: AbortSignal): Promise<Answer | RunFailure>;
  /** Continue a timeit request for a cell that awaits. */
  askAwaiting(request: Request): Promise<Answer | RunFailure>;
  /** Wake an event loop that idles, so that it notices an interrupt. */
  nudge(): void;
}

/**
 * Our own connection to a notebook's kernel, so that our requests neither count as executions in
 * the notebook's toolbar nor mix with its messages. Opened when first needed.
 */
export class Connection implements IConnection, IDisposable {
  constructor(context: ISessionContext) {
    this._context = context;
    context.kernelChanged.connect(this._close, this);
    context.statusChanged.connect(this._onStatus, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (!this._isDisposed) {
      this._isDisposed = true;
      this._close();
      Signal.clearData(this);
    }
  }

  async ask(request: Request, signal?: AbortSignal): Promise<Answer | RunFailure> {
    let helper: IHelper;
    try {
      helper = await loadHelper();
    } catch (error) {
      // such as a page that is older than the extension on the server
      return { kind: 'not-armed', detail: String(error) };
    }
    const { ask, place } = statementsFor(helper.hash);
    const answer = await this._send(ask, request);
    const isForRun = request.op === 'collect' || request.op === 'disarm';
    if (answer.kind !== 'absent' || isForRun) {
      return answer;
    }
    if (signal?.aborted) {
      return { kind: 'cancelled' };
    }
    const { version, hash, files } = helper;
    const placed = await this._send(place, { place: { version, hash, files } });
    if (placed.kind !== 'ok') {
      return placed;
    }
    return signal?.aborted ? { kind: 'cancelled' } : this._send(ask, request);
  }

  async askAwaiting(request: Request): Promise<Answer | RunFailure> {
    const helper = await loadHelper();
    return this._send(statementsFor(helper.hash).askAwaiting, request);
  }

  nudge(): void {
    const clone = this._open();
    // a connection that is being opened asks for this by itself
    if (clone?.connectionStatus === 'connected') {
      clone.requestKernelInfo().catch(reason => console.debug('cellheat: nudge', reason));
    }
    this._rest();
  }

  /** Send one request and wait for its answer. */
  private async _send(
    code: string,
    request: Request | { place: IHelper }
  ): Promise<Answer | RunFailure> {
    const clone = this._open();
    if (!clone) {
      return { kind: 'disconnected' };
    }
    const over = new AbortController();
    this._underway++;
    try {
      return await Promise.race([
        exchange(clone, code, request),
        whenLost(clone, over.signal),
        ...(takesItsTime(request) ? [] : [this._deadline(over.signal)])
      ]);
    } finally {
      over.abort();
      this._underway--;
      this._rest();
    }
  }

  private async _deadline(signal: AbortSignal): Promise<RunFailure> {
    const kernel = this._context.session?.kernel;
    if (kernel) {
      await whenIdleFor(kernel, DEADLINE_MS, signal);
    }
    return { kind: 'not-answering' };
  }

  private _open(): Kernel.IKernelConnection | null {
    const kernel = this._context.session?.kernel;
    if (this._isDisposed || !kernel || kernel.isDisposed) {
      return null;
    }
    clearTimeout(this._resting);
    if (!this._clone || this._clone.isDisposed) {
      this._clone = kernel.clone({ handleComms: false });
    }
    return this._clone;
  }

  private _rest(): void {
    clearTimeout(this._resting);
    if (this._underway === 0) {
      this._resting = setTimeout(() => this._close(), REST_MS);
    }
  }

  private _close(): void {
    clearTimeout(this._resting);
    this._clone?.dispose();
    this._clone = null;
  }

  private _onStatus(context: ISessionContext, status: Kernel.Status): void {
    // the kernel's ports may change, and nobody tells our connection
    if (status === 'restarting' || status === 'autorestarting') {
      this._close();
    }
  }

  private readonly _context: ISessionContext;
  private _clone: Kernel.IKernelConnection | null = null;
  private _underway = 0;
  private _resting: ReturnType<typeof setTimeout> | undefined;
  private _isDisposed = false;
}

/** True for a request that runs the user's code. */
function takesItsTime(request: Request | { place: IHelper }): boolean {
  return 'op' in request && (request.op === 'timeit' || request.op === 'compare');
}

/** Run a statement silently and take its answer; `stdin` says whether it may ask for input. */
export async function exchange(
  kernel: Kernel.IKernelConnection,
  code: string,
  request: object,
  stdin = false
): Promise<Answer | RunFailure> {
  const bundles: Readonly<Record<string, unknown>>[] = [];
  let reply: KernelMessage.IExecuteReplyMsg['content'];
  try {
    const future = kernel.requestExecute(
      {
        code,
        silent: true,
        store_history: false,
        user_expressions: {},
        allow_stdin: stdin,
        stop_on_error: false
      },
      true,
      { cellheat: request as JSONObject }
    );
    future.onIOPub = message => {
      if (KernelMessage.isDisplayDataMsg(message) && MIME_TYPE in message.content.data) {
        bundles.push(message.content.data);
      }
    };
    reply = (await future.done).content;
  } catch {
    // the kernel is gone, or the future was cancelled with its connection
    return { kind: 'disconnected' };
  }
  if (bundles.length > 0) {
    return parseReply(bundles[0]);
  }
  return replyWithoutAnswer(reply);
}

function replyWithoutAnswer(reply: KernelMessage.IExecuteReplyMsg['content']): RunFailure {
  switch (reply.status) {
    case 'ok':
      return { kind: 'not-answering' };
    case 'error':
      return { kind: 'unreadable', detail: `${reply.ename}: ${reply.evalue}` };
    default:
      return { kind: 'aborted' };
  }
}

/** Resolve when a connection that stood is lost: an answer under way is then lost too. */
export function whenLost(
  kernel: Kernel.IKernelConnection,
  signal: AbortSignal
): Promise<RunFailure> {
  return new Promise(resolve => {
    let stood = kernel.connectionStatus === 'connected';
    const check = (_: unknown, status: Kernel.ConnectionStatus) => {
      if (stood && status !== 'connected') {
        resolve({ kind: 'disconnected' });
      }
      stood = status === 'connected';
    };
    kernel.connectionStatusChanged.connect(check);
    signal.addEventListener('abort', () => kernel.connectionStatusChanged.disconnect(check));
  });
}
