import { useCallback } from 'react';
import type { IMemoryCurve, IMemoryPeak } from '../model/profile/timeline';
import type { ITranslate } from '../model/words/translate';
import { formatBytes, formatTime } from '../model/words/units';
import { Plot, PlotLibrary } from './plot';

const HEIGHT = 104;

interface ITimelineProps {
  readonly curve: IMemoryCurve;
  /** Nanoseconds. */
  readonly wall: number;
  readonly trans: ITranslate;
}

/** Memory over the time of the run; the highest is marked with its value. */
export function Timeline({ curve, wall, trans }: ITimelineProps): JSX.Element {
  const options = useCallback(
    (library: PlotLibrary, width: number) => optionsFor(library, width, curve, wall),
    [curve, wall]
  );
  return (
    <figure className="jp-Cellheat-Timeline">
      <figcaption>
        {trans.__('Resident memory over time, from %1 up', formatBytes(curve.low))}
      </figcaption>
      <Plot label={curve.label} height={HEIGHT} options={options} />
    </figure>
  );
}

function optionsFor(
  library: PlotLibrary,
  width: number,
  { points, peak, low, high }: IMemoryCurve,
  wall: number
): ReturnType<Parameters<typeof Plot>[0]['options']> {
  const { areaY, axisX, dot, lineY, ruleY, text } = library;
  const color = 'var(--jp-cellheat-memory)';
  const place = { x: 'ns', y: 'bytes' } as const;
  const marks = [
    areaY(points, { x: 'ns', y1: low, y2: 'bytes', fill: color, fillOpacity: 0.18 }),
    lineY(points, { ...place, stroke: color, strokeWidth: 1.75, strokeLinejoin: 'round' }),
    ruleY([low], { stroke: 'var(--jp-cellheat-ink2)', strokeWidth: 1 }),
    axisX([0], { ...END, textAnchor: 'start', tickFormat: () => '0' }),
    axisX([wall], { ...END, textAnchor: 'end', tickFormat: () => formatTime(wall) })
  ];
  if (peak) {
    const words = standing(peak, width - 2 * MARGIN, wall);
    marks.push(
      peak.ns === null
        ? ruleY([peak.bytes], { stroke: color, strokeDasharray: '3 3' })
        : dot([peak], { ...place, r: 3.5, fill: color }),
      text([{ ns: words.ns, bytes: peak.bytes, label: peak.label }], {
        ...place,
        text: 'label',
        textAnchor: words.anchor,
        lineAnchor: 'bottom',
        dy: -7,
        fill: 'var(--jp-cellheat-ink)',
        fontWeight: 600
      })
    );
  }
  return {
    marginTop: 22,
    marginRight: MARGIN,
    marginBottom: 18,
    marginLeft: MARGIN,
    x: { domain: [0, wall], axis: null },
    y: { domain: [low, high], axis: null },
    marks
  };
}

/** Where the words about the highest stand: beside its mark if there is room, and never cut. */
function standing(
  { label, ns }: IMemoryPeak,
  room: number,
  wall: number
): { ns: number; anchor: 'start' | 'end' } {
  const at = ((ns ?? wall) / wall) * room;
  const long = label.length * LETTER;
  if (at + long <= room) {
    return { ns: ns ?? wall, anchor: 'start' };
  }
  return { ns: at >= long ? (ns ?? wall) : wall, anchor: 'end' };
}

/** Pixels left and right of the plot, and those of a letter, rather more than less. */
const MARGIN = 5;
const LETTER = 7;

/** The words at the two ends of the axis. */
const END = { label: null, tickSize: 0, tickPadding: 5, fill: 'var(--jp-cellheat-ink2)' } as const;
