import {
  IFinding,
  ISourceFile,
  ITable,
  ITableFigure,
  Place,
  Unit,
  UNITS,
  Value
} from '../contract/profile';
import {
  cut,
  Fields,
  index,
  count,
  LIMITS,
  list,
  moment,
  object,
  oneOf,
  text,
  Unreadable
} from './readers';

/** Read tables whose places point into so many files. */
export function readTables(value: unknown, files: readonly ISourceFile[], path: string): ITable[] {
  return list((table, at) => readTable(table, files.length, at), LIMITS.tables, value, path);
}

export function readFinding(value: unknown, files: readonly ISourceFile[], path: string): IFinding {
  const fields = object(value, path);
  const facts = object(fields.facts, `${path}.facts`);
  return {
    code: text(fields.code, `${path}.code`),
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [
        name,
        readValue(fact, files.length, `${path}.facts.${name}`)
      ])
    )
  };
}

export function readFigure(
  value: unknown,
  files: readonly ISourceFile[],
  path: string
): ITableFigure {
  const fields = object(value, path);
  return {
    code: text(fields.code, `${path}.code`),
    unit: oneOf(UNITS, fields.unit, `${path}.unit`),
    value: readCell(fields.value, unitIn(fields, path), files.length, `${path}.value`)
  };
}

function readTable(value: unknown, files: number, path: string): ITable {
  const fields = object(value, path);
  const columns = list(
    (column, at) => {
      const found = object(column, at);
      return { code: text(found.code, `${at}.code`), unit: unitIn(found, at) };
    },
    LIMITS.columns,
    fields.columns,
    `${path}.columns`
  );
  const rows = list(
    (row, at) => readRow(row, columns, files, at),
    LIMITS.rows,
    fields.rows,
    `${path}.rows`
  );
  return {
    code: text(fields.code, `${path}.code`),
    columns,
    rows,
    total: count(fields.total, `${path}.total`)
  };
}

function unitIn(fields: Fields, path: string): Unit {
  return oneOf(UNITS, fields.unit, `${path}.unit`);
}

function readRow(
  value: unknown,
  columns: readonly { readonly unit: Unit }[],
  files: number,
  path: string
): Value[] {
  const cells = list(cell => cell, LIMITS.columns, value, path);
  if (cells.length !== columns.length) {
    throw new Unreadable(`${path} has not one value for each column`);
  }
  return cells.map((cell, i) => readCell(cell, columns[i].unit, files, `${path}[${i}]`));
}

/** A value of the kind that its unit says, or nothing. */
function readCell(value: unknown, unit: Unit, files: number, path: string): Value {
  if (value === null) {
    return null;
  }
  switch (unit) {
    case 'place':
      return readPlace(value, files, path);
    case 'code':
    case 'text':
      return text(value, path);
    case 'level':
      return count(value, path);
    default:
      // a size may have shrunk
      return moment(value, path);
  }
}

function readValue(value: unknown, files: number, path: string): Value {
  if (value === null) {
    return null;
  }
  if (Array.isArray(value)) {
    return readPlace(value, files, path);
  }
  return typeof value === 'string' ? cut(value) : moment(value, path);
}

export function readPlace(value: unknown, files: number, path: string): Place {
  const [file, line] = list(count, 2, value, path);
  return [index(file, files, path), count(line, path)];
}
