import { ISignal, Signal } from '@lumino/signaling';
import type { MeasureState } from '../model/kernel/measure';

/** The measurements that are under way or failed, by document and cell. */
export class Measures {
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get(notebook: object, cellId: string): MeasureState | null {
    return this._states.get(notebook)?.get(cellId) ?? null;
  }

  /** `null` says that it came to a good end. */
  set(notebook: object, cellId: string, state: MeasureState | null): void {
    let states = this._states.get(notebook);
    if (!states) {
      states = new Map();
      this._states.set(notebook, states);
    }
    if (state) {
      states.set(cellId, state);
    } else {
      states.delete(cellId);
    }
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _states = new WeakMap<object, Map<string, MeasureState>>();
}
