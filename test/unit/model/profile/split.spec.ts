import { splitOf } from '../../../../src/model/profile/split';
import { callsProfile, MS, SECOND } from '../../builders';

describe('splitOf', () => {
  it('adds up own times by whose code it is', () => {
    expect(splitOf(callsProfile())).toEqual({
      own: 7.91 * SECOND + 310 * MS + 20 * MS,
      library: 170 * MS,
      builtin: 50 * MS,
      waiting: 0,
      outside: 0
    });
  });

  it('keeps what is not the cell’s apart', () => {
    const split = splitOf(callsProfile({ wall_ns: 12 * SECOND }, { waiting_ns: 2 * SECOND }));
    expect(split.waiting).toBe(2 * SECOND);
    expect(split.outside).toBeCloseTo(1.4 * SECOND, -3);
  });

  it('is never less than nothing', () => {
    expect(splitOf(callsProfile({ wall_ns: SECOND })).outside).toBe(0);
  });
});
