import { useCallback } from 'react';
import type { IMemoryCurve } from '../model/timeline';
import type { ITranslate } from '../model/translate';
import { formatBytes, formatTime } from '../model/units';
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
    // where it was, or over all of the run where that is not known
    const at = peak.ns ?? wall;
    const right = at > wall / 2;
    marks.push(
      peak.ns === null
        ? ruleY([peak.bytes], { stroke: color, strokeDasharray: '3 3' })
        : dot([peak], { ...place, r: 3.5, fill: color }),
      text([{ ns: at, bytes: peak.bytes, label: peak.label }], {
        ...place,
        text: 'label',
        textAnchor: right ? 'end' : 'start',
        lineAnchor: 'bottom',
        dy: -7,
        fill: 'var(--jp-cellheat-ink)',
        fontWeight: 600
      })
    );
  }
  return {
    marginTop: 22,
    marginRight: 5,
    marginBottom: 18,
    marginLeft: 5,
    x: { domain: [0, wall], axis: null },
    y: { domain: [low, high], axis: null },
    marks
  };
}

/** The words at the two ends of the axis. */
const END = { label: null, tickSize: 0, tickPadding: 5, fill: 'var(--jp-cellheat-ink2)' } as const;
