import { Kernel } from '@jupyterlab/services';
import { ISignal } from '@lumino/signaling';
import { mainShells } from './mainshell';

/** As much of a kernel connection as is needed to see whether it works. */
export interface IKernelStatus {
  readonly status: Kernel.Status;
  readonly statusChanged: ISignal<unknown, Kernel.Status>;
}

/** Resolve when the kernel was idle for so long without a break; never once `signal` is aborted. */
export function whenIdleFor(kernel: IKernelStatus, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const check = () => {
      clearTimeout(timer);
      if (kernel.status === 'idle' && !mainShells.isBusy(kernel)) {
        timer = setTimeout(resolve, ms);
      }
    };
    const stop = () => {
      clearTimeout(timer);
      kernel.statusChanged.disconnect(check);
      mainShells.ended.disconnect(check);
    };
    if (signal.aborted) {
      return;
    }
    signal.addEventListener('abort', stop);
    kernel.statusChanged.connect(check);
    mainShells.ended.connect(check);
    check();
  });
}
