import { expect, test } from '../lab';

const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n\nwork(100_000)`;
const HEADLINES = {
  calls: /went into/,
  memory: /Memory|memory/,
  timeit: /a run/
} as const;

for (const app of ['lab', 'notebook'] as const) {
  test(`${app}: a profile with each instrument`, async ({ own }) => {
    const notebook = await own.visit([WORK], { app });
    const { panel } = own;
    await notebook.select(0);

    await test.step('by the button', async () => {
      await panel.newResult(() => notebook.profile());
      await expect(panel.result).toHaveAttribute('data-instrument', 'calls');
      await expect(panel.headline).toHaveText(HEADLINES.calls);
      await expect(panel.row('work')).toBeVisible();
      await expect(notebook.prompt(0)).toHaveText('[1]:');
    });

    for (const instrument of ['timeit', 'calls', 'memory'] as const) {
      await test.step(`by the arrow: ${instrument}`, async () => {
        await panel.newResult(() => notebook.choose(instrument));
        await expect(panel.result).toHaveAttribute('data-instrument', instrument);
        await expect(panel.headline).toHaveText(HEADLINES[instrument]);
      });
    }

    await test.step('by the shortcut, in a line', async () => {
      await notebook.edit(0);
      await panel.newResult(() => own.page.keyboard.press('Alt+Shift+P'));
      await notebook.expectMode('edit');
    });

    await test.step('by the menu bar and the context menu', async () => {
      await panel.newResult(() =>
        notebook.menuBar('Profile', /How much memory/i, /The kernel’s memory/i)
      );
      await expect(panel.result).toHaveAttribute('data-instrument', 'memory');
      await panel.newResult(() => notebook.contextMenu(0, /Which function/i, /Calls/));
      await expect(panel.result).toHaveAttribute('data-instrument', 'calls');
    });
  });

  test(`${app}: a magic is drawn by our renderer`, async ({ own }) => {
    const notebook = await own.visit(['%load_ext cellheat', `%%cellheat calls\nsum(range(9))`], {
      app
    });
    await notebook.run(0);
    await notebook.run(1);
    await expect(
      notebook.cell(1).locator('.jp-Cellheat-Output').getByRole('article')
    ).toBeVisible();
  });
}
