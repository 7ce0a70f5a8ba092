import { ratioAxis } from '../../model/comparison/axis';
import type { IRatioEnd } from '../../model/comparison/axis';
import type { IConfirmation, IPair } from '../../model/contract/comparison';
import { intervalWords } from '../../model/comparison/pairwords';
import type { ITranslate } from '../../model/words/translate';
import { letterOf } from '../../model/comparison/variants';

interface IIntervalProps {
  readonly pair: IPair;
  /** The same in fresh processes. */
  readonly confirmation: IConfirmation | null;
  readonly trans: ITranslate;
}

/** Where the ratio lies, against the band in which two variants count as the same. */
export function Interval({ pair, confirmation, trans }: IIntervalProps): JSX.Element | null {
  const axis = ratioAxis(pair, confirmation);
  if (axis === null) {
    return null;
  }
  const words = ({ first, times }: IRatioEnd) =>
    trans.__('%1 %2× faster', letterOf(first ? 0 : pair.variant), times);
  const [from, to] = axis.ends;
  return (
    <div
      className="jp-Cellheat-Interval"
      role="img"
      aria-label={intervalWords(pair, trans) ?? undefined}
      data-verdict={pair.verdict}
    >
      <div
        className="jp-Cellheat-Interval-axis"
        data-confirmed={axis.confirmed !== null || undefined}
      >
        {axis.same && <span className="jp-Cellheat-Interval-same" style={span(axis.same)} />}
        {axis.deciding && (
          <span
            className="jp-Cellheat-Interval-deciding"
            style={span(axis.deciding)}
            title={trans.__('The interval that decides')}
          />
        )}
        <span className="jp-Cellheat-Interval-range" style={span([axis.low, axis.high])} />
        <span className="jp-Cellheat-Interval-ratio" style={{ left: percent(axis.middle) }} />
        {axis.confirmed?.range && (
          <span className="jp-Cellheat-Interval-again" style={span(axis.confirmed.range)} />
        )}
        {axis.confirmed?.dots.map((at, i) => (
          <span key={i} className="jp-Cellheat-Interval-dot" style={{ left: percent(at) }} />
        ))}
      </div>
      <div className="jp-Cellheat-Interval-ends">
        <span>{words(from)}</span>
        <span>{axis.same && trans.__('same')}</span>
        <span>{words(to)}</span>
      </div>
      {axis.confirmed && (
        <p className="jp-Cellheat-Remark">{trans.__('Dots: one for each fresh process.')}</p>
      )}
    </div>
  );
}

function span([from, to]: readonly [number, number]): { left: string; width: string } {
  return { left: percent(from), width: percent(to - from) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
