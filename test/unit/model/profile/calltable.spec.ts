import {
  COLUMNS,
  FIRST_VIEW,
  ITableView,
  sortedBy,
  tableRows
} from '../../../../src/model/profile/calltable';
import { callsData, english } from '../../builders';

const data = callsData();
const names = (view: Partial<ITableView> = {}) =>
  tableRows(data, { ...FIRST_VIEW, ...view }, english).map(row => row.name);

describe('tableRows', () => {
  it('starts with the longest own time', () => {
    expect(names()).toEqual(['match', 'parse', 'load', 'sorted', '<module>']);
  });

  it.each([
    ['total', '<module>'],
    ['perCall', '<module>'],
    ['calls', 'parse']
  ] as const)('sorts by %s', (column, first) => {
    expect(names({ column })[0]).toBe(first);
  });

  it('sorts by the name that is shown', () => {
    // the last one is called "top level"
    expect(names({ column: 'name', descending: false })).toEqual([
      'load',
      'match',
      'parse',
      'sorted',
      '<module>'
    ]);
  });

  it('puts the longer own time first among equals', () => {
    expect(names({ column: 'calls' }).slice(0, 2)).toEqual(['parse', 'sorted']);
    expect(names({ column: 'calls', descending: false }).slice(0, 3)).toEqual([
      'match',
      'load',
      '<module>'
    ]);
  });

  it('finds names, modules and places', () => {
    expect(names({ filter: ' MATCH ' })).toEqual(['match']);
    expect(names({ filter: 'json' })).toEqual(['load']);
    expect(names({ filter: '[12]' })).toEqual(['match', '<module>']);
    expect(names({ filter: 'top level' })).toEqual(['<module>']);
    expect(names({ filter: '.*' })).toEqual([]);
  });

  it('can leave out what is not own code', () => {
    expect(names({ ownOnly: true })).toEqual(['match', 'parse', '<module>']);
  });

  it('keeps every row once in every order, and does not touch the profile', () => {
    const before = JSON.stringify(data);
    for (const column of COLUMNS) {
      for (const descending of [true, false]) {
        expect(new Set(names({ column, descending })).size).toBe(5);
      }
    }
    expect(JSON.stringify(data)).toBe(before);
  });
});

describe('sortedBy', () => {
  it('starts numbers with the largest and names with A, then turns round', () => {
    const byTotal = sortedBy(FIRST_VIEW, 'total');
    expect(byTotal).toMatchObject({ column: 'total', descending: true });
    expect(sortedBy(byTotal, 'total')).toMatchObject({ descending: false });
    expect(sortedBy(FIRST_VIEW, 'name')).toMatchObject({ column: 'name', descending: false });
  });
});
