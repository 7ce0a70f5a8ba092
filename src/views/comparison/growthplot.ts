import type { Markish, PlotOptions } from '@observablehq/plot';
import type { IComparison } from '../../model/contract/comparison';
import { growthLines, shownCrossovers, sizedPoints } from '../../model/comparison/growth';
import type { IGrowthLine } from '../../model/comparison/growth';
import { logAxis, rangeOf, sizeTicks } from '../../model/words/timeaxis';
import { formatTime, shortCount } from '../../model/words/units';
import { decisivePoint, letterOf, rowLabels, sidesOf } from '../../model/comparison/variants';
import type { PlotLibrary } from '../plot';
import { endLabels, last } from './labels';
import { COLOURS, dashOf, strongMargin, SYMBOLS } from './marks';

/** Pixels. */
export const HEIGHT = 148;
const MARGIN = { marginTop: 14, marginBottom: 22, marginLeft: 50 };

/** The part of the width that names may take; where they are longer, letters stand for them. */
const NAMES = 0.38;

/** Half of what the size at the right end takes. */
const LAST_TICK = 26;

/** Upright, a tick needs less room than along the foot. */
const UPRIGHT = 2.3;

/** Times over n on two logarithmic axes: a line for each variant, with its name at its end. */
export function growthPlot(plot: PlotLibrary, width: number, comparison: IComparison): PlotOptions {
  const lines = growthLines(comparison);
  const [names, sides] = [endNames(comparison, width), sidesOf(comparison)];
  const dots = lines.flatMap(({ line }) => line);
  const sizes = rangeOf(dots.map(({ n }) => n));
  const marginRight = rightOf(comparison, width);
  const room = HEIGHT - MARGIN.marginTop - MARGIN.marginBottom;
  const times = logAxis(...rangeOf(dots.map(({ ns }) => ns)), room * UPRIGHT);
  return {
    ...MARGIN,
    marginRight,
    x: { type: 'log', domain: [...sizes], label: null },
    y: { type: 'log', domain: [...times.domain], label: null },
    marks: [
      ...bandMarks(plot, comparison, times.domain),
      plot.gridY([...times.ticks!], { stroke: 'var(--jp-cellheat-line)', strokeOpacity: 1 }),
      plot.axisY([...times.ticks!], {
        text: (ns: number) => formatTime(ns, 1),
        tickSize: 0
      }),
      plot.axisX(sizeTicks(...sizes, width - MARGIN.marginLeft - marginRight), {
        text: (n: number) => shortCount(n).replace('.00', ''),
        tickSize: 0
      }),
      ...chosenMarks(plot, comparison),
      ...lines.flatMap(line =>
        lineMarks(plot, line, COLOURS[sides[line.variant]], comparison.variants.length)
      ),
      ...endLabels(lines, times.domain, room).map(({ line, shift }) =>
        plot.text([last(line)], {
          x: 'n',
          y: 'ns',
          text: () => names[line.variant],
          textAnchor: 'start',
          dx: 9,
          dy: shift,
          fill: 'var(--jp-cellheat-ink)',
          fontWeight: 600
        })
      )
    ]
  };
}

/** The point whose size is nearest to a place in a plot of so many pixels. */
export function nearestPoint(comparison: IComparison, x: number, width: number): number {
  const sized = sizedPoints(comparison);
  const [low, high] = rangeOf(sized.map(({ point }) => point.n!));
  const room = width - MARGIN.marginLeft - rightOf(comparison, width);
  const place = (n: number) =>
    MARGIN.marginLeft + (room * Math.log(n / low)) / Math.log(high / low);
  const away = (n: number) => Math.abs(place(n) - x);
  return sized.reduce((best, one) => (away(one.point.n!) < away(best.point.n!) ? one : best)).at;
}

function rightOf(comparison: IComparison, width: number): number {
  const names = endNames(comparison, width);
  const room = strongMargin(growthLines(comparison).map(({ variant }) => names[variant]));
  return Math.max(LAST_TICK, room);
}

function endNames(comparison: IComparison, width: number): string[] {
  const names = rowLabels(comparison);
  return strongMargin(names) < NAMES * width ? names : names.map((_, i) => letterOf(i));
}

/** Between which sizes variants change places. */
function bandMarks(
  plot: PlotLibrary,
  comparison: IComparison,
  [y1, y2]: readonly [number, number]
): Markish[] {
  return shownCrossovers(comparison).map(({ low_n, high_n }) =>
    plot.rect([{ x1: low_n, x2: high_n, y1, y2 }], {
      x1: 'x1',
      x2: 'x2',
      y1: 'y1',
      y2: 'y2',
      fill: 'var(--jp-cellheat-wait)',
      fillOpacity: 0.18,
      clip: true
    })
  );
}

/** The size that the verdict is for. */
function chosenMarks(plot: PlotLibrary, comparison: IComparison): Markish[] {
  const n = decisivePoint(comparison)?.n;
  return n ? [plot.ruleX([n], { stroke: 'var(--jp-cellheat-ink2)', strokeDasharray: '2 3' })] : [];
}

function lineMarks(
  plot: PlotLibrary,
  { line, variant }: IGrowthLine,
  colour: string,
  count: number
): Markish[] {
  return [
    plot.line(line, {
      x: 'n',
      y: 'ns',
      stroke: colour,
      strokeWidth: 2,
      strokeDasharray: dashOf(variant, count)
    }),
    plot.dot(line, {
      x: 'n',
      y: 'ns',
      // the first is seen under another that lies on it
      r: variant === 0 ? 4 : 3,
      symbol: SYMBOLS[variant % SYMBOLS.length],
      fill: colour
    })
  ];
}
