import { reportText } from '../../../../src/model/profile/report';
import {
  callsData,
  callsProfile,
  english,
  functionRow,
  memoryProfile,
  MS,
  timeitProfile
} from '../../builders';

describe('reportText', () => {
  it('reads like the panel', () => {
    expect(reportText(callsProfile(), english)).toBe(
      [
        '7.9 of 8.6 s went into match.',
        '',
        'wall with profiler 8.61 s · CPU 8.55 s · resident peak +34 MiB',
        '',
        '   own   total  calls  per call  function',
        '7.91 s  8.40 s      1    8.40 s  match [12]:3',
        '0.31 s  0.36 s  2,000    180 µs  parse [9]:1',
        '0.17 s  0.19 s      1    190 ms  json.load',
        '0.05 s  0.05 s  2,000   25.0 µs  sorted',
        '0.02 s  8.60 s      1    8.60 s  top level [12]:1',
        '',
        'Every call was recorded, which takes time of its own · cProfile · CPython 3.11.7' +
          ' · Linux x86_64 · 2 cores · cellheat 0.1.0',
        '2026-11-21T10:50:00.123Z'
      ].join('\n')
    );
  });

  it('stops after 20 functions and says how many there were', () => {
    const functions = Array.from({ length: 30 }, (_, i) =>
      functionRow({ name: `f${i}`, own_ns: (30 - i) * MS })
    );
    const text = reportText(
      callsProfile({}, { ...callsData(), functions, functions_total: 1204 }),
      english
    );
    expect(text).toContain('f19 ');
    expect(text).not.toContain('f20 ');
    expect(text).toContain('and 1,184 more');
  });

  it('has the numbers of the other instruments', () => {
    expect(reportText(memoryProfile(), english)).toContain('at its highest 154 MiB (+34 MiB)');
    expect(reportText(timeitProfile(), english)).toContain('middle half 45 to 47 µs');
    expect(reportText(timeitProfile(), english)).toContain(
      '19 repeats of 1,000 loops, 20,111 runs in all.'
    );
  });

  it('tells what child processes took, where there were some', () => {
    const told = reportText(memoryProfile({}, { children_bytes: 90 * 2 ** 20 }), english);
    expect(told).toContain('child processes at most 90 MiB');
    expect(reportText(memoryProfile(), english)).not.toContain('child processes');
  });

  it('says by what allocations were counted, or what is told instead', () => {
    expect(reportText(timeitProfile(), english)).toMatch(/allocations 41 \(.*memray/);
    const without = reportText(timeitProfile({}, { allocations: null }), english);
    expect(without).not.toContain('allocations 41');
    expect(without).toMatch(/blocks left 3 \(.*with memray installed/);
  });

  it('says where only a part of what it took itself is known', () => {
    const told = (share: number, least: boolean) =>
      reportText(timeitProfile({ distortion: { share, least, basis: 'Tried.' } }), english);
    expect(told(0.2, false)).toContain('profiler’s part ≈ 20 %');
    expect(told(0.2, true)).toContain('profiler’s part ≥ 20 %');
    expect(told(0.002, true)).not.toContain('profiler’s part');
  });

  it('keeps the notes', () => {
    const notes = [{ code: 'a', level: 'caution', text: 'Mind the step.' }] as const;
    expect(reportText(timeitProfile({ notes }), english)).toContain('\n! Mind the step.\n');
  });
});
