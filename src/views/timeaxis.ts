import type { Markish } from '@observablehq/plot';
import type { IAxis } from '../model/timeaxis';
import { formatTime } from '../model/units';
import type { PlotLibrary } from './plot';

/** Pixels between two ticks that are evenly spaced. */
const TICK = 64;

/** An axis of times along the foot of a plot that is so many pixels wide. */
export function timeAxis(plot: PlotLibrary, { ticks }: IAxis, pixels: number): Markish {
  return plot.axisX({
    ticks: ticks ? [...ticks] : Math.max(2, Math.floor(pixels / TICK)),
    // Plot drops some of what `tickFormat` gives on a logarithmic axis
    text: (ns: number) => formatTime(ns, ticks ? 1 : 3),
    tickSize: 4
  });
}
