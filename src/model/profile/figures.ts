import { IMemoryData, ITimeitData, Profile } from '../contract/profile';
import { ITranslate } from '../words/translate';
import {
  formatBytes,
  formatChange,
  formatCount,
  formatShare,
  formatTime,
  NBSP,
  spreadFormat
} from '../words/units';

/** A number with its name. */
export interface IFigure {
  readonly id: string;
  readonly label: string;
  /** `null` where it cannot be known: drawn as a dash. */
  readonly value: string | null;
  /** What the name does not say. */
  readonly remark: string;
}

/** The numbers that stand on top of every result. */
export function stripFigures(profile: Profile, trans: ITranslate): IFigure[] {
  return [
    wallFigure(profile, trans),
    {
      id: 'cpu',
      label: trans.__('CPU'),
      value: profile.cpu_ns === null ? null : formatTime(profile.cpu_ns),
      remark:
        profile.cpu_ns === null
          ? trans.__('A file of a profile does not tell it')
          : trans.__('Processor time of the kernel, all its threads')
    },
    // Repeats share their memory, so one run of them has no highest of its own.
    ...(profile.instrument === 'timeit' ? [] : [residentFigure(profile, trans)])
  ];
}

const LITTLE = 0.01;

/** How much of the wall time is the instrument's own, where that was estimated. */
export function distortionFigure({ distortion }: Profile, trans: ITranslate): IFigure[] {
  // of the little that is known for sure nobody learns how much it is
  if (distortion === null || (distortion.least && distortion.share < LITTLE)) {
    return [];
  }
  const { share } = distortion;
  const sign = distortion.least ? '≥' : '≈';
  // an estimate is never that there is nothing
  const value = share < LITTLE ? `<1${NBSP}%` : `${sign}${NBSP}${formatShare(share, 1)}`;
  return [
    { id: 'distortion', label: trans.__('profiler’s part'), value, remark: distortion.basis }
  ];
}

function residentFigure({ peak_bytes }: Profile, trans: ITranslate): IFigure {
  return {
    id: 'resident',
    label: trans.__('resident peak'),
    value: peak_bytes === null ? null : formatChange(peak_bytes),
    remark:
      peak_bytes === null
        ? trans.__('The highest memory of a run cannot be read from this kernel')
        : trans.__('Highest memory of the kernel during the run, above its start')
  };
}

function wallFigure(profile: Profile, trans: ITranslate): IFigure {
  const value = formatTime(profile.wall_ns);
  if (profile.instrument === 'timeit') {
    return {
      id: 'wall',
      label: trans.__('wall, in all'),
      value,
      remark: trans.__('Wall time of all repeats and trial runs')
    };
  }
  return isUntouched(profile)
    ? {
        id: 'wall',
        label: trans.__('wall'),
        value,
        remark: trans.__('Wall time of the run')
      }
    : {
        id: 'wall',
        label: trans.__('wall with profiler'),
        value,
        remark: trans.__('Wall time of the run with the profiler on: without it the cell is faster')
      };
}

/** What measures from outside, or hardly costs anything. */
function isUntouched({ instrument, tool }: Profile): boolean {
  return instrument === 'overview' || instrument === 'io' || tool === 'resident';
}

/** What timeit measured: the time of one run, and how sure it is. */
export function timeitFigures(data: ITimeitData, trans: ITranslate): IFigure[] {
  if (data.values_ns.length < 2) {
    return [];
  }
  const format = spreadFormat(data.median_ns, data.low_ns, data.high_ns);
  const few = data.values_ns.length < 5;
  return [
    {
      id: 'best',
      label: trans.__('best'),
      value: format.text(data.best_ns),
      remark: trans.__('the repeat that was disturbed least')
    },
    { id: 'median', label: trans.__('median'), value: format.text(data.median_ns), remark: '' },
    {
      id: 'spread',
      label: few ? trans.__('lowest and highest') : trans.__('middle half'),
      value: trans.__('%1 to %2', format.number(data.low_ns), format.text(data.high_ns)),
      remark: ''
    },
    ...timeitExtras(data, trans)
  ];
}

/** What is known of one run beside its time. */
function timeitExtras(data: ITimeitData, trans: ITranslate): IFigure[] {
  const { cpu_ns: cpu, peak_bytes: peak, left_blocks: left, allocations } = data;
  const figures: (IFigure | null)[] = [
    cpu === null
      ? null
      : {
          id: 'cpu-run',
          label: trans.__('CPU'),
          value: spreadFormat(cpu, data.low_ns, data.high_ns).text(cpu),
          remark: trans.__('median processor time, all threads of the kernel')
        },
    peak === null
      ? null
      : {
          id: 'python-peak',
          label: trans.__('Python peak'),
          value: formatChange(peak),
          remark: trans.__('the most that Python had allocated at once, from a run of its own')
        },
    left === null
      ? null
      : {
          id: 'left-blocks',
          label: trans.__('blocks left'),
          value: formatCount(left),
          remark:
            allocations === null
              ? trans.__(
                  'pieces of memory that a run still holds at its end; with memray installed, ' +
                    'all that it asks for are counted'
                )
              : trans.__('pieces of memory that a run still holds at its end')
        },
    allocations === null
      ? null
      : {
          id: 'allocations',
          label: trans.__('allocations'),
          value: formatCount(allocations),
          remark: trans.__('how often a run asks for memory, by memray, from a run of its own')
        }
  ];
  return figures.filter(figure => figure !== null);
}

/** What to make of differences between repeats; the words are those of `report/profile.py`. */
export function timeitNoise({ noise }: ITimeitData, trans: ITranslate): string {
  switch (noise) {
    case 'quiet':
      return trans.__('The repeats agree: this was a quiet time to measure.');
    case 'noisy':
      return trans.__(
        'The repeats differ: other programs, or the cell itself, made some slower. Differences ' +
          'within the spread mean nothing; a second try tells more.'
      );
    case 'slower':
      return trans.__(
        'The repeats became slower from the first to the last: the cell adds to data that it ' +
          'finds again, or the machine slowed down.'
      );
    case 'faster':
      return trans.__(
        'The repeats became faster from the first to the last: something is kept between runs, ' +
          'or the machine was busy at first. The best time says more than the median.'
      );
    case 'unknown':
      return '';
  }
}

/** How timeit came to its numbers: `19 repeats of 1,000 loops, 19,214 runs in all.` */
export function timeitEffort(data: ITimeitData, trans: ITranslate): string {
  const runs = trans._n('%2 run in all', '%2 runs in all', data.runs, formatCount(data.runs));
  if (data.values_ns.length < 2) {
    return trans.__('%1.', runs);
  }
  const loops = trans._n('%2 loop', '%2 loops', data.loops, formatCount(data.loops));
  const repeats = trans._n(
    '%2 repeat of %3, %4.',
    '%2 repeats of %3, %4.',
    data.values_ns.length,
    formatCount(data.values_ns.length),
    loops,
    runs
  );
  return repeats;
}

/** Memory of the kernel before, at its highest and after. */
export interface IMemoryFigure extends IFigure {
  readonly bytes: number | null;
}

/** What memory measured. */
export function memoryFigures(data: IMemoryData, trans: ITranslate): IMemoryFigure[] {
  const { start_bytes: start } = data;
  const figure = (id: string, label: string, bytes: number | null): IMemoryFigure => ({
    id,
    label,
    bytes,
    value: bytes === null ? null : formatBytes(bytes),
    remark: bytes === null || start === null || id === 'start' ? '' : formatChange(bytes - start)
  });
  return [
    figure('start', trans.__('at the start'), start),
    figure('peak', trans.__('at its highest'), data.peak_bytes),
    figure('end', trans.__('at the end'), data.end_bytes),
    ...childrenFigure(data, trans)
  ];
}

/** What child processes took, where there were some: they are not part of the rest. */
function childrenFigure({ children_bytes }: IMemoryData, trans: ITranslate): IMemoryFigure[] {
  if (!children_bytes) {
    return [];
  }
  return [
    {
      id: 'children',
      label: trans.__('child processes at most'),
      bytes: children_bytes,
      value: formatBytes(children_bytes),
      remark: trans.__('what they share with the kernel counts for each of them')
    }
  ];
}

/** A figure in one line: `median 46 µs`. */
export function figureText({ label, value, remark }: IFigure): string {
  return [label, value ?? '–', remark && `(${remark})`].filter(Boolean).join(' ');
}
