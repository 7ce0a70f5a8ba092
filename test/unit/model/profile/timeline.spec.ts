import type { IMemoryData } from '../../../../src/model/contract/profile';
import { reportText } from '../../../../src/model/profile/report';
import { memoryCurve, sparkline } from '../../../../src/model/profile/timeline';
import { NBSP } from '../../../../src/model/words/units';
import { english, memoryProfile, MIB, SECOND, timeline } from '../../builders';

const WALL = 8.61 * SECOND;

function curve(changes: Partial<IMemoryData> = {}) {
  const { data } = memoryProfile({}, { timeline: timeline(), ...changes });
  return memoryCurve(data, WALL, english);
}

const plain = (text: string) => text.replaceAll(NBSP, ' ');

describe('memoryCurve', () => {
  it('begins at 0 and ends with the run', () => {
    const { points } = curve()!;
    expect(points[0]).toEqual({ ns: 0, bytes: 120 * MIB });
    expect(points.at(-1)).toEqual({ ns: WALL, bytes: 132 * MIB });
  });

  it('marks the highest, with what it was above the start', () => {
    expect(curve()!.peak).toEqual({
      ns: 4 * SECOND,
      bytes: 154 * MIB,
      label: `+34${NBSP}MiB`
    });
  });

  it('says where it stays', () => {
    expect(plain(curve({ end_bytes: 153 * MIB })!.peak!.label)).toBe('+34 MiB, and it stays');
  });

  it('takes the operating system’s word, and says that the moment is not known', () => {
    const { high, label, peak } = curve({ peak_bytes: 300 * MIB })!;
    expect(peak).toMatchObject({ ns: null, bytes: 300 * MIB });
    expect(plain(peak!.label)).toBe('+180 MiB, between two samples');
    expect(high).toBe(300 * MIB);
    expect(plain(label)).toContain('Highest: 300 MiB (+180 MiB, between two samples).');
  });

  it('is not troubled by pages that the two ways count apart', () => {
    expect(curve({ peak_bytes: 154.4 * MIB })!.peak).toMatchObject({ ns: 4 * SECOND });
    expect(curve({ peak_bytes: 153.9 * MIB })!.peak).toMatchObject({ bytes: 153.9 * MIB });
  });

  it('has the samples’ highest where the system tells none', () => {
    expect(curve({ peak_bytes: null })!.peak).toMatchObject({ bytes: 154 * MIB });
  });

  it('looks flat where nothing happened', () => {
    const flat = timeline({
      bytes: Array(7)
        .fill(120 * MIB)
        .map((size, i) => size + i)
    });
    const { high, low, peak } = curve({ timeline: flat, peak_bytes: 120 * MIB + 6 })!;
    expect(peak).toBeNull();
    expect(high - low).toBe(MIB);
  });

  it('is read out in a sentence', () => {
    expect(plain(curve()!.label)).toBe(
      'Resident memory of the kernel over 8.61 s: 120 MiB at the start, 132 MiB at the end. ' +
        'Highest: 154 MiB (+34 MiB) after 4.00 s.'
    );
  });

  it('is none where too little was sampled', () => {
    expect(curve({ timeline: null })).toBeNull();
    const short = timeline({ at_ns: [0, 1, 2], bytes: [1, 2, 3] });
    expect(curve({ timeline: short })).toBeNull();
  });
});

describe('sparkline', () => {
  it('shows the same in one line of text', () => {
    expect(sparkline(curve()!, WALL, 9)).toBe('▁▁▅▅█▇▃▃▃');
    const profile = memoryProfile({}, { timeline: timeline() });
    expect(reportText(profile, english)).toMatch(/\n[▁▂▃▄▅▆▇█]{60}\n/);
  });
});
