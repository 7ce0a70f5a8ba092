import { isStale } from '../kernel/source';
import { MemoryStep, MemorySteps } from './memory';

/** The run of a cell that its row is about. */
export interface ICellRun {
  /** What ran; it need not stand in the cell any more. */
  readonly source: string;
  readonly ns: number;
  /** Name of the exception that ended it, or `null`. */
  readonly error: string | null;
  /** A profiler was on, so that it took longer than by itself. */
  readonly profiled: boolean;
}

/** What is known of a cell that ran. */
export interface ICellRecord {
  readonly run: ICellRun;
  /** How often it ran since the kernel started. */
  readonly count: number;
  /** `12` of `[12]`, with which it ran last; its prompt in the notebook may be empty by now. */
  readonly last: number | null;
  readonly memory: MemoryStep;
}

/** What is known of the cells of a notebook, by id. */
export interface IRunsOfCells {
  readonly records: ReadonlyMap<string, ICellRecord>;
  /** The cell that runs, and since when by the browser's clock. */
  readonly running: { readonly cell: string; readonly since: number } | null;
  /** The kernel has been started anew, and nothing has run since. */
  readonly restarted: boolean;
}

interface IExecution {
  readonly cell: string;
  readonly source: string;
  readonly profiled: boolean;
  /** Milliseconds of the kernel's clock. */
  began: number | null;
  /** Milliseconds of the browser's clock. */
  since: number;
  /** The kernel has said what it runs; it does not where it skips a cell after an error. */
  accepted: boolean;
  count: number | null;
  error: string | null;
}

/**
 * How long each cell of a notebook took, from the messages of its kernel: one object for a notebook,
 * which forgets when the kernel starts anew. Requests are told apart by their ids.
 */
export class CellRuns implements IRunsOfCells {
  readonly memory = new MemorySteps();

  get records(): ReadonlyMap<string, ICellRecord> {
    return new Map(
      [...this._runs].map(([cell, record]) => [cell, { ...record, memory: this.memory.of(cell) }])
    );
  }

  get running(): { readonly cell: string; readonly since: number } | null {
    const running = [...this._underway.values()].find(({ began }) => began !== null);
    return running ? { cell: running.cell, since: running.since } : null;
  }

  get restarted(): boolean {
    return this._restarted && this._runs.size === 0;
  }

  /** Nothing runs, and no cell waits. */
  get isResting(): boolean {
    return this._underway.size === 0 && this._others.size === 0;
  }

  /** A cell was sent to the kernel. */
  sent(request: string, cell: string, source: string, profiled: boolean): void {
    this._underway.set(request, {
      cell,
      source,
      profiled: profiled || /^\s*%%cellheat\b/.test(source),
      began: null,
      since: 0,
      accepted: false,
      count: null,
      error: null
    });
  }

  /** The kernel begins with a request, at `at` by its clock and `now` by ours. */
  began(request: string, at: number, now: number): void {
    const execution = this._underway.get(request) ?? this._comeBack(request);
    if (execution) {
      execution.began = at;
      execution.since = now;
    } else if (!this._skipped.has(request)) {
      this._others.add(request);
    }
  }

  /** The kernel says what it runs, and with which execution count. */
  accepted(request: string, count: number | null): void {
    const execution = this._underway.get(request);
    if (execution) {
      execution.accepted = true;
      execution.count = count;
    }
  }

  failed(request: string, error: string): void {
    const execution = this._underway.get(request);
    if (execution) {
      execution.error = error;
    }
  }

  /** The kernel is done with a request. */
  ended(request: string, at: number): void {
    this._skipped.delete(request);
    if (this._others.delete(request)) {
      this.memory.otherRan();
    }
    const execution = this._underway.get(request);
    this._underway.delete(request);
    if (execution?.accepted && execution.began !== null) {
      this._add(execution, Math.max(0, at - execution.began));
      this.memory.ran(execution.cell);
    }
  }

  /** The kernel has skipped a request. It may say so before it says that it begins with it. */
  skipped(request: string): void {
    if (this._underway.delete(request)) {
      this._skipped.add(request);
    }
  }

  /** The connection was cut: what is under way may end unseen. */
  lost(): void {
    this._setAside();
    this._others.clear();
    this._skipped.clear();
    this.memory.unknown('not-watched');
  }

  /** The kernel is gone, and with it all that ran. */
  clear(): void {
    this._restarted ||= this._runs.size > 0;
    this._runs.clear();
    this._setAside();
    this._others.clear();
    this._skipped.clear();
    this.memory.clear();
  }

  /**
   * What was sent and has not begun is expected no more. It may begin all the same: a cell that is
   * run during a restart is kept for the next kernel.
   */
  private _setAside(): void {
    const waiting = [...this._underway].filter(([, { began }]) => began === null);
    this._aside = new Map(waiting);
    this._underway.clear();
  }

  private _comeBack(request: string): IExecution | undefined {
    const execution = this._aside.get(request);
    if (execution) {
      this._aside.delete(request);
      this._underway.set(request, execution);
    }
    return execution;
  }

  private _add({ cell, source, count, error, profiled }: IExecution, ms: number): void {
    const before = this._runs.get(cell);
    const run = { source, ns: Math.round(ms * 1e6), error, profiled };
    // with a profiler on, it says less than the run before
    const isBest =
      !before || !profiled || before.run.profiled || isStale(before.run.source, source);
    this._runs.set(cell, {
      run: isBest ? run : before.run,
      count: (before?.count ?? 0) + 1,
      last: count
    });
  }

  private readonly _runs = new Map<string, Omit<ICellRecord, 'memory'>>();
  private readonly _underway = new Map<string, IExecution>();
  /** Sent to a kernel that is gone, or to the next one. */
  private _aside = new Map<string, IExecution>();
  /** Requests under way that are no cell of this page. */
  private readonly _others = new Set<string>();
  private readonly _skipped = new Set<string>();
  private _restarted = false;
}
