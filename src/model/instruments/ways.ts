import { instrumentWords } from './words';
import type { Instrument, Question } from '../contract/profile';
import type { ITranslate } from '../words/translate';

/** An instrument, and what it measures with: a tool, or `null` for what the kernel prefers. */
export interface IWay {
  readonly instrument: Instrument;
  readonly tool: string | null;
}

/** A question, and the ways to answer it: the first one is taken by whoever only asks. */
export interface IWays {
  readonly question: Question;
  readonly ways: readonly IWay[];
}

/** Everything that can be chosen, in the order of the menu; the kernel says which of it can run. */
export const MENU: readonly IWays[] = [
  {
    question: 'where',
    ways: [
      { instrument: 'overview', tool: null },
      { instrument: 'overview', tool: 'py-spy' }
    ]
  },
  { question: 'how-long', ways: [{ instrument: 'timeit', tool: null }] },
  {
    question: 'function',
    ways: [
      { instrument: 'calls', tool: null },
      { instrument: 'stacks', tool: null },
      { instrument: 'stacks', tool: 'pyinstrument' },
      { instrument: 'stacks', tool: 'py-spy' },
      { instrument: 'stacks', tool: 'py-spy-native' }
    ]
  },
  {
    question: 'line',
    ways: [
      { instrument: 'lines', tool: null },
      { instrument: 'lines', tool: 'tracer' },
      { instrument: 'lines', tool: 'line_profiler' }
    ]
  },
  {
    question: 'memory',
    ways: [
      { instrument: 'memory', tool: null },
      { instrument: 'memory', tool: 'lines' },
      { instrument: 'memory', tool: 'memory_profiler' },
      { instrument: 'allocations', tool: null },
      { instrument: 'allocations', tool: 'traceback' },
      { instrument: 'allocations', tool: 'memray' },
      { instrument: 'allocations', tool: 'memray-native' }
    ]
  },
  {
    question: 'alive',
    ways: [
      { instrument: 'objects', tool: null },
      { instrument: 'objects', tool: 'objgraph' }
    ]
  },
  { question: 'waiting', ways: [{ instrument: 'io', tool: null }] }
];

/** Instruments that can be put on beside another one. */
export const BESIDE = ['memory', 'io'] as const satisfies readonly Instrument[];

export type Beside = (typeof BESIDE)[number];

/** `Also measure memory`; without an instrument, what the command is for. */
export function besideLabel(instrument: Beside | null, trans: ITranslate): string {
  switch (instrument) {
    case 'memory':
      return trans.__('Also Measure Memory');
    case 'io':
      return trans.__('Also Measure Queries and the Event Loop');
    case null:
      return trans.__('Also Measure…');
  }
}

/** Words for one way. */
export interface IWayWords {
  /** What it tells: `Call stacks`. */
  readonly what: string;
  /** What measures: `pyinstrument`. */
  readonly tool: string;
}

export function questionText(question: Question, trans: ITranslate): string {
  switch (question) {
    case 'where':
      return trans.__('Where does the time go?');
    case 'how-long':
      return trans.__('How long?');
    case 'function':
      return trans.__('Which function?');
    case 'line':
      return trans.__('Which line?');
    case 'memory':
      return trans.__('How much memory?');
    case 'alive':
      return trans.__('What stays alive?');
    case 'waiting':
      return trans.__('What does it wait for?');
  }
}

export function wayWords({ instrument, tool }: IWay, trans: ITranslate): IWayWords {
  const words = tool === null ? null : TOOLS[`${instrument} ${tool}`]?.(trans);
  return words ?? { what: whatOf(instrument, trans), tool: tool ?? toolOf(instrument, trans) };
}

/** One way in a list that has no room for groups: `Which function? Call stacks (py-spy)`. */
export function wayLabel(way: IWay, trans: ITranslate): string {
  const group = MENU.find(({ ways }) => ways.some(one => same(one, way)));
  const { what, tool } = wayWords(way, trans);
  if (!group || same(group.ways[0], way)) {
    return trans.__('%1 (%2)', instrumentWords(way.instrument, trans).question, tool);
  }
  return trans.__('%1 %2 (%3)', questionText(group.question, trans), what, tool);
}

/** True for the way that is taken by whoever only asks the question. */
export function leads(way: IWay): boolean {
  return MENU.some(({ ways }) => same(ways[0], way));
}

/** The first way to answer a question is called by it, the others by what they tell. */
export function wayInList(way: IWay, trans: ITranslate): string {
  const group = MENU.find(({ ways }) => same(ways[0], way));
  return group ? questionText(group.question, trans) : wayWords(way, trans).what;
}

/** The same in a menu where the question stands above it, unless there is one way alone. */
export function wayInMenu(way: IWay, trans: ITranslate): string {
  const group = MENU.find(({ ways }) => ways.some(one => same(one, way)));
  const { what, tool } = wayWords(way, trans);
  return trans.__(
    '%1 (%2)',
    group?.ways.length === 1 ? questionText(group.question, trans) : what,
    tool
  );
}

/** A label of what this kernel cannot do. */
export function markedLabel(label: string, trans: ITranslate): string {
  return trans.__('%1, not in this kernel', label);
}

export function same(a: IWay, b: IWay): boolean {
  return a.instrument === b.instrument && a.tool === b.tool;
}

/** What the instruments tell, where several answer one question. */
function whatOf(instrument: Instrument, trans: ITranslate): string {
  switch (instrument) {
    case 'overview':
      return trans.__('The whole run');
    case 'timeit':
      return trans.__('Time of many runs');
    case 'calls':
      return trans.__('Calls');
    case 'stacks':
      return trans.__('Call stacks');
    case 'lines':
      return trans.__('Line by line');
    case 'memory':
      return trans.__('The kernel’s memory');
    case 'allocations':
      return trans.__('Allocations');
    case 'objects':
      return trans.__('Objects');
    case 'io':
      return trans.__('Queries, event loop');
  }
}

function toolOf(instrument: Instrument, trans: ITranslate): string {
  switch (instrument) {
    case 'stacks':
      return trans.__('samples');
    case 'lines':
      return trans.__('what suits this Python');
    case 'allocations':
      return 'tracemalloc';
    default:
      return instrumentWords(instrument, trans).tool;
  }
}

/** Instrument and tool → words that say more than their names. */
const TOOLS: Readonly<Record<string, (trans: ITranslate) => IWayWords>> = {
  'stacks py-spy-native': trans => ({
    what: trans.__('Call stacks with native functions'),
    tool: 'py-spy'
  }),
  'lines tracer': trans => ({ what: trans.__('Line by line'), tool: trans.__('own tracer') }),
  'memory lines': trans => ({ what: trans.__('Memory line by line'), tool: 'tracemalloc' }),
  'memory memory_profiler': trans => ({
    what: trans.__('Resident memory line by line'),
    tool: 'memory_profiler'
  }),
  'allocations traceback': trans => ({
    what: trans.__('Allocations and who called'),
    tool: 'tracemalloc'
  }),
  'allocations memray': trans => ({ what: trans.__('Native allocations, too'), tool: 'memray' }),
  'allocations memray-native': trans => ({
    what: trans.__('Native allocations and native callers'),
    tool: 'memray'
  })
};
