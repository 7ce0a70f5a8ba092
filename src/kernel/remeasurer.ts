import type { GoOn } from '../model/kernel/comparing';
import { MORE_S, PROCESSES } from '../model/kernel/comparing';
import type { IComparisonAnswer } from '../model/contract/answer';
import type { RunFailure } from '../model/kernel/run';
import type { IConnection } from './connection';
import type { ISession } from './session';

/** Asks a kernel to go on with a comparison that it has, one at a time for a notebook. */
export class Remeasurer {
  constructor(
    private readonly _session: ISession,
    private readonly _connection: IConnection
  ) {}

  /** The comparison anew, or why there is none; `onStart` is called when the kernel has it. */
  async run(
    what: GoOn,
    token: string,
    cell: string,
    onStart: () => void
  ): Promise<IComparisonAnswer | RunFailure> {
    const waiting = new AbortController();
    const problem = await this._session.ready(waiting.signal, () => undefined);
    if (problem) {
      return problem;
    }
    onStart();
    const watch = this._session.watch();
    try {
      const answer = await Promise.race([
        this._connection.ask(
          what === 'more'
            ? { op: 'more', token, cell, seconds: MORE_S }
            : { op: 'confirm', token, cell, processes: PROCESSES }
        ),
        watch.lost
      ]);
      switch (answer.kind) {
        case 'failure':
          return { kind: 'kernel', failure: answer };
        case 'profile':
        case 'comparison':
        case 'installation':
        case 'ask':
        case 'catalogue':
        case 'stack':
        case 'ok':
        case 'absent':
          return { kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` };
        default:
          return answer;
      }
    } finally {
      watch.dispose();
    }
  }
}
