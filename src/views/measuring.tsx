import type { MouseEvent, ReactNode } from 'react';
import { measureMessage, MeasureState } from '../model/kernel/measure';
import type { ITranslate } from '../model/words/translate';
import { Elapsed } from './progress';

interface IMeasuringProps {
  readonly state: MeasureState;
  readonly trans: ITranslate;
  /** Measure again; `null` where another button does. */
  readonly onMeasure: (() => void) | null;
  readonly onStop: () => void;
  readonly children?: ReactNode;
}

/** A measurement that is under way or failed, and what can be done about it. */
export function Measuring({
  state,
  trans,
  onMeasure,
  onStop,
  children
}: IMeasuringProps): JSX.Element {
  const { title, text, detail } = measureMessage(state, trans);
  return (
    <div className="jp-Cellheat-Measuring">
      {children}
      <p>
        <b>{title}</b> {text} {state.phase !== 'failed' && <Elapsed since={state.since} />}
      </p>
      {detail && (
        <details>
          <summary>{trans.__('Details')}</summary>
          <pre tabIndex={0}>{detail}</pre>
        </details>
      )}
      {state.phase === 'waiting' && (
        <button className="jp-Cellheat-Button" onClick={onStop} onMouseDown={keepFocus}>
          {trans.__('Cancel')}
        </button>
      )}
      {state.phase === 'running' && (
        <button
          className="jp-Cellheat-Button"
          disabled={state.stopping}
          onClick={onStop}
          onMouseDown={keepFocus}
          title={trans.__('Interrupt the kernel')}
        >
          {trans.__('Stop')}
        </button>
      )}
      {state.phase === 'failed' && onMeasure && (
        <button className="jp-Cellheat-Button jp-mod-primary" onClick={onMeasure}>
          {trans.__('Measure again')}
        </button>
      )}
    </div>
  );
}

/** The button goes away with the measurement: the focus would go with it. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}
