import type { Profile } from '../../../src/model/contract/profile';
import { NBSP } from '../../../src/model/words/units';
import { ProfileView } from '../../../src/views/profile';
import { callsProfile, english, memoryProfile, timeitProfile, timeline } from '../builders';
import { clearDrawn, drawn } from './drawn';

const draw = (profile: Profile) =>
  drawn(<ProfileView profile={profile} trans={english} rows={25} />);
const text = (node: Element | null) => node!.textContent!.replaceAll(NBSP, ' ');

afterEach(clearDrawn);

describe('ProfileView', () => {
  it('opens with one sentence, its numbers strong and its names code', () => {
    const node = draw(callsProfile()).querySelector('.jp-Cellheat-Headline')!;
    expect(text(node)).toBe('7.9 of 8.6 s went into match.');
    expect(text(node.querySelector('strong'))).toBe('7.9 of 8.6 s');
    expect(text(node.querySelector('code'))).toBe('match');
  });

  it('draws the strip, and a dash with words where a number cannot be known', () => {
    const known = draw(callsProfile()).querySelector('dl');
    expect(text(known)).toBe('wall with profiler8.61 sCPU8.55 sresident peak+34 MiB');
    const unknown = draw(callsProfile({ peak_bytes: null })).querySelector('dl');
    expect(text(unknown)).toContain('resident peak–');
    expect(unknown!.querySelector('[aria-label]')!.getAttribute('aria-label')).toBe(
      'The highest memory of a run cannot be read from this kernel'
    );
  });

  it('says where the time went', () => {
    const node = draw(callsProfile({}, { waiting_ns: 1e9 }));
    expect(text(node.querySelector('.jp-Cellheat-Split ul'))).toBe(
      'your code 87 %libraries 2 %built-ins <1 %waiting 11 %'
    );
  });

  it('draws timeit and memory', () => {
    const timeit = draw(timeitProfile());
    expect(text(timeit.querySelector('.jp-Cellheat-Timeit table'))).toContain('median46 µs');
    expect(text(timeit.querySelector('.jp-Cellheat-Timeit'))).toContain('blocks left');
    expect(text(timeit.querySelector('.jp-Cellheat-Timeit'))).toContain('The repeats agree');
    expect(text(timeit.querySelector('dl'))).not.toContain('resident');
    expect(text(timeit)).toContain('19 repeats of 1,000 loops, 20,111 runs in all.');
    const memory = draw(memoryProfile());
    expect(text(memory.querySelector('.jp-Cellheat-Memory table'))).toContain(
      'at its highest154 MiB+34 MiB'
    );
  });

  it('draws memory over time, in words too', () => {
    const memory = draw(memoryProfile({}, { timeline: timeline() }));
    const plot = memory.querySelector('.jp-Cellheat-Timeline [role=img]')!;
    expect(plot.getAttribute('aria-label')).toContain('120');
    expect(text(memory.querySelector('footer'))).toContain(
      'Sampled every 10 ms from outside (memory_profiler 0.61.0), 852 samples'
    );
  });

  it('has no numbers for a cell that did not run', () => {
    const outcome = { status: 'not-run', error: 'SyntaxError' } as const;
    const node = draw(callsProfile({ outcome }, { functions: [], headline: null }));
    expect(text(node)).toContain('Did not run: SyntaxError.');
    expect(node.querySelector('dl, table')).toBeNull();
    expect(text(node.querySelector('footer'))).not.toContain('recorded');
  });

  it('says in words that a note is a caution', () => {
    const notes = [
      { code: 'a', level: 'info', text: 'By the way.' },
      { code: 'b', level: 'caution', text: 'Mind the step.' }
    ] as const;
    const items = [...draw(callsProfile({ notes })).querySelectorAll('.jp-Cellheat-Notes li')];
    expect(items.map(text)).toEqual(['By the way.', 'Careful: Mind the step.']);
  });

  it('ends with the conditions', () => {
    const foot = draw(callsProfile()).querySelector('footer');
    expect(text(foot)).toContain('cProfile · CPython 3.11.7 · Linux x86_64 · 2 cores');
    expect(foot!.querySelector('time')!.dateTime).toBe('2026-11-21T10:50:00.123Z');
  });
});
