import type { Markish, PlotOptions } from '@observablehq/plot';
import { growthLines } from '../../model/calltimes';
import type { IGrowthLine } from '../../model/calltimes';
import type { IComparison } from '../../model/comparison';
import { logAxis, rangeOf, sizeTicks } from '../../model/timeaxis';
import { formatTime, shortCount } from '../../model/units';
import { labelsOf, letterOf, sidesOf } from '../../model/variants';
import type { PlotLibrary } from '../plot';
import { endLabels } from './labels';
import type { IEndLabel } from './labels';
import { COLOURS, SYMBOLS } from './marks';

/** Pixels. */
export const HEIGHT = 148;
const MARGIN = { marginTop: 14, marginRight: 20, marginBottom: 22, marginLeft: 50 };

/** Upright, a tick needs less room than along the foot. */
const UPRIGHT = 2.3;

/** Times over n on two logarithmic axes: a line for each variant, with its name at its end. */
export function growthPlot(plot: PlotLibrary, width: number, comparison: IComparison): PlotOptions {
  const lines = growthLines(comparison);
  const sides = sidesOf(comparison);
  const names = lines.length > 2 ? letterOf : (i: number) => labelsOf(comparison)[i];
  const dots = lines.flatMap(({ line }) => line);
  const sizes = rangeOf(dots.map(({ n }) => n));
  const room = HEIGHT - MARGIN.marginTop - MARGIN.marginBottom;
  const times = logAxis(...rangeOf(dots.map(({ ns }) => ns)), room * UPRIGHT);
  return {
    ...MARGIN,
    marginRight: lines.length > 2 ? 26 : MARGIN.marginRight,
    x: { type: 'log', domain: [...sizes], label: null },
    y: { type: 'log', domain: [...times.domain], label: null },
    marks: [
      plot.gridY([...times.ticks!], { stroke: 'var(--jp-cellheat-line)', strokeOpacity: 1 }),
      plot.axisY([...times.ticks!], {
        text: (ns: number) => formatTime(ns, 1),
        tickSize: 0
      }),
      plot.axisX(sizeTicks(...sizes, width - MARGIN.marginLeft), {
        text: (n: number) => shortCount(n),
        tickSize: 0
      }),
      ...lines.flatMap(line => lineMarks(plot, line, COLOURS[sides[line.variant]])),
      ...endLabels(lines, times.domain, room).map(label =>
        labelMark(plot, lines[label.index], label, names, lines.length)
      )
    ]
  };
}

function lineMarks(plot: PlotLibrary, { line, variant }: IGrowthLine, colour: string): Markish[] {
  return [
    plot.line(line, { x: 'n', y: 'ns', stroke: colour, strokeWidth: 2 }),
    plot.dot(line, {
      x: 'n',
      y: 'ns',
      r: 3,
      symbol: SYMBOLS[variant % SYMBOLS.length],
      fill: colour
    })
  ];
}

/** Two names stand over and under their lines; more of them are letters beside. */
function labelMark(
  plot: PlotLibrary,
  { line, variant }: IGrowthLine,
  { above, shift }: IEndLabel,
  names: (variant: number) => string,
  lines: number
): Markish {
  return plot.text([line[line.length - 1]], {
    x: 'n',
    y: 'ns',
    text: () => names(variant),
    ...(lines > 2
      ? { textAnchor: 'start', dx: 8, dy: shift }
      : { textAnchor: 'end', dx: 4, dy: above ? -11 : 13 }),
    fill: 'var(--jp-cellheat-ink)',
    fontWeight: 600,
    stroke: 'var(--plot-background)',
    strokeWidth: 3
  });
}
