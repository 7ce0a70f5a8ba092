import {
  installationFor,
  installMessage,
  InstallState,
  missingMessage
} from '../../../../src/model/kernel/installation';
import { english, installation, memoryProfile } from '../../builders';

const STATES: InstallState[] = [
  { name: 'memory_profiler', phase: 'waiting', since: 0 },
  { name: 'memory_profiler', phase: 'installing', since: 0, stopping: false },
  { name: 'memory_profiler', phase: 'installing', since: 0, stopping: true },
  { name: 'memory_profiler', phase: 'ended', at: 0, installation: installation() },
  {
    name: 'memory_profiler',
    phase: 'ended',
    at: 0,
    installation: installation({ status: 'failed', output: 'ERROR: no' })
  },
  {
    name: 'memory_profiler',
    phase: 'ended',
    at: 0,
    installation: installation({ status: 'stopped' })
  },
  { name: 'memory_profiler', phase: 'failed', at: 0, failure: { kind: 'died' } }
];

describe('an installation in words', () => {
  it('has whole sentences for every state', () => {
    for (const state of STATES) {
      const { text, title } = installMessage(state, english);
      expect(`${title} ${text}`).toMatch(/^[A-Z][A-Za-z_ …]+[.…].*\.$/s);
      expect(`${title} ${text}`).not.toMatch(/%\d|undefined/);
    }
  });

  it('shows what pip said where it failed', () => {
    expect(installMessage(STATES[4], english)).toMatchObject({
      title: 'The package memory_profiler could not be installed.',
      detail: 'ERROR: no'
    });
    expect(installMessage(STATES[3], english).detail).toBeNull();
  });

  it('has words in place of a line where the kernel has no pip', () => {
    const without = missingMessage({ name: 'memory_profiler', command: null }, english);
    expect(without.text).toContain('cannot install it itself');
    const having = missingMessage({ name: 'memory_profiler', command: 'pip' }, english);
    expect(having.text).not.toContain('cannot');
  });
});

describe('installationFor', () => {
  const profile = memoryProfile({ started: '2026-11-21T10:50:00.000Z' });
  const started = Date.parse(profile.started);

  it('is told to results that were there before', () => {
    const state: InstallState = {
      name: 'memory_profiler',
      phase: 'ended',
      at: started + 1,
      installation: installation()
    };
    expect(installationFor(profile, state)).toBe(state);
    expect(installationFor(profile, STATES[1])).toBe(STATES[1]);
    expect(installationFor(profile, null)).toBeNull();
  });

  it('is not told to a later one: it was another kernel’s', () => {
    const state: InstallState = {
      name: 'memory_profiler',
      phase: 'ended',
      at: started - 1,
      installation: installation()
    };
    expect(installationFor(profile, state)).toBeNull();
  });
});
