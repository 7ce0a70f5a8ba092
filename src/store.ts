import { ISignal, Signal } from '@lumino/signaling';
import type { CatalogueState } from './model/kernel/catalogue';
import type { InstallState } from './model/kernel/installation';
import type { LookState } from './model/kernel/looking';
import { IResult, newestResults } from './model/kernel/results';
import { cellsOf, IRun, isPending } from './model/kernel/run';
import { ICellText, IProfileStore, ISelection, PanelPage } from './tokens';

/** Runs kept for one cell; the newest result is kept besides. */
export const HISTORY_LIMIT = 20;

/**
 * Profiles by cell, and what the user looks at.
 *
 * Runs are held under the notebook's document object, weakly: they go when the document goes.
 */
export class ProfileStore implements IProfileStore {
  get changed(): ISignal<IProfileStore, void> {
    return this._changed;
  }

  get selection(): ISelection | null {
    return this._selection;
  }

  cells(): readonly ICellText[] {
    return this._cells;
  }

  latest(notebook: object, cellId: string): IRun | null {
    return this._record(notebook, cellId)?.runs.at(-1) ?? null;
  }

  latestDone(notebook: object, cellId: string): IRun | null {
    return this._record(notebook, cellId)?.done.at(-1) ?? null;
  }

  results(notebook: object, cellId: string): readonly IResult[] {
    return newestResults(this._record(notebook, cellId)?.done ?? []);
  }

  pending(notebook: object): IRun | null {
    for (const { runs } of this._notebooks.get(notebook)?.values() ?? []) {
      const run = runs.at(-1);
      if (run && isPending(run)) {
        return run;
      }
    }
    return null;
  }

  installation(notebook: object): InstallState | null {
    return this._installations.get(notebook) ?? null;
  }

  /** Say where the installation of a package for a notebook's kernel stands. */
  putInstallation(notebook: object, state: InstallState): void {
    this._installations.set(notebook, state);
    this._changed.emit();
  }

  catalogue(notebook: object): CatalogueState | null {
    return this._catalogues.get(notebook) ?? null;
  }

  /** Say what a notebook's kernel can measure with; `null` once that is not known any more. */
  putCatalogue(notebook: object, state: CatalogueState | null): void {
    if (state) {
      this._catalogues.set(notebook, state);
    } else {
      this._catalogues.delete(notebook);
    }
    this._changed.emit();
  }

  look(notebook: object): LookState | null {
    return this._looks.get(notebook) ?? null;
  }

  /** Say what a notebook's kernel is doing; `null` once nobody wants to know. */
  putLook(notebook: object, state: LookState | null): void {
    if (state) {
      this._looks.set(notebook, state);
    } else {
      this._looks.delete(notebook);
    }
    this._changed.emit();
  }

  get page(): PanelPage {
    return this._page;
  }

  /** Say what the panel shows. */
  showPage(page: PanelPage): void {
    if (page !== this._page) {
      this._page = page;
      this._changed.emit();
    }
  }

  /** The runs of a cell that came to an end, oldest first, and the one under way. */
  history(notebook: object, cellId: string): readonly IRun[] {
    return this._record(notebook, cellId)?.runs ?? [];
  }

  /** Say which cell the user looks at now. */
  setSelection(selection: ISelection | null): void {
    if (!sameSelection(this._selection, selection)) {
      this._selection = selection;
      this._changed.emit();
    }
  }

  /** Say which code cells the current notebook has now. */
  setCells(cells: readonly ICellText[]): void {
    if (!sameCells(this._cells, cells)) {
      this._cells = cells;
      this._changed.emit();
    }
  }

  /** Put a run in the place of the one under way for its cells, or after those that have ended. */
  put(notebook: object, run: IRun): void {
    if (this.latest(notebook, run.cellId) === run) {
      return;
    }
    for (const cellId of cellsOf(run)) {
      add(run, this._recordFor(notebook, cellId));
    }
    this._changed.emit();
  }

  /** Say that these cells had results before the page was reloaded. Newer runs stay. */
  markGone(notebook: object, cellIds: Iterable<string>): void {
    let any = false;
    for (const cellId of cellIds) {
      const record = this._recordFor(notebook, cellId);
      if (record.runs.length === 0) {
        record.runs = [goneRun(cellId)];
        any = true;
      }
    }
    if (any) {
      this._changed.emit();
    }
  }

  /** Drop everything that is known of a notebook. */
  forget(notebook: object): void {
    if (this._notebooks.delete(notebook)) {
      this._changed.emit();
    }
  }

  private _record(notebook: object, cellId: string): ICellRecord | undefined {
    return this._notebooks.get(notebook)?.get(cellId);
  }

  private _recordFor(notebook: object, cellId: string): ICellRecord {
    let records = this._notebooks.get(notebook);
    if (!records) {
      records = new Map();
      this._notebooks.set(notebook, records);
    }
    let record = records.get(cellId);
    if (!record) {
      record = { runs: [], done: [] };
      records.set(cellId, record);
    }
    return record;
  }

  private readonly _changed = new Signal<IProfileStore, void>(this);
  private readonly _notebooks = new WeakMap<object, Map<string, ICellRecord>>();
  private readonly _installations = new WeakMap<object, InstallState>();
  private readonly _catalogues = new WeakMap<object, CatalogueState>();
  private readonly _looks = new WeakMap<object, LookState>();
  private _page: PanelPage = 'results';
  private _selection: ISelection | null = null;
  private _cells: readonly ICellText[] = [];
}

interface ICellRecord {
  runs: readonly IRun[];
  /**
   * The runs with the newest result of an instrument, oldest first. Kept apart from `runs`, so that
   * failed tries never push a result out.
   */
  done: readonly IRun[];
}

function add(run: IRun, record: ICellRecord): void {
  const last = record.runs.at(-1);
  const ended = last && isPending(last) ? record.runs.slice(0, -1) : record.runs;
  record.runs = [...ended, run].slice(-HISTORY_LIMIT);
  if (run.state.phase === 'done') {
    const done = [...record.done, run];
    const newest = newestResults(done);
    record.done = done.filter(one => newest.some(found => found.run === one));
  }
}

function goneRun(cellId: string): IRun {
  return {
    cellId,
    instrument: 'calls',
    tool: null,
    token: null,
    source: '',
    compared: [],
    selected: 1,
    state: { phase: 'failed', failure: { kind: 'gone' } }
  };
}

function sameSelection(a: ISelection | null, b: ISelection | null): boolean {
  if (a === null || b === null) {
    return a === b;
  }
  return (
    a.notebook === b.notebook &&
    a.cellId === b.cellId &&
    a.prompt === b.prompt &&
    a.source === b.source &&
    kernelOf(a) === kernelOf(b) &&
    a.availability.kind === b.availability.kind
  );
}

function kernelOf({ availability }: ISelection): string | null {
  return availability.kind === 'not-python' ? availability.kernel : null;
}

function sameCells(a: readonly ICellText[], b: readonly ICellText[]): boolean {
  return (
    a.length === b.length &&
    a.every(
      (cell, i) => cell.id === b[i].id && cell.source === b[i].source && cell.count === b[i].count
    )
  );
}
