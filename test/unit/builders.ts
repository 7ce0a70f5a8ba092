import type {
  IComparison,
  IPair,
  IPoint,
  IProgress,
  IVariant,
  IVariantTimes
} from '../../src/model/contract/comparison';
import type { ILook, IStackFrame } from '../../src/model/contract/look';
import type {
  CallsProfile,
  ICallsData,
  IFunctionRow,
  IKernelFailure,
  IMemoryData,
  IInstallation,
  ITimeitData,
  ITimeline,
  MemoryProfile,
  TimeitProfile
} from '../../src/model/contract/profile';
import type { IRun, RunState } from '../../src/model/kernel/run';
import type { ITranslate } from '../../src/model/words/translate';

export const MS = 1e6;
export const SECOND = 1e9;
export const MIB = 1024 ** 2;

/** English, as JupyterLab's own bundle gives it. */
export const english: ITranslate = {
  __: (msgid, ...args) => filled(msgid, args),
  _n: (msgid, plural, n, ...args) => filled(n === 1 ? msgid : plural, [n, ...args])
};

function filled(template: string, args: readonly unknown[]): string {
  return template.replace(/%(\d+)/g, (_, place) => String(args[Number(place) - 1]));
}

export const SOURCE = `import json

def match(orders, customers):
    found = []
    for o in orders:
        if o['customer'] in customers:
            found.append(parse(o))
    return found

orders = load('orders.json')
hits = match(orders, customers)`;

export const EARLIER_SOURCE = 'def parse(order):\n    return sorted(order.items())';

const base = {
  version: 1,
  kind: 'profile',
  cell: { id: 'cell-12', hash: 'a'.repeat(64), count: 12 },
  outcome: { status: 'ok', error: null },
  started: '2026-11-21T10:50:00.123Z',
  distortion: null,
  also: [],
  wall_ns: 8.61 * SECOND,
  cpu_ns: 8.55 * SECOND,
  peak_bytes: 34 * MIB,
  environment: {
    python: '3.11.7',
    implementation: 'CPython',
    machine: 'Linux x86_64',
    cores: 2,
    cellheat: '0.1.0',
    tools: {}
  },
  notes: []
} as const;

export function functionRow(changes: Partial<IFunctionRow> = {}): IFunctionRow {
  return {
    name: 'match',
    kind: 'own',
    module: null,
    file: 0,
    line: 3,
    calls: 1,
    primitive_calls: 1,
    own_ns: 7.91 * SECOND,
    total_ns: 8.4 * SECOND,
    ...changes
  };
}

export function callsData(changes: Partial<ICallsData> = {}): ICallsData {
  return {
    total_ns: 8.6 * SECOND,
    waiting_ns: null,
    files: [
      { kind: 'cell', label: '[12]', count: 12, text: SOURCE },
      { kind: 'cell', label: '[9]', count: 9, text: EARLIER_SOURCE }
    ],
    functions: [
      functionRow(),
      functionRow({
        name: 'parse',
        file: 1,
        line: 1,
        calls: 2000,
        primitive_calls: 2000,
        own_ns: 310 * MS,
        total_ns: 360 * MS
      }),
      functionRow({
        name: 'load',
        kind: 'library',
        module: 'json',
        file: null,
        line: null,
        own_ns: 170 * MS,
        total_ns: 190 * MS
      }),
      functionRow({
        name: 'sorted',
        kind: 'builtin',
        file: null,
        line: null,
        calls: 2000,
        primitive_calls: 2000,
        own_ns: 50 * MS,
        total_ns: 50 * MS
      }),
      functionRow({
        name: '<module>',
        line: 1,
        own_ns: 20 * MS,
        total_ns: 8.6 * SECOND
      })
    ],
    functions_total: 5,
    headline: { function: 0, ns: 7.91 * SECOND, callee: null, callee_ns: 0 },
    tables: [],
    ...changes
  };
}

export function callsProfile(
  changes: Partial<CallsProfile> = {},
  data: Partial<ICallsData> = {}
): CallsProfile {
  return {
    ...base,
    instrument: 'calls',
    tool: 'cProfile',
    environment: { ...base.environment, tools: { cProfile: '3.11.7' } },
    ...changes,
    data: callsData(data)
  };
}

export function memoryProfile(
  changes: Partial<MemoryProfile> = {},
  data: Partial<IMemoryData> = {}
): MemoryProfile {
  return {
    ...base,
    instrument: 'memory',
    tool: 'resident',
    ...changes,
    data: {
      start_bytes: 120 * MIB,
      peak_bytes: 154 * MIB,
      end_bytes: 132 * MIB,
      method: 'VmHWM',
      timeline: null,
      missing: null,
      files: [],
      tables: [],
      finding: null,
      children_bytes: 0,
      ...data
    }
  };
}

/** Rises from 120 to 154 MiB in the first half of 8.61 s, and falls to 132 at the end. */
export function timeline(changes: Partial<ITimeline> = {}): ITimeline {
  const sizes = [120, 120, 140, 154, 150, 132, 132];
  return {
    tool: 'memory_profiler 0.61.0',
    interval_s: 0.01,
    samples: 852,
    at_ns: [-0.1, 1, 2, 4, 5, 6, 8.7].map(seconds => seconds * SECOND),
    bytes: sizes.map(size => size * MIB),
    ...changes
  };
}

export function timeitProfile(
  changes: Partial<TimeitProfile> = {},
  data: Partial<ITimeitData> = {}
): TimeitProfile {
  return {
    ...base,
    instrument: 'timeit',
    tool: 'timeit',
    wall_ns: 1.02 * SECOND,
    cpu_ns: 1.01 * SECOND,
    cell: { ...base.cell, count: null },
    ...changes,
    data: {
      loops: 1000,
      budget_s: 1,
      values_ns: Array.from({ length: 19 }, (_, i) => 44_900 + i * 120),
      best_ns: 44_900,
      median_ns: 46_000,
      low_ns: 45_000,
      high_ns: 47_000,
      one_run: false,
      runs: 20_111,
      cpu_ns: 45_800,
      noise: 'quiet',
      peak_bytes: 12 * 1024,
      left_blocks: 3,
      allocations: 41,
      ...data
    }
  };
}

export function kernelFailure(changes: Partial<IKernelFailure> = {}): IKernelFailure {
  return {
    version: 1,
    kind: 'failure',
    instrument: 'calls',
    cell: base.cell,
    reason: 'profiler-failed',
    text: 'The profiler failed; the cell ran as usual.',
    detail: 'Traceback (most recent call last):\n  ...\nRuntimeError: tool 2 is in use',
    missing: null,
    ...changes
  };
}

export function installation(changes: Partial<IInstallation> = {}): IInstallation {
  return {
    version: 1,
    kind: 'installation',
    name: 'memory_profiler',
    status: 'installed',
    output: 'Successfully installed memory_profiler-0.61.0',
    wall_ns: 3 * SECOND,
    ...changes
  };
}

export function run(state: RunState, changes: Partial<IRun> = {}): IRun {
  return {
    cellId: 'cell-12',
    instrument: 'calls',
    tool: null,
    token: null,
    source: SOURCE,
    compared: [],
    selected: 1,
    state,
    ...changes
  };
}

export const RUNNING: RunState = { phase: 'running', since: 0, stopping: false };

/** One way to do the work. */
export function variant(name: string, code: string | null = null): IVariant {
  return { name, code, cell: null };
}

/** Times of one call around a median, in microseconds. */
export function variantTimes(us: number, changes: Partial<IVariantTimes> = {}): IVariantTimes {
  const ns = 1e3 * us;
  return {
    values_ns: [0.98, 0.99, 1, 1.01, 1.05].map(share => share * ns),
    median_ns: ns,
    low_ns: 0.98 * ns,
    high_ns: 1.02 * ns,
    calls: 4000,
    peak_bytes: null,
    cpu_ns: null,
    function_calls: null,
    statements: null,
    lag_ns: null,
    first_ns: null,
    ...changes
  };
}

/** How the second variant stands to the first. */
export function pair(changes: Partial<IPair> = {}): IPair {
  return {
    variant: 1,
    verdict: 'faster',
    ratio: 138.7,
    low: 134.2,
    high: 142.6,
    deciding_low: null,
    deciding_high: null,
    ...changes
  };
}

/** What was measured at n = 1,000: 6.5 ms and 46.9 µs. */
export function point(changes: Partial<IPoint> = {}): IPoint {
  return {
    n: 1000,
    blocks: 40,
    noise: 0.01,
    decided: true,
    times: [
      variantTimes(6505, { peak_bytes: 13 * 1024 }),
      variantTimes(46.9, { peak_bytes: 40 * 1024 })
    ],
    pairs: [pair()],
    collector: 'off',
    other_collector: [],
    ...changes
  };
}

/** The membership lesson: in_set is about 140 times faster than in_list. */
export function comparison(changes: Partial<IComparison> = {}): IComparison {
  return {
    version: 1,
    kind: 'comparison',
    cell: base.cell,
    outcome: base.outcome,
    started: base.started,
    wall_ns: 1.1 * SECOND,
    budget_s: 2,
    environment: base.environment,
    variants: [
      variant('in_list', 'def in_list(items):\n    return [1, 2]\n'),
      variant('in_set', 'def in_set(items):\n    return {1, 2}\n')
    ],
    equality: 'equal',
    difference: null,
    inputs: 5,
    cautions: [{ code: 'tiny', text: 'A call is short.' }],
    points: [
      point({
        n: 10,
        times: [variantTimes(1.3), variantTimes(0.8)],
        pairs: [pair({ ratio: 1.63, low: 1.6, high: 1.66 })]
      }),
      point()
    ],
    at: 1,
    method: { order: 'blocks in an order by lot' },
    cache: 'repeat',
    temperature: null,
    growth: [],
    crossovers: [],
    confirmation: null,
    token: null,
    offers: [],
    obstacle: null,
    ...changes
  };
}

/** A comparison of two with another outcome at its only size. */
export function compared(changes: Partial<IPair>, more: Partial<IComparison> = {}): IComparison {
  return comparison({ points: [point({ pairs: [pair(changes)] })], at: 0, ...more });
}

/** Four variants: the second takes the same time, the third and the fourth less, each its own. */
export function fourVariants(): IComparison {
  const verdicts = [
    pair({ variant: 1, verdict: 'same', ratio: 1.01, low: 0.99, high: 1.02 }),
    pair({ variant: 2, ratio: 2.5, low: 2.43, high: 2.57 }),
    pair({ variant: 3, ratio: 7.85, low: 7.61, high: 8.08 })
  ];
  return comparison({
    variants: ['plus', 'join_gen', 'join_list', 'ready'].map(name =>
      variant(name, `def ${name}(parts):\n    return 1\n`)
    ),
    points: [point({ times: [62, 61, 25, 7.9].map(us => variantTimes(us)), pairs: verdicts })],
    at: 0
  });
}

/** A comparison that has just begun. */
export function progress(changes: Partial<IProgress> = {}): IProgress {
  return {
    version: 1,
    kind: 'progress',
    token: 'abc',
    cell: base.cell,
    names: ['in_list', 'in_set'],
    step: 'checking',
    n: null,
    size: 1,
    sizes: 1,
    elapsed_ns: 0,
    expected_ns: 2 * SECOND,
    pairs: [],
    over: false,
    ...changes
  };
}

/** A function of the user on a stack, or one whose line is not known. */
export function frame(name: string, place: IStackFrame['place']): IStackFrame {
  return { name, kind: 'own', module: null, place };
}

/** What a kernel is doing now. */
export function aLook(changes: Partial<ILook> = {}): ILook {
  return {
    version: 1,
    kind: 'stack',
    tool: 'Python 3.11.7',
    exact: true,
    samples: 1,
    elapsed_ns: 0,
    files: [{ kind: 'cell', label: '[12]', count: 12, text: SOURCE }],
    threads: [{ name: 'MainThread', main: true, frames: [frame('match', [0, 6])], total: 1 }],
    tables: [],
    notes: [],
    ...changes
  };
}
