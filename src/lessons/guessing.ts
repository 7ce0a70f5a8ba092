import type { INotebookTracker } from '@jupyterlab/notebook';
import { ISignal, Signal } from '@lumino/signaling';
import type { GuessState } from '../model/lesson/guess';
import type { IGuessing } from '../tokens';
import { compareCell, compareCells, ICompareCell } from './cells';
import { Progress } from './progress';

/** Finds the question that a drawn comparison answers, and what its reader said. */
export class Guessing implements IGuessing {
  constructor(private readonly _progress: Progress) {
    _progress.changed.connect(() => this._changed.emit());
  }

  get changed(): ISignal<IGuessing, void> {
    return this._changed;
  }

  /** Where to look; nothing is asked before. */
  follow(tracker: INotebookTracker): void {
    this._tracker = tracker;
    this._changed.emit();
  }

  stateFor(node: HTMLElement, cell: string | null): GuessState {
    const found = this._find(node, cell);
    return found ? this._progress.guessFor(found.lesson, found.id) : { kind: 'open' };
  }

  skip(node: HTMLElement, cell: string | null): void {
    const found = this._find(node, cell);
    if (found) {
      this._progress.skip(found.lesson, found.id);
    }
  }

  private _find(node: HTMLElement, cellId: string | null): ICompareCell | null {
    const panel = this._tracker?.find(({ content }) => content.node.contains(node));
    if (panel) {
      const cell = panel.content.widgets.find(widget => widget.node.contains(node));
      return cell ? compareCell(panel.content.model, cell.model) : null;
    }
    // a view of the output alone, somewhere else on the page
    return cellId === null ? null : this._findOpen(cellId);
  }

  private _findOpen(cellId: string): ICompareCell | null {
    let found: ICompareCell | null = null;
    this._tracker?.forEach(({ content }) => {
      found ??= compareCells(content.model).find(({ model }) => model.id === cellId) ?? null;
    });
    return found;
  }

  private readonly _changed = new Signal<IGuessing, void>(this);
  private _tracker: INotebookTracker | null = null;
}
