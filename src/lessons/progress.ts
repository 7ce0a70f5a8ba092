import { IStateDB } from '@jupyterlab/statedb';
import { JSONExt, type ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { ISignal, Signal } from '@lumino/signaling';
import type { GuessState } from '../model/lesson/guess';
import { ILessonRef, IMeasured, majorOf, readMeasured } from '../model/lesson/lesson';

const KEY = 'cellheat:lessons';

/** What a reader did with one question. */
interface IRecord {
  readonly guess?: number;
  readonly skipped?: boolean;
  readonly measured?: IMeasured;
}

/**
 * What the reader guessed and what came out, by lesson, its major version and question. It never
 * goes into a notebook: the database of JupyterLab's state keeps it, memory alone where there is
 * none.
 */
export class Progress {
  /** Emitted when a guess was made, skipped or taken back, or something was measured. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Take what is kept; what was done meanwhile counts more. Never rejects. */
  async load(state: IStateDB | null): Promise<void> {
    this._state = state;
    try {
      for (const [key, kept] of read(await state?.fetch(KEY))) {
        this._records.set(key, { ...kept, ...this._records.get(key) });
      }
    } catch (error) {
      console.error('cellheat: the guesses cannot be read', error);
    }
    this._loaded = true;
    this._changed.emit();
  }

  /** What is kept is known. Before that, everybody seems not to have guessed. */
  get isLoaded(): boolean {
    return this._loaded;
  }

  guessFor(lesson: ILessonRef, question: string): GuessState {
    const { guess, skipped } = this._get(lesson, question);
    if (guess !== undefined) {
      return { kind: 'guessed', ratio: guess };
    }
    return { kind: skipped ? 'skipped' : 'blind' };
  }

  measuredFor(lesson: ILessonRef, question: string): IMeasured | null {
    return this._get(lesson, question).measured ?? null;
  }

  /** The first guess counts: a second one would be made knowing more. */
  guess(lesson: ILessonRef, question: string, ratio: number): void {
    if (this.guessFor(lesson, question).kind === 'blind') {
      this._put(lesson, question, { guess: ratio });
    }
  }

  skip(lesson: ILessonRef, question: string): void {
    if (this.guessFor(lesson, question).kind === 'blind') {
      this._put(lesson, question, { skipped: true });
    }
  }

  setMeasured(lesson: ILessonRef, question: string, measured: IMeasured): void {
    if (!JSONExt.deepEqual({ ...this.measuredFor(lesson, question) }, { ...measured })) {
      this._put(lesson, question, { measured });
    }
  }

  /** Forget all about a lesson, in whichever version. */
  forget(lesson: string): void {
    const ours = [...this._records.keys()].filter(key => key.startsWith(`${lesson}@`));
    if (ours.length > 0) {
      ours.forEach(key => this._records.delete(key));
      this._save();
    }
  }

  private _get(lesson: ILessonRef, question: string): IRecord {
    return this._records.get(keyOf(lesson, question)) ?? {};
  }

  private _put(lesson: ILessonRef, question: string, change: IRecord): void {
    this._records.set(keyOf(lesson, question), { ...this._get(lesson, question), ...change });
    this._save();
  }

  private _save(): void {
    this._changed.emit();
    if (this._state && this._loaded) {
      const records = Object.fromEntries(this._records) as unknown as ReadonlyPartialJSONObject;
      this._state
        .save(KEY, records)
        .catch(error => console.error('cellheat: the guesses cannot be kept', error));
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _state: IStateDB | null = null;
  private _loaded = false;
  private readonly _records = new Map<string, IRecord>();
}

function keyOf({ lesson, version }: ILessonRef, question: string): string {
  return `${lesson}@${majorOf(version)}/${question}`;
}

/** What is kept, without what makes no sense. */
function read(value: unknown): [string, IRecord][] {
  return Object.entries(value ?? {}).flatMap(([key, record]): [string, IRecord][] =>
    typeof record === 'object' && record !== null ? [[key, readRecord(record)]] : []
  );
}

function readRecord({ guess, skipped, measured: kept }: Record<string, unknown>): IRecord {
  const measured = readMeasured(kept);
  return {
    ...(typeof guess === 'number' && guess > 0 && { guess }),
    ...(skipped === true && { skipped }),
    ...(measured && { measured })
  };
}
