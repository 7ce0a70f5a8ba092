import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { createRoot, Root } from 'react-dom/client';
import type { IComparison } from '../model/contract/comparison';
import type { GuessState } from '../model/lesson/guess';
import { parseResult, Result } from '../model/reading/parse';
import { MIME_TYPE } from '../model/contract/profile';
import type { IUnreadable } from '../model/reading/readers';
import type { ITranslate } from '../model/words/translate';
import type { IOffers } from './comparison/offers';
import type { IGoingOn, IGuessing } from '../tokens';

/** Before the static HTML of the same bundle, which is for readers without us. */
const RANK = 40;

/** Draws results in the outputs of cells. */
export function rendererFactory(
  translator: ITranslator,
  tableRows: () => number,
  guessing: IGuessing | null = null,
  goingOn: IGoingOn | null = null
): IRenderMime.IRendererFactory {
  const trans = translator.load('cellheat');
  return {
    // only text nodes are made; a button asks the kernel of its own notebook, once it is clicked
    safe: true,
    mimeTypes: [MIME_TYPE],
    defaultRank: RANK,
    createRenderer: () => new RenderedResult(trans, tableRows, guessing, goingOn)
  };
}

class RenderedResult extends Widget implements IRenderMime.IRenderer {
  constructor(
    private readonly _trans: ITranslate,
    private readonly _tableRows: () => number,
    private readonly _guessing: IGuessing | null,
    private readonly _goingOn: IGoingOn | null
  ) {
    super();
    this.addClass('jp-Cellheat-Output');
  }

  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    this._answer = parseResult(model.data[MIME_TYPE]);
    await this._draw();
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._guessing?.changed.connect(this._onChange, this);
    this._goingOn?.changed.connect(this._onChange, this);
    // a notebook that shows only what is in sight takes outputs out and puts them back; and only
    // here a result has a place, by which it is known whether a guess is asked for
    if (this._answer) {
      void this._draw();
    }
  }

  protected onBeforeDetach(msg: Message): void {
    this._guessing?.changed.disconnect(this._onChange, this);
    this._goingOn?.changed.disconnect(this._onChange, this);
    this._clear();
    super.onBeforeDetach(msg);
  }

  dispose(): void {
    this._guessing?.changed.disconnect(this._onChange, this);
    this._goingOn?.changed.disconnect(this._onChange, this);
    this._clear();
    super.dispose();
  }

  private _onChange(): void {
    if (this._answer?.kind === 'comparison') {
      void this._draw();
    }
  }

  private async _draw(): Promise<void> {
    const answer = this._answer;
    if (!answer || answer.kind === 'unreadable') {
      this._say(answer);
      return;
    }
    const element = await this._element(answer);
    if (this.isDisposed || answer !== this._answer || element === null) {
      return;
    }
    if (!this._root) {
      this.node.textContent = '';
      this._root = createRoot(this.node);
    }
    this._root.render(element);
  }

  /** What is loaded is no more than this result needs. */
  private async _element(answer: Result): Promise<JSX.Element | null> {
    if (answer.kind !== 'comparison') {
      const { Output } = await import('./output');
      return <Output answer={answer} trans={this._trans} rows={this._tableRows()} />;
    }
    const { ComparisonView, Offers } = await import('./comparison/view');
    const guess = this._guess(answer);
    return guess === null ? null : (
      <Offers.Provider value={this._offers(answer)}>
        <ComparisonView
          comparison={answer}
          trans={this._trans}
          guess={guess}
          onSkip={() => this._guessing?.skip(this.node, answer.cell?.id ?? null)}
        />
      </Offers.Provider>
    );
  }

  private _offers({ token }: IComparison): IOffers | null {
    const state = token === null ? null : this._goingOn?.stateFor(this.node, token);
    const goingOn = this._goingOn;
    return token === null || !state || !goingOn
      ? null
      : {
          state,
          start: what => goingOn.start(this.node, token, what),
          installation: goingOn.installation(this.node),
          packages: goingOn.packages()
        };
  }

  /** `null` where it has no place yet: what is not asked for must not be seen for a moment. */
  private _guess({ cell }: IComparison): GuessState | null {
    if (!this._guessing) {
      return { kind: 'open' };
    }
    return this.isAttached ? this._guessing.stateFor(this.node, cell?.id ?? null) : null;
  }

  private _say(answer: IUnreadable | null): void {
    this._clear();
    this.node.textContent = answer
      ? this._trans.__('This Cellheat result cannot be drawn: %1.', answer.detail)
      : '';
  }

  private _clear(): void {
    this._root?.unmount();
    this._root = null;
  }

  private _answer: Result | IUnreadable | null = null;
  private _root: Root | null = null;
}
