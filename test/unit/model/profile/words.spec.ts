import { execFileSync } from 'child_process';
import { join } from 'path';
import { INSTRUMENTS, Instrument } from '../../../../src/model/contract/profile';
import { instrumentName, instrumentWords } from '../../../../src/model/instruments/words';
import { SENTENCES } from '../../../../src/model/profile/findings';
import { LABELS, TITLES } from '../../../../src/model/profile/tables';
import { english } from '../../builders';

const ROOT = join(__dirname, '../../../..');

/** The words of the kernel's reports: the panel has to say the same. */
const SCRIPT = `
import json
from cellheat.kernel.report import findings, names, tables
print(json.dumps([findings.SENTENCES, tables.TITLES, tables.HEADERS, names.NAMES, names.HOW]))
`;

type Words = Readonly<Record<string, string>>;

function kernelWords(): Words[] {
  const python = join(ROOT, '.venv', 'bin', 'python');
  return JSON.parse(execFileSync(python, ['-c', SCRIPT], { cwd: ROOT, encoding: 'utf8' }));
}

/** Straight apostrophes, as the kernel writes them. */
const straight = (text: string) => text.replaceAll('’', "'");

const spoken = (words: Readonly<Record<string, (trans: typeof english) => string>>): Words =>
  Object.fromEntries(Object.entries(words).map(([code, say]) => [code, straight(say(english))]));

describe('the words of a report in the kernel and here', () => {
  const [sentences, titles, headers, names, how] = kernelWords();

  it('are the same for findings', () => {
    const ours = Object.entries(SENTENCES).map(([code, words]) => {
      const { sentence, facts } = words(english);
      return [code, straight(sentence.replace(/%(\d)/g, (_, at) => `{${facts[at - 1]}}`))];
    });
    expect(Object.fromEntries(ours)).toEqual(sentences);
  });

  it('begin with a capital letter or a number', () => {
    const wrong = Object.values(sentences).filter(
      sentence => !/^(\p{Lu}|\{\w+_(ns|bytes|count|share)\})/u.test(sentence)
    );
    expect(wrong).toEqual([]);
  });

  it('are the same above tables and columns', () => {
    expect(spoken(TITLES)).toEqual(titles);
    expect(spoken(LABELS)).toEqual(headers);
  });

  it('are the same for instruments', () => {
    const ours = INSTRUMENTS.map(name => [name, instrumentName(name, english)]);
    expect(Object.fromEntries(ours)).toEqual(names);
    for (const [name, words] of Object.entries(how)) {
      expect(instrumentWords(name as Instrument, english).how).toBe(words);
    }
  });
});
