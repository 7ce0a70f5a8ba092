import type { LookFailure, LookState } from '../model/kernel/looking';
import { addedUp } from '../model/kernel/rounds';
import type { ILook } from '../model/contract/look';
import type { Answer } from '../model/contract/answer';
import type { RunFailure } from '../model/kernel/run';
import type { ICellToMeasure } from './request';
import type { ISubshell } from './subshell';

/** Seconds of one round of samples; the rounds of one run are added up. */
const ROUND_S = 2;
/** After so many rounds it is no longer looked at; whoever wants to know more asks again. */
const ROUNDS = 15;

/** What an onlooker needs of a kernel. */
export interface IWatched {
  /** Make a second shell; `null` where the kernel has none. */
  open(): Promise<ISubshell | null>;
  /** True while the kernel runs a cell. */
  isBusy(): boolean;
  /** Counts what the kernel has come to the end of: tells one run from the next. */
  ends(): number;
}

/** Asks a kernel that runs a cell what it is doing: one stack, then samples, until it is stopped. */
export class Onlooker {
  constructor(
    private readonly _kernel: IWatched,
    private readonly _onState: (state: LookState | null) => void
  ) {}

  /** Look until `stop`, the end of the cell or half a minute; does nothing while it looks. */
  async look(cell: ICellToMeasure | null): Promise<void> {
    if (this._looking) {
      return;
    }
    const over = (this._looking = new AbortController());
    this._before = this._state?.phase === 'seen' && !this._state.over ? this._state.look : null;
    this._enter({ phase: 'asking', since: Date.now() });
    const failure = await this._look(cell, over.signal).catch((error): LookFailure => {
      console.error('cellheat', error);
      return { kind: 'unreadable', detail: String(error) };
    });
    this._looking = null;
    this._end(failure);
  }

  /** Look no more; what was seen stays. */
  stop(): void {
    this._looking?.abort();
    if (this._state?.phase === 'seen') {
      this._enter({ ...this._state, going: false });
    }
  }

  /** Forget what was seen. */
  close(): void {
    this.stop();
    this._enter(null);
  }

  private async _look(
    cell: ICellToMeasure | null,
    signal: AbortSignal
  ): Promise<LookFailure | null> {
    const shell = await this._kernel.open();
    if (!shell) {
      return { kind: 'no-subshells' };
    }
    if (this._run !== this._kernel.ends()) {
      this._run = this._kernel.ends();
      this._before = null;
    }
    try {
      for (let round = 0; round <= ROUNDS && !signal.aborted; round++) {
        const seconds = round === 0 ? 0 : ROUND_S;
        const answer = await shell.ask({ op: 'now', cell, seconds });
        const failure = failureIn(answer);
        if (failure) {
          return failure;
        }
        if (signal.aborted || !this._goesOn()) {
          // what it saw last may be what came after the cell
          return null;
        }
        this._see(answer as ILook);
      }
      return null;
    } finally {
      shell.close();
    }
  }

  private _see(seen: ILook): void {
    const look = (this._before = this._before ? addedUp(this._before, seen) : seen);
    this._enter({ phase: 'seen', since: Date.now(), look, going: true, over: false });
  }

  /** What was seen before a failure stays: it is still true of its time. */
  private _end(failure: LookFailure | null): void {
    const { _state: state } = this;
    const look = state?.phase === 'seen' ? state.look : failure ? null : this._before;
    if (state && look) {
      const since = state.phase === 'seen' ? state.since : Date.now();
      this._enter({ phase: 'seen', since, look, going: false, over: !this._goesOn() });
    } else if (state) {
      this._enter(failure ? { phase: 'failed', failure } : null);
    }
  }

  /** True while the run that was looked at goes on. */
  private _goesOn(): boolean {
    return this._kernel.isBusy() && this._run === this._kernel.ends();
  }

  private _enter(state: LookState | null): void {
    this._state = state;
    this._onState(state);
  }

  private _state: LookState | null = null;
  private _looking: AbortController | null = null;
  /** What was seen of the run so far. */
  private _before: ILook | null = null;
  /** The run that it was seen of. */
  private _run: number | null = null;
}

function failureIn(answer: Answer | RunFailure): LookFailure | null {
  switch (answer.kind) {
    case 'stack':
      return null;
    case 'failure':
      return { kind: 'kernel', failure: answer };
    case 'profile':
    case 'comparison':
    case 'compared':
    case 'installation':
    case 'ask':
    case 'catalogue':
    case 'ok':
    case 'absent':
      return { kind: 'unreadable', detail: `unexpected answer: ${answer.kind}` };
    default:
      return answer;
  }
}
