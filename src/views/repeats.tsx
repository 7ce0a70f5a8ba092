import type { PlotOptions } from '@observablehq/plot';
import { useCallback } from 'react';
import type { ITimeitData } from '../model/contract/profile';
import { axisOf, jitter, thinned } from '../model/words/timeaxis';
import type { ITranslate } from '../model/words/translate';
import { formatTime } from '../model/words/units';
import { Plot } from './plot';
import type { PlotLibrary } from './plot';
import { timeAxis } from './timeaxis';

/** Fewer repeats have no distribution. */
const FEWEST = 3;

/** Dots; more would only be darker. */
const DOTS = 300;

/** Pixels. */
const HEIGHT = 96;
const MARGIN = { marginTop: 30, marginRight: 22, marginBottom: 24, marginLeft: 22 };

/** A dot for each repeat, with the best, the median and the middle half of them. */
export function Repeats({
  data,
  trans
}: {
  data: ITimeitData;
  trans: ITranslate;
}): JSX.Element | null {
  const options = useCallback(
    (plot: PlotLibrary, width: number) => repeatsPlot(plot, width, data, trans),
    [data, trans]
  );
  if (data.values_ns.length < FEWEST) {
    return null;
  }
  const label = trans.__(
    'The repeats: best %1, median %2, middle half %3 to %4, worst %5.',
    ...[data.best_ns, data.median_ns, data.low_ns, data.high_ns, Math.max(...data.values_ns)].map(
      ns => formatTime(ns)
    )
  );
  return <Plot label={label} height={HEIGHT} options={options} />;
}

function repeatsPlot(
  plot: PlotLibrary,
  width: number,
  data: ITimeitData,
  trans: ITranslate
): PlotOptions {
  const { best_ns: best, median_ns: median, low_ns: low, high_ns: high } = data;
  const values = thinned(
    data.values_ns.filter(ns => ns > 0),
    DOTS
  );
  const axis = axisOf(
    [best, median, low, high, ...values],
    width - MARGIN.marginLeft - MARGIN.marginRight
  );
  const colour = 'var(--jp-cellheat-slow)';
  const [from, to] = axis.domain;
  const name = (at: number, text: string, dy: number) =>
    plot.text([at], {
      x: at,
      y: 1,
      text: () => text,
      textAnchor: anchorAt((at - from) / (to - from)),
      lineAnchor: 'bottom',
      dy,
      fill: 'var(--jp-cellheat-ink)'
    });
  return {
    ...MARGIN,
    x: { type: axis.type, domain: [...axis.domain], label: null },
    y: { domain: [-1, 1], axis: null },
    marks: [
      timeAxis(plot, axis),
      plot.ruleY([-1], { stroke: 'var(--jp-border-color1)' }),
      plot.rect([data], { x1: low, x2: high, y1: -1, y2: 1, fill: colour, fillOpacity: 0.12 }),
      plot.dot(values, {
        x: (ns: number) => ns,
        y: (_: number, at: number) => 0.7 * jitter(at),
        r: 2.5,
        fill: colour,
        fillOpacity: 0.5
      }),
      plot.ruleX([median], { y1: -1, y2: 1, stroke: colour, strokeWidth: 2 }),
      plot.ruleX([best], { y1: -1, y2: 1, stroke: colour, strokeWidth: 2, strokeDasharray: '3,2' }),
      // one over the other: they may lie close together
      name(median, trans.__('median, middle half'), -15),
      name(best, trans.__('best'), -3)
    ]
  };
}

/** A text near an end of the axis stays inside. */
function anchorAt(place: number): 'start' | 'middle' | 'end' {
  return place < 0.3 ? 'start' : place > 0.7 ? 'end' : 'middle';
}
