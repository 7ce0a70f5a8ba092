import type { IFinding, ISourceFile, ITableData, Place, Value } from '../contract/profile';
import { fill, IPart, plain, PLACES, strong } from '../words/sentence';
import type { ITranslate } from '../words/translate';
import { formatBytes, formatCount, formatShare, formatTime } from '../words/units';

/** What the numbers say, in words; the same as in `cellheat/kernel/report/findings.py`. */
export function findingSentence(
  { finding, files }: Pick<ITableData, 'finding' | 'files'>,
  trans: ITranslate
): IPart[] {
  const words = finding && SENTENCES[finding.code];
  if (!finding || !words) {
    return [plain(trans.__('Nothing of yours was seen in this run.'))];
  }
  const { sentence, facts } = words(trans);
  const parts = facts.map(name => strong(fact(name, finding.facts[name] ?? null, files, trans)));
  return fill(sentence, ...parts);
}

/** The line that a finding is about, if it names one. */
export function namedPlace(finding: IFinding | null): Place | null {
  const place = Object.values(finding?.facts ?? {}).find(value => Array.isArray(value));
  return (place as Place | undefined) ?? null;
}

interface IWords {
  /** With `%1` and so on for the facts. */
  readonly sentence: string;
  readonly facts: readonly string[];
}

/** Code of a finding → its words. `PLACES` keeps the places of the facts through a translation. */
export const SENTENCES: Readonly<Record<string, (trans: ITranslate) => IWords>> = {
  'nothing-seen': trans => ({
    sentence: trans.__('Nothing of yours was seen in this run.', ...PLACES),
    facts: []
  }),
  short: trans => ({
    sentence: trans.__(
      'The cell took %1, too short to see where the time went (%2 samples).',
      ...PLACES
    ),
    facts: ['wall_ns', 'samples_count']
  }),
  outside: trans => ({
    sentence: trans.__('For %1 of %2 none of your functions was at work.', ...PLACES),
    facts: ['outside_ns', 'wall_ns']
  }),
  collecting: trans => ({
    sentence: trans.__('%1 of %2 went into garbage collections.', ...PLACES),
    facts: ['collecting_ns', 'wall_ns']
  }),
  'hot-line': trans => ({
    sentence: trans.__(
      '%1 of %2 went into %3. If it cost nothing, the cell would take %4.',
      ...PLACES
    ),
    facts: ['own_ns', 'wall_ns', 'line_place', 'rest_ns']
  }),
  'hot-function': trans => ({
    sentence: trans.__(
      '%1 of %2 went into %3 and what it calls. If it cost nothing, the cell would take %4.',
      ...PLACES
    ),
    facts: ['total_ns', 'wall_ns', 'function', 'rest_ns']
  }),
  'hot-top-level': trans => ({
    sentence: trans.__(
      '%1 of %2 went into the top level of the cell and what it calls; no function of yours had most of it.',
      ...PLACES
    ),
    facts: ['total_ns', 'wall_ns']
  }),
  spread: trans => ({
    sentence: trans.__(
      'No function had most of the %1. The largest part, %2, went into %3 and what it calls. If it cost nothing, the cell would take %4.',
      ...PLACES
    ),
    facts: ['wall_ns', 'total_ns', 'function', 'rest_ns']
  }),
  grew: trans => ({
    sentence: trans.__('There are %1 more objects of type %2 than before the run.', ...PLACES),
    facts: ['grew_count', 'type']
  }),
  'grew-often': trans => ({
    sentence: trans.__(
      'There are %1 more objects of type %2 than before the run; they grew in each of the last %3 profiled runs.',
      ...PLACES
    ),
    facts: ['grew_count', 'type', 'runs_count']
  }),
  cycles: trans => ({
    sentence: trans.__(
      '%1 new objects, most of type %2, are out of reach and wait for the garbage collector.',
      ...PLACES
    ),
    facts: ['lost_count', 'type']
  }),
  repeated: trans => ({
    sentence: trans.__(
      'One statement was sent %1 times from %2: it can often be asked once for all.',
      ...PLACES
    ),
    facts: ['times_count', 'at_place']
  }),
  database: trans => ({
    sentence: trans.__('%1 statements took %2 in the database.', ...PLACES),
    facts: ['statements_count', 'database_ns']
  }),
  statements: trans => ({
    sentence: trans.__('%1 statements were sent to databases.', ...PLACES),
    facts: ['statements_count']
  }),
  'loop-blocked-at': trans => ({
    sentence: trans.__('The event loop was kept from its other work for %1 by %2.', ...PLACES),
    facts: ['blocked_ns', 'at_place']
  }),
  'loop-blocked': trans => ({
    sentence: trans.__('The event loop was kept from its other work for %1.', ...PLACES),
    facts: ['blocked_ns']
  }),
  'loop-free': trans => ({
    sentence: trans.__(
      'The event loop was never kept from its other work for more than %1.',
      ...PLACES
    ),
    facts: ['lag_ns']
  }),
  'no-waiting': trans => ({
    sentence: trans.__(
      'No statement was sent to a database, and the cell did not await.',
      ...PLACES
    ),
    facts: []
  }),
  steady: trans => ({
    sentence: trans.__('No type of object grew notably in this run.', ...PLACES),
    facts: []
  }),
  'line-own': trans => ({
    sentence: trans.__('The line that took most is %1: %2 of %3.', ...PLACES),
    facts: ['line_place', 'spent_ns', 'wall_ns']
  }),
  'line-total': trans => ({
    sentence: trans.__('With all that it called, %1 took %2 of %3.', ...PLACES),
    facts: ['line_place', 'spent_ns', 'wall_ns']
  }),
  'line-waited': trans => ({
    sentence: trans.__('The run waited %1 of %2 at %3.', ...PLACES),
    facts: ['spent_ns', 'wall_ns', 'line_place']
  }),
  'allocations-alive': trans => ({
    sentence: trans.__(
      'Allocations rose by %1 at their highest. %2 were still alive at the end, %3 of that from %4.',
      ...PLACES
    ),
    facts: ['peak_bytes', 'alive_bytes', 'line_bytes', 'line_place']
  }),
  'allocations-library': trans => ({
    sentence: trans.__(
      'Allocations rose by %1 at their highest. %2 were still alive at the end, %3 of that from %4.',
      ...PLACES
    ),
    facts: ['peak_bytes', 'alive_bytes', 'line_bytes', 'library']
  }),
  'allocations-freed': trans => ({
    sentence: trans.__(
      'Allocations rose by %1 at their highest; none of it was still alive at the end.',
      ...PLACES
    ),
    facts: ['peak_bytes']
  }),
  'allocations-peak': trans => ({
    sentence: trans.__('Allocations rose by %1 at their highest.', ...PLACES),
    facts: ['peak_bytes']
  }),
  'allocations-little': trans => ({
    sentence: trans.__('The cell allocated less than 0.1 MiB.', ...PLACES),
    facts: []
  }),
  'allocations-unknown': trans => ({
    sentence: trans.__('Allocations could not be measured in this run.', ...PLACES),
    facts: []
  }),
  'native-peak': trans => ({
    sentence: trans.__(
      'The cell held up to %1 from the system, %2 of that for %3; %4 were left at the end.',
      ...PLACES
    ),
    facts: ['peak_bytes', 'line_bytes', 'line_place', 'left_bytes']
  }),
  'native-library': trans => ({
    sentence: trans.__(
      'The cell held up to %1 from the system, %2 of that for %3; %4 were left at the end.',
      ...PLACES
    ),
    facts: ['peak_bytes', 'line_bytes', 'library', 'left_bytes']
  }),
  'memory-line': trans => ({
    sentence: trans.__(
      'The line that went highest is %1: %2 above its start. Nothing notable stayed.',
      ...PLACES
    ),
    facts: ['line_place', 'rise_bytes']
  }),
  'memory-line-kept': trans => ({
    sentence: trans.__(
      'The line that went highest is %1: %2 above its start. What %3 left behind is %4.',
      ...PLACES
    ),
    facts: ['line_place', 'rise_bytes', 'kept_place', 'kept_bytes']
  }),
  'memory-line-little': trans => ({
    sentence: trans.__('No line allocated more than 0.1 MiB.', ...PLACES),
    facts: []
  }),
  'resident-line': trans => ({
    sentence: trans.__('The memory of the kernel changed most at %1: by %2.', ...PLACES),
    facts: ['line_place', 'change_bytes']
  }),
  'native-little': trans => ({
    sentence: trans.__('The cell took less than 0.1 MiB from the system.', ...PLACES),
    facts: []
  }),
  'stacks-few': trans => ({
    sentence: trans.__(
      '%1 samples in %2 are too few to tell. Short cells are for timeit.',
      ...PLACES
    ),
    facts: ['samples_count', 'wall_ns']
  }),
  'stacks-line': trans => ({
    sentence: trans.__('Of %1, %2 passed at %3.', ...PLACES),
    facts: ['wall_ns', 'own_ns', 'line_place']
  }),
  'stacks-path': trans => ({
    sentence: trans.__('Of %1, %2 passed in %3 and what it called.', ...PLACES),
    facts: ['wall_ns', 'total_ns', 'function']
  }),
  'stacks-waited': trans => ({
    sentence: trans.__('Of %1, the cell waited %2 in %3.', ...PLACES),
    facts: ['wall_ns', 'total_ns', 'function']
  }),
  'stacks-spread': trans => ({
    sentence: trans.__('No one function had most of the %1.', ...PLACES),
    facts: ['wall_ns']
  })
};

/** A fact in words, by the unit that its name ends with. */
function fact(
  name: string,
  value: Value,
  files: readonly ISourceFile[],
  trans: ITranslate
): string {
  if (value === null) {
    return '–';
  }
  if (typeof value === 'object') {
    return trans.__('line %1 of %2', value[1], files[value[0]].label);
  }
  if (typeof value === 'string') {
    return value;
  }
  switch (name.slice(name.lastIndexOf('_') + 1)) {
    case 'ns':
      return formatTime(value);
    case 'bytes':
      return formatBytes(value);
    case 'share':
      return formatShare(value, 1);
    default:
      return formatCount(value);
  }
}
