import { execFileSync } from 'child_process';
import { join } from 'path';
import { SENTENCES } from '../../../../src/model/profile/findings';
import { LABELS, TITLES } from '../../../../src/model/profile/tables';
import { english } from '../../builders';

const ROOT = join(__dirname, '../../../..');

/** The words of the kernel's reports: the panel has to say the same. */
const SCRIPT = `
import json
from cellheat.kernel.report import findings, tables
print(json.dumps([findings.SENTENCES, tables.TITLES, tables.HEADERS]))
`;

type Words = Readonly<Record<string, string>>;

function kernelWords(): [sentences: Words, titles: Words, headers: Words] {
  const python = join(ROOT, '.venv', 'bin', 'python');
  return JSON.parse(execFileSync(python, ['-c', SCRIPT], { cwd: ROOT, encoding: 'utf8' }));
}

/** Straight apostrophes, as the kernel writes them. */
const straight = (text: string) => text.replaceAll('’', "'");

const spoken = (words: Readonly<Record<string, (trans: typeof english) => string>>): Words =>
  Object.fromEntries(Object.entries(words).map(([code, say]) => [code, straight(say(english))]));

describe('the words of a report in the kernel and here', () => {
  const [sentences, titles, headers] = kernelWords();

  it('are the same for findings', () => {
    const ours = Object.entries(SENTENCES).map(([code, words]) => {
      const { sentence, facts } = words(english);
      return [code, straight(sentence.replace(/%(\d)/g, (_, at) => `{${facts[at - 1]}}`))];
    });
    expect(Object.fromEntries(ours)).toEqual(sentences);
  });

  it('are the same above tables and columns', () => {
    expect(spoken(TITLES)).toEqual(titles);
    expect(spoken(LABELS)).toEqual(headers);
  });
});
