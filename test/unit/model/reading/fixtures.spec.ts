import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { headline } from '../../../../src/model/profile/headline';
import { sourceHash } from '../../../../src/model/kernel/hash';
import { parseAnswer, parseResult } from '../../../../src/model/reading/parse';
import { MemoryProfile, Profile } from '../../../../src/model/contract/profile';
import { reportText } from '../../../../src/model/profile/report';
import { memoryCurve } from '../../../../src/model/profile/timeline';
import { english } from '../../builders';

/** What real kernels sent: `make fixtures` writes it, pytest checks that it is still true. */
const FOLDER = join(__dirname, '../../../fixtures');
const NAMES = readdirSync(FOLDER).filter(name => name.endsWith('.json'));

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

/** A comparison is in a cell's output; everything else answers a request. */
function parsed(name: string): unknown {
  const document = read(name);
  return name.startsWith('comparison') ? parseResult(document) : parseAnswer(document);
}

function profile(name: string): Profile {
  return parseResult(read(`${name}.json`)) as Profile;
}

function said(name: string): string {
  return headline(profile(name), english)
    .map(part => part.text)
    .join('');
}

describe('what real runs sent', () => {
  it.each(NAMES)('%s is read', name => {
    expect(parsed(name)).toMatchObject({ kind: (read(name) as Profile).kind });
  });

  it.each(NAMES)('%s loses nothing on the way', name => {
    expect(JSON.parse(JSON.stringify(parsed(name)))).toEqual(read(name));
  });

  it('tells how memory came about, with the package and without', () => {
    for (const [name, tool] of [
      ['memory', 'cellheat sampler'],
      ['memory-package', 'memory_profiler 0.61.0']
    ]) {
      const { data, wall_ns } = profile(name) as MemoryProfile;
      expect(data.timeline!.tool).toBe(tool);
      const { label, peak } = memoryCurve(data, wall_ns, english)!;
      expect(peak!.ns).toBeGreaterThan(0);
      expect(label).toMatch(/\(\+\d\d\u00a0MiB\) after/);
    }
  });

  it('says where the time went', () => {
    expect(said('calls')).toMatch(/^\d+ of \d+\u00a0ms went into match\.$/);
    expect(said('waiting')).toMatch(/were spent waiting\.$/);
    expect(said('raised')).toMatch(/^Stopped by ZeroDivisionError after \d/);
    expect(said('not-run')).toBe('Did not run: SyntaxError.');
    expect(said('memory')).toMatch(/^Memory rose by 30\u00a0MiB at its highest; /);
    expect(said('timeit')).toMatch(/for the middle half of \d+ repeats\.$/);
    expect(said('one-run')).toMatch(/one run, no spread known\.$/);
  });

  it('finds a function in the cell that defined it', () => {
    const { data } = profile('calls') as Extract<Profile, { instrument: 'calls' }>;
    const parse = data.functions.find(row => row.name === 'parse')!;
    expect(parse.line).toBe(1);
    expect(data.files[parse.file!].text).toContain('def parse(order):');
  });

  it('hashes a source as the kernel does', () => {
    const { cell } = profile('timeit');
    expect(sourceHash('sum(range(1_000))')).toBe(cell.hash);
  });

  it('can be copied as text', () => {
    expect(reportText(profile('calls'), english)).toContain('match');
  });
});
