import { readFileSync } from 'node:fs';
import { expect, type Lab, type Notebook, test } from './lab';

/**
 * The browser's part of the oracle, over the cells of `test/python/cells.py`: after profiled runs the
 * file (NB) holds what plain runs leave in it, and the panel (UI) has come to an end. What the runs
 * leave in the kernel is looked at by `test_invariants.py`.
 */
const EVERY = process.env.CELLHEAT_ALL === '1';
const INSTRUMENTS = [
  'overview',
  'calls',
  'stacks',
  'lines',
  'memory',
  'allocations',
  'objects',
  'io'
];

interface ICase {
  readonly name: string;
  readonly source: string;
}

const all: ICase[] = JSON.parse(readFileSync(process.env.CELLHEAT_UI_CELLS!, 'utf-8'));
// a page takes its time for each: a few of them, but for `make test-all`
const cases = EVERY ? all : all.filter((_, i) => i % 5 === 0);

const VARYING: [RegExp, string][] = [
  // eslint-disable-next-line no-control-regex
  [/\u001b\[[0-9;]*m/g, ''],
  [/0x[0-9a-fA-F]+/g, '0x'],
  [/ipykernel_\d+/g, 'ipykernel'],
  [/notebook-\d+-\d+/g, 'notebook'],
  [/\d+(\.\d+)? ?(ns|µs|μs|us|ms|s)\b/g, 'TIME']
];

/** What varies from run to run in its place; neighbouring pieces of streams as one. */
function normal(file: unknown): unknown {
  const text = VARYING.reduce(
    (text, [pattern, word]) => text.replace(pattern, word),
    JSON.stringify(file)
  );
  const notebook = JSON.parse(text);
  for (const cell of notebook.cells) {
    cell.outputs = joined(cell.outputs);
  }
  return notebook;
}

interface IOutput {
  output_type: string;
  name?: string;
  text?: string | string[];
}

function joined(outputs: readonly IOutput[]): unknown[] {
  const found: (IOutput | Record<string, string>)[] = [];
  let streams: Record<string, string> | null = null;
  for (const output of outputs) {
    if (output.output_type !== 'stream') {
      streams = null;
      found.push(output);
      continue;
    }
    if (!streams) {
      streams = {};
      found.push(streams);
    }
    const name = output.name ?? '';
    streams[name] = (streams[name] ?? '') + [output.text].flat().join('');
  }
  return found;
}

/** Make a cell the active one, wherever it is, and run a command on it to its end. */
async function act(notebook: Notebook, index: number, command: string, args = {}): Promise<void> {
  await notebook.page.evaluate(
    async ([index, command, args]) => {
      const { commands, shell } = Reflect.get(window, 'jupyterapp');
      shell.currentWidget.content.activeCellIndex = index;
      await commands.execute(command, args);
    },
    [index, command, args] as const
  );
}

async function fileAfter(
  lab: Lab,
  run: (notebook: Notebook, index: number) => Promise<void>
): Promise<unknown> {
  const notebook = await lab.open(cases.map(({ source }) => source));
  for (const [i, { name }] of cases.entries()) {
    await test.step(name, () => run(notebook, i));
  }
  await notebook.save();
  return normal(await lab.server.read(notebook.path));
}

let plain: unknown;

test.beforeAll(async ({ lab }) => {
  test.setTimeout(300_000);
  plain = await fileAfter(lab, (notebook, i) => act(notebook, i, 'notebook:run-cell'));
});

for (const [turn, instrument] of (EVERY ? INSTRUMENTS : ['each in turn']).entries()) {
  test(`row 63: the file is as after plain runs: ${instrument}`, async ({ lab }) => {
    test.setTimeout(300_000);
    const profiled = await fileAfter(lab, async (notebook, i) => {
      const instrument = INSTRUMENTS[(EVERY ? turn : i) % INSTRUMENTS.length];
      await act(notebook, i, 'cellheat:profile-cell', { instrument });
      // it has come to an end, with a result or with words
      await expect(lab.panel.root.getByRole('button', { name: /^(Stop|Cancel)$/ })).toHaveCount(0);
      await expect(lab.panel.headline.or(lab.panel.title).first()).toHaveText(/\w/);
    });
    expect(profiled).toEqual(plain);
  });
}
