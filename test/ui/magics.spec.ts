import { expect, type Lab, type Notebook, test } from './lab';

const MIME = 'application/vnd.cellheat.v1+json';
const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n`;

interface IBundle {
  data?: Record<string, string | string[] | object>;
}

async function bundles(lab: Lab, notebook: Notebook): Promise<IBundle[]> {
  const { cells } = (await lab.server.read(notebook.path)) as { cells: { outputs?: IBundle[] }[] };
  return cells
    .flatMap(({ outputs }) => outputs ?? [])
    .filter(({ data }) => data !== undefined && MIME in data);
}

/** Results that our renderer has drawn in the outputs of the notebook. */
function drawn(notebook: Notebook) {
  return notebook.root.locator('.jp-Cellheat-Output').getByRole('article');
}

test.describe('the magics', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([
      `%load_ext cellheat\n${WORK}`,
      `%%cellheat calls\nwork(1_000_000)`,
      `%%cellheat memory\nkept = bytearray(50_000_000)\nprint('ordinary')`,
      `%%cellheat timeit --budget 0.2\nsum(range(100))`,
      `%cellheat calls work(500_000)`,
      `%%cellheat --help`,
      `%%cellheat calls\nimport asyncio\nawait asyncio.sleep(0.05, 'waited')`,
      `%%cellheat calls\n1/0`,
      `%%cellheat nonsense\n1`
    ]);
    await notebook.run(0);
  });

  for (const [index, instrument, words] of [
    [1, 'calls', /of .* went into .*work/],
    [2, 'memory', /Memory rose by 4\d/],
    [3, 'timeit', / a run|one run/],
    [4, 'calls', /of .* went into .*work/],
    [6, 'calls', /spent waiting/],
    [7, 'calls', /Stopped by ZeroDivisionError/]
  ] as const) {
    test(`number ${index} is drawn by our renderer: ${instrument}`, async () => {
      await notebook.run(index);

      const output = notebook.cell(index).locator('.jp-Cellheat-Output');
      await expect(output.getByRole('article')).toHaveAttribute('data-instrument', instrument);
      await expect(output.locator('.jp-Cellheat-Headline')).toHaveText(words);
      await expect(output.locator('.jp-Cellheat-Strip')).toBeVisible();
      await expect(output.locator('.jp-Cellheat-Foot')).toContainText('CPython');
      // nothing in a document leads anywhere
      await expect(output.locator('.jp-Cellheat-Link, a')).toHaveCount(0);
    });
  }

  test('the cell keeps its ordinary outputs', async () => {
    await expect(notebook.cell(2)).toContainText('ordinary');
    await expect(notebook.cell(4).locator('.jp-OutputArea-executeResult')).toHaveText(/\d+/);
    await expect(notebook.cell(6)).toContainText(`'waited'`);
    await expect(notebook.cell(7)).toContainText('division by zero');
  });

  test('the table in an output sorts and filters', async () => {
    const output = notebook.cell(1).locator('.jp-Cellheat-Output');
    await output.getByRole('button', { name: 'function' }).click();
    await expect(output.getByRole('columnheader', { name: 'function' })).toHaveAttribute(
      'aria-sort',
      'ascending'
    );
  });

  test('--help prints how to use them', async () => {
    await notebook.run(5);
    await expect(notebook.output(5)).toContainText('usage: %%cellheat');
    await expect(notebook.output(5)).toContainText('--budget');
  });

  test('a wrong word is answered with a hint, not with a traceback', async () => {
    await notebook.run(8);
    await expect(notebook.output(8)).toContainText('--help');
    await expect(notebook.output(8)).not.toContainText('Traceback');
  });

  test('the file holds our JSON, HTML without scripts and text', async ({ lab }) => {
    await notebook.save();
    const found = await bundles(lab, notebook);
    expect(found).toHaveLength(6);
    for (const { data } of found) {
      expect(Object.keys(data!).sort()).toEqual([MIME, 'text/html', 'text/plain']);
      const html = [data!['text/html']].flat().join('');
      expect(html).not.toMatch(/<script|\son\w+=|javascript:|<iframe|<link|src=/i);
      expect([data!['text/plain']].flat().join('')).toContain('CPython');
    }
  });

  test('after a reload, and in a notebook that nobody trusts, they look the same', async ({
    lab,
    own
  }) => {
    const words = await drawn(notebook).locator('.jp-Cellheat-Headline').allTextContents();
    // the same content with one more cell, and none of them trusted: no signature fits it
    const content = (await lab.server.read(notebook.path)) as { cells: { metadata: object }[] };
    content.cells.push({ id: 'new', cell_type: 'markdown', metadata: {}, source: 'new' } as never);
    content.cells.forEach(cell => (cell.metadata = {}));
    const path = `untrusted-${notebook.path}`;
    await own.server.put(path, { type: 'notebook', format: 'json', content });

    for (const [name, trusted] of [
      [notebook.path, true],
      [path, false]
    ] as const) {
      await own.page.goto(`/lab/tree/${name}?reset`);
      await expect(drawn(notebook.on(own.page)).first()).toBeVisible({ timeout: 60_000 });
      await expect(drawn(notebook.on(own.page)).locator('.jp-Cellheat-Headline')).toHaveText(words);
      const trust = await own.page.evaluate(async () => {
        const { content, context } = Reflect.get(window, 'jupyterapp').shell.currentWidget;
        // drawn is not loaded: who leaves before has JupyterLab complain of what it could not fetch
        await context.ready;
        return content.widgets[1].model.trusted;
      });
      expect(trust).toBe(trusted);
      await expect(own.page.locator('.jp-Cellheat-Output script')).toHaveCount(0);
    }
    await own.server.closeSessions([path]);
  });
});

test('Profile on a cell that measures itself ends in words', async ({ lab }) => {
  const notebook = await lab.open([
    '%load_ext cellheat',
    `%%cellheat calls\nsum(range(1000))`,
    `'alive'`
  ]);
  await notebook.run(0);
  await notebook.select(1);
  await notebook.profile();

  await expect(lab.panel.result.or(lab.panel.title)).toHaveText(/\w/);
  await expect(lab.panel.button('Stop')).toHaveCount(0);
  await expect(lab.panel.button('Cancel')).toHaveCount(0);
  await notebook.run(2);
  await expect(notebook.output(2)).toHaveText(`'alive'`);
});

test('in a kernel without cellheat they work once the button was used', async ({ lab }) => {
  const notebook = await lab.open(
    [`1 + 1`, `%load_ext cellheat\n${WORK}`, `%%cellheat calls\nwork(1_000_000)`],
    { kernel: 'cellheat-foreign' }
  );
  await notebook.select(0);
  await lab.panel.newResult(() => notebook.profile());
  await notebook.run(1);
  await expect(notebook.output(1)).toHaveCount(0);
  await notebook.run(2);

  await expect(drawn(notebook)).toHaveAttribute('data-instrument', 'calls');
});
