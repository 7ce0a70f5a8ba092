import { ratioAxis } from '../../model/axis';
import type { IPair } from '../../model/comparison';
import type { ITranslate } from '../../model/translate';
import { letterOf } from '../../model/variants';
import { intervalWords } from '../../model/verdict';

interface IIntervalProps {
  readonly pair: IPair;
  readonly trans: ITranslate;
}

/** Where the ratio lies, against the band in which two variants count as the same. */
export function Interval({ pair, trans }: IIntervalProps): JSX.Element | null {
  const axis = ratioAxis(pair);
  if (axis === null) {
    return null;
  }
  const [first, second] = [letterOf(0), letterOf(pair.variant)];
  const [from, to] = axis.same;
  return (
    <div
      className="jp-Cellheat-Interval"
      role="img"
      aria-label={intervalWords(pair, trans) ?? undefined}
      data-verdict={pair.verdict}
    >
      <div className="jp-Cellheat-Interval-axis">
        <span className="jp-Cellheat-Interval-same" style={span(from, to)} />
        <span className="jp-Cellheat-Interval-range" style={span(axis.low, axis.high)} />
        <span className="jp-Cellheat-Interval-ratio" style={{ left: percent(axis.middle) }} />
      </div>
      <div className="jp-Cellheat-Interval-ends">
        <span>{trans.__('%1 %2× faster', first, axis.end)}</span>
        <span>{trans.__('same')}</span>
        <span>{trans.__('%1 %2× faster', second, axis.end)}</span>
      </div>
    </div>
  );
}

function span(from: number, to: number): { left: string; width: string } {
  return { left: percent(from), width: percent(to - from) };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)}%`;
}
