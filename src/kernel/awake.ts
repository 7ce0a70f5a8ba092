import { ISessionContext } from '@jupyterlab/apputils';
import { KernelMessage } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

/**
 * JupyterLab does not count what a kernel says to a request for its info: one that was started
 * again after its death is *starting* there until it runs something. This hears that it is awake.
 */
class AwakeKernels {
  /** Emitted with a notebook's session whose kernel has said for the first time that it is idle. */
  get changed(): ISignal<object, ISessionContext> {
    return this._changed;
  }

  /** Listen to a notebook's kernel from now on; sends nothing. */
  follow(context: ISessionContext): void {
    if (!this._followed.has(context)) {
      this._followed.add(context);
      context.iopubMessage.connect(this._onMessage, this);
      context.statusChanged.connect(this._onStatus, this);
    }
  }

  /** True where the kernel of a notebook has been idle since it was started or connected. */
  has(context: ISessionContext): boolean {
    return this._awake.has(context);
  }

  private _onMessage(context: ISessionContext, message: KernelMessage.IMessage): void {
    const { content, header } = message as KernelMessage.IStatusMsg;
    const isIdle = header.msg_type === 'status' && content.execution_state === 'idle';
    if (isIdle && !this._awake.has(context)) {
      this._awake.add(context);
      this._changed.emit(context);
    }
  }

  private _onStatus(context: ISessionContext, status: string): void {
    if (status !== 'idle' && status !== 'busy') {
      this._awake.delete(context);
    }
  }

  private readonly _changed = new Signal<object, ISessionContext>(this);
  private readonly _followed = new WeakSet<ISessionContext>();
  private readonly _awake = new WeakSet<ISessionContext>();
}

/** One for all notebooks: what it knows is true of a kernel whoever asks. */
export const awakeKernels = new AwakeKernels();
