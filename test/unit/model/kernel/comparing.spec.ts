import { refusalOf, shareDone, stepWords, timeWords } from '../../../../src/model/kernel/comparing';
import { english, kernelFailure, progress } from '../../builders';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('stepWords', () => {
  it.each([
    [{ step: 'checking' }, 'Checking that the results agree'],
    [{ step: 'timing' }, 'Timing'],
    [{ step: 'timing', n: 1000 }, 'Timing n = 1,000'],
    [{ step: 'timing', n: 1000, size: 2, sizes: 3 }, 'Timing n = 1,000, 2 of 3'],
    [{ step: 'memory', n: 1000 }, 'Measuring memory'],
    [{ step: 'confirming', size: 2, sizes: 5 }, 'Measuring in fresh processes, 2 of 5']
  ] as const)('%j', (changes, words) => {
    expect(plain(stepWords(progress(changes), english))).toBe(words);
  });
});

describe('timeWords', () => {
  const at = (now: number, expected_ns: number | null) =>
    plain(
      timeWords({ progress: progress({ expected_ns }), since: 1000, stopping: false }, now, english)
    );

  it('says how long it takes at most, until it takes longer', () => {
    expect(at(2200, 2e9)).toBe('1.2 s of at most 2.0 s');
    expect(at(3400, 2e9)).toBe('2.4 s');
    expect(at(3400, null)).toBe('2.4 s');
  });

  it('goes from nothing to all', () => {
    const share = (now: number, expected_ns: number | null = 2e9) =>
      shareDone({ progress: progress({ expected_ns }), since: 1000, stopping: false }, now);
    expect([share(500), share(2000), share(9000), share(2000, null)]).toEqual([0, 0.5, 1, 0]);
  });

  it('goes from process to process where it is confirmed', () => {
    const second = progress({ step: 'confirming', size: 2, sizes: 5 });
    expect(shareDone({ progress: second, since: 1000, stopping: false }, 9000)).toBe(0.2);
  });
});

describe('refusalOf', () => {
  it('says what the kernel says, and else that nothing was lost', () => {
    const failure = kernelFailure({ reason: 'not-started', text: 'It is gone.', detail: null });
    expect(refusalOf({ kind: 'kernel', failure }, english).message.title).toBe('It is gone.');
    const missing = { name: 'cloudpickle', command: null } as const;
    const lacks = {
      kind: 'kernel',
      failure: kernelFailure({ reason: 'refused', missing })
    } as const;
    expect(refusalOf(lacks, english).missing).toEqual(missing);
    expect(refusalOf({ kind: 'restarted' }, english).message).toMatchObject({
      title: 'The kernel was restarted.',
      text: 'The result above is as it was.'
    });
  });
});
