import { Kernel, KernelMessage } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';

/**
 * JupyterLab takes what any shell of a kernel says for the kernel's status: a subshell that is done
 * makes a kernel look idle that still runs a cell. This keeps what the main shell said.
 */
class MainShells {
  /** Emitted with a kernel whose main shell has ended what it ran. */
  get ended(): ISignal<object, object> {
    return this._ended;
  }

  /** Listen to a kernel from now on; to be called before it has subshells. */
  follow(kernel: Kernel.IKernelConnection): void {
    if (!this._busy.has(kernel)) {
      this._busy.set(kernel, kernel.status === 'busy');
      kernel.iopubMessage.connect(this._onMessage, this);
      kernel.statusChanged.connect(this._onStatus, this);
    }
  }

  /** True while a kernel runs a cell, whatever its status says. */
  isBusy(kernel: object): boolean {
    return this._busy.get(kernel) ?? false;
  }

  /** How often a kernel's main shell has ended what it ran since it is followed: tells runs apart. */
  ends(kernel: object): number {
    return this._ends.get(kernel) ?? 0;
  }

  private _onMessage(kernel: Kernel.IKernelConnection, message: KernelMessage.IIOPubMessage): void {
    const parent = message.parent_header as Partial<KernelMessage.IHeader>;
    // requests on the control channel tell a status as well
    if (
      KernelMessage.isStatusMsg(message) &&
      parent.msg_type === 'execute_request' &&
      !parent.subshell_id
    ) {
      this._set(kernel, message.content.execution_state === 'busy');
    }
  }

  private _onStatus(kernel: Kernel.IKernelConnection, status: Kernel.Status): void {
    if (status !== 'busy' && status !== 'idle' && status !== 'unknown') {
      this._set(kernel, false);
    }
  }

  private _set(kernel: Kernel.IKernelConnection, busy: boolean): void {
    const was = this._busy.get(kernel);
    this._busy.set(kernel, busy);
    if (was && !busy) {
      this._ends.set(kernel, this.ends(kernel) + 1);
      this._ended.emit(kernel);
    }
  }

  private readonly _ended = new Signal<object, object>(this);
  private readonly _busy = new WeakMap<object, boolean>();
  private readonly _ends = new WeakMap<object, number>();
}

/** One for all kernels: what it knows is true of a kernel whoever asks. */
export const mainShells = new MainShells();
