import { FIRST_VIEW, tableRows } from './calltable';
import { conditions } from './conditions';
import { figureText, memoryFigures, timeitEffort, timeitFigures, timeitNoise } from './figures';
import { functionLabel, perCall, placeOf } from './functions';
import { headline } from './headline';
import {
  CallsProfile,
  ICallsData,
  IFunctionRow,
  ISourceFile,
  ITable,
  MemoryProfile,
  Profile,
  TableProfile
} from '../contract/profile';
import { textOf } from '../words/sentence';
import { suggestionLine, suggestionOf } from './suggestion';
import { isText, profileFigures, tableLines, tableTitle } from './tables';
import { memoryCurve, sparkline, withoutEnds } from './timeline';
import { ITranslate } from '../words/translate';
import { formatCount, formatTime, NBSP, timeColumn } from '../words/units';

const ROWS = 20;

/** A result as text that can be pasted anywhere, with what others saw of the same run. */
export function reportText(profile: Profile, trans: ITranslate): string {
  return [profile, ...profile.also].map(one => profileText(one, trans)).join('\n\n');
}

function profileText(profile: Profile, trans: ITranslate): string {
  const strip = profileFigures(profile, trans)
    .map(({ label, value }) => `${label} ${value ?? '–'}`)
    .join(' · ');
  const sections = [
    [textOf(headline(profile, trans))],
    [strip],
    instrumentLines(profile, trans),
    profile.notes.map(note => `${note.level === 'caution' ? '! ' : ''}${note.text}`),
    [conditions(profile, trans).join(' · '), profile.started]
  ];
  return plainSpaces(
    sections
      .filter(lines => lines.length > 0)
      .map(lines => lines.join('\n'))
      .join('\n\n')
  );
}

function instrumentLines(profile: Profile, trans: ITranslate): string[] {
  switch (profile.instrument) {
    case 'calls':
      return callLines(profile, trans);
    case 'memory':
      return memoryLines(profile, trans);
    case 'timeit':
      return [
        ...timeitFigures(profile.data, trans).map(figureText),
        timeitNoise(profile.data, trans),
        timeitEffort(profile.data, trans)
      ];
    default:
      return tableLinesOf(profile, trans);
  }
}

/** Tables, memory over time, and what to measure next. */
function tableLinesOf(profile: TableProfile, trans: ITranslate): string[] {
  const { data, wall_ns: wall } = profile;
  const suggestion = suggestionOf(profile);
  const curve = memoryCurve(withoutEnds(data), wall, trans);
  const tables = tablesText(data.tables, data.files, trans);
  return [
    // each table has an empty line above it
    ...tables.slice(1),
    ...(curve ? ['', sparkline(curve, wall), curve.label] : []),
    ...(suggestion ? ['', suggestionLine(suggestion, profile, trans)] : [])
  ];
}

function memoryLines({ data, wall_ns: wall }: MemoryProfile, trans: ITranslate): string[] {
  const curve = memoryCurve(data, wall, trans);
  const figures = [
    ...memoryFigures(data, trans).map(figureText),
    ...tablesText(data.tables, data.files, trans)
  ];
  return curve ? [...figures, sparkline(curve, wall), curve.label] : figures;
}

function tablesText(
  tables: readonly ITable[],
  files: readonly ISourceFile[],
  trans: ITranslate
): string[] {
  return tables.flatMap(table => {
    const more = table.total - Math.min(ROWS, table.rows.length);
    return [
      '',
      tableTitle(table, trans),
      ...aligned(tableLines(table, files, ROWS, trans), table.columns.filter(isText).length),
      ...(more > 0 ? [trans.__('and %1 more', formatCount(more))] : [])
    ];
  });
}

function callLines({ data }: CallsProfile, trans: ITranslate): string[] {
  const rows = tableRows(data, FIRST_VIEW, trans).slice(0, ROWS);
  if (rows.length === 0) {
    return [];
  }
  // one format for both: own time must not look longer than total
  const time = timeColumn(data.functions.map(row => row.total_ns));
  const head = [
    trans.__('own'),
    trans.__('total'),
    trans.__('calls'),
    trans.__('per call'),
    trans.__('function')
  ];
  const lines = rows.map(row => [
    time(row.own_ns),
    time(row.total_ns),
    formatCount(row.calls),
    formatTime(perCall(row)),
    functionText(data, row, trans)
  ]);
  const more = data.functions_total - rows.length;
  return [
    ...aligned([head, ...lines]),
    ...(more > 0 ? [trans.__('and %1 more', formatCount(more))] : [])
  ];
}

function functionText(data: ICallsData, row: IFunctionRow, trans: ITranslate): string {
  const place = placeOf(data, row);
  const label = functionLabel(row, trans);
  return place === null ? label : `${label} ${place}`;
}

/** Numbers to the right; the last column, or the first so many, to the left. */
export function aligned(table: readonly string[][], left = 0): string[] {
  const last = left ? -1 : table[0].length - 1;
  const widths = table[0].map((_, i) => Math.max(...table.map(row => row[i].length)));
  return table.map(row =>
    row
      .map((cell, i) =>
        i < left ? cell.padEnd(widths[i]) : i === last ? cell : cell.padStart(widths[i])
      )
      .join('  ')
  );
}

export function plainSpaces(text: string): string {
  return text.replaceAll(NBSP, ' ');
}
