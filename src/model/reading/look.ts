import { VERSION } from './circumstances';
import type { ILook, IStackFrame, IThreadStack } from '../contract/look';
import { readFile, readNote } from './parts';
import type { ISourceFile } from '../contract/profile';
import {
  amount,
  count,
  Fields,
  flag,
  LIMITS,
  list,
  nullable,
  object,
  oneOf,
  text
} from './readers';
import { readPlace, readTables } from './tables';

/** Read what a kernel is doing now. */
export function readLook(fields: Fields): ILook {
  const files = list(readFile, LIMITS.files, fields.files, 'files');
  return {
    version: VERSION,
    kind: 'stack',
    tool: text(fields.tool, 'tool'),
    exact: flag(fields.exact, 'exact'),
    samples: count(fields.samples, 'samples'),
    elapsed_ns: amount(fields.elapsed_ns, 'elapsed_ns'),
    files,
    threads: list(
      (thread, path) => readThread(thread, files, path),
      LIMITS.threads,
      fields.threads,
      'threads'
    ),
    tables: readTables(fields.tables, files, 'tables'),
    notes: list(readNote, LIMITS.notes, fields.notes, 'notes')
  };
}

function readThread(value: unknown, files: readonly ISourceFile[], path: string): IThreadStack {
  const fields = object(value, path);
  return {
    name: text(fields.name, `${path}.name`),
    main: flag(fields.main, `${path}.main`),
    frames: list(
      (frame, at) => readFrame(frame, files, at),
      LIMITS.frames,
      fields.frames,
      `${path}.frames`
    ),
    total: count(fields.total, `${path}.total`)
  };
}

function readFrame(value: unknown, files: readonly ISourceFile[], path: string): IStackFrame {
  const fields = object(value, path);
  return {
    name: text(fields.name, `${path}.name`),
    kind: oneOf(['own', 'library', 'builtin'], fields.kind, `${path}.kind`),
    module: nullable(text, fields.module, `${path}.module`),
    place: nullable(
      (place, at) => readPlace(place, files.length, at),
      fields.place,
      `${path}.place`
    )
  };
}
