import { UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import { useEffect, useState } from 'react';
import { IComparing, shareDone, stepWords, timeWords } from '../../model/kernel/comparing';
import type { IPair } from '../../model/contract/comparison';
import type { ITranslate } from '../../model/words/translate';
import { letterOf } from '../../model/comparison/variants';
import { CommandIDs, IComparings } from '../../tokens';
import { keepFocus } from '../progress';
import { SlotCard } from '../slotcard';
import { Interval } from './interval';

/** What the card of a comparison under way needs. */
export interface IProgressCardOptions {
  readonly comparings: IComparings;
  readonly commands: CommandRegistry;
  readonly trans: ITranslate;
  /** The document and the cell that the card is in, and the id of the notebook's widget. */
  readonly notebook: object;
  readonly cell: string;
  readonly panel: string;
  /** Whether a guess is waited for, so that nothing that was measured may be seen. */
  readonly isBlind: (node: HTMLElement) => boolean;
}

/** Says between the input and the output of a cell what its comparison is doing. */
export class ProgressCard extends SlotCard {
  constructor(private readonly _options: IProgressCardOptions) {
    super();
    this.addClass('jp-Cellheat-ComparingCard');
  }

  protected render(): JSX.Element {
    const { comparings, commands, trans, notebook, cell, panel, isBlind } = this._options;
    const stop = () => {
      commands
        .execute(CommandIDs.stopComparison, { notebook: panel })
        .catch(error => console.error(CommandIDs.stopComparison, error));
    };
    return (
      <UseSignal signal={comparings.changed} shouldUpdate={(_, of) => of === notebook}>
        {() => {
          const comparing = comparings.of(notebook, cell);
          const blind = isBlind(this.node);
          return (
            comparing && (
              <section aria-label={trans.__('Comparison under way')}>
                {!blind && <Names names={comparing.progress.names} />}
                <ComparingBody comparing={comparing} blind={blind} trans={trans} onStop={stop} />
              </section>
            )
          );
        }}
      </UseSignal>
    );
  }
}

/** Which letter is which variant. */
export function Names({ names }: { names: readonly string[] }): JSX.Element {
  return (
    <div className="jp-Cellheat-Comparing-names">
      {names.map((name, i) => (
        <span key={i}>
          <b>{letterOf(i)}</b> <code>{name}</code>
        </span>
      ))}
    </div>
  );
}

interface IBodyProps {
  readonly comparing: IComparing;
  /** Nothing that was measured may be seen. */
  readonly blind: boolean;
  readonly trans: ITranslate;
  readonly onStop: () => void;
}

/** What is being done, for how long, and what is known by now. */
export function ComparingBody({ comparing, blind, trans, onStop }: IBodyProps): JSX.Element {
  const { progress, stopping } = comparing;
  return (
    <div className="jp-Cellheat-Comparing">
      <div className="jp-Cellheat-Comparing-head">
        <p role="status">{stopping ? trans.__('Stopping') : stepWords(progress, trans)}</p>
        <Clock comparing={comparing} trans={trans} />
        <button
          className="jp-Cellheat-Button"
          disabled={stopping}
          onClick={onStop}
          onMouseDown={keepFocus}
          title={trans.__('Interrupt the kernel; what is known is kept')}
        >
          {trans.__('Stop')}
        </button>
      </div>
      {!blind && (
        // it keeps its height, whatever is known
        <div className="jp-Cellheat-Comparing-pairs" aria-live="off">
          {progress.names.slice(1).map((_, i) => (
            <div key={i}>
              <Live pair={progress.pairs.find(pair => pair.variant === i + 1)} trans={trans} />
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

interface ILiveProps {
  readonly pair: IPair | undefined;
  readonly trans: ITranslate;
}

/** It may still change, so it is no verdict and has no colour of one. */
function Live({ pair, trans }: ILiveProps): JSX.Element | null {
  return pair ? (
    <Interval pair={{ ...pair, verdict: 'unclear' }} confirmation={null} trans={trans} />
  ) : null;
}

/** Between two messages of the kernel, which comes to no word in a long call. */
const TICK_MS = 100;

function Clock({ comparing, trans }: Pick<IBodyProps, 'comparing' | 'trans'>): JSX.Element {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <span className="jp-Cellheat-Elapsed" aria-live="off">
        {timeWords(comparing, now, trans)}
      </span>
      <span className="jp-Cellheat-Comparing-bar" aria-hidden>
        <span style={{ width: `${(100 * shareDone(comparing, now)).toFixed(1)}%` }} />
      </span>
    </>
  );
}
