import { expect, type Notebook, type Lab, test } from './lab';

const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n\nwork(100_000)`;

/** The panel stands at the right of the notebook. */
async function expectAtTheRight(lab: Lab, notebook: Notebook): Promise<void> {
  await expect(lab.panel.root).toBeVisible();
  const panel = (await lab.panel.root.boundingBox())!;
  const cell = (await notebook.cell(0).boundingBox())!;
  expect(panel.x).toBeGreaterThanOrEqual(cell.x + cell.width - 1);
  expect(panel.width).toBeGreaterThan(200);
}

test('the toolbar button, the arrow and the shortcut', async ({ own }) => {
  const notebook = await own.visit([WORK, 'other = 1'], { app: 'notebook' });
  const { panel } = own;

  await test.step('nothing of us before a click', async () => {
    expect(own.wire.ours).toEqual([]);
    await expect(panel.root).toBeHidden();
  });

  await test.step('the button opens the panel with the result', async () => {
    await notebook.select(0);
    await panel.newResult(() => notebook.profile());
    await expect(panel.headline).toContainText('went into');
    await expectAtTheRight(own, notebook);
    await expect(notebook.prompt(0)).toHaveText('[1]:');
    await notebook.expectMode('command');
  });

  for (const instrument of ['timeit', 'calls', 'memory'] as const) {
    await test.step(`the arrow: ${instrument}`, async () => {
      await panel.newResult(() => notebook.choose(instrument));
      await expect(panel.result).toHaveAttribute('data-instrument', instrument);
      await expectAtTheRight(own, notebook);
    });
  }

  await test.step('the shortcut in a line, which the user stays in', async () => {
    await notebook.edit(0);
    await panel.newResult(() => own.page.keyboard.press('Alt+Shift+P'));
    await expect(panel.result).toHaveAttribute('data-instrument', 'calls');
    await notebook.expectMode('edit');
    await own.page.keyboard.type('#');
    await expect(panel.line).toContainText('Source changed since this run.');
    await expectAtTheRight(own, notebook);
  });

  await test.step('the panel follows the cell', async () => {
    await notebook.select(1);
    await expect(panel.title).toHaveText('Not profiled yet.');
  });
});

test('the menu bar, the context menu, the icon in the cell, the palette', async ({ own }) => {
  const notebook = await own.visit([WORK], { app: 'notebook' });
  const { panel } = own;
  await notebook.select(0);

  await test.step('menu bar', async () => {
    await panel.newResult(() =>
      notebook.menuBar('Profile', /How much memory/i, /The kernel’s memory/i)
    );
    await expect(panel.result).toHaveAttribute('data-instrument', 'memory');
  });
  await test.step('context menu', async () => {
    await panel.newResult(async () => {
      await notebook.contextMenu(0, /Which function/i, /Calls/);
    });
    await expect(panel.result).toHaveAttribute('data-instrument', 'calls');
  });
  await test.step('icon', async () => {
    await notebook.select(0);
    await panel.newResult(() =>
      notebook.cell(0).locator('[data-command="cellheat:profile-cell"]').click()
    );
  });
  await test.step('palette', async () => {
    await panel.newResult(() => notebook.palette('Profile Cell'));
  });
  await test.step('the slowest cells', async () => {
    await notebook.menuBar('Profile', 'Slowest Cells');
    await expect(panel.root.locator('.jp-Cellheat-Slow tbody tr')).toContainText('def work');
    await panel.button('Results').click();
  });
  await test.step('the panel is closed, and comes back with the next profile', async () => {
    await own.page.getByRole('button', { name: /Collapse right side panel/ }).click();
    await expect(panel.root).toBeHidden();
    await notebook.select(0);
    await notebook.profile();
    await expect(panel.root).toBeVisible();
    await expect(panel.headline).toBeVisible();
  });
});

test('a click right after the page has been opened is not lost', async ({ own }) => {
  const notebook = await own.visit([`print('ran')`], { app: 'notebook', wait: false });
  await notebook.profile();

  await own.panel.untilNew(null);
  await expect(notebook.output(0)).toHaveText('ran');
});

test('row 53: not a Python kernel: disabled, with the reason', async ({ own }) => {
  const notebook = await own.visit(['echo one'], { app: 'notebook', kernel: 'bash' });
  await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'true');
  await expect(notebook.profileButton).toHaveAttribute('title', /Bash kernel/);
  expect(own.wire.ours).toEqual([]);
});
