import { Cell } from '@jupyterlab/cells';
import { NotebookPanel } from '@jupyterlab/notebook';
import { PanelLayout, Widget } from '@lumino/widgets';
import { compareCells } from './cells';

const INPUT_CLASS = 'jp-Cell-inputWrapper';

/** Makes what stands between a compare cell's code and its output. */
export type MakeCard = (panel: NotebookPanel, cellId: string) => Widget;

/** Puts a card into the compare cells that want one, between input and output. */
export class Slots {
  /** `wants` says whether a compare cell of an open notebook is to have a card now. */
  constructor(
    private readonly _wants: (panel: NotebookPanel, cellId: string) => boolean,
    private readonly _make: MakeCard
  ) {}

  /** Bring the cards of a notebook up to date; a cell that was moved has a new widget. */
  sync(panel: NotebookPanel): void {
    const wanted = new Set(
      compareCells(panel.content.model)
        .map(({ model }) => model.id)
        .filter(id => this._wants(panel, id))
    );
    for (const cell of panel.content.widgets) {
      if (!wanted.has(cell.model.id)) {
        this._remove(cell);
      } else if (!this._cards.has(cell)) {
        this._add(panel, cell);
      }
    }
  }

  private _add(panel: NotebookPanel, cell: Cell): void {
    const card = this._make(panel, cell.model.id);
    this._cards.set(cell, card);
    // it has neither input nor output before it comes into sight
    void cell.ready.then(() => {
      const { layout } = cell;
      if (!card.isDisposed && !cell.isDisposed && layout instanceof PanelLayout) {
        const input = layout.widgets.findIndex(widget => widget.hasClass(INPUT_CLASS));
        layout.insertWidget(input + 1, card);
      }
    });
  }

  private _remove(cell: Cell): void {
    const card = this._cards.get(cell);
    if (card) {
      this._cards.delete(cell);
      if (card.node.contains(document.activeElement)) {
        // else the focus would leave the notebook
        cell.node.focus({ preventScroll: true });
      }
      card.dispose();
    }
  }

  private readonly _cards = new WeakMap<Cell, Widget>();
}
