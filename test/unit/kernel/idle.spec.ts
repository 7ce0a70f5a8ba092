import { Signal } from '@lumino/signaling';
import { IKernelStatus, whenIdleFor } from '../../../src/kernel/idle';

class FakeKernel {
  status = 'busy';
  readonly statusChanged = new Signal<this, string>(this);

  become(status: string): void {
    this.status = status;
    this.statusChanged.emit(status);
  }
}

function watched(signal = new AbortController().signal) {
  const kernel = new FakeKernel();
  const idle = jest.fn();
  void whenIdleFor(kernel as unknown as IKernelStatus, 1000, signal).then(idle);
  return { kernel, idle };
}

describe('whenIdleFor', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('waits while the kernel works', async () => {
    const { kernel, idle } = watched();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(idle).not.toHaveBeenCalled();
    kernel.become('idle');
    await jest.advanceTimersByTimeAsync(1000);
    expect(idle).toHaveBeenCalled();
  });

  it('starts again when the kernel works in between', async () => {
    const { kernel, idle } = watched();
    kernel.become('idle');
    await jest.advanceTimersByTimeAsync(900);
    kernel.become('busy');
    kernel.become('idle');
    await jest.advanceTimersByTimeAsync(900);
    expect(idle).not.toHaveBeenCalled();
    await jest.advanceTimersByTimeAsync(100);
    expect(idle).toHaveBeenCalled();
  });

  it('ends with its signal', async () => {
    const abort = new AbortController();
    const { kernel, idle } = watched(abort.signal);
    kernel.become('idle');
    abort.abort();
    kernel.become('idle');
    await jest.advanceTimersByTimeAsync(60_000);
    expect(idle).not.toHaveBeenCalled();
    expect(jest.getTimerCount()).toBe(0);
  });
});
