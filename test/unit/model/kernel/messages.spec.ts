import {
  availabilityMessage,
  failureMessage,
  progressMessage
} from '../../../../src/model/kernel/messages';
import type { Availability, RunFailure, RunState } from '../../../../src/model/kernel/run';
import { english, kernelFailure, run, timeitProfile } from '../../builders';

const failures: RunFailure[] = [
  { kind: 'kernel', failure: kernelFailure() },
  { kind: 'aborted' },
  { kind: 'restarted' },
  { kind: 'died' },
  { kind: 'closed' },
  { kind: 'disconnected' },
  { kind: 'not-answering' },
  { kind: 'not-run' },
  { kind: 'cancelled' },
  { kind: 'gone' },
  { kind: 'unreadable', detail: 'data is not an object' },
  { kind: 'not-armed', detail: 'ChunkLoadError' }
];

const unavailable: Availability[] = [
  { kind: 'no-notebook' },
  { kind: 'no-kernel' },
  { kind: 'starting' },
  { kind: 'not-code' },
  { kind: 'not-python', kernel: 'R' }
];

const pending: RunState[] = [
  { phase: 'waiting', since: 0, why: 'busy' },
  { phase: 'waiting', since: 0, why: 'session' },
  { phase: 'starting', since: 0 },
  { phase: 'asking', effects: [] },
  { phase: 'running', since: 0, stopping: false },
  { phase: 'running', since: 0, stopping: true }
];

describe('messages', () => {
  const all = [
    ...failures.map(failure => failureMessage(failure, english)),
    ...unavailable.map(availability => availabilityMessage(availability, english)!),
    ...pending.map(state => progressMessage(run(state), english)!)
  ];

  it('are whole sentences, all different', () => {
    for (const { title, text } of all) {
      expect(title).toMatch(/[.?…]$/);
      expect(text).toMatch(/^$|[.:]$/);
      expect(`${title}${text}`).not.toMatch(/%\d|undefined/);
    }
    expect(new Set(all.map(({ title }) => title)).size).toBe(all.length);
  });

  it('name the kernel that cannot be measured', () => {
    const message = availabilityMessage({ kind: 'not-python', kernel: 'R' }, english);
    expect(message).toMatchObject({
      title: 'This notebook runs on the R kernel.',
      text: 'Cellheat measures Python kernels only.'
    });
  });

  it('keep what the kernel said, and its log', () => {
    const failure = kernelFailure({ reason: 'raised', text: 'It raised KeyError.', detail: 'log' });
    expect(failureMessage({ kind: 'kernel', failure }, english)).toEqual({
      title: 'The cell was not timed.',
      text: 'It raised KeyError.',
      detail: 'log'
    });
  });

  it('are silent where all is well', () => {
    expect(availabilityMessage({ kind: 'ready' }, english)).toBeNull();
    expect(progressMessage(run({ phase: 'done', result: timeitProfile() }), english)).toBeNull();
  });
});
