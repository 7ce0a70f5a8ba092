import { expect, type Lab, test } from './lab';

/** The dialog that asks before something is done many times. */
function consent(lab: Lab) {
  const dialog = lab.page.getByRole('dialog').filter({ hasText: 'Run this cell many times?' });
  return {
    dialog,
    accept: dialog.getByRole('button', { name: 'Run Many Times' }),
    cancel: dialog.getByRole('button', { name: 'Cancel' })
  };
}

test.beforeEach(async ({ lab }) => {
  await lab.set('timeBudget', 0.3);
});
test.afterAll(async ({ lab }) => {
  await lab.unset();
});

test('a cell that writes a file: asked once, and not run before that', async ({ lab }) => {
  const file = `written-${Date.now()}.txt`;
  const notebook = await lab.open([
    `n = 1`,
    `with open('${file}', 'a') as out:\n    out.write('line')`
  ]);
  const { dialog, accept, cancel } = consent(lab);
  await notebook.run(0);

  await test.step('it says what would be repeated', async () => {
    await notebook.select(1);
    await notebook.choose('timeit');
    await expect(dialog).toContainText('Line 1 writes a file');
    await expect(dialog).toContainText(`open('${file}', 'a')`);
    await expect(lab.panel.title).toHaveText('Run this many times?');
    expect(await lab.server.exists(file)).toBe(false);
  });

  await test.step('Cancel: nothing has run', async () => {
    await cancel.click();
    await expect(lab.panel.title).toHaveText('Cancelled.');
    expect(await lab.server.exists(file)).toBe(false);
  });

  await test.step('Escape: the same', async () => {
    await notebook.choose('timeit');
    await expect(cancel).toBeFocused();
    await lab.page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await expect(lab.panel.title).toHaveText('Cancelled.');
    expect(await lab.server.exists(file)).toBe(false);
  });

  await test.step('agreed: the result', async () => {
    await notebook.choose('timeit');
    await lab.panel.newResult(() => accept.click());
    await expect(lab.panel.headline).toContainText('a run');
    expect(await lab.server.exists(file)).toBe(true);
    await expect(notebook.prompt(1)).toHaveText('[ ]:');
  });

  await test.step('the same source again: not asked again', async () => {
    await lab.panel.newResult(() => notebook.choose('timeit'));
    await expect(dialog).toHaveCount(0);
  });

  await test.step('other source: asked again', async () => {
    await notebook.setSource(1, `open('${file}', 'w').close()`);
    await notebook.choose('timeit');
    await expect(dialog).toContainText(`open('${file}', 'w')`);
    await cancel.click();
    await expect(lab.panel.title).toHaveText('Cancelled.');
  });
});

for (const [what, source, words] of [
  ['runs a shell command', `!echo hello`, 'runs a command'],
  [
    'sends a request',
    `import urllib.request\nurllib.request.urlopen('http://127.0.0.1:9')`,
    'Line 2 sends a request'
  ]
] as const) {
  test(`a cell that ${what}: asked`, async ({ lab }) => {
    const notebook = await lab.open([source]);
    const { dialog, cancel } = consent(lab);
    await notebook.choose('timeit');
    await expect(dialog).toContainText(words);
    await cancel.click();
    await expect(lab.panel.title).toHaveText('Cancelled.');
  });
}

test('the other instruments do not ask', async ({ lab }) => {
  const notebook = await lab.open([`!echo hello`]);
  await lab.panel.newResult(() => notebook.choose('calls'));
  await expect(notebook.output(0)).toHaveText('hello');
});

test('a cell that awaits', async ({ lab }) => {
  const notebook = await lab.open([`import asyncio\nawait asyncio.sleep(0.001)`]);
  await lab.panel.newResult(() => notebook.choose('timeit'));

  await expect(lab.panel.headline).toHaveText(/^\d[\d.]*\sms a run/);
  await expect(notebook.output(0)).toHaveCount(0);
  await expect(notebook.prompt(0)).toHaveText('[ ]:');
});

test('a cell that takes longer than the budget runs once', async ({ lab }) => {
  const file = `once-${Date.now()}.txt`;
  const notebook = await lab.open([
    `with open('${file}', 'a') as out:\n    out.write('x')\nimport time\ntime.sleep(0.7)`,
    `open('${file}').read()`
  ]);
  await notebook.select(0);
  await notebook.choose('timeit');
  await lab.panel.newResult(() => consent(lab).accept.click());

  await expect(lab.panel.headline).toHaveText(/^\d+\sms: one run, no spread known\.$/);
  await expect(lab.panel.result).toContainText('1 run in all.');
  await notebook.run(1);
  await expect(notebook.output(1)).toHaveText(`'x'`);
});

test('the budget of the settings is kept', async ({ lab }) => {
  const notebook = await lab.open(['sum(range(1000))']);
  const effort = async (): Promise<number> => {
    await lab.panel.newResult(() => notebook.choose('timeit'));
    const text = await lab.panel.result.getByText(/runs in all/).innerText();
    return Number(/([\d,]+) runs in all/.exec(text)![1].replaceAll(',', ''));
  };
  const little = await effort();
  await lab.set('timeBudget', 3);
  const much = await effort();

  // ten times the budget: far more than twice the runs
  expect(much / little).toBeGreaterThan(2);
});

test('it is as if the cell had not run', async ({ lab }) => {
  const notebook = await lab.open([
    `names = set(globals())\nkept = [1]`,
    `scratch = [n * n for n in range(100)]\nkept = 'lost'\nimport colorsys\nprint('said')\n'shown'`,
    `sorted(n for n in set(globals()) - names if not n.startswith('_')), kept, len(In), _`
  ]);
  await notebook.run(0);
  await notebook.select(1);
  await lab.panel.newResult(() => notebook.choose('timeit'));

  await expect(notebook.output(1)).toHaveCount(0);
  await expect(notebook.prompt(1)).toHaveText('[ ]:');
  await notebook.run(2);
  await expect(notebook.output(2)).toHaveText(`(['kept', 'names'], [1], 3, '')`);
  await expect(notebook.prompt(2)).toHaveText('[2]:');
});

test('a list that grows at each repeat is said', async ({ lab }) => {
  const notebook = await lab.open(['items = []', 'items.append(1)']);
  await notebook.run(0);
  await notebook.select(1);
  await lab.panel.newResult(() => notebook.choose('timeit'));

  await expect(lab.panel.notes).toContainText('items');
  await expect(lab.panel.notes).toContainText('Careful:');
});

test('row 11: a cell that asks for input is refused, in words', async ({ lab }) => {
  const notebook = await lab.open([`input('Who? ')`]);
  await notebook.choose('timeit');

  await expect(lab.panel.title).toHaveText(/cannot be repeated|was not timed/);
  await expect(lab.panel.message).toContainText('input');
  await expect(notebook.cell(0).locator('.jp-Stdin-input')).toHaveCount(0);
});
