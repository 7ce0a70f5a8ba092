import { IMemoryData, ITableData, ITimeline } from '../contract/profile';
import { ITranslate } from '../words/translate';
import { formatBytes, formatChange, formatTime } from '../words/units';

/** Fewer samples make no line. */
const FEWEST = 4;

/** A rise below this is as flat as the sampling can tell. */
const LITTLE_BYTES = 0.1 * 1024 ** 2;

/** What two ways to read the same memory may differ by, in bytes and as a part of the rise. */
const NOISE_BYTES = 1024 ** 2;
const NOISE = 0.05;

/** A moment of a run. */
export interface IMemoryPoint {
  /** Since its start, within the run. */
  readonly ns: number;
  readonly bytes: number;
}

/** The highest memory of a run. */
export interface IMemoryPeak {
  /** `null` where it fell between two samples. */
  readonly ns: number | null;
  readonly bytes: number;
  /** `+34 MiB, and it stays`. */
  readonly label: string;
}

/** Memory over the time of a run, ready to be drawn. */
export interface IMemoryCurve {
  readonly points: readonly IMemoryPoint[];
  /** `null` where it did not rise. */
  readonly peak: IMemoryPeak | null;
  /** What is at the bottom and the top. */
  readonly low: number;
  readonly high: number;
  /** The whole, for those who cannot see it. */
  readonly label: string;
}

/** What a curve is drawn from: the samples, and what is known of the run besides. */
type MemoryCourse = Pick<IMemoryData, 'timeline' | 'start_bytes' | 'peak_bytes' | 'end_bytes'>;

/** For a result that has samples only. */
export function withoutEnds({ timeline }: Pick<ITableData, 'timeline'>): MemoryCourse {
  const end = timeline?.bytes.at(-1) ?? null;
  return { timeline, start_bytes: null, peak_bytes: null, end_bytes: end };
}

/** The curve of a run of `wall` nanoseconds; `null` where too little was sampled. */
export function memoryCurve(
  data: MemoryCourse,
  wall: number,
  trans: ITranslate
): IMemoryCurve | null {
  if (!data.timeline || data.timeline.bytes.length < FEWEST) {
    return null;
  }
  const points = pointsOf(data.timeline, wall);
  const sizes = points.map(({ bytes }) => bytes);
  const peak = peakOf(data, points, trans);
  const low = Math.min(...sizes, data.start_bytes ?? Infinity);
  const high = Math.max(...sizes, peak?.bytes ?? 0);
  return {
    points,
    peak,
    low,
    // a curve of next to nothing is to look like it
    high: Math.max(high, low + 1024 ** 2),
    label: labelOf(data, points, peak, wall, trans)
  };
}

function pointsOf({ at_ns, bytes }: ITimeline, wall: number): IMemoryPoint[] {
  return at_ns.map((ns, i) => ({ ns: Math.min(Math.max(ns, 0), wall), bytes: bytes[i] }));
}

/** The operating system misses no peak; the samples say when it was, unless it was too short. */
function peakOf(
  data: MemoryCourse,
  points: readonly IMemoryPoint[],
  trans: ITranslate
): IMemoryPeak | null {
  const highest = points.reduce((top, point) => (point.bytes > top.bytes ? point : top));
  const start = data.start_bytes ?? points[0].bytes;
  // the two ways to read it disagree by some pages
  const bytes = data.peak_bytes ?? highest.bytes;
  const rise = bytes - start;
  if (rise < LITTLE_BYTES) {
    return null;
  }
  const change = formatChange(rise);
  if (bytes - highest.bytes > Math.max(NOISE_BYTES, NOISE * rise)) {
    return { ns: null, bytes, label: trans.__('%1, between two samples', change) };
  }
  const stays = data.end_bytes !== null && data.end_bytes - start > (1 - NOISE) * rise;
  return {
    ns: highest.ns,
    bytes,
    label: stays ? trans.__('%1, and it stays', change) : change
  };
}

function labelOf(
  data: MemoryCourse,
  points: readonly IMemoryPoint[],
  peak: IMemoryPeak | null,
  wall: number,
  trans: ITranslate
): string {
  const start = formatBytes(data.start_bytes ?? points[0].bytes);
  const end = formatBytes(data.end_bytes ?? points[points.length - 1].bytes);
  const run = trans.__(
    'Resident memory of the kernel over %1: %2 at the start, %3 at the end.',
    formatTime(wall),
    start,
    end
  );
  if (!peak) {
    return run;
  }
  const highest =
    peak.ns === null
      ? trans.__('Highest: %1 (%2).', formatBytes(peak.bytes), peak.label)
      : trans.__(
          'Highest: %1 (%2) after %3.',
          formatBytes(peak.bytes),
          peak.label,
          formatTime(peak.ns)
        );
  return `${run} ${highest}`;
}

const BARS = '▁▂▃▄▅▆▇█';

/** The curve in one line of text. */
export function sparkline({ points, low, high }: IMemoryCurve, wall: number, width = 60): string {
  const columns: number[] = Array(width).fill(-1);
  for (const { ns, bytes } of points) {
    const column = Math.min(width - 1, Math.floor((ns * width) / Math.max(1, wall)));
    columns[column] = Math.max(columns[column], (bytes - low) / (high - low));
  }
  let level = 0;
  return columns
    .map(found => (level = found < 0 ? level : found))
    .map(share => BARS[Math.round(share * (BARS.length - 1))])
    .join('');
}
