import type { ISourceFile, ITable } from '../../../../src/model/contract/profile';
import {
  FIRST_ROWS,
  IRowsView,
  layoutOf,
  numberFormats,
  shownRows,
  sortedRows,
  turnedRow
} from '../../../../src/model/profile/tableview';
import { NBSP } from '../../../../src/model/words/units';
import { MIB, MS, SECOND } from '../../builders';

const FILES: ISourceFile[] = [{ kind: 'cell', label: '[1]', count: 1, text: '' }];

const LINES: ITable = {
  code: 'lines',
  columns: [
    { code: 'place', unit: 'place' },
    { code: 'code', unit: 'code' },
    { code: 'hits', unit: 'count' },
    { code: 'own', unit: 'time' },
    { code: 'waiting', unit: 'time' },
    { code: 'function', unit: 'text' }
  ],
  rows: [
    [[0, 4], '    if found:', 60_000, 8 * SECOND, 0, 'match'],
    [[0, 9], 'match()', 1, 10 * MS, 0, null],
    [null, 'import json', 2, null, 0, null]
  ],
  total: 3
};

const TREE: ITable = {
  code: 'tree',
  columns: [
    { code: 'level', unit: 'level' },
    { code: 'function', unit: 'text' },
    { code: 'total', unit: 'time' }
  ],
  rows: [
    [0, 'main', 100],
    [1, 'small', 5],
    [2, 'leaf', 5],
    [1, 'big', 90],
    [2, 'inner', 80],
    [0, 'worker', 40]
  ],
  total: 6
};

/** What the rows are called, indented as they are drawn. */
function names(table: ITable, view: IRowsView): string[] {
  const layout = layoutOf(table);
  return shownRows(table, layout, view, FILES).map(
    ({ row, depth }) => '-'.repeat(depth) + String(row[layout.texts[0]]).trim()
  );
}

const units = (table: ITable) => ({ units: table.columns.map(({ unit }) => unit) });

describe('the layout of a table', () => {
  it('names a row by its code, and leaves out what says nothing', () => {
    expect(layoutOf(LINES)).toEqual({
      texts: [1, 0, 5],
      numbers: [2, 3],
      main: 3,
      place: 0,
      level: null
    });
    expect(layoutOf(TREE)).toMatchObject({ texts: [1], numbers: [2], level: 0 });
  });

  it('keeps a column for waiting where something waited', () => {
    const rows = LINES.rows.map((row, i) =>
      row.map((value, at) => (at === 4 && i === 1 ? MS : value))
    );
    expect(layoutOf({ ...LINES, rows }).numbers).toEqual([2, 3, 4]);
  });

  it('has one unit for the times of a row, and one for the sizes of a column', () => {
    const [, , hits, own] = numberFormats(LINES);
    expect(hits(60_000)).toBe('60,000');
    expect(own(10 * MS)).toBe(`0.01${NBSP}s`);
    const columns = [{ code: 'net', unit: 'bytes' } as const];
    const [net] = numberFormats({ ...LINES, columns, rows: [[34 * MIB], [-2 * MIB], [9]] });
    expect([34 * MIB, -2 * MIB, 9, 0].map(net)).toEqual(
      ['34.0', '\u22122.0', '<0.1', '0'].map(number => `${number}${NBSP}MiB`)
    );
  });
});

describe('the rows of a table', () => {
  it('come as they were told, and are sorted by a column either way, the unknown last', () => {
    expect(names(LINES, FIRST_ROWS)).toEqual(['if found:', 'match()', 'import json']);
    const down = sortedRows(FIRST_ROWS, 3, units(LINES));
    expect(names(LINES, sortedRows(down, 3, units(LINES)))).toEqual([
      'match()',
      'if found:',
      'import json'
    ]);
    const byName = sortedRows(FIRST_ROWS, 1, units(LINES));
    expect(byName.descending).toBe(false);
    expect(names(LINES, byName)[0]).toBe('if found:');
    expect(names(LINES, sortedRows(FIRST_ROWS, 0, units(LINES)))[2]).toBe('import json');
  });

  it('can be filtered by all that stands in the first column', () => {
    expect(names(LINES, { ...FIRST_ROWS, filter: ' MATCH' })).toEqual(['if found:', 'match()']);
    expect(names(LINES, { ...FIRST_ROWS, filter: '[1]:9' })).toEqual(['match()']);
  });
});

describe('a tree', () => {
  it('is open where the most of it is', () => {
    expect(names(TREE, FIRST_ROWS)).toEqual(['main', '-small', '-big', '--inner', 'worker']);
  });

  it('opens and closes', () => {
    const opened = turnedRow(FIRST_ROWS, 1);
    expect(names(TREE, opened)).toContain('--leaf');
    expect(names(TREE, turnedRow(opened, 1))).not.toContain('--leaf');
    expect(names(TREE, turnedRow(FIRST_ROWS, 0))).toEqual(['main', 'worker']);
  });

  it('is sorted among those with the same row above', () => {
    expect(names(TREE, sortedRows(FIRST_ROWS, 2, units(TREE)))).toEqual([
      'main',
      '-big',
      '--inner',
      '-small',
      'worker'
    ]);
  });

  it('shows the way to what a filter finds', () => {
    expect(names(TREE, { ...FIRST_ROWS, filter: 'leaf' })).toEqual(['main', '-small', '--leaf']);
  });

  it('stands levels that are skipped', () => {
    const rows = [
      [3, 'a', 1],
      [9, 'b', 1],
      [1, 'c', 1]
    ];
    expect(names({ ...TREE, rows }, FIRST_ROWS)).toEqual(['a', '-b', 'c']);
  });
});
