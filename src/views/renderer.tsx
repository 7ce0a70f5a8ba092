import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { createRoot, Root } from 'react-dom/client';
import { IUnreadable, parseProfile } from '../model/parse';
import { IKernelFailure, MIME_TYPE, Profile } from '../model/profile';
import type { ITranslate } from '../model/translate';

/** Before the static HTML of the same bundle, which is for readers without us. */
const RANK = 40;

/** Draws results in the outputs of cells. */
export function rendererFactory(
  translator: ITranslator,
  tableRows: () => number
): IRenderMime.IRendererFactory {
  const trans = translator.load('cellheat');
  return {
    // only text nodes are made, and nothing in them asks for anything
    safe: true,
    mimeTypes: [MIME_TYPE],
    defaultRank: RANK,
    createRenderer: () => new RenderedProfile(trans, tableRows)
  };
}

class RenderedProfile extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly _trans: ITranslate,
    private readonly _tableRows: () => number
  ) {
    super();
    this.addClass('jp-Cellheat-Output');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._answer = parseProfile(model.data[MIME_TYPE]);
    await this._draw();
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    // a notebook that shows only what is in sight takes outputs out and puts them back
    if (this._answer && !this._root) {
      void this._draw();
    }
  }

  protected onBeforeDetach(msg: Message): void {
    this._clear();
    super.onBeforeDetach(msg);
  }

  dispose(): void {
    this._clear();
    super.dispose();
  }

  private async _draw(): Promise<void> {
    const { Output } = await import('./output');
    const answer = this._answer;
    if (this.isDisposed || !answer) {
      return;
    }
    if (answer.kind === 'unreadable') {
      this._clear();
      this.node.textContent = this._trans.__(
        'This Cellheat result cannot be drawn: %1.',
        answer.detail
      );
      return;
    }
    if (!this._root) {
      this.node.textContent = '';
      this._root = createRoot(this.node);
    }
    this._root.render(<Output answer={answer} trans={this._trans} rows={this._tableRows()} />);
  }

  private _clear(): void {
    this._root?.unmount();
    this._root = null;
  }

  private _answer: Profile | IKernelFailure | IUnreadable | null = null;
  private _root: Root | null = null;
}
