import { ICellReference, IEnvironment, IOutcome } from '../contract/profile';
import { count, cut, LIMITS, nullable, object, oneOf, text, Unreadable } from './readers';

/*
 * What every result says about its run.
 */

/** The version of the contract that this code reads. */
export const VERSION = 1;

export function checkVersion(version: unknown): void {
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

export function readCell(value: unknown): ICellReference {
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

export function readOutcome(value: unknown): IOutcome {
  const fields = object(value, 'outcome');
  return {
    status: oneOf(['ok', 'raised', 'interrupted', 'not-run'], fields.status, 'outcome.status'),
    error: nullable(text, fields.error, 'outcome.error')
  };
}

export function readStarted(value: unknown): string {
  const started = text(value, 'started');
  if (!Number.isFinite(Date.parse(started))) {
    throw new Unreadable('started is not a time');
  }
  return started;
}

export function readEnvironment(value: unknown): IEnvironment {
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
