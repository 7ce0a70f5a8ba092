import { UUID } from '@lumino/coreutils';
import { IN_PANEL } from '../model/kernel/comparing';
import type { Answer } from '../model/contract/answer';
import { Instrument, ISideEffect } from '../model/contract/profile';
import { IComparedCell, IRun, RunFailure, RunState } from '../model/kernel/run';
import type { Beside } from '../model/instruments/ways';
import { IConnection } from './connection';
import { ICompareRequest, ITimeitRequest } from './request';
import { ISession } from './session';

/**
 * A kernel that is idle for so long has ended the cell, even where the notebook was not told:
 * its reply went missing with a connection.
 */
export const SETTLED_MS = 1_000;

/**
 * An event loop that idles notices an interrupt only with the kernel's next message, and a message
 * may overtake the signal: so one is sent after so long, again and again. Not at once: where it
 * meets the cell's own reply, ipykernel 7.0 to 7.3 may hear nothing more (docs/limits.md).
 */
export const WAKE_MS = 500;

/** A lost answer and the news of a restart come on two connections, in any order. */
const NEWS_MS = 1_000;

/** Collecting may fall into the moment in which the kernel skips what waits behind an error. */
const COLLECT_TRIES = 5;

/** Another page's click comes first: so often the kernel is tried again, after so long each time. */
const TURNS = 40;
const TURN_MS = 200;

/** One cell to profile, or cells to compare. */
export interface IJob {
  readonly cellId: string;
  readonly instrument: Instrument | 'compare';
  /** The way to measure, or `null` for the one that the kernel prefers. */
  readonly tool: string | null;
  /** What is measured beside it. */
  readonly also: readonly Beside[];
  /** How many cells are selected. */
  readonly selected: number;
  /** Seconds that timeit or a comparison may take. */
  readonly budget: number;
  /** Seconds between two samples of memory. */
  readonly interval: number;
  /** The user has agreed before that this source is repeated. */
  agreed(source: string): boolean;
  /** The cell's source now, or `null` where the cell is gone. */
  source(): string | null;
  /** The cells to compare as they are now; none for a profile. */
  compared(): readonly IComparedCell[];
  /** Run the cell the ordinary way; false where it failed or did not run. */
  execute(): Promise<boolean>;
  /** Ask the user whether these effects may be repeated. */
  consent(source: string, effects: readonly ISideEffect[], signal: AbortSignal): Promise<boolean>;
}

/** Takes one notebook's runs from the click to the profile, one at a time. */
export class Profiler {
  constructor(session: ISession, connection: IConnection, onRun: (run: IRun) => void) {
    this._session = session;
    this._connection = connection;
    this._onRun = onRun;
  }

  /** Profile a cell; does nothing while another run is under way. Never rejects. */
  async run(job: IJob): Promise<void> {
    const source = job.source();
    if (this._flow || source === null) {
      return;
    }
    const flow = new Flow(this._session, this._connection, job, source, this._onRun);
    this._flow = flow;
    await flow.run();
    this._flow = null;
  }

  /** Call the run off before its cell has run. */
  cancel(): void {
    this._flow?.cancel();
  }

  /** Interrupt the cell that is being profiled. */
  async stop(): Promise<void> {
    await this._flow?.stop();
  }

  private readonly _session: ISession;
  private readonly _connection: IConnection;
  private readonly _onRun: (run: IRun) => void;
  private _flow: Flow | null = null;
}

/** One run. */
class Flow {
  constructor(
    private readonly _session: ISession,
    private readonly _connection: IConnection,
    private readonly _job: IJob,
    private _source: string,
    private readonly _onRun: (run: IRun) => void
  ) {}

  async run(): Promise<void> {
    this._compared = this._job.compared();
    this._enter({ phase: 'waiting', since: this._since, why: 'session' });
    const end = await this._end().catch((error): RunState => {
      console.error('cellheat', error);
      return failed({ kind: 'unreadable', detail: String(error) });
    });
    this._enter(end);
    this._ran.abort();
    this._over.abort();
  }

  cancel(): void {
    if (['waiting', 'starting', 'asking'].includes(this._state?.phase ?? '')) {
      this._cancel.abort();
    }
  }

  async stop(): Promise<void> {
    const { _state: state } = this;
    if (state?.phase !== 'running') {
      return;
    }
    this._enter({ ...state, stopping: true });
    try {
      await this._session.interrupt();
      this._wake();
    } catch (error) {
      console.warn('cellheat: the kernel could not be interrupted.', error);
      this._enter(state);
    }
  }

  private _wake(): void {
    const { signal } = this._ran;
    if (!signal.aborted) {
      const nudges = setInterval(() => this._connection.nudge(), WAKE_MS);
      signal.addEventListener('abort', () => clearInterval(nudges));
    }
  }

  private async _end(): Promise<RunState> {
    for (let turn = 0; ; turn++) {
      const end = await this._try();
      if (!isInUse(end) || turn === TURNS) {
        return end;
      }
      this._enter({ phase: 'waiting', since: this._since, why: 'busy' });
      await new Promise(resolve => setTimeout(resolve, TURN_MS));
    }
  }

  private async _try(): Promise<RunState> {
    const { signal } = this._cancel;
    const problem = await this._session.ready(signal, why =>
      this._enter({ phase: 'waiting', since: this._since, why })
    );
    if (problem) {
      return failed(problem);
    }
    const source = this._job.source();
    if (source === null) {
      return failed({ kind: 'not-run' });
    }
    // an edit while the run waited counts
    this._source = source;
    this._compared = this._job.compared();
    const watch = this._session.watch();
    try {
      const end = await Promise.race([
        this._measure(this._job.instrument),
        watch.lost.then(failed),
        whenAborted(signal).then(() => failed({ kind: 'cancelled' }))
      ]);
      return await explained(end, watch.lost);
    } finally {
      watch.dispose();
    }
  }

  private async _measure(instrument: IJob['instrument']): Promise<RunState> {
    const { _compared: cells, _job: job, _source: source } = this;
    switch (instrument) {
      case 'compare': {
        if (cells.length === 0) {
          return failed({ kind: 'not-run' });
        }
        // all sources are one to agree to
        const key = JSON.stringify(cells.map(cell => cell.source));
        return this._repeat(key, {
          op: 'compare',
          cell: IN_PANEL,
          cells,
          budget_s: job.budget,
          consent: job.agreed(key)
        });
      }
      case 'timeit':
        return this._repeat(source, {
          op: 'timeit',
          token: UUID.uuid4(),
          cell: { id: job.cellId, source },
          budget_s: job.budget,
          consent: job.agreed(source)
        });
      default:
        return this._runOnce(instrument);
    }
  }

  /** Arm, run the cell the ordinary way, collect. */
  private async _runOnce(instrument: Exclude<Instrument, 'timeit'>): Promise<RunState> {
    const { _cancel: cancel, _connection: connection } = this;
    const token = (this._token = UUID.uuid4());
    // sent at once, so that it stands in the kernel's queue before anything the user runs next
    const disarm = () => void connection.ask({ op: 'disarm', token });
    cancel.signal.addEventListener('abort', disarm);
    const cell = { id: this._job.cellId, source: this._source };
    if (instrument === 'memory') {
      this._enter({ phase: 'starting', since: Date.now() });
    }
    const armed = await connection.ask(
      {
        op: 'arm',
        token,
        instrument,
        tool: this._job.tool,
        also: this._job.also,
        cell,
        interval_s: this._job.interval
      },
      cancel.signal
    );
    cancel.signal.removeEventListener('abort', disarm);
    if (armed.kind === 'unreadable') {
      return failed({ kind: 'not-armed', detail: armed.detail });
    }
    if (armed.kind !== 'ok' || cancel.signal.aborted || this._over.signal.aborted) {
      return endOf(armed);
    }
    this._enter({ phase: 'running', since: Date.now(), stopping: false });
    const ran = await Promise.race([
      this._execute(),
      this._session.idleFor(SETTLED_MS, this._over.signal)
    ]);
    this._ran.abort();
    const collected = await this._collect(token);
    if (collected.kind === 'failure' && collected.reason === 'not-started') {
      return failed({ kind: ran === false ? 'aborted' : 'not-run' });
    }
    // the helper was there when the cell was armed
    return collected.kind === 'absent' ? failed({ kind: 'restarted' }) : endOf(collected);
  }

  private async _execute(): Promise<boolean> {
    try {
      return await this._job.execute();
    } catch (error) {
      // whatever it was, only the kernel knows whether the cell ran
      console.error('cellheat', error);
      return false;
    }
  }

  private async _collect(token: string): Promise<Answer | RunFailure> {
    let collected: Answer | RunFailure = { kind: 'aborted' };
    for (let i = 0; i < COLLECT_TRIES && collected.kind === 'aborted'; i++) {
      collected = await this._connection.ask({ op: 'collect', token });
    }
    return collected;
  }

  /** Let the kernel repeat cells beside the notebook, once the user agrees to what they do. */
  private async _repeat(
    source: string,
    request: ITimeitRequest | ICompareRequest
  ): Promise<RunState> {
    const { _connection: connection, _job: job } = this;
    this._enter({ phase: 'running', since: Date.now(), stopping: false });
    let answer = await connection.ask(request);
    if (answer.kind === 'ask') {
      this._enter({ phase: 'asking', effects: answer.effects });
      const { signal } = this._over;
      if (!(await job.consent(source, answer.effects, signal)) || signal.aborted) {
        return failed({ kind: 'cancelled' });
      }
      this._enter({ phase: 'running', since: Date.now(), stopping: false });
      request = { ...request, consent: true };
      answer = await connection.ask(request);
    }
    if (answer.kind === 'ok' && answer.awaits) {
      answer = await connection.askAwaiting(request);
    }
    return endOf(answer);
  }

  /** Tell where the run stands; what comes after its end is not told. */
  private _enter(state: RunState): void {
    if (this._state && (this._state.phase === 'done' || this._state.phase === 'failed')) {
      return;
    }
    this._state = state;
    const { cellId, instrument, tool, selected } = this._job;
    const { _compared: compared, _source: source, _token: token } = this;
    this._onRun({ cellId, instrument, tool, token, selected, source, compared, state });
  }

  private _compared: readonly IComparedCell[] = [];
  private _token: string | null = null;
  private readonly _since = Date.now();
  private readonly _cancel = new AbortController();
  /** The kernel is done with the cell. */
  private readonly _ran = new AbortController();
  private readonly _over = new AbortController();
  private _state: RunState | null = null;
}

function failed(failure: RunFailure): RunState {
  return { phase: 'failed', failure };
}

function isInUse(state: RunState): boolean {
  const failure = state.phase === 'failed' ? state.failure : null;
  return failure?.kind === 'kernel' && failure.failure.reason === 'in-use';
}

/** The end that an answer, or its lack, means for a run. */
function endOf(answer: Answer | RunFailure): RunState {
  switch (answer.kind) {
    case 'profile':
    case 'comparison':
      return { phase: 'done', result: answer };
    case 'failure':
      return failed({ kind: 'kernel', failure: answer });
    case 'ok':
    case 'ask':
    case 'compared':
    case 'installation':
    case 'catalogue':
    case 'stack':
    case 'absent':
      return failed({ kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` });
    default:
      return failed(answer);
  }
}

/** A lost connection is better explained by what happened to the kernel, where that is known. */
async function explained(end: RunState, lost: Promise<RunFailure>): Promise<RunState> {
  if (end.phase !== 'failed' || end.failure.kind !== 'disconnected') {
    return end;
  }
  const late = new Promise<RunState>(resolve => setTimeout(resolve, NEWS_MS, end));
  return Promise.race([lost.then(failed), late]);
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()));
}
