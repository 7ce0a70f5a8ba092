import {
  Answer,
  IAcknowledgement,
  ICallsData,
  ICallsHeadline,
  ICellReference,
  IConsentRequest,
  IEnvironment,
  IFunctionRow,
  IKernelFailure,
  IInstallation,
  IMemoryData,
  IMissingPackage,
  INote,
  INSTRUMENTS,
  Instrument,
  IOutcome,
  ISideEffect,
  ISourceFile,
  ITimeitData,
  ITimeline,
  PACKAGES,
  Profile
} from './profile';

/** What was sent is not an answer that we can read. */
export interface IUnreadable {
  readonly kind: 'unreadable';
  /** What is wrong with it, in English. */
  readonly detail: string;
}

/** The version of the contract that this code reads. */
const VERSION = 1;

/** More than this is cut: a profile comes from a kernel or a file, and either may be hostile. */
export const LIMITS = {
  functions: 500,
  files: 500,
  notes: 50,
  effects: 50,
  values: 10_000,
  samples: 1_000,
  tools: 50,
  text: 10_000,
  /** A source is never cut, since a part of it would match no cell: it counts as unknown. */
  source: 1_000_000
} as const;

/** Read whatever a kernel answered. Never throws. */
export function parseAnswer(value: unknown): Answer | IUnreadable {
  return guarded(() => readAnswer(value));
}

/** Read what a document carries: a profile, or the reason why there is none. Never throws. */
export function parseProfile(value: unknown): Profile | IKernelFailure | IUnreadable {
  return guarded(() => {
    const answer = readAnswer(value);
    if (answer.kind !== 'profile' && answer.kind !== 'failure') {
      throw new Unreadable('kind is not a result');
    }
    return answer;
  });
}

/** Carries what is wrong up to the entry points, and no further. */
class Unreadable extends Error {}

function guarded<T>(read: () => T): T | IUnreadable {
  try {
    return read();
  } catch (error) {
    return {
      kind: 'unreadable',
      detail: error instanceof Unreadable ? error.message : 'the result could not be read'
    };
  }
}

type Fields = Readonly<Record<string, unknown>>;

function readAnswer(value: unknown): Answer {
  const fields = object(value, 'the result');
  checkVersion(fields.version);
  const kind = oneOf(
    ['profile', 'failure', 'ask', 'installation', 'ok', 'absent'],
    fields.kind,
    'kind'
  );
  switch (kind) {
    case 'profile':
      return readProfile(fields);
    case 'failure':
      return readFailure(fields);
    case 'ask':
      return readConsentRequest(fields);
    case 'installation':
      return readInstallation(fields);
    case 'ok':
      return readAcknowledgement(fields);
    case 'absent':
      return { version: VERSION, kind };
  }
}

function checkVersion(version: unknown): void {
  const known = count(version, 'version');
  if (known > VERSION) {
    throw new Unreadable(
      `the result is version ${known}, and this cellheat reads version ${VERSION}: update cellheat`
    );
  }
  if (known !== VERSION) {
    throw new Unreadable(`version ${known} was never in use`);
  }
}

function readProfile(fields: Fields): Profile {
  const base = {
    version: VERSION,
    kind: 'profile',
    cell: readCell(fields.cell),
    outcome: readOutcome(fields.outcome),
    started: readStarted(fields.started),
    wall_ns: amount(fields.wall_ns, 'wall_ns'),
    cpu_ns: amount(fields.cpu_ns, 'cpu_ns'),
    peak_bytes: nullable(amount, fields.peak_bytes, 'peak_bytes'),
    environment: readEnvironment(fields.environment),
    notes: list(readNote, LIMITS.notes, fields.notes, 'notes')
  } as const;
  const instrument = readInstrument(fields.instrument);
  switch (instrument) {
    case 'calls':
      return { ...base, instrument, data: readCalls(fields.data) };
    case 'memory':
      return { ...base, instrument, data: readMemory(fields.data) };
    case 'timeit':
      return { ...base, instrument, data: readTimeit(fields.data) };
  }
}

function readFailure(fields: Fields): IKernelFailure {
  return {
    version: VERSION,
    kind: 'failure',
    instrument: nullable(readInstrument, fields.instrument, 'instrument'),
    cell: nullable(readCell, fields.cell, 'cell'),
    reason: oneOf(
      ['empty', 'not-started', 'in-use', 'unsupported', 'refused', 'raised', 'profiler-failed'],
      fields.reason,
      'reason'
    ),
    text: text(fields.text, 'text'),
    detail: nullable(text, fields.detail, 'detail')
  };
}

function readConsentRequest(fields: Fields): IConsentRequest {
  return {
    version: VERSION,
    kind: 'ask',
    effects: list(readEffect, LIMITS.effects, fields.effects, 'effects')
  };
}

function readInstallation(fields: Fields): IInstallation {
  return {
    version: VERSION,
    kind: 'installation',
    name: oneOf(PACKAGES, fields.name, 'name'),
    status: oneOf(['installed', 'failed', 'stopped'], fields.status, 'status'),
    output: text(fields.output, 'output'),
    wall_ns: amount(fields.wall_ns, 'wall_ns')
  };
}

function readAcknowledgement(fields: Fields): IAcknowledgement {
  return { version: VERSION, kind: 'ok', awaits: flag(fields.awaits, 'awaits') };
}

function readInstrument(value: unknown): Instrument {
  return oneOf(INSTRUMENTS, value, 'instrument');
}

function readCell(value: unknown): ICellReference {
  const fields = object(value, 'cell');
  const hash = text(fields.hash, 'cell.hash');
  if (!/^[0-9a-f]{64}$/.test(hash)) {
    throw new Unreadable('cell.hash is not a SHA-256');
  }
  return {
    id: nullable(text, fields.id, 'cell.id'),
    hash,
    count: nullable(count, fields.count, 'cell.count')
  };
}

function readOutcome(value: unknown): IOutcome {
  const fields = object(value, 'outcome');
  return {
    status: oneOf(['ok', 'raised', 'interrupted', 'not-run'], fields.status, 'outcome.status'),
    error: nullable(text, fields.error, 'outcome.error')
  };
}

function readStarted(value: unknown): string {
  const started = text(value, 'started');
  if (!Number.isFinite(Date.parse(started))) {
    throw new Unreadable('started is not a time');
  }
  return started;
}

function readEnvironment(value: unknown): IEnvironment {
  const fields = object(value, 'environment');
  return {
    python: text(fields.python, 'environment.python'),
    implementation: text(fields.implementation, 'environment.implementation'),
    machine: text(fields.machine, 'environment.machine'),
    cores: count(fields.cores, 'environment.cores'),
    cellheat: text(fields.cellheat, 'environment.cellheat'),
    tools: readTools(fields.tools)
  };
}

function readTools(value: unknown): Readonly<Record<string, string>> {
  // the names come from outside, and `__proto__` is one of them
  const tools: Record<string, string> = Object.create(null);
  const fields = object(value, 'environment.tools');
  for (const name of Object.keys(fields).slice(0, LIMITS.tools)) {
    tools[cut(name)] = text(fields[name], 'environment.tools');
  }
  return tools;
}

function readNote(value: unknown, path: string): INote {
  const fields = object(value, path);
  return {
    code: text(fields.code, `${path}.code`),
    level: oneOf(['info', 'caution'], fields.level, `${path}.level`),
    text: text(fields.text, `${path}.text`)
  };
}

function readEffect(value: unknown, path: string): ISideEffect {
  const fields = object(value, path);
  return {
    code: oneOf(
      ['writes-files', 'sends-requests', 'runs-commands', 'changes-database'],
      fields.code,
      `${path}.code`
    ),
    line: count(fields.line, `${path}.line`),
    text: text(fields.text, `${path}.text`)
  };
}

function readCalls(value: unknown): ICallsData {
  const fields = object(value, 'data');
  const files = list(readFile, LIMITS.files, fields.files, 'data.files');
  const functions = list(
    (row, path) => readFunction(row, files.length, path),
    LIMITS.functions,
    fields.functions,
    'data.functions'
  );
  return {
    total_ns: amount(fields.total_ns, 'data.total_ns'),
    waiting_ns: nullable(amount, fields.waiting_ns, 'data.waiting_ns'),
    files,
    functions,
    functions_total: count(fields.functions_total, 'data.functions_total'),
    headline: nullable(
      (headline, path) => readHeadline(headline, functions.length, path),
      fields.headline,
      'data.headline'
    )
  };
}

function readFile(value: unknown, path: string): ISourceFile {
  const fields = object(value, path);
  return {
    kind: oneOf(['cell', 'file'], fields.kind, `${path}.kind`),
    label: text(fields.label, `${path}.label`),
    count: nullable(count, fields.count, `${path}.count`),
    text: nullable(source, fields.text, `${path}.text`)
  };
}

function readFunction(value: unknown, files: number, path: string): IFunctionRow {
  const fields = object(value, path);
  return {
    name: text(fields.name, `${path}.name`),
    kind: oneOf(['own', 'library', 'builtin'], fields.kind, `${path}.kind`),
    module: nullable(text, fields.module, `${path}.module`),
    file: nullable((file, at) => index(file, files, at), fields.file, `${path}.file`),
    line: nullable(count, fields.line, `${path}.line`),
    calls: count(fields.calls, `${path}.calls`),
    primitive_calls: count(fields.primitive_calls, `${path}.primitive_calls`),
    own_ns: amount(fields.own_ns, `${path}.own_ns`),
    total_ns: amount(fields.total_ns, `${path}.total_ns`)
  };
}

function readHeadline(value: unknown, functions: number, path: string): ICallsHeadline {
  const fields = object(value, path);
  return {
    function: index(fields.function, functions, `${path}.function`),
    ns: amount(fields.ns, `${path}.ns`),
    callee: nullable((callee, at) => index(callee, functions, at), fields.callee, `${path}.callee`),
    callee_ns: amount(fields.callee_ns, `${path}.callee_ns`)
  };
}

function readMemory(value: unknown): IMemoryData {
  const fields = object(value, 'data');
  return {
    start_bytes: nullable(amount, fields.start_bytes, 'data.start_bytes'),
    peak_bytes: nullable(amount, fields.peak_bytes, 'data.peak_bytes'),
    end_bytes: nullable(amount, fields.end_bytes, 'data.end_bytes'),
    method: nullable(text, fields.method, 'data.method'),
    timeline: nullable(readTimeline, fields.timeline, 'data.timeline'),
    missing: nullable(readMissing, fields.missing, 'data.missing')
  };
}

function readTimeline(value: unknown, path: string): ITimeline {
  const fields = object(value, path);
  const at_ns = list(moment, LIMITS.samples, fields.at_ns, `${path}.at_ns`);
  const bytes = list(amount, LIMITS.samples, fields.bytes, `${path}.bytes`);
  if (at_ns.length !== bytes.length || at_ns.some((at, i) => i > 0 && at < at_ns[i - 1])) {
    throw new Unreadable(`${path} is out of order`);
  }
  return {
    tool: text(fields.tool, `${path}.tool`),
    interval_s: amount(fields.interval_s, `${path}.interval_s`),
    samples: count(fields.samples, `${path}.samples`),
    at_ns,
    bytes
  };
}

function readMissing(value: unknown, path: string): IMissingPackage {
  const fields = object(value, path);
  return {
    name: oneOf(PACKAGES, fields.name, `${path}.name`),
    command: nullable(text, fields.command, `${path}.command`)
  };
}

function readTimeit(value: unknown): ITimeitData {
  const fields = object(value, 'data');
  return {
    loops: count(fields.loops, 'data.loops'),
    budget_s: amount(fields.budget_s, 'data.budget_s'),
    values_ns: list(amount, LIMITS.values, fields.values_ns, 'data.values_ns'),
    best_ns: amount(fields.best_ns, 'data.best_ns'),
    median_ns: amount(fields.median_ns, 'data.median_ns'),
    low_ns: amount(fields.low_ns, 'data.low_ns'),
    high_ns: amount(fields.high_ns, 'data.high_ns'),
    one_run: flag(fields.one_run, 'data.one_run'),
    runs: count(fields.runs, 'data.runs')
  };
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unreadable(`${path} is not an object`);
  }
  // only own fields count: what is missing must not be found on a prototype
  return Object.assign(Object.create(null), value);
}

function list<T>(
  read: (value: unknown, path: string) => T,
  limit: number,
  value: unknown,
  path: string
): T[] {
  if (!Array.isArray(value)) {
    throw new Unreadable(`${path} is not an array`);
  }
  return value.slice(0, limit).map((item, i) => read(item, `${path}[${i}]`));
}

function nullable<T>(
  read: (value: unknown, path: string) => T,
  value: unknown,
  path: string
): T | null {
  return value === null ? null : read(value, path);
}

function text(value: unknown, path: string): string {
  if (typeof value !== 'string') {
    throw new Unreadable(`${path} is not a text`);
  }
  return cut(value);
}

function cut(value: string): string {
  return value.length > LIMITS.text ? `${value.slice(0, LIMITS.text)}…` : value;
}

function source(value: unknown, path: string): string | null {
  if (typeof value !== 'string') {
    throw new Unreadable(`${path} is not a text`);
  }
  return value.length > LIMITS.source ? null : value;
}

/** A time or a size: finite and not negative. */
function amount(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new Unreadable(`${path} is not a number from 0 up`);
  }
  return value;
}

/** A time that may lie before the start of the run. */
function moment(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Unreadable(`${path} is not a number`);
  }
  return value;
}

function count(value: unknown, path: string): number {
  const number = amount(value, path);
  if (!Number.isSafeInteger(number)) {
    throw new Unreadable(`${path} is not a whole number`);
  }
  return number;
}

function index(value: unknown, length: number, path: string): number {
  const number = count(value, path);
  if (number >= length) {
    throw new Unreadable(`${path} points to nothing`);
  }
  return number;
}

function flag(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') {
    throw new Unreadable(`${path} is not true or false`);
  }
  return value;
}

function oneOf<T extends string>(known: readonly T[], value: unknown, path: string): T {
  const found = known.find(name => name === value);
  if (found === undefined) {
    throw new Unreadable(`${path} is not one of ${known.join(', ')}`);
  }
  return found;
}
