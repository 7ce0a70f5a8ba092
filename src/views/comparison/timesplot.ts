import type { Markish, PlotOptions } from '@observablehq/plot';
import type { IComparison, IPoint } from '../../model/contract/comparison';
import { axisOf, jitter, thinned } from '../../model/words/timeaxis';
import { rowLabels, sidesOf, timedVariants } from '../../model/comparison/variants';
import type { PlotLibrary } from '../plot';
import { timeAxis } from '../timeaxis';
import { COLOURS, labelMargin, SYMBOLS } from './marks';

/** Dots in a row; more would only be darker. */
const DOTS = 120;

interface IRow {
  readonly row: number;
  readonly variant: number;
  readonly label: string;
  readonly median: number;
  readonly values: readonly number[];
}

/** A row of dots for each variant, with its median. */
export function timesPlot(
  plot: PlotLibrary,
  width: number,
  comparison: IComparison,
  point: IPoint
): PlotOptions {
  const rows = rowsOf(comparison, point);
  const sides = sidesOf(comparison);
  const marginLeft = labelMargin(rows.map(({ label }) => label));
  const marginRight = 22;
  const axis = axisOf(
    rows.flatMap(({ median, values }) => [median, ...values]),
    width - marginLeft - marginRight
  );
  return {
    marginLeft,
    marginRight,
    marginTop: 4,
    marginBottom: 24,
    x: { type: axis.type, domain: [...axis.domain], label: null },
    y: { domain: [rows.length - 0.5, -0.5], axis: null },
    marks: [
      timeAxis(plot, axis),
      plot.ruleY([rows.length - 0.5], { stroke: 'var(--jp-border-color1)' }),
      plot.text(rows, { y: 'row', text: 'label', frameAnchor: 'left', textAnchor: 'end', dx: -8 }),
      ...rows.flatMap(row => rowMarks(plot, row, COLOURS[sides[row.variant]]))
    ]
  };
}

function rowsOf(comparison: IComparison, point: IPoint): IRow[] {
  const labels = rowLabels(comparison);
  return timedVariants(point).map((variant, row) => ({
    row,
    variant,
    label: labels[variant],
    median: point.times[variant].median_ns,
    values: thinned(
      point.times[variant].values_ns.filter(ns => ns > 0),
      DOTS
    )
  }));
}

function rowMarks(plot: PlotLibrary, row: IRow, colour: string): Markish[] {
  return [
    plot.dot(row.values, {
      x: (ns: number) => ns,
      y: (_: number, at: number) => row.row + 0.24 * jitter(at),
      r: 2,
      symbol: SYMBOLS[row.variant % SYMBOLS.length],
      fill: colour,
      fillOpacity: 0.45
    }),
    plot.ruleX([row.median], {
      y1: row.row - 0.38,
      y2: row.row + 0.38,
      stroke: colour,
      strokeWidth: 2
    })
  ];
}
