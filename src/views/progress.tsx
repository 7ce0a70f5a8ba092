import { MouseEvent, ReactNode, useEffect, useState } from 'react';
import { effectPlace, progressMessage } from '../model/kernel/messages';
import type { ISideEffect } from '../model/contract/profile';
import type { IRun } from '../model/kernel/run';
import type { ITranslate } from '../model/words/translate';
import { formatElapsed } from '../model/words/units';
import { Message } from './message';

interface IProgressProps {
  readonly run: IRun;
  readonly trans: ITranslate;
  /** Call the run off before its cell has run. */
  readonly onCancel: () => void;
  /** Interrupt the cell. */
  readonly onStop: () => void;
  /** Ask what the cell is doing now. */
  readonly onLook?: () => void;
  /** In place of the buttons, for what says more. */
  readonly children?: ReactNode;
}

/** A run under way, and how to end it. */
export function Progress(props: IProgressProps): JSX.Element | null {
  const { run, trans, children } = props;
  const message = progressMessage(run, trans);
  const { state } = run;
  if (!message) {
    return null;
  }
  return (
    <Message message={message} trans={trans}>
      {state.phase === 'asking' && <Effects effects={state.effects} trans={trans} />}
      {children ?? <Actions {...props} />}
    </Message>
  );
}

/** What can be done meanwhile, and for how long it has gone on. */
function Actions({ run: { state }, trans, onCancel, onStop, onLook }: IProgressProps): JSX.Element {
  return (
    <div className="jp-Cellheat-Actions">
      {state.phase === 'running' ? (
        <button
          className="jp-Cellheat-Button"
          disabled={state.stopping}
          onClick={onStop}
          onMouseDown={keepFocus}
          title={trans.__('Interrupt the kernel; what is known is kept')}
        >
          {trans.__('Stop')}
        </button>
      ) : (
        <button className="jp-Cellheat-Button" onClick={onCancel} onMouseDown={keepFocus}>
          {trans.__('Cancel')}
        </button>
      )}
      {state.phase === 'running' && onLook && (
        <button className="jp-Cellheat-Button" onClick={onLook} onMouseDown={keepFocus}>
          {trans.__('What is it doing?')}
        </button>
      )}
      {'since' in state && <Elapsed since={state.since} key={state.since} />}
    </div>
  );
}

/** The button goes away with the run: the focus would go with it. */
export function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function Effects({
  effects,
  trans
}: {
  effects: readonly ISideEffect[];
  trans: ITranslate;
}): JSX.Element {
  return (
    <ul className="jp-Cellheat-Effects">
      {effects.map((effect, i) => (
        <li key={i}>
          <span>{effectPlace(effect, trans)}</span>
          <code>{effect.text}</code>
        </li>
      ))}
    </ul>
  );
}

/** A clock. Not in a live region: it would never let a screen reader finish. */
export function Elapsed({ since }: { since: number }): JSX.Element {
  const [now, setNow] = useState(Date.now);
  const tenths = now - since < 10_000;
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tenths ? 100 : 1000);
    return () => clearInterval(timer);
  }, [tenths]);
  return (
    <span className="jp-Cellheat-Elapsed" aria-live="off">
      {formatElapsed(now - since)}
    </span>
  );
}
