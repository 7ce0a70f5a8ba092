import { Onlooker } from '../../../src/kernel/onlooker';
import type { ISubshell } from '../../../src/kernel/subshell';
import type { Answer } from '../../../src/model/contract/answer';
import type { LookState } from '../../../src/model/kernel/looking';
import type { RunFailure } from '../../../src/model/kernel/run';
import { aLook } from '../builders';
import { settle } from './scripted';

/** A kernel with a cell that runs, and answers in their order. */
function watched(...answers: (Answer | RunFailure)[]) {
  const states: (LookState | null)[] = [];
  const asked: number[] = [];
  let closed = 0;
  let busy = true;
  let ends = 0;
  let onAnswer = () => undefined as void;
  const shell: ISubshell = {
    ask: async ({ seconds }) => {
      asked.push(seconds);
      await settle();
      onAnswer();
      return answers.shift() ?? aLook();
    },
    close: () => void closed++
  };
  const kernel = {
    open: async () => shell as ISubshell | null,
    isBusy: () => busy,
    ends: () => ends
  };
  const onlooker = new Onlooker(kernel, state => states.push(state));
  return {
    asked,
    kernel,
    onlooker,
    states,
    closed: () => closed,
    end: () => (busy = false),
    goOn: () => void ends++,
    when: (does: () => void) => (onAnswer = does)
  };
}

const phases = (states: readonly (LookState | null)[]) => states.map(state => state?.phase);

describe('an onlooker', () => {
  it('takes one stack, then samples, until it is stopped; what was seen stays', async () => {
    const { asked, closed, onlooker, states, when } = watched();
    when(() => asked.length === 3 && onlooker.stop());
    await onlooker.look(null);
    expect(asked).toEqual([0, 2, 2]);
    expect(states.at(-1)).toMatchObject({ phase: 'seen', going: false, over: false });
    expect(closed()).toBe(1);
  });

  it('ends with the cell, and does not show what came after it', async () => {
    const { asked, end, onlooker, states, when } = watched();
    when(() => asked.length === 2 && end());
    await onlooker.look(null);
    expect(states.filter(state => state?.phase === 'seen' && state.going)).toHaveLength(1);
    expect(states.at(-1)).toMatchObject({ phase: 'seen', going: false, over: true });
  });

  it('adds a second look at one run to the first, and none at the next run', async () => {
    const round = () => aLook({ samples: 100, elapsed_ns: 2e9 });
    const late = aLook();
    const { asked, goOn, onlooker, states, when } = watched(
      ...[aLook(), round(), late],
      ...[aLook(), round(), late],
      ...[aLook(), round(), late]
    );
    const samples = () => states.map(state => state?.phase === 'seen' && state.look.samples).at(-1);
    when(() => asked.length % 3 === 0 && onlooker.stop());
    await onlooker.look(null);
    expect(samples()).toBe(100);
    await onlooker.look(null);
    expect(samples()).toBe(200);
    goOn();
    await onlooker.look(null);
    expect(samples()).toBe(100);
  });

  it('shows no other run as the one that it looked at', async () => {
    const { asked, goOn, onlooker, states, when } = watched();
    when(() => asked.length === 2 && goOn());
    await onlooker.look(null);
    expect(asked).toHaveLength(2);
    expect(states.at(-1)).toMatchObject({ phase: 'seen', going: false, over: true });
  });

  it('keeps what it saw where it is stopped before it sees more', async () => {
    const { asked, onlooker, states, when } = watched();
    when(() => asked.length >= 2 && onlooker.stop());
    await onlooker.look(null);
    await onlooker.look(null);
    expect(asked).toEqual([0, 2, 0]);
    expect(states.at(-1)).toMatchObject({ phase: 'seen', going: false, over: false });
  });

  it('looks no longer than half a minute', async () => {
    const { asked, onlooker } = watched();
    await onlooker.look(null);
    expect(asked.reduce((a, b) => a + b)).toBe(30);
  });

  it('says where a kernel has no second shell', async () => {
    const { kernel, onlooker, states } = watched();
    kernel.open = async () => null;
    await onlooker.look(null);
    expect(states.at(-1)).toEqual({ phase: 'failed', failure: { kind: 'no-subshells' } });
  });

  it('gives the shell back when it is not answered', async () => {
    const { closed, onlooker, states } = watched({ kind: 'disconnected' });
    await onlooker.look(null);
    expect(phases(states)).toEqual(['asking', 'failed']);
    expect(closed()).toBe(1);
  });

  it('is closed, and nothing comes back', async () => {
    const { asked, onlooker, states, when } = watched();
    when(() => asked.length === 2 && onlooker.close());
    await onlooker.look(null);
    expect(states.at(-1)).toBeNull();
  });
});
