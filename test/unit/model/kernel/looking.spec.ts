import {
  concerns,
  lookFoot,
  lookSentence,
  otherThreads
} from '../../../../src/model/kernel/looking';
import { textOf } from '../../../../src/model/words/sentence';
import { aLook, english, frame } from '../../builders';

const sentence = (...frames: ReturnType<typeof frame>[]) =>
  textOf(
    lookSentence(
      aLook({ threads: [{ name: 'MainThread', main: true, frames, total: frames.length }] }),
      english
    )
  );

describe('what a kernel is doing', () => {
  it('is told by the innermost function of the user, and what it is in', () => {
    const match = frame('match', [0, 6]);
    expect(sentence(frame('<module>', [0, 9]), match)).toBe('It is in line 6 of match.');
    const load = { ...frame('load', null), kind: 'library', module: 'json' } as const;
    expect(sentence(match, load)).toBe('It is in line 6 of match, in json.load.');
    expect(sentence(frame('<module>', [0, 9]))).toBe('It is in line 9 of [12].');
    expect(sentence()).toBe('It is in none of your functions now.');
  });

  it('is near a line where that is all that is known', () => {
    expect(textOf(lookSentence(aLook({ exact: false }), english))).toContain('near line');
  });

  it('is told as past, and with its own cell only, once the cell has ended', () => {
    const look = aLook();
    const [file] = look.files;
    const cells = [
      { id: 'one', source: file.text!, count: file.count },
      { id: 'other', source: 'other', count: 1 }
    ];
    const seen = { phase: 'seen', since: 0, look, going: false } as const;
    expect(textOf(lookSentence(look, english, true))).toMatch(/^It was near line/);
    expect(concerns({ ...seen, over: false }, 'other', cells)).toBe(true);
    expect(concerns({ ...seen, over: true }, 'one', cells)).toBe(true);
    expect(concerns({ ...seen, over: true }, 'other', cells)).toBe(false);
  });

  it('tells threads of the user first, and how it was seen', () => {
    const idle = { name: 'pool', main: false, frames: [], total: 0 };
    const own = { name: 'mine', main: false, frames: [frame('work', [0, 2])], total: 1 };
    const look = aLook({ threads: [...aLook().threads, idle, own] });
    expect(otherThreads(look).map(({ name }) => name)).toEqual(['mine', 'pool']);
    expect(lookFoot(look, english)).toBe('Python 3.11.7: one look');
    const longer = aLook({ samples: 190, elapsed_ns: 2e9 });
    expect(lookFoot(longer, english)).toBe('Python 3.11.7: 190 samples over 2.0\u00a0s');
  });
});
