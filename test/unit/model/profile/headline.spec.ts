import { headline } from '../../../../src/model/profile/headline';
import { Profile } from '../../../../src/model/contract/profile';
import { textOf } from '../../../../src/model/words/sentence';
import { NBSP } from '../../../../src/model/words/units';
import {
  callsProfile,
  english,
  functionRow,
  memoryProfile,
  MIB,
  MS,
  SECOND,
  timeitProfile
} from '../../builders';

const said = (profile: Profile) => textOf(headline(profile, english)).replaceAll(NBSP, ' ');

describe('the headline of calls', () => {
  it('names the function that took the time', () => {
    expect(headline(callsProfile(), english)).toEqual([
      { text: `7.9 of 8.6${NBSP}s`, as: 'strong' },
      { text: ' went into ', as: 'text' },
      { text: 'match', as: 'code' },
      { text: '.', as: 'text' }
    ]);
  });

  it('names the function that took most of it there', () => {
    const top = { function: 0, ns: 7.91 * SECOND, callee: 2, callee_ns: 5 * SECOND };
    expect(said(callsProfile({}, { headline: top }))).toBe(
      '7.9 of 8.6 s went into match, most of it in json.load.'
    );
  });

  it('says where code outside functions stands', () => {
    const top = { function: 0, ns: 7.91 * SECOND, callee: null, callee_ns: 0 };
    const at = (file: number | null) =>
      said(
        callsProfile(
          {},
          {
            headline: top,
            functions: [functionRow({ name: '<module>', file })],
            files: [
              { kind: 'cell', label: '[12]', count: 12, text: null },
              { kind: 'cell', label: '[9]', count: 9, text: null },
              { kind: 'file', label: 'orders.py', count: null, text: null }
            ]
          }
        )
      );
    expect(at(0)).toBe('7.9 of 8.6 s went into the top level of this cell.');
    expect(at(1)).toBe('7.9 of 8.6 s went into the top level of cell [9].');
    expect(at(2)).toBe('7.9 of 8.6 s went into the top level of orders.py.');
    expect(at(null)).toBe('7.9 of 8.6 s went into the top level.');
  });

  it('says that the time was spent waiting', () => {
    const waited = callsProfile({ wall_ns: 2 * SECOND }, { waiting_ns: 1.9 * SECOND });
    expect(said(waited)).toBe('1.9 of 2.0 s were spent waiting.');
    expect(said(callsProfile({}, { waiting_ns: SECOND }))).toContain('match');
  });

  it('makes nothing of a short run', () => {
    expect(said(callsProfile({ wall_ns: 3.1 * MS }))).toBe(
      '3.1 ms: too short to matter unless it runs often.'
    );
  });

  it('claims nothing where no function was seen', () => {
    expect(said(callsProfile({}, { headline: null }))).toBe(
      'No function of yours was seen in these 8.61 s.'
    );
  });

  it('says what ended the run, and what is known of it', () => {
    const top = { function: 0, ns: 150 * MS, callee: null, callee_ns: 0 };
    const ended = (status: 'raised' | 'interrupted', error: string, known: boolean) =>
      said(
        callsProfile(
          { outcome: { status, error }, wall_ns: 200 * MS },
          { headline: known ? top : null, total_ns: 180 * MS }
        )
      );
    expect(ended('raised', 'ZeroDivisionError', true)).toBe(
      'Stopped by ZeroDivisionError after 200 ms. 150 of 200 ms went into match.'
    );
    expect(ended('raised', 'ZeroDivisionError', false)).toBe(
      'Stopped by ZeroDivisionError after 200 ms. No function of yours was seen in these 200 ms.'
    );
    expect(ended('interrupted', 'KeyboardInterrupt', true)).toBe(
      'Stopped after 200 ms. 150 of 200 ms went into match.'
    );
    const soon = { outcome: { status: 'raised', error: 'KeyError' }, wall_ns: 1.2 * MS } as const;
    expect(said(callsProfile(soon))).toBe('Stopped by KeyError after 1.2 ms.');
  });

  it('does not blame the cell for the time that IPython took', () => {
    expect(said(callsProfile({}, { total_ns: 2 * SECOND }))).toBe(
      'Only 2.0 of 8.6 s went into your code; the rest is IPython’s, such as showing the result.'
    );
  });

  it('says that a cell did not run', () => {
    const outcome = { status: 'not-run', error: 'SyntaxError' } as const;
    for (const profile of [callsProfile({ outcome }), memoryProfile({ outcome })]) {
      expect(said(profile)).toBe('Did not run: SyntaxError.');
    }
  });

  it('never reads a name as a template', () => {
    const functions = [functionRow({ name: '%1 %2 %%' })];
    expect(said(callsProfile({}, { functions }))).toBe('7.9 of 8.6 s went into %1 %2 %%.');
  });
});

describe('the headline of memory', () => {
  it('says how far it rose and what stayed', () => {
    expect(said(memoryProfile())).toBe('Memory rose by 34 MiB at its highest; 12 MiB stayed.');
    expect(said(memoryProfile({}, { end_bytes: 120 * MIB }))).toBe(
      'Memory rose by 34 MiB at its highest; none of it stayed.'
    );
    expect(said(memoryProfile({}, { end_bytes: null }))).toBe(
      'Memory rose by 34 MiB at its highest.'
    );
  });

  it('says when there is nothing to say', () => {
    expect(said(memoryProfile({}, { peak_bytes: 120 * MIB }))).toBe('Memory did not rise.');
    expect(said(memoryProfile({}, { peak_bytes: 120 * MIB + 4096 }))).toBe(
      'Memory rose by less than 0.1 MiB.'
    );
  });

  it('says what cannot be known', () => {
    expect(said(memoryProfile({}, { start_bytes: null }))).toBe(
      'How much memory the cell took cannot be read from this kernel.'
    );
    expect(said(memoryProfile({}, { peak_bytes: null }))).toBe(
      'Memory was 12 MiB higher at the end; its highest is not known here.'
    );
    expect(said(memoryProfile({}, { peak_bytes: null, end_bytes: 100 * MIB }))).toBe(
      'Memory was 20 MiB lower at the end; its highest is not known here.'
    );
  });

  it('says what ended the run first', () => {
    const outcome = { status: 'interrupted', error: 'KeyboardInterrupt' } as const;
    expect(said(memoryProfile({ outcome, wall_ns: 3.1 * SECOND }))).toBe(
      'Stopped after 3.1 s. Memory rose by 34 MiB at its highest; 12 MiB stayed.'
    );
  });
});

describe('the headline of timeit', () => {
  it('says the time of a run and its spread', () => {
    expect(said(timeitProfile())).toBe(
      '46 µs a run, from 45 to 47 µs for the middle half of 19 repeats.'
    );
  });

  it('does not speak of a middle half of a few', () => {
    expect(said(timeitProfile({}, { values_ns: [45_000, 46_000, 47_000] }))).toBe(
      '46 µs a run, from 45 to 47 µs in 3 repeats.'
    );
  });

  it('does not invent a spread', () => {
    expect(said(timeitProfile({}, { low_ns: 46_000, high_ns: 46_000 }))).toBe(
      '46.0 µs a run, the same for the middle half of 19 repeats.'
    );
    const once = { one_run: true, values_ns: [3.2 * SECOND], median_ns: 3.2 * SECOND };
    expect(said(timeitProfile({}, once))).toBe('3.2 s: one run, no spread known.');
  });

  it('says that it was stopped', () => {
    const outcome = { status: 'interrupted', error: 'KeyboardInterrupt' } as const;
    expect(said(timeitProfile({ outcome }))).toBe(
      '46 µs a run, from 45 to 47 µs for the middle half of 19 repeats. Stopped before its time.'
    );
    expect(said(timeitProfile({ outcome }, { values_ns: [] }))).toBe('Stopped after 1.0 s.');
  });
});
