import { InstallState } from '../model/kernel/installation';
import { PackageName } from '../model/contract/profile';
import { RunFailure } from '../model/kernel/run';
import { IConnection } from './connection';
import { ISession } from './session';

/** Installs a package into the environment of one notebook's kernel, one at a time. */
export class Installer {
  constructor(
    private readonly _session: ISession,
    private readonly _connection: IConnection,
    private readonly _onState: (state: InstallState) => void
  ) {}

  /** Install a package; does nothing while another is being installed. Never rejects. */
  async install(name: PackageName): Promise<void> {
    if (this._over) {
      return;
    }
    this._over = new AbortController();
    this._enter({ name, phase: 'waiting', since: Date.now() });
    this._enter(
      await this._install(name, this._over.signal).catch((error): InstallState => {
        console.error('cellheat', error);
        return failed(name, { kind: 'unreadable', detail: String(error) });
      })
    );
    this._over = null;
  }

  /** Call it off while it waits, or interrupt the kernel that installs. */
  async stop(): Promise<void> {
    const { _state: state } = this;
    if (state?.phase === 'waiting') {
      this._over?.abort();
    }
    if (state?.phase !== 'installing') {
      return;
    }
    this._enter({ ...state, stopping: true });
    try {
      await this._session.interrupt();
    } catch (error) {
      console.warn('cellheat: the kernel could not be interrupted.', error);
      this._enter(state);
    }
  }

  private async _install(name: PackageName, signal: AbortSignal): Promise<InstallState> {
    const problem = await this._session.ready(signal, () => undefined);
    if (problem) {
      return failed(name, problem);
    }
    const watch = this._session.watch();
    try {
      this._enter({ name, phase: 'installing', since: Date.now(), stopping: false });
      const answer = await Promise.race([
        this._connection.ask({ op: 'install', name }),
        watch.lost
      ]);
      switch (answer.kind) {
        case 'installation':
          return { name, phase: 'ended', at: Date.now(), installation: answer };
        case 'failure':
          return failed(name, { kind: 'kernel', failure: answer });
        case 'profile':
        case 'comparison':
        case 'compared':
        case 'ok':
        case 'ask':
        case 'catalogue':
        case 'stack':
        case 'absent':
          return failed(name, { kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` });
        default:
          return failed(name, answer);
      }
    } finally {
      watch.dispose();
    }
  }

  private _enter(state: InstallState): void {
    this._state = state;
    this._onState(state);
  }

  private _state: InstallState | null = null;
  private _over: AbortController | null = null;
}

function failed(name: PackageName, failure: RunFailure): InstallState {
  return { name, phase: 'failed', at: Date.now(), failure };
}
