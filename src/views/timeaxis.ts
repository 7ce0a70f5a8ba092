import type { Markish } from '@observablehq/plot';
import type { IAxis } from '../model/words/timeaxis';
import { tickFormat } from '../model/words/timeaxis';
import type { PlotLibrary } from './plot';

/** An axis of times along the foot of a plot. */
export function timeAxis(plot: PlotLibrary, axis: IAxis): Markish {
  // Plot's own `tickFormat` drops some texts on a logarithmic axis
  return plot.axisX([...axis.ticks], { text: tickFormat(axis), tickSize: 4 });
}
