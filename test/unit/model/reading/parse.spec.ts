import { parseAnswer, parseResult } from '../../../../src/model/reading/parse';
import type { MemoryProfile } from '../../../../src/model/contract/profile';
import { LIMITS } from '../../../../src/model/reading/readers';
import {
  callsData,
  callsProfile,
  functionRow,
  installation,
  kernelFailure,
  memoryProfile,
  timeitProfile,
  timeline
} from '../../builders';

/** A copy that can be broken. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
const copy = (value: unknown): any => JSON.parse(JSON.stringify(value));

describe('parseAnswer', () => {
  it.each([
    ['calls', callsProfile()],
    ['memory', memoryProfile()],
    ['timeit', timeitProfile()],
    ['a failure', kernelFailure()],
    [
      'a question',
      {
        version: 1,
        kind: 'ask',
        effects: [{ code: 'writes-files', line: 1, text: 'x', cell: '[3]' }]
      }
    ],
    ['an acknowledgement', { version: 1, kind: 'ok', awaits: true }],
    ['an absence', { version: 1, kind: 'absent' }]
  ])('reads %s', (_, answer) => {
    expect(copy(parseAnswer(copy(answer)))).toEqual(copy(answer));
  });

  it('row 70: names both versions where the result is newer', () => {
    expect(parseAnswer({ ...callsProfile(), version: 2 })).toEqual({
      kind: 'unreadable',
      detail: 'the result is version 2, and this cellheat reads version 1: update cellheat'
    });
  });

  it.each([undefined, null, 0, 'profile', [], () => 1, {}, { version: 0, kind: 'ok' }])(
    'does not read %p',
    value => {
      expect(parseAnswer(value)).toMatchObject({ kind: 'unreadable' });
    }
  );

  it.each([
    [null, null],
    [
      [2e9, 5e9],
      [2e9, 5e9]
    ],
    [[5e9, 2e9], 'unreadable'],
    [[2e9], 'unreadable'],
    [2e9, 'unreadable']
  ])('reads %p as how long a suggestion will take', (expected_ns, read) => {
    const suggestion = { instrument: 'lines', tool: 'tracer', reason: 'Why.', expected_ns };
    const overview = { ...copy(callsProfile()), instrument: 'overview' };
    overview.data = { files: [], figures: [], tables: [], finding: null, timeline: null };
    overview.data = { ...overview.data, suggestion, missing: null };
    const found = copy(parseAnswer(overview));
    expect(found.kind === 'unreadable' ? found.kind : found.data.suggestion.expected_ns).toEqual(
      read
    );
  });

  const breakages: [string, unknown, RegExp][] = [
    ['kind', 'script', /kind/],
    ['instrument', 'guesses', /instrument/],
    ['started', 'yesterday', /started/],
    ['wall_ns', NaN, /wall_ns/],
    ['wall_ns', Infinity, /wall_ns/],
    ['cpu_ns', -1, /cpu_ns/],
    ['peak_bytes', '34', /peak_bytes/],
    ['peak_bytes', undefined, /peak_bytes/],
    ['cell.hash', '<script>', /cell\.hash/],
    ['cell.count', 1.5, /cell\.count/],
    ['outcome.status', 'fine', /outcome\.status/],
    ['environment.tools', [], /environment\.tools/],
    ['environment.tools', { cProfile: {} }, /environment\.tools/],
    ['notes', {}, /notes/],
    ['notes.0', { code: 'a', level: 'shout', text: '' }, /notes\[0\]\.level/],
    ['data', null, /data/],
    ['data.functions.0.own_ns', '1', /data\.functions\[0\]\.own_ns/],
    ['data.functions.0.file', 2, /data\.functions\[0\]\.file/],
    ['data.functions.0.kind', 'theirs', /kind/],
    ['data.headline.function', 99, /data\.headline\.function/],
    ['data.headline.callee', -1, /data\.headline\.callee/]
  ];
  it.each(breakages)('says what is wrong where %s is %p', (path, value, detail) => {
    const profile = copy(callsProfile());
    const keys = path.split('.');
    const last = keys.pop()!;
    const holder = keys.reduce((at, key) => at[key], profile);
    holder[last] = value;
    const answer = parseAnswer(profile);
    expect(answer).toMatchObject({ kind: 'unreadable', detail: expect.stringMatching(detail) });
  });

  it('reads every field that the contract names, and finds each that is missing', () => {
    for (const profile of [callsProfile(), memoryProfile(), timeitProfile()]) {
      for (const holder of [[], ['cell'], ['outcome'], ['environment'], ['data']]) {
        const whole = holder.reduce((at, key) => at[key], copy(profile));
        for (const key of Object.keys(whole)) {
          const broken = copy(profile);
          delete holder.reduce((at, name) => at[name], broken)[key];
          expect([key, parseAnswer(broken).kind]).toEqual([key, 'unreadable']);
        }
      }
    }
  });

  it.each([
    ['timeline.tool', 1, /data\.timeline\.tool/],
    ['timeline.at_ns', [0, 1], /out of order/],
    ['timeline.at_ns', [0, 1, 2, 3, 5, 4, 6], /out of order/],
    ['timeline.at_ns', [0, 1, 2, 3, 4, 5, NaN], /data\.timeline\.at_ns\[6\]/],
    ['timeline.bytes', [-1], /data\.timeline\.bytes\[0\]/],
    ['missing.name', 'os', /data\.missing\.name/],
    ['missing.command', 1, /data\.missing\.command/]
  ])('says what is wrong with memory where %s is %p', (path, value, detail) => {
    const missing = { name: 'memory_profiler', command: 'pip' } as const;
    const profile = copy(memoryProfile({}, { timeline: timeline(), missing }));
    expect(parseAnswer(profile).kind).toBe('profile');
    const [first, second] = path.split('.');
    profile.data[first][second] = value;
    const answer = parseAnswer(profile);
    expect(answer).toMatchObject({ kind: 'unreadable', detail: expect.stringMatching(detail) });
  });

  it('keeps no more samples than can be drawn', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => i);
    const endless = timeline({ at_ns: many, bytes: many });
    const answer = parseAnswer(memoryProfile({}, { timeline: endless })) as MemoryProfile;
    expect(answer.data.timeline!.bytes).toHaveLength(LIMITS.samples);
  });

  it('reads how an installation ended', () => {
    expect(parseAnswer(installation())).toEqual(installation());
    expect(parseAnswer({ ...installation(), name: 'os' })).toMatchObject({ kind: 'unreadable' });
  });

  it('does not take what a prototype holds', () => {
    const inherited = Object.create(callsProfile());
    expect(parseAnswer(inherited)).toMatchObject({ kind: 'unreadable' });
  });

  it('is not polluted by names from outside', () => {
    const profile = JSON.parse(
      JSON.stringify(callsProfile()).replace('"cProfile":', '"__proto__":')
    );
    const answer = parseAnswer(profile);
    expect(answer.kind).toBe('profile');
    expect(({} as Record<string, unknown>).cProfile).toBeUndefined();
    if (answer.kind === 'profile') {
      expect(Object.getPrototypeOf(answer.environment.tools)).toBeNull();
      expect(Object.entries(answer.environment.tools)).toEqual([['__proto__', '3.11.7']]);
    }
  });

  it('never throws, whatever the value does', () => {
    const trap = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('trap');
        }
      }
    );
    const getter = {
      get version(): number {
        throw new Error('trap');
      }
    };
    const circular: Record<string, unknown> = { version: 1, kind: 'profile' };
    circular.cell = circular;
    for (const value of [trap, getter, circular]) {
      expect(parseAnswer(value)).toMatchObject({ kind: 'unreadable' });
    }
  });

  it('cuts what is too much', () => {
    const functions = Array.from({ length: 600 }, () => functionRow({ name: 'x'.repeat(20_000) }));
    const answer = parseAnswer(
      callsProfile(
        { notes: Array(200).fill({ code: 'a', level: 'info', text: 'b' }) },
        { functions, functions_total: 600 }
      )
    );
    expect(answer.kind).toBe('profile');
    if (answer.kind === 'profile' && answer.instrument === 'calls') {
      expect(answer.data.functions).toHaveLength(LIMITS.functions);
      expect(answer.data.functions[0].name).toHaveLength(LIMITS.text + 1);
      expect(answer.notes).toHaveLength(LIMITS.notes);
    }
  });

  it('keeps a long source whole, for a part of it would match no cell', () => {
    const text = 'x = 1\n'.repeat(5000);
    const files = [{ kind: 'cell', label: '[12]', count: 12, text } as const, callsData().files[1]];
    const answer = parseAnswer(callsProfile({}, { files }));
    expect(answer).toMatchObject({ data: { files: [{ text }, {}] } });
  });
});

describe('parseResult', () => {
  it('takes only what a document may hold', () => {
    expect(parseResult(callsProfile()).kind).toBe('profile');
    expect(parseResult(kernelFailure()).kind).toBe('failure');
    expect(parseResult({ version: 1, kind: 'ok', awaits: false }).kind).toBe('unreadable');
    expect(parseResult(undefined).kind).toBe('unreadable');
  });
});
