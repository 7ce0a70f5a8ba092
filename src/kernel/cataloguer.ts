import type { CatalogueState } from '../model/kernel/catalogue';
import type { IConnection } from './connection';
import type { ISession } from './session';

/** Asks one notebook's kernel what it can measure with, and forgets it with the kernel. */
export class Cataloguer {
  constructor(
    private readonly _session: ISession,
    private readonly _connection: IConnection,
    private readonly _onState: (state: CatalogueState | null) => void
  ) {}

  /** Ask as soon as the kernel is idle; does nothing where it was asked. Never rejects. */
  async ask(): Promise<void> {
    if (this._state?.phase === 'asking' || this._state?.phase === 'known') {
      return;
    }
    this._enter({ phase: 'asking' });
    this._enter(
      await this._ask().catch((error): CatalogueState => {
        console.error('cellheat', error);
        return failed({ kind: 'unreadable', detail: String(error) });
      })
    );
  }

  /** Ask anew: a package was installed. */
  async renew(): Promise<void> {
    if (this._state?.phase === 'known') {
      this._state = null;
      await this.ask();
    }
  }

  private async _ask(): Promise<CatalogueState> {
    const { signal } = new AbortController();
    const problem = await this._session.ready(signal, () => undefined);
    if (problem) {
      return failed(problem);
    }
    const watch = this._session.watch();
    const answer = await Promise.race([this._connection.ask({ op: 'catalogue' }), watch.lost]);
    switch (answer.kind) {
      case 'catalogue':
        void watch.lost.then(() => {
          watch.dispose();
          this._enter(null);
        });
        return { phase: 'known', catalogue: answer };
      case 'failure':
        watch.dispose();
        return failed({ kind: 'kernel', failure: answer });
      case 'profile':
      case 'comparison':
      case 'compared':
      case 'installation':
      case 'ask':
      case 'stack':
      case 'ok':
      case 'absent':
        watch.dispose();
        return failed({ kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` });
      default:
        watch.dispose();
        return failed(answer);
    }
  }

  private _enter(state: CatalogueState | null): void {
    this._state = state;
    this._onState(state);
  }

  private _state: CatalogueState | null = null;
}

type Failed = Extract<CatalogueState, { phase: 'failed' }>;

function failed(failure: Failed['failure']): Failed {
  return { phase: 'failed', failure };
}
