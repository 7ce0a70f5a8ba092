import { addedUp } from '../../../../src/model/kernel/rounds';
import type { ITable, Value } from '../../../../src/model/contract/profile';
import { aLook } from '../../builders';

const totals = (...rows: Value[][]): ITable => ({
  code: 'totals',
  columns: [
    { code: 'function', unit: 'text' },
    { code: 'place', unit: 'place' },
    { code: 'total', unit: 'time' }
  ],
  rows,
  total: rows.length
});
const [cell] = aLook().files;
const other = { ...cell, label: '[3]', count: 3 };
const round = { samples: 100, elapsed_ns: 2e9 };

describe('rounds of looking at a run', () => {
  it('are added up by function, wherever its file stands', () => {
    const first = aLook({
      ...round,
      files: [other, cell],
      tables: [totals(['match', [1, 4], 1e9], ['json.load', null, 5e8], ['old', [0, 1], 1])]
    });
    const second = aLook({
      ...round,
      files: [cell],
      tables: [totals(['json.load', null, 1e9], ['match', [0, 6], 2e9])]
    });
    const both = addedUp(first, second);
    expect(both).toMatchObject({ samples: 200, elapsed_ns: 4e9, files: [cell, other] });
    expect(both.tables[0].rows).toEqual([
      ['match', [0, 6], 3e9],
      ['json.load', null, 1.5e9],
      ['old', [1, 1], 1]
    ]);
  });

  it('keep functions of one name apart by their lines', () => {
    const look = aLook({
      ...round,
      tables: [totals(['<lambda>', [0, 1], 2], ['<lambda>', [0, 9], 1])]
    });
    expect(addedUp(look, look).tables[0].rows.map(row => row[2])).toEqual([4, 2]);
  });

  it('take one stack alone for no time', () => {
    const seen = aLook({ ...round, tables: [totals(['match', [0, 6], 1e9])] });
    const again = addedUp(seen, aLook({ exact: false }));
    expect(again).toMatchObject({ samples: 100, elapsed_ns: 2e9, exact: false });
    expect(again.tables).toEqual(seen.tables);
    expect(addedUp(aLook(), aLook()).samples).toBe(1);
  });
});
