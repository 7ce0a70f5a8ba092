import { MeasureFailure, MeasureState } from '../model/kernel/measure';
import type { Availability } from '../model/kernel/run';
import { canProfile } from './availability';
import { bring } from './bring';
import type { IConnection } from './connection';
import type { ISession } from './session';

/** One comparison to measure. */
export interface IMeasureJob {
  readonly cellId: string;
  /** Whether the notebook has a kernel that can be measured with. */
  availability(): Availability;
  /** The ids of the cells to run, in order; the comparison's is the last. */
  steps(): readonly string[];
  /** Run a cell the ordinary way; false where it failed or did not run. */
  execute(cellId: string): Promise<boolean>;
}

/** Takes one notebook's measurements from the click to the end, one at a time. */
export class Measurer {
  constructor(
    private readonly _session: ISession,
    private readonly _connection: IConnection,
    /** `null` says that it came to a good end. */
    private readonly _onState: (cellId: string, state: MeasureState | null) => void
  ) {}

  /** Measure; does nothing while another measurement is under way. Never rejects. */
  async run(job: IMeasureJob): Promise<void> {
    if (this._cell !== null) {
      return;
    }
    this._cell = job.cellId;
    this._over = new AbortController();
    this._enter({ phase: 'waiting', since: Date.now(), why: 'session' });
    const failure = await this._measure(job, this._over.signal).catch((error): MeasureFailure => {
      console.error('cellheat', error);
      return { kind: 'unreadable', detail: String(error) };
    });
    this._enter(failure && { phase: 'failed', failure });
    this._cell = null;
    this._over.abort();
  }

  /** Call it off while it waits; interrupt the kernel while it runs. */
  async stop(): Promise<void> {
    if (this._state?.phase === 'running') {
      this._enter({ ...this._state, stopping: true });
      await this._session.interrupt();
    } else {
      this._over.abort();
    }
  }

  private async _measure(job: IMeasureJob, signal: AbortSignal): Promise<MeasureFailure | null> {
    const availability = job.availability();
    if (!canProfile(availability)) {
      return { kind: 'unavailable', availability };
    }
    const since = Date.now();
    const failure = await bring(this._session, this._connection, signal, why =>
      this._enter({ phase: 'waiting', since, why })
    );
    if (failure || signal.aborted) {
      return failure ?? { kind: 'cancelled' };
    }
    this._enter({ phase: 'running', since: Date.now(), stopping: false });
    const watch = this._session.watch();
    try {
      return await Promise.race([watch.lost, this._runSteps(job, signal)]);
    } finally {
      watch.dispose();
    }
  }

  private async _runSteps(job: IMeasureJob, signal: AbortSignal): Promise<MeasureFailure | null> {
    for (const cell of job.steps()) {
      const earlier = cell !== job.cellId;
      const ran = await job.execute(cell);
      if (signal.aborted || (this._isStopping && (earlier || !ran))) {
        return { kind: 'stopped' };
      }
      if (!ran) {
        return { kind: 'cell-failed', cell, earlier };
      }
    }
    return null;
  }

  private get _isStopping(): boolean {
    return this._state?.phase === 'running' && this._state.stopping;
  }

  private _enter(state: MeasureState | null): void {
    this._state = state;
    this._onState(this._cell!, state);
  }

  private _cell: string | null = null;
  private _state: MeasureState | null = null;
  private _over = new AbortController();
}
