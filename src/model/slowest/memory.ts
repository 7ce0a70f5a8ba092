/** Why a step of memory is not known: the sentences stand in `words.ts`. */
export type Unknown = 'not-watched' | 'not-python' | 'no-answer' | 'no-number';

/** What ran between two answers of a kernel about its memory, and what it holds more since. */
export interface IStretch {
  /** Ids of the cells, each once, in the order in which they ended. */
  readonly cells: readonly string[];
  /** How often these cells ran. */
  readonly runs: number;
  /** How often something else ran in the kernel: a console, a widget, an instrument. */
  readonly others: number;
  readonly bytes: number;
}

/** What a kernel holds more after a cell than before it. */
export type MemoryStep =
  /** The kernel has not rested since. */
  | { readonly kind: 'waiting' }
  | { readonly kind: 'alone'; readonly bytes: number }
  /** Only known for all that ran without a rest. */
  | { readonly kind: 'together'; readonly stretch: IStretch }
  | { readonly kind: 'unknown'; readonly why: Unknown };

/**
 * Steps of memory by cell. A kernel is asked only while it rests, so cells that run straight after
 * one another share a step.
 */
export class MemorySteps {
  of(cell: string): MemoryStep {
    return this._steps.get(cell) ?? { kind: 'unknown', why: 'not-watched' };
  }

  /** True where the next answer would tell a step. */
  get hasStart(): boolean {
    return this._held !== null;
  }

  /** True while a cell that ran has no step yet. */
  get isWaiting(): boolean {
    return this._cells.length > 0;
  }

  /** A cell has run to its end. */
  ran(cell: string): void {
    this._cells.push(cell);
    this._steps.set(cell, { kind: 'waiting' });
  }

  /** Something else ran. */
  otherRan(): void {
    this._others++;
  }

  /** The kernel rests, and holds so many bytes. */
  holds(bytes: number): void {
    if (this._held === null) {
      this._settle({ kind: 'unknown', why: 'not-watched' });
    } else {
      this._settle(this._step(bytes - this._held));
    }
    this._held = bytes;
  }

  /** What the kernel holds cannot be known now. */
  unknown(why: Unknown): void {
    this._settle({ kind: 'unknown', why });
    this._held = null;
  }

  clear(): void {
    this._steps.clear();
    this._cells = [];
    this._others = 0;
    this._held = null;
  }

  private _step(bytes: number): MemoryStep {
    const runs = this._cells.length;
    if (runs === 1 && this._others === 0) {
      return { kind: 'alone', bytes };
    }
    const cells = [...new Set(this._cells)];
    return { kind: 'together', stretch: { cells, runs, others: this._others, bytes } };
  }

  private _settle(step: MemoryStep): void {
    this._cells.forEach(cell => this._steps.set(cell, step));
    this._cells = [];
    this._others = 0;
  }

  private readonly _steps = new Map<string, MemoryStep>();
  /** What ran since the last answer. */
  private _cells: string[] = [];
  private _others = 0;
  /** Bytes at the last answer. */
  private _held: number | null = null;
}
