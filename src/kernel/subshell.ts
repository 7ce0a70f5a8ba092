import { ISessionContext } from '@jupyterlab/apputils';
import type { Kernel } from '@jupyterlab/services';
import type { Answer } from '../model/contract/answer';
import type { RunFailure } from '../model/kernel/run';
import { exchange, whenLost } from './connection';
import { loadHelper } from './helper';
import { mainShells } from './mainshell';
import type { INowRequest } from './request';
import { statementsFor } from './statements';

/** A second shell of a kernel, which answers while the first one runs a cell. */
export interface ISubshell {
  ask(request: INowRequest): Promise<Answer | RunFailure>;
  /** Give the shell back; may be called more than once. */
  close(): void;
}

/** Make a subshell of a notebook's kernel; `null` where the kernel has none (before ipykernel 7). */
export async function openSubshell(context: ISessionContext): Promise<ISubshell | null> {
  const kernel = context.session?.kernel;
  if (!kernel || kernel.isDisposed || !kernel.supportsSubshells) {
    return null;
  }
  mainShells.follow(kernel);
  const { content } = await kernel.requestCreateSubshell({}).done;
  // the reply to a request that failed has no id
  return content.subshell_id ? new Subshell(kernel, content.subshell_id) : null;
}

/**
 * The shell with a connection of its own. The notebook's connection makes it and gives it back, since
 * that one knows that the kernel has subshells without asking a main shell that is busy.
 */
class Subshell implements ISubshell {
  constructor(
    private readonly _kernel: Kernel.IKernelConnection,
    private readonly _id: string
  ) {
    this._clone = _kernel.clone({ handleComms: false });
    this._clone.subshellId = _id;
  }

  async ask(request: INowRequest): Promise<Answer | RunFailure> {
    const helper = await loadHelper();
    const { ask, place } = statementsFor(helper.hash);
    const answer = await this._send(ask, request);
    if (answer.kind !== 'absent') {
      return answer;
    }
    const { version, hash, files } = helper;
    const placed = await this._send(place, { place: { version, hash, files } });
    return placed.kind === 'ok' ? this._send(ask, request) : placed;
  }

  close(): void {
    if (this._isClosed) {
      return;
    }
    this._isClosed = true;
    // else the connection gives it back itself, which fails where it does not know of subshells
    this._clone.subshellId = null;
    this._clone.dispose();
    if (!this._kernel.isDisposed) {
      this._kernel
        .requestDeleteSubshell({ subshell_id: this._id })
        .done.catch(reason => console.debug('cellheat: subshell', reason));
    }
  }

  private async _send(code: string, request: object): Promise<Answer | RunFailure> {
    const over = new AbortController();
    try {
      return await Promise.race([
        // as the notebook sends its cells: the kernel takes the last word of any shell for all
        exchange(this._clone, code, request, true),
        whenLost(this._clone, over.signal)
      ]);
    } finally {
      over.abort();
    }
  }

  private readonly _clone: Kernel.IKernelConnection;
  private _isClosed = false;
}
