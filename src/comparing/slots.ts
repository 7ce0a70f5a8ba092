import { Cell } from '@jupyterlab/cells';
import { NotebookPanel } from '@jupyterlab/notebook';
import { PanelLayout, Widget } from '@lumino/widgets';

const INPUT_CLASS = 'jp-Cell-inputWrapper';
const OUTPUT_CLASS = 'jp-Cell-outputWrapper';

/** Makes what stands between a cell's code and its output. */
export type MakeCard = (panel: NotebookPanel, cellId: string) => Widget;

/** Puts a card into the cells that want one, between input and output. */
export class Slots {
  /** `wants` says whether a cell of an open notebook is to have a card now. */
  constructor(
    private readonly _wants: (panel: NotebookPanel, cellId: string) => boolean,
    private readonly _make: MakeCard,
    /** Below another card that stands there. */
    private readonly _last = false
  ) {}

  /** Bring the cards of a notebook up to date; a cell that was moved has a new widget. */
  sync(panel: NotebookPanel): void {
    for (const cell of panel.content.widgets) {
      if (cell.model.type !== 'code' || !this._wants(panel, cell.model.id)) {
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
        const output = layout.widgets.findIndex(widget => widget.hasClass(OUTPUT_CLASS));
        layout.insertWidget(this._last && output >= 0 ? output : input + 1, card);
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
