import type { RunFailure } from '../model/kernel/run';
import type { IConnection } from './connection';
import type { ISession, WaitReason } from './session';

/** Wait until the kernel can take a cell, and bring cellheat into it; `null` says that it is there. */
export async function bring(
  session: ISession,
  connection: IConnection,
  signal: AbortSignal,
  onWait: (why: WaitReason) => void
): Promise<RunFailure | null> {
  const failure = await session.ready(signal, onWait);
  if (failure) {
    return failure;
  }
  const answer = await connection.ask({ op: 'connect' }, signal);
  switch (answer.kind) {
    case 'ok':
      return null;
    case 'failure':
      return { kind: 'kernel', failure: answer };
    case 'profile':
    case 'comparison':
    case 'compared':
    case 'installation':
    case 'ask':
    case 'catalogue':
    case 'stack':
    case 'absent':
      return { kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` };
    default:
      return answer;
  }
}
