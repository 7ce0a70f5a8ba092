import { statementsFor } from '../../../src/kernel/statements';

const { ask, askAwaiting, place } = statementsFor('0123456789abcdef'.repeat(4));

describe('statementsFor', () => {
  it('names the helper by the first eight digits of its hash', () => {
    expect(ask).toContain(`modules.get('_cellheat_01234567')`);
    expect(askAwaiting).toContain(`modules['_cellheat_01234567']`);
  });

  it('answers in the place of a helper that is absent', () => {
    expect(ask).toContain(`'kind': 'absent'`);
  });

  it('awaits only where the cell does', () => {
    expect(askAwaiting).toMatch(/^await /);
    expect(ask).not.toContain('await');
  });

  it.each([ask, askAwaiting, place])('is one line that binds no name', statement => {
    expect(statement).not.toContain('\n');
    expect(statement).not.toContain(';');
    // a single = that is not a part of == or of a keyword argument
    expect(statement).not.toMatch(/^\w+ *=[^=]/);
  });

  it('takes the files from the message, never from the code', () => {
    expect(place).toContain(`get_parent('shell')['metadata']['cellheat']['place']`);
  });
});
