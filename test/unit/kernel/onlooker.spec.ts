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
  const kernel = { open: async () => shell as ISubshell | null, isBusy: () => busy };
  const onlooker = new Onlooker(kernel, state => states.push(state));
  return {
    asked,
    kernel,
    onlooker,
    states,
    closed: () => closed,
    end: () => (busy = false),
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
