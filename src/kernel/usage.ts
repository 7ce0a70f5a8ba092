import { Kernel, KernelMessage } from '@jupyterlab/services';
import { whenIdleFor } from './idle';

/** A kernel that idles for so long without an answer does not know the question. */
const DEADLINE_MS = 3_000;

/** Bytes, or why there are none; `lost` where another try may bring them. */
export type Held = number | 'no-answer' | 'no-number' | 'lost';

/**
 * Ask a kernel how much memory it and its child processes hold. ipykernel answers this itself, beside
 * its main shell: none of the user's code runs, and no helper is needed. To be asked of a kernel that
 * rests: Jupyter takes the end of any answer for the end of what runs.
 */
export async function heldBytes(kernel: Kernel.IKernelConnection): Promise<Held> {
  const over = new AbortController();
  let future: Kernel.IControlFuture | undefined;
  try {
    future = kernel.sendControlMessage(requestTo(kernel), true);
    // one that is given up below must not be an error that nobody takes
    const reply = future.done.catch(() => null);
    const answer = await Promise.race([
      reply,
      whenIdleFor(kernel, DEADLINE_MS, over.signal).then(() => 'no-answer' as const)
    ]);
    return answer === null ? 'lost' : answer === 'no-answer' ? answer : bytesIn(answer);
  } catch {
    // the kernel is dead, or its connection is closed
    return 'lost';
  } finally {
    over.abort();
    future?.dispose();
  }
}

/** JupyterLab has no type for this message, which its own extensions let the server send. */
function requestTo(kernel: Kernel.IKernelConnection): KernelMessage.IControlMessage {
  return KernelMessage.createMessage<KernelMessage.IDebugRequestMsg>({
    msgType: 'usage_request' as 'debug_request',
    channel: 'control',
    username: kernel.username,
    session: kernel.clientId,
    content: {} as KernelMessage.IDebugRequestMsg['content']
  });
}

function bytesIn({ content }: KernelMessage.IMessage): Held {
  const held = (content as { kernel_memory?: unknown }).kernel_memory;
  return typeof held === 'number' && held > 0 ? held : 'no-number';
}
