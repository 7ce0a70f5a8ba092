import { IMissingPackage, INote, ISourceFile, PACKAGES } from '../contract/profile';
import { count, nullable, object, oneOf, source, text } from './readers';

/** What several kinds of answers hold: notes, files, packages that are missing. */
export function readNote(value: unknown, path: string): INote {
  const fields = object(value, path);
  return {
    code: text(fields.code, `${path}.code`),
    level: oneOf(['info', 'caution'], fields.level, `${path}.level`),
    text: text(fields.text, `${path}.text`)
  };
}

export function readFile(value: unknown, path: string): ISourceFile {
  const fields = object(value, path);
  return {
    kind: oneOf(['cell', 'file'], fields.kind, `${path}.kind`),
    label: text(fields.label, `${path}.label`),
    count: nullable(count, fields.count, `${path}.count`),
    text: nullable(source, fields.text, `${path}.text`)
  };
}

export function readMissing(value: unknown, path: string): IMissingPackage {
  const fields = object(value, path);
  return {
    name: oneOf(PACKAGES, fields.name, `${path}.name`),
    command: nullable(text, fields.command, `${path}.command`)
  };
}
