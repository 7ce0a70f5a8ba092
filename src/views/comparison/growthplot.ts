import type { Markish, PlotOptions } from '@observablehq/plot';
import { growthLines } from '../../model/calltimes';
import type { IGrowthLine } from '../../model/calltimes';
import type { IComparison } from '../../model/comparison';
import { logAxis, rangeOf, sizeTicks } from '../../model/timeaxis';
import { formatTime, shortCount } from '../../model/units';
import { labelsOf, letterOf, sidesOf } from '../../model/variants';
import type { PlotLibrary } from '../plot';
import { endLabels, last } from './labels';
import { COLOURS, strongMargin, SYMBOLS } from './marks';

/** Pixels. */
export const HEIGHT = 148;
const MARGIN = { marginTop: 14, marginBottom: 22, marginLeft: 50 };

/** The part of the width that names may take; where they are longer, letters stand for them. */
const NAMES = 0.38;

/** Upright, a tick needs less room than along the foot. */
const UPRIGHT = 2.3;

/** Times over n on two logarithmic axes: a line for each variant, with its name at its end. */
export function growthPlot(plot: PlotLibrary, width: number, comparison: IComparison): PlotOptions {
  const lines = growthLines(comparison);
  const sides = sidesOf(comparison);
  const names = endNames(comparison, width);
  const dots = lines.flatMap(({ line }) => line);
  const sizes = rangeOf(dots.map(({ n }) => n));
  const marginRight = strongMargin(lines.map(({ variant }) => names[variant]));
  const room = HEIGHT - MARGIN.marginTop - MARGIN.marginBottom;
  const times = logAxis(...rangeOf(dots.map(({ ns }) => ns)), room * UPRIGHT);
  return {
    ...MARGIN,
    marginRight,
    x: { type: 'log', domain: [...sizes], label: null },
    y: { type: 'log', domain: [...times.domain], label: null },
    marks: [
      plot.gridY([...times.ticks!], { stroke: 'var(--jp-cellheat-line)', strokeOpacity: 1 }),
      plot.axisY([...times.ticks!], {
        text: (ns: number) => formatTime(ns, 1),
        tickSize: 0
      }),
      plot.axisX(sizeTicks(...sizes, width - MARGIN.marginLeft - marginRight), {
        text: (n: number) => shortCount(n).replace('.00', ''),
        tickSize: 0
      }),
      ...lines.flatMap(line => lineMarks(plot, line, COLOURS[sides[line.variant]])),
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

function endNames(comparison: IComparison, width: number): string[] {
  const names = labelsOf(comparison);
  return strongMargin(names) < NAMES * width ? names : names.map((_, i) => letterOf(i));
}

function lineMarks(plot: PlotLibrary, { line, variant }: IGrowthLine, colour: string): Markish[] {
  return [
    plot.line(line, { x: 'n', y: 'ns', stroke: colour, strokeWidth: 2 }),
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
