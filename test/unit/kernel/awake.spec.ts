import { awakeKernels } from '../../../src/kernel/awake';
import { FakeContext } from './scripted';

const status = (execution_state: string) => ({
  header: { msg_type: 'status' },
  content: { execution_state }
});

describe('awakeKernels', () => {
  function followed() {
    const context = new FakeContext();
    const told: unknown[] = [];
    awakeKernels.follow(context.asContext);
    awakeKernels.follow(context.asContext);
    awakeKernels.changed.connect((_, one) => one === context.asContext && told.push(one));
    return { context, told, has: () => awakeKernels.has(context.asContext) };
  }

  it('hear a kernel that says once that it is idle, whatever its status is', () => {
    const { context, told, has } = followed();
    context.become('starting');
    context.iopubMessage.emit(status('starting'));
    context.iopubMessage.emit({ header: { msg_type: 'stream' }, content: { text: 'idle' } });
    expect([has(), told.length]).toEqual([false, 0]);
    context.iopubMessage.emit(status('idle'));
    context.iopubMessage.emit(status('idle'));
    expect([has(), told.length]).toEqual([true, 1]);
  });

  it.each(['autorestarting', 'restarting', 'unknown', 'dead'])('forget one that is %s', lost => {
    const { context, has } = followed();
    context.iopubMessage.emit(status('idle'));
    context.become('busy');
    expect(has()).toBe(true);
    context.become(lost);
    expect(has()).toBe(false);
  });
});
