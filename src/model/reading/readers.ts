/*
 * How a value of unknown shape is read: each reader gives what it says or throws `Unreadable`, with
 * the path of what is wrong.
 */

/** What was sent is not an answer that we can read. */
export interface IUnreadable {
  readonly kind: 'unreadable';
  /** What is wrong with it, in English. */
  readonly detail: string;
}

/** More than this is cut: a result comes from a kernel or a file, and either may be hostile. */
export const LIMITS = {
  functions: 500,
  files: 500,
  notes: 50,
  effects: 50,
  values: 10_000,
  samples: 1_000,
  tools: 50,
  threads: 500,
  frames: 200,
  also: 5,
  tables: 10,
  columns: 20,
  rows: 10_000,
  text: 10_000,
  /** A source is never cut, since a part of it would match no cell: it counts as unknown. */
  source: 1_000_000
} as const;

/** Carries what is wrong up to the entry points, and no further. */
export class Unreadable extends Error {}

export function guarded<T>(read: () => T): T | IUnreadable {
  try {
    return read();
  } catch (error) {
    return {
      kind: 'unreadable',
      detail: error instanceof Unreadable ? error.message : 'the result could not be read'
    };
  }
}

export type Fields = Readonly<Record<string, unknown>>;

export function object(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unreadable(`${path} is not an object`);
  }
  // only own fields count: what is missing must not be found on a prototype
  return Object.assign(Object.create(null), value);
}

export function list<T>(
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

export function nullable<T>(
  read: (value: unknown, path: string) => T,
  value: unknown,
  path: string
): T | null {
  return value === null ? null : read(value, path);
}

export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') {
    throw new Unreadable(`${path} is not a text`);
  }
  return cut(value);
}

export function cut(value: string): string {
  return value.length > LIMITS.text ? `${value.slice(0, LIMITS.text)}…` : value;
}

export function source(value: unknown, path: string): string | null {
  if (typeof value !== 'string') {
    throw new Unreadable(`${path} is not a text`);
  }
  return value.length > LIMITS.source ? null : value;
}

/** A time or a size: finite and not negative. */
export function amount(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    throw new Unreadable(`${path} is not a number from 0 up`);
  }
  return value;
}

/** A time that may lie before the start of the run. */
export function moment(value: unknown, path: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Unreadable(`${path} is not a number`);
  }
  return value;
}

export function count(value: unknown, path: string): number {
  const number = amount(value, path);
  if (!Number.isSafeInteger(number)) {
    throw new Unreadable(`${path} is not a whole number`);
  }
  return number;
}

export function index(value: unknown, length: number, path: string): number {
  const number = count(value, path);
  if (number >= length) {
    throw new Unreadable(`${path} points to nothing`);
  }
  return number;
}

export function flag(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') {
    throw new Unreadable(`${path} is not true or false`);
  }
  return value;
}

export function oneOf<T extends string>(known: readonly T[], value: unknown, path: string): T {
  const found = known.find(name => name === value);
  if (found === undefined) {
    throw new Unreadable(`${path} is not one of ${known.join(', ')}`);
  }
  return found;
}
