import { distortionFigure, IFigure, stripFigures } from './figures';
import type {
  IColumn,
  ISourceFile,
  ITable,
  ITableData,
  ITableFigure,
  Profile,
  Unit,
  Value
} from '../contract/profile';
import type { ITranslate } from '../words/translate';
import { formatBytes, formatCount, formatShare, formatTime } from '../words/units';

type Words = Readonly<Record<string, (trans: ITranslate) => string>>;

/** Code of a table → what stands above it; the same words as in `cellheat/kernel/report/tables.py`. */
export const TITLES: Words = {
  collections: trans => trans.__('Garbage collections'),
  threads: trans => trans.__('Other threads'),
  growth: trans => trans.__('Types that grew'),
  cycles: trans => trans.__('Out of reach, held in cycles'),
  holders: trans => trans.__('Who holds the biggest new object'),
  lines: trans => trans.__('Lines'),
  alive: trans => trans.__('Still alive at the end, by line'),
  'alive-stacks': trans => trans.__('Still alive at the end, by stack'),
  'peak-lines': trans => trans.__('At the highest, by line'),
  'peak-stacks': trans => trans.__('At the highest, by stack'),
  'left-lines': trans => trans.__('Left at the end, by line'),
  'memory-lines': trans => trans.__('Memory by line'),
  'resident-lines': trans => trans.__('Resident memory of the kernel by line'),
  tree: trans => trans.__('Call tree'),
  'own-lines': trans => trans.__('Lines by their own time'),
  totals: trans => trans.__('Functions by their total time'),
  statements: trans => trans.__('Statements'),
  repeated: trans => trans.__('Sent more than once from one line'),
  blocked: trans => trans.__('What blocked the event loop')
};

/** Code of a column or a figure → its name. */
export const LABELS: Words = {
  generation: trans => trans.__('generation'),
  thread: trans => trans.__('thread'),
  collecting: trans => trans.__('in garbage collections'),
  threads: trans => trans.__('other threads seen'),
  children: trans => trans.__('child processes seen'),
  alive: trans => trans.__('alive'),
  collected: trans => trans.__('collected'),
  collections: trans => trans.__('collections'),
  grew: trans => trans.__('grew by'),
  'grew-in-all': trans => trans.__('in the last runs'),
  holder: trans => trans.__('held as'),
  'new-objects': trans => trans.__('new objects'),
  objects: trans => trans.__('objects'),
  'out-of-reach': trans => trans.__('out of reach'),
  'runs-grown': trans => trans.__('runs in a row'),
  size: trans => trans.__('size'),
  type: trans => trans.__('type'),
  place: trans => trans.__('line'),
  code: trans => trans.__('code'),
  hits: trans => trans.__('hits'),
  own: trans => trans.__('own'),
  total: trans => trans.__('total'),
  waiting: trans => trans.__('waiting'),
  function: trans => trans.__('function'),
  'lines-run': trans => trans.__('lines run'),
  through: trans => trans.__('allocated in'),
  kept: trans => trans.__('still alive'),
  blocks: trans => trans.__('blocks'),
  step: trans => trans.__('step'),
  peak: trans => trans.__('at the highest'),
  left: trans => trans.__('left'),
  'python-peak': trans => trans.__('Python peak'),
  'native-peak': trans => trans.__('native peak'),
  'native-left': trans => trans.__('left at the end'),
  allocations: trans => trans.__('allocations'),
  net: trans => trans.__('left behind'),
  rise: trans => trans.__('peak above its start'),
  increment: trans => trans.__('change'),
  samples: trans => trans.__('samples'),
  gap: trans => trans.__('longest gap'),
  statement: trans => trans.__('statement'),
  times: trans => trans.__('times'),
  took: trans => trans.__('took'),
  longest: trans => trans.__('longest'),
  blocked: trans => trans.__('blocked'),
  statements: trans => trans.__('statements'),
  repeats: trans => trans.__('repeats'),
  rows: trans => trans.__('rows'),
  database: trans => trans.__('in the database'),
  lag: trans => trans.__('longest lag')
};

/** Code of a column → what its header leaves open. */
const HINTS: Words = {
  own: trans => trans.__('Time in it alone'),
  total: trans => trans.__('Its time and that of everything it called'),
  waiting: trans => trans.__('Time in which it awaited something'),
  hits: trans => trans.__('How often it ran'),
  through: trans => trans.__('The line of a library that allocated it, called from here'),
  blocks: trans => trans.__('How many pieces of memory they are'),
  kept: trans => trans.__('Allocated in this run and not freed by its end'),
  left: trans => trans.__('Taken in this run and not given back by its end'),
  peak: trans => trans.__('Held at the moment when the cell held most'),
  net: trans => trans.__('What it and its calls allocated and did not free, each time it ran'),
  rise: trans => trans.__('How far it and its calls went above its start at most'),
  increment: trans => trans.__('How much the memory of the whole kernel changed, each time it ran')
};

export function tableTitle({ code }: ITable, trans: ITranslate): string {
  return TITLES[code]?.(trans) ?? code;
}

/** What stands above a column, and beside a figure. */
export function columnLabel(code: string, trans: ITranslate): string {
  return LABELS[code]?.(trans) ?? code;
}

/** What a column holds, where its header does not say it all. */
export function columnHint(code: string, trans: ITranslate): string | undefined {
  return HINTS[code]?.(trans);
}

/** A value as people read it. */
export function cellText(value: Value, unit: Unit, files: readonly ISourceFile[]): string {
  if (value === null) {
    return '–';
  }
  if (typeof value === 'string') {
    return value;
  }
  if (typeof value === 'object') {
    return `${files[value[0]].label}:${value[1]}`;
  }
  switch (unit) {
    case 'time':
      return formatTime(value);
    case 'bytes':
      return value < 0 ? `-${formatBytes(-value)}` : formatBytes(value);
    case 'share':
      return formatShare(value, 1);
    default:
      return formatCount(value);
  }
}

/** True for what is read as text, from the left. */
export function isText({ unit }: IColumn): boolean {
  return unit === 'place' || unit === 'code' || unit === 'text';
}

/** The numbers of a result that stand beside those that every profile has. */
export function tableFigures({ figures, files }: ITableData, trans: ITranslate): IFigure[] {
  return figures.map((figure: ITableFigure) => ({
    id: figure.code,
    label: columnLabel(figure.code, trans),
    value: figure.value === null ? null : cellText(figure.value, figure.unit, files),
    remark: ''
  }));
}

/** All numbers of the strip on top. */
export function profileFigures(profile: Profile, trans: ITranslate): IFigure[] {
  const own = 'figures' in profile.data ? tableFigures(profile.data, trans) : [];
  return [...stripFigures(profile, trans), ...own, ...distortionFigure(profile, trans)];
}

/** A table as rows of text, the header first; texts come before numbers. */
export function tableLines(
  { columns, rows }: ITable,
  files: readonly ISourceFile[],
  limit: number,
  trans: ITranslate
): string[][] {
  const level = columns.findIndex(({ unit }) => unit === 'level');
  const order = columns
    .map((_, i) => i)
    .filter(i => i !== level)
    .sort((a, b) => Number(isText(columns[b])) - Number(isText(columns[a])));
  const lines = rows.slice(0, limit).map(row => {
    const indent = '  '.repeat(level < 0 ? 0 : Number(row[level] ?? 0));
    return order.map(
      (i, place) => (place ? '' : indent) + cellText(row[i], columns[i].unit, files)
    );
  });
  return [order.map(i => columnLabel(columns[i].code, trans)), ...lines];
}
