/*
 * Comparisons as a notebook holds them, made by hand: what a real kernel measures is never the same.
 */

/** What a document may hold. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const HASH = '0'.repeat(64);
const KIB = 1024;

const LIST = `def in_list(orders, customers):
    ids = [c.id for c in customers]
    return [o for o in orders
            if o.customer in ids]
`;
const SET = `def in_set(orders, customers):
    ids = {c.id for c in customers}
    return [o for o in orders
            if o.customer in ids]
`;

/** n, and the times of one call in microseconds. */
const SWEEP: [n: number, list: number, set: number][] = [
  [10, 1.3, 0.8],
  [32, 7.2, 1.7],
  [100, 65, 4.5],
  [316, 597, 13.1],
  [1000, 6505, 46.9],
  [3162, 57899, 191.7]
];

/** Times around a median, the same each time. */
function times(us: number, spread: number, peak: number | null) {
  const values = Array.from({ length: 40 }, (_, i) => {
    const x = ((i * 0.754877666) % 1) + ((i * 0.569840291) % 1) - 1;
    return 1e3 * us * (1 + 2 * spread * x + (i % 17 === 0 ? 3 * spread : 0));
  });
  return {
    values_ns: values,
    median_ns: 1e3 * us,
    low_ns: 1e3 * us * (1 - spread),
    high_ns: 1e3 * us * (1 + spread),
    calls: 4000,
    peak_bytes: peak,
    cpu_ns: null as number | null,
    function_calls: null as number | null,
    statements: null as number | null,
    lag_ns: null as number | null,
    first_ns: null as number | null
  };
}

function pair(variant: number, verdict: string, ratio: number | null, half = 0.03) {
  return {
    variant,
    verdict,
    ratio,
    low: ratio && ratio * (1 - half),
    high: ratio && ratio * (1 + half),
    deciding_low: ratio && ratio * (1 - 1.6 * half),
    deciding_high: ratio && ratio * (1 + 1.6 * half)
  };
}

export const MEMBERSHIP = {
  version: 1,
  kind: 'comparison',
  cell: { id: 'cell-0', hash: HASH, count: 1 },
  outcome: { status: 'ok', error: null },
  started: '2026-11-21T10:50:00.000Z',
  wall_ns: 1.1e9,
  budget_s: 2,
  environment: {
    python: '3.11.7',
    implementation: 'CPython',
    machine: 'Linux x86_64',
    cores: 2,
    cellheat: '0.1.0',
    tools: {}
  },
  variants: [
    { name: 'in_list', code: LIST, cell: null },
    { name: 'in_set', code: SET, cell: null }
  ],
  equality: 'equal',
  difference: null,
  inputs: 5,
  cautions: [
    {
      code: 'one-look-up',
      text: 'For a single look-up, building the set costs more than it saves.'
    }
  ],
  points: SWEEP.map(([n, list, set]) => ({
    n,
    blocks: 40,
    noise: 0.009,
    decided: true,
    times: [times(list, 0.03, 13 * KIB), times(set, 0.012, 40 * KIB)],
    pairs: [pair(1, 'faster', list / set)],
    collector: 'off',
    other_collector: [] as Json[]
  })),
  at: 4,
  method: {
    order: 'Interleaved blocks of about 2 ms, A B B A or B A A B at random.',
    arguments: '12 fresh copies, rotated and shared by both.',
    ratio: 'The median of the ratios of all blocks, with a sign interval.',
    memory: 'Python allocations of one call, in a pass of their own (tracemalloc).'
  },
  cache: 'repeat',
  temperature: null as string | null,
  growth: [] as Json[],
  crossovers: [] as Json[],
  confirmation: null as Json,
  token: null,
  offers: [] as string[],
  obstacle: null
};

/** Nearly the same: below twice. */
export const CLOSE = {
  ...MEMBERSHIP,
  cautions: [],
  points: [
    {
      n: null,
      blocks: 60,
      noise: 0.004,
      decided: true,
      times: [times(52.4, 0.02, null), times(43.2, 0.02, null)],
      pairs: [pair(1, 'faster', 1.213, 0.012)],
      collector: 'off',
      other_collector: [] as Json[]
    }
  ],
  at: 0
};

export const SAME = {
  ...CLOSE,
  points: [
    {
      ...CLOSE.points[0],
      times: [times(52.4, 0.02, null), times(52.2, 0.02, null)],
      noise: 0.031,
      pairs: [pair(1, 'same', 1.004, 0.011)]
    }
  ]
};

export const DIFFERENT = {
  ...MEMBERSHIP,
  equality: 'different',
  difference: 'With the third input in_list gives [1, 2, 2] and in_set gives [1, 2].',
  cautions: [],
  points: [],
  at: null
};

export const STOPPED = {
  ...MEMBERSHIP,
  outcome: { status: 'interrupted', error: null },
  points: MEMBERSHIP.points.slice(0, 2),
  at: 1
};

const PLUS = `def plus(parts):
    text = ''
    for part in parts:
        text += part
    return text
`;
const JOIN_GEN = `def join_gen(parts):
    return ''.join(part for part in parts)
`;
const JOIN_LIST = `def join_list(parts):
    return ''.join([part for part in parts])
`;
const READY = `def ready(parts):
    return ''.join(parts)
`;

export const FOUR = {
  ...MEMBERSHIP,
  variants: [
    { name: 'plus', code: PLUS, cell: null },
    { name: 'join_gen', code: JOIN_GEN, cell: null },
    { name: 'join_list', code: JOIN_LIST, cell: null },
    { name: 'ready', code: READY, cell: null }
  ],
  cautions: [],
  points: [100, 1000, 10_000, 100_000].map(n => ({
    n,
    blocks: 24,
    noise: 0.012,
    decided: true,
    times: [
      times(0.062 * n, 0.03, 60 * n),
      times(0.061 * n, 0.02, 60 * n),
      times(0.025 * n, 0.02, 110 * n),
      times(0.0079 * n, 0.01, 52 * n)
    ],
    pairs: [
      pair(1, 'same', 0.062 / 0.061, 0.012),
      pair(2, 'faster', 0.062 / 0.025),
      pair(3, 'faster', 0.062 / 0.0079)
    ],
    collector: 'off',
    other_collector: [] as Json[]
  })),
  at: 3
};
