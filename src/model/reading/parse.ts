import type { Answer } from '../contract/answer';
import {
  checkVersion,
  readCell,
  readEnvironment,
  readOutcome,
  readStarted,
  VERSION
} from './circumstances';
import { IComparison, IProgress } from '../contract/comparison';
import { readComparison, readProgress } from './comparison';
import {
  IAcknowledgement,
  ICallsData,
  ICallsHeadline,
  IConsentRequest,
  IDistortion,
  IFunctionRow,
  IKernelFailure,
  IInstallation,
  IMemoryData,
  INSTRUMENTS,
  Instrument,
  ISideEffect,
  MIME_TYPE,
  NOISES,
  ISuggestion,
  ITableData,
  ITimeitData,
  ITimeline,
  PACKAGES,
  Profile
} from '../contract/profile';
import { readFile, readMissing, readNote } from './parts';
import { readCatalogue } from './catalogue';
import { readLook } from './look';
import { readFigure, readFinding, readTables } from './tables';
import {
  amount,
  count,
  Fields,
  flag,
  guarded,
  index,
  IUnreadable,
  LIMITS,
  list,
  moment,
  nullable,
  object,
  oneOf,
  text,
  Unreadable
} from './readers';

/** Read whatever a kernel answered. Never throws. */
export function parseAnswer(value: unknown): Answer | IUnreadable {
  return guarded(() => readAnswer(value));
}

/** Read an answer as it was sent: MIME type → data. What is to be shown has texts beside it. */
export function parseReply(bundle: Readonly<Record<string, unknown>>): Answer | IUnreadable {
  const value = bundle[MIME_TYPE];
  const comparison = parseResult(value);
  return comparison.kind === 'comparison' && 'text/html' in bundle
    ? { kind: 'compared', comparison, bundle }
    : parseAnswer(value);
}

/** What a document may carry. */
export type Result = Profile | IComparison | IKernelFailure;

/** Read what a document carries: what was measured, or the reason why nothing was. Never throws. */
export function parseResult(value: unknown): Result | IUnreadable {
  return guarded(() => {
    const answer = readAnswer(value);
    switch (answer.kind) {
      case 'profile':
      case 'comparison':
      case 'failure':
        return answer;
      default:
        throw new Unreadable('kind is not a result');
    }
  });
}

/** Read what a kernel says while it compares. Never throws. */
export function parseProgress(value: unknown): IProgress | IUnreadable {
  return guarded(() => {
    const fields = object(value, 'the progress');
    checkVersion(fields.version);
    oneOf(['progress'], fields.kind, 'kind');
    return readProgress(fields);
  });
}

function readAnswer(value: unknown): Answer {
  const fields = object(value, 'the result');
  checkVersion(fields.version);
  const kind = oneOf(
    [
      'profile',
      'comparison',
      'failure',
      'ask',
      'installation',
      'catalogue',
      'stack',
      'ok',
      'absent'
    ],
    fields.kind,
    'kind'
  );
  switch (kind) {
    case 'profile':
      return readProfile(fields);
    case 'comparison':
      return readComparison(fields);
    case 'failure':
      return readFailure(fields);
    case 'ask':
      return readConsentRequest(fields);
    case 'installation':
      return readInstallation(fields);
    case 'catalogue':
      return readCatalogue(fields);
    case 'stack':
      return readLook(fields);
    case 'ok':
      return readAcknowledgement(fields);
    case 'absent':
      return { version: VERSION, kind };
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
    cpu_ns: nullable(amount, fields.cpu_ns, 'cpu_ns'),
    peak_bytes: nullable(amount, fields.peak_bytes, 'peak_bytes'),
    environment: readEnvironment(fields.environment),
    notes: list(readNote, LIMITS.notes, fields.notes, 'notes'),
    tool: text(fields.tool, 'tool'),
    distortion: nullable(readDistortion, fields.distortion, 'distortion'),
    also: list(one => readProfile(object(one, 'also')), LIMITS.also, fields.also, 'also')
  } as const;
  const instrument = readInstrument(fields.instrument);
  switch (instrument) {
    case 'calls':
      return { ...base, instrument, data: readCalls(fields.data) };
    case 'memory':
      return { ...base, instrument, data: readMemory(fields.data) };
    case 'timeit':
      return { ...base, instrument, data: readTimeit(fields.data) };
    default:
      return { ...base, instrument, data: readTableData(fields.data) };
  }
}

function readDistortion(value: unknown, path: string): IDistortion {
  const fields = object(value, path);
  return {
    share: amount(fields.share, `${path}.share`),
    basis: text(fields.basis, `${path}.basis`),
    least: flag(fields.least, `${path}.least`)
  };
}

function readTableData(value: unknown): ITableData {
  const fields = object(value, 'data');
  const files = list(readFile, LIMITS.files, fields.files, 'data.files');
  return {
    files,
    figures: list(
      (figure, path) => readFigure(figure, files, path),
      LIMITS.columns,
      fields.figures,
      'data.figures'
    ),
    tables: readTables(fields.tables, files, 'data.tables'),
    finding: nullable(
      (finding, path) => readFinding(finding, files, path),
      fields.finding,
      'data.finding'
    ),
    timeline: nullable(readTimeline, fields.timeline, 'data.timeline'),
    suggestion: nullable(readSuggestion, fields.suggestion, 'data.suggestion'),
    missing: nullable(readMissing, fields.missing, 'data.missing')
  };
}

function readSuggestion(value: unknown, path: string): ISuggestion {
  const fields = object(value, path);
  return {
    instrument: readInstrument(fields.instrument),
    tool: text(fields.tool, `${path}.tool`),
    reason: text(fields.reason, `${path}.reason`),
    expected_ns: nullable(readSpan, fields.expected_ns, `${path}.expected_ns`)
  };
}

/** The lower of two amounts, then the higher. */
function readSpan(value: unknown, path: string): readonly [number, number] {
  const ends = list(amount, 2, value, path);
  if (ends.length !== 2 || ends[0] > ends[1]) {
    throw new Unreadable(`${path} is not a lower and a higher number`);
  }
  return [ends[0], ends[1]];
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
    detail: nullable(text, fields.detail, 'detail'),
    missing: nullable(readMissing, fields.missing, 'missing')
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

function readEffect(value: unknown, path: string): ISideEffect {
  const fields = object(value, path);
  return {
    code: oneOf(
      ['writes-files', 'sends-requests', 'runs-commands', 'changes-database'],
      fields.code,
      `${path}.code`
    ),
    line: count(fields.line, `${path}.line`),
    text: text(fields.text, `${path}.text`),
    cell: nullable(text, fields.cell, `${path}.cell`)
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
    ),
    tables: readTables(fields.tables, files, 'data.tables')
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
  const files = list(readFile, LIMITS.files, fields.files, 'data.files');
  return {
    start_bytes: nullable(amount, fields.start_bytes, 'data.start_bytes'),
    peak_bytes: nullable(amount, fields.peak_bytes, 'data.peak_bytes'),
    end_bytes: nullable(amount, fields.end_bytes, 'data.end_bytes'),
    method: nullable(text, fields.method, 'data.method'),
    timeline: nullable(readTimeline, fields.timeline, 'data.timeline'),
    missing: nullable(readMissing, fields.missing, 'data.missing'),
    files,
    tables: readTables(fields.tables, files, 'data.tables'),
    finding: nullable(
      (finding, path) => readFinding(finding, files, path),
      fields.finding,
      'data.finding'
    ),
    children_bytes: nullable(amount, fields.children_bytes, 'data.children_bytes')
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
    runs: count(fields.runs, 'data.runs'),
    cpu_ns: nullable(amount, fields.cpu_ns, 'data.cpu_ns'),
    noise: oneOf(NOISES, fields.noise, 'data.noise'),
    peak_bytes: nullable(amount, fields.peak_bytes, 'data.peak_bytes'),
    left_blocks: nullable(count, fields.left_blocks, 'data.left_blocks'),
    allocations: nullable(count, fields.allocations, 'data.allocations')
  };
}
