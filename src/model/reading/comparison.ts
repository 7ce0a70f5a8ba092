import { readCell, readEnvironment, readOutcome, readStarted, VERSION } from './circumstances';
import {
  ICaution,
  IComparison,
  IConfirmation,
  ICrossover,
  IGrowth,
  IPair,
  IPoint,
  IProgress,
  IVariant,
  IVariantTimes,
  Verdict
} from '../contract/comparison';
import {
  amount,
  count,
  cut,
  Fields,
  flag,
  index,
  list,
  moment,
  nullable,
  object,
  oneOf,
  text,
  Unreadable
} from './readers';

const VERDICTS = ['faster', 'slower', 'same', 'unclear', 'invalid'] as const;
const STATES = ['off', 'on'] as const;
const FAMILIES = ['flat', 'log-like', 'linear-ish', 'quadratic-ish', 'worse'] as const;
const SIDES = ['below', 'above'] as const;
const CACHES = ['repeat', 'first', 'clear'] as const;
const TEMPERATURES = ['repeated', 'first', 'cleared'] as const;
const OFFERS = ['more', 'confirm'] as const;
const OBSTACLES = ['shared', 'again'] as const;
const STEPS = ['checking', 'timing', 'memory', 'collector', 'counting', 'confirming'] as const;
const EQUALITIES = ['equal', 'close', 'reordered', 'different', 'unknown'] as const;

/** More than this is cut or not read: whoever wrote the document may be hostile. */
export const COMPARISON_LIMITS = {
  /** As many as there are letters to tell them apart; more are not read. */
  variants: 26,
  points: 64,
  values: 1_000,
  cautions: 50,
  method: 50,
  crossovers: 100,
  processes: 100,
  /** Longer code is not shown. */
  code: 50_000,
  /** Thirty years, and far more memory than there is: what is above was not measured. */
  ns: 1e18,
  bytes: 1e18,
  ratio: 1e12
} as const;

/** What was measured, or `Unreadable` thrown: also where its numbers contradict each other. */
export function readComparison(fields: Fields): IComparison {
  const variants = readVariants(fields.variants);
  const points = list(
    (point, path) => readPoint(point, variants.length, path),
    COMPARISON_LIMITS.points,
    fields.points,
    'points'
  );
  return {
    version: VERSION,
    kind: 'comparison',
    cell: nullable(readCell, fields.cell, 'cell'),
    outcome: readOutcome(fields.outcome),
    started: readStarted(fields.started),
    wall_ns: time(fields.wall_ns, 'wall_ns'),
    budget_s: amount(fields.budget_s, 'budget_s'),
    environment: readEnvironment(fields.environment),
    variants,
    equality: oneOf(EQUALITIES, fields.equality, 'equality'),
    difference: nullable(text, fields.difference, 'difference'),
    inputs: count(fields.inputs, 'inputs'),
    cautions: list(readCaution, COMPARISON_LIMITS.cautions, fields.cautions, 'cautions'),
    points,
    at: nullable((at, path) => index(at, points.length, path), fields.at, 'at'),
    method: readMethod(fields.method),
    cache: oneOf(CACHES, fields.cache, 'cache'),
    temperature: nullable(
      (value, path) => oneOf(TEMPERATURES, value, path),
      fields.temperature,
      'temperature'
    ),
    growth: list(
      (growth, path) => readGrowth(growth, variants.length, path),
      variants.length,
      fields.growth,
      'growth'
    ),
    crossovers: list(
      (crossover, path) => readCrossover(crossover, variants.length, path),
      COMPARISON_LIMITS.crossovers,
      fields.crossovers,
      'crossovers'
    ),
    confirmation: nullable(
      (confirmation, path) => readConfirmation(confirmation, variants.length, path),
      fields.confirmation,
      'confirmation'
    ),
    token: nullable(text, fields.token, 'token'),
    offers: list((offer, path) => oneOf(OFFERS, offer, path), 10, fields.offers, 'offers'),
    obstacle: nullable((one, path) => oneOf(OBSTACLES, one, path), fields.obstacle, 'obstacle')
  };
}

/** What a comparison is doing at the moment, or `Unreadable` thrown. */
export function readProgress(fields: Fields): IProgress {
  const names = list(text, COMPARISON_LIMITS.variants, fields.names, 'names');
  return {
    version: VERSION,
    kind: 'progress',
    token: text(fields.token, 'token'),
    cell: nullable(readCell, fields.cell, 'cell'),
    names,
    step: oneOf(STEPS, fields.step, 'step'),
    n: nullable(count, fields.n, 'n'),
    size: count(fields.size, 'size'),
    sizes: count(fields.sizes, 'sizes'),
    elapsed_ns: time(fields.elapsed_ns, 'elapsed_ns'),
    expected_ns: nullable(time, fields.expected_ns, 'expected_ns'),
    pairs: readPairs(fields.pairs, names.length, 'pairs'),
    over: flag(fields.over, 'over')
  };
}

function readGrowth(value: unknown, variants: number, path: string): IGrowth {
  const fields = object(value, path);
  const families = list(
    (family, at) => oneOf(FAMILIES, family, at),
    FAMILIES.length,
    fields.families,
    `${path}.families`
  );
  return {
    variant: index(fields.variant, variants, `${path}.variant`),
    families,
    // time may fall where n grows
    exponent: nullable(moment, fields.exponent, `${path}.exponent`),
    low: nullable(moment, fields.low, `${path}.low`),
    high: nullable(moment, fields.high, `${path}.high`),
    from_n: count(fields.from_n, `${path}.from_n`),
    to_n: count(fields.to_n, `${path}.to_n`)
  };
}

function readCrossover(value: unknown, variants: number, path: string): ICrossover {
  const fields = object(value, path);
  return {
    variant: index(fields.variant, variants, `${path}.variant`),
    low_n: count(fields.low_n, `${path}.low_n`),
    high_n: count(fields.high_n, `${path}.high_n`),
    faster: oneOf(SIDES, fields.faster, `${path}.faster`)
  };
}

function readConfirmation(value: unknown, variants: number, path: string): IConfirmation {
  const fields = object(value, path);
  return {
    n: nullable(count, fields.n, `${path}.n`),
    asked: count(fields.asked, `${path}.asked`),
    processes: count(fields.processes, `${path}.processes`),
    pairs: readPairs(fields.pairs, variants, `${path}.pairs`),
    ratios: list(
      (ratios, at) => list(ratio, COMPARISON_LIMITS.processes, ratios, at),
      variants,
      fields.ratios,
      `${path}.ratios`
    ),
    resident_bytes: list(
      (size, at) => nullable(bytes, size, at),
      variants,
      fields.resident_bytes,
      `${path}.resident_bytes`
    )
  };
}

function readVariants(value: unknown): IVariant[] {
  const limit = COMPARISON_LIMITS.variants;
  const variants = list(readVariant, limit + 1, value, 'variants');
  if (variants.length < 2 || variants.length > limit) {
    throw new Unreadable(`variants are not 2 to ${limit}`);
  }
  return variants;
}

function readVariant(value: unknown, path: string): IVariant {
  const fields = object(value, path);
  return {
    name: text(fields.name, `${path}.name`),
    code: nullable(readCode, fields.code, `${path}.code`),
    cell: nullable(readCell, fields.cell, `${path}.cell`)
  };
}

function readCode(value: unknown, path: string): string | null {
  if (typeof value !== 'string') {
    throw new Unreadable(`${path} is not a text`);
  }
  return value.length > COMPARISON_LIMITS.code ? null : value;
}

function readCaution(value: unknown, path: string): ICaution {
  const fields = object(value, path);
  return {
    code: text(fields.code, `${path}.code`),
    text: text(fields.text, `${path}.text`)
  };
}

function readPoint(value: unknown, variants: number, path: string): IPoint {
  const fields = object(value, path);
  const times = list(readTimes, variants + 1, fields.times, `${path}.times`);
  if (times.length !== variants) {
    throw new Unreadable(`${path}.times has not one entry for each variant`);
  }
  return {
    n: nullable(count, fields.n, `${path}.n`),
    blocks: count(fields.blocks, `${path}.blocks`),
    noise: nullable(amount, fields.noise, `${path}.noise`),
    decided: flag(fields.decided, `${path}.decided`),
    times,
    pairs: readPairs(fields.pairs, variants, `${path}.pairs`),
    collector: oneOf(STATES, fields.collector, `${path}.collector`),
    other_collector: readPairs(fields.other_collector, variants, `${path}.other_collector`)
  };
}

function readTimes(value: unknown, path: string): IVariantTimes {
  const fields = object(value, path);
  return {
    values_ns: list(time, COMPARISON_LIMITS.values, fields.values_ns, `${path}.values_ns`),
    median_ns: time(fields.median_ns, `${path}.median_ns`),
    low_ns: time(fields.low_ns, `${path}.low_ns`),
    high_ns: time(fields.high_ns, `${path}.high_ns`),
    calls: count(fields.calls, `${path}.calls`),
    peak_bytes: nullable(bytes, fields.peak_bytes, `${path}.peak_bytes`),
    cpu_ns: nullable(time, fields.cpu_ns, `${path}.cpu_ns`),
    function_calls: nullable(count, fields.function_calls, `${path}.function_calls`),
    statements: nullable(count, fields.statements, `${path}.statements`),
    lag_ns: nullable(time, fields.lag_ns, `${path}.lag_ns`),
    first_ns: nullable(time, fields.first_ns, `${path}.first_ns`)
  };
}

function readPairs(value: unknown, variants: number, path: string): IPair[] {
  const pairs = list((pair, at) => readPair(pair, variants, at), variants, value, path);
  if (new Set(pairs.map(pair => pair.variant)).size !== pairs.length) {
    throw new Unreadable(`${path} names a variant twice`);
  }
  return pairs;
}

function readPair(value: unknown, variants: number, path: string): IPair {
  const fields = object(value, path);
  const pair: IPair = {
    variant: index(fields.variant, variants, `${path}.variant`),
    verdict: oneOf(VERDICTS, fields.verdict, `${path}.verdict`),
    ratio: nullable(ratio, fields.ratio, `${path}.ratio`),
    low: nullable(ratio, fields.low, `${path}.low`),
    high: nullable(ratio, fields.high, `${path}.high`),
    deciding_low: nullable(ratio, fields.deciding_low, `${path}.deciding_low`),
    deciding_high: nullable(ratio, fields.deciding_high, `${path}.deciding_high`)
  };
  if (pair.variant === 0) {
    throw new Unreadable(`${path} compares the first variant with itself`);
  }
  checkPair(pair, path);
  return pair;
}

/** A verdict that its own numbers contradict is not shown. */
function checkPair({ verdict, ratio, low, high }: IPair, path: string): void {
  if (ratio !== null && ((low !== null && low > ratio) || (high !== null && high < ratio))) {
    throw new Unreadable(`${path}.ratio lies outside its interval`);
  }
  const fits: Record<Verdict, boolean> = {
    faster: ratio !== null && ratio > 1,
    slower: ratio !== null && ratio < 1,
    same: ratio !== null,
    unclear: true,
    invalid: true
  };
  if (!fits[verdict]) {
    throw new Unreadable(`${path}.ratio does not say ${verdict}`);
  }
}

function readMethod(value: unknown): Readonly<Record<string, string>> {
  // the names come from outside, and `__proto__` is one of them
  const method: Record<string, string> = Object.create(null);
  const fields = object(value, 'method');
  for (const name of Object.keys(fields).slice(0, COMPARISON_LIMITS.method)) {
    method[cut(name)] = text(fields[name], `method`);
  }
  return method;
}

function time(value: unknown, path: string): number {
  return below(COMPARISON_LIMITS.ns, amount(value, path), path);
}

function bytes(value: unknown, path: string): number {
  return below(COMPARISON_LIMITS.bytes, amount(value, path), path);
}

function ratio(value: unknown, path: string): number {
  const number = below(COMPARISON_LIMITS.ratio, amount(value, path), path);
  if (number < 1 / COMPARISON_LIMITS.ratio) {
    throw new Unreadable(`${path} is not a ratio`);
  }
  return number;
}

function below(limit: number, value: number, path: string): number {
  if (value > limit) {
    throw new Unreadable(`${path} is more than can be`);
  }
  return value;
}
