import { FOUR, type Json, MEMBERSHIP } from './comparisons';

const MIME = 'application/vnd.cellheat.v1+json';

type JsonObject = { [key: string]: Json };

const HASH = '0'.repeat(64);

function profile(instrument: string, data: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    version: 1,
    kind: 'profile',
    instrument,
    tool: 'cProfile',
    cell: { id: 'cell-0', hash: HASH, count: 1 },
    outcome: { status: 'ok', error: null },
    started: '2026-01-01T00:00:00.000Z',
    wall_ns: 2_000_000_000,
    cpu_ns: 1_900_000_000,
    peak_bytes: 1_000_000,
    environment: {
      python: '3.11.7',
      implementation: 'CPython',
      machine: 'Linux x86_64',
      cores: 2,
      cellheat: '0.1.0',
      tools: { cProfile: '3.11.7' }
    },
    notes: [],
    data,
    distortion: null,
    also: [],
    ...more
  };
}

function row(name: string, more: JsonObject = {}): JsonObject {
  return {
    name,
    kind: 'own',
    module: null,
    file: 0,
    line: 1,
    calls: 3,
    primitive_calls: 3,
    own_ns: 1_000_000_000,
    total_ns: 2_000_000_000,
    ...more
  };
}

function calls(functions: Json[], more: JsonObject = {}): JsonObject {
  return {
    total_ns: 2_000_000_000,
    waiting_ns: null,
    files: [{ kind: 'cell', label: '[1]', count: 1, text: 'x = 1' }],
    functions,
    functions_total: functions.length,
    headline: { function: 0, ns: 1_000_000_000, callee: null, callee_ns: 0 },
    tables: [],
    ...more
  };
}

/** Each would set the canary if anything of it were taken for more than text. */
const HTML = [
  `<img src=x onerror="window.canary=1">`,
  `<script>window.canary=1</script>`,
  `<svg onload="window.canary=1">`,
  `<iframe srcdoc="<script>parent.canary=1</script>">`,
  `<a href="javascript:window.canary=1">name</a>`,
  `<form id=body><input name=innerHTML></form>`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=window.canary=1&gt;">`,
  `<details open ontoggle="window.canary=1">`,
  `\${window.canary=1}`,
  `{{window.canary=1}}`,
  `%1%2</code><img src=x onerror=window.canary=1>`
];
const ALL_HTML = HTML.join(' ');

const everywhere = (text: string): JsonObject => ({
  outcome: { status: 'raised', error: text },
  cell: { id: text, hash: HASH, count: 1 },
  environment: {
    python: text,
    implementation: text,
    machine: text,
    cores: 2,
    cellheat: text,
    tools: { [text]: text }
  },
  notes: [{ code: text, level: 'caution', text }]
});

const evilCalls = (text: string): JsonObject =>
  calls([row(text), row(text, { kind: 'library', module: text, file: null, line: null })], {
    files: [{ kind: 'file', label: text, count: null, text }]
  });

const BIDI = '\u202eevil\u2066\u200f\u0007';

const evilComparison = (text: string, more: JsonObject = {}): JsonObject => ({
  ...MEMBERSHIP,
  ...everywhere(text),
  difference: text,
  variants: [
    { name: text, code: text },
    { name: `other ${text}`, code: `def other():\n    return '''${text}'''` }
  ],
  cautions: [{ code: text, text }],
  method: { [text]: text, constructor: text },
  ...more
});

/** Bundles that a notebook from somebody else might hold, by what is wrong with them. */
export const HOSTILE: [name: string, bundle: Json][] = [
  ['HTML in every text of calls', profile('calls', evilCalls(ALL_HTML), everywhere(ALL_HTML))],
  ...HTML.map((text): [string, Json] => [`HTML: ${text}`, profile('calls', evilCalls(text))]),
  [
    'HTML in a failure',
    {
      version: 1,
      kind: 'failure',
      instrument: 'calls',
      cell: { id: ALL_HTML, hash: HASH, count: null },
      reason: 'profiler-failed',
      text: ALL_HTML,
      detail: ALL_HTML
    }
  ],
  [
    'names of Object.prototype',
    profile('calls', evilCalls('__proto__'), everywhere('constructor'))
  ],
  [
    'keys of Object.prototype',
    JSON.parse(
      `{"__proto__": {"canary": 1, "kind": "profile"}, "constructor": {"prototype": {"canary": 1}},` +
        ` "version": 1, "kind": "profile"}`
    )
  ],
  ['an instrument of Object.prototype', profile('__proto__', calls([row('f')]))],
  ['a reason of Object.prototype', { version: 1, kind: 'failure', reason: 'toString' }],
  ['bidirectional marks and control characters', profile('calls', evilCalls(BIDI))],
  ['a version of the future', profile('calls', calls([row('f')]), { version: 99 })],
  ['another kind', profile('calls', calls([row('f')]), { kind: 'board' })],
  ['null', null],
  ['a number', 7],
  ['a text', ALL_HTML],
  ['a list', [[[]]]],
  ['an empty object', {}],
  ['texts for numbers', profile('calls', calls([row('f', { own_ns: '1', calls: '1' })]))],
  ['numbers for texts', profile('calls', calls([row('f', { name: 1, module: 2 })]))],
  ['negative numbers', profile('calls', calls([row('f', { own_ns: -1e18, calls: -1 })]))],
  ['huge numbers', profile('calls', calls([row('f', { own_ns: 1e308, total_ns: 1e308 })]))],
  ['huge times', profile('calls', calls([row('f')]), { wall_ns: 1.7e308, peak_bytes: 1e308 })],
  [
    'an index out of its list',
    profile(
      'calls',
      calls([row('f', { file: 1e9 })], {
        headline: { function: 1e9, ns: 1, callee: -5, callee_ns: 0 }
      })
    )
  ],
  ['a fraction for an index', profile('calls', calls([row('f', { file: 0.5, line: 1.5 })]))],
  ['a name of a million letters', profile('calls', evilCalls('x'.repeat(1_000_000)))],
  [
    'a note of a million letters',
    profile(
      'memory',
      { start_bytes: 1, peak_bytes: 2, end_bytes: 1, method: 'VmHWM' },
      {
        notes: [{ code: 'x', level: 'info', text: 'y'.repeat(1_000_000) }]
      }
    )
  ],
  [
    'fifty thousand functions',
    profile('calls', calls(Array.from({ length: 50_000 }, (_, i) => row(`f${i}`))))
  ],
  [
    'fifty thousand repeats',
    profile('timeit', {
      loops: 1,
      budget_s: 1,
      values_ns: Array.from({ length: 50_000 }, () => 1),
      best_ns: 1,
      median_ns: 1,
      low_ns: 1,
      high_ns: 1,
      one_run: false,
      runs: 50_000
    })
  ],
  [
    'lists in lists',
    profile('calls', calls([Array.from({ length: 400 }).reduce<Json>(inner => [inner], 'deep')]))
  ],
  ['HTML in every text of a comparison', evilComparison(ALL_HTML)],
  ['bidirectional marks in a comparison', evilComparison(BIDI)],
  [
    'codes of fifty thousand letters that differ everywhere',
    evilComparison('x', {
      variants: ['ab', 'bca'].map(part => ({ name: part, code: part.repeat(16_000) }))
    })
  ],
  [
    'ten thousand lines that differ everywhere',
    evilComparison('x', {
      variants: ['a', 'b'].map(name => ({
        name,
        code: Array.from({ length: 10_000 }, (_, i) => `${name}${i % 7}`).join('\n')
      }))
    })
  ],
  ['a comparison of a thousand variants', { ...MEMBERSHIP, variants: Array(1000).fill(null) }],
  [
    'twenty-six variants with names of ten thousand letters',
    {
      ...MEMBERSHIP,
      variants: Array.from({ length: 26 }, () => ({ name: 'n'.repeat(10_000), code: 'x = 1' })),
      points: [
        {
          ...MEMBERSHIP.points[0],
          times: Array.from({ length: 26 }, () => MEMBERSHIP.points[0].times[0]),
          pairs: Array.from({ length: 25 }, (_, i) => ({
            ...MEMBERSHIP.points[0].pairs[0],
            variant: i + 1
          }))
        }
      ],
      at: 0
    }
  ],
  [
    'times from nothing to thirty years',
    {
      ...MEMBERSHIP,
      points: MEMBERSHIP.points.map((point, i) => ({
        ...point,
        n: 10 ** (3 * i),
        times: point.times.map((times, j) => ({
          ...times,
          values_ns: [0, 1e-9, 1e18],
          median_ns: j === 0 ? 0 : 1e18,
          low_ns: 0,
          high_ns: 1e18
        }))
      }))
    }
  ],
  [
    'ratios of twelve digits',
    {
      ...FOUR,
      points: FOUR.points.map(point => ({
        ...point,
        pairs: point.pairs.map(pair => ({
          ...pair,
          verdict: 'faster',
          ratio: 1e12,
          low: 1e-12,
          high: 1e12
        }))
      }))
    }
  ],
  ['a date that is none', profile('calls', calls([row('f')]), { started: ALL_HTML })]
];

// No picture in it: the table of contents of JupyterLab itself loads pictures of any HTML output.
const THEIRS = `<p class="theirs">HTML of the bundle</p><script>window.canary=1</script>`;

/** A cell's output with such a bundle; what else is in it must not be read where ours is. */
export function output(bundle: Json): object {
  return {
    output_type: 'display_data',
    metadata: {},
    data: { [MIME]: bundle, 'text/html': THEIRS, 'text/plain': 'plain text of the bundle' }
  };
}

/** A bundle that is in order, in the midst of the others. */
export const FRIENDLY = profile('calls', calls([row('friendly')]));
