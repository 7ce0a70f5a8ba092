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
} from '../../src/model/profile';
import type { IRun, RunState } from '../../src/model/run';
import type { ITranslate } from '../../src/model/translate';

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
    ...changes,
    data: {
      start_bytes: 120 * MIB,
      peak_bytes: 154 * MIB,
      end_bytes: 132 * MIB,
      method: 'VmHWM',
      timeline: null,
      missing: null,
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
    source: SOURCE,
    selected: 1,
    state,
    ...changes
  };
}

export const RUNNING: RunState = { phase: 'running', since: 0, stopping: false };
