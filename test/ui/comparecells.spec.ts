import { resolve } from 'node:path';
import { expect, markdown, type Notebook, test } from './lab';
import { overflow, paleText } from './looking';

// Nothing is compared here: the pictures are for people.
const SCREENS = resolve(__dirname, '../../reports/screens');

const THEMES = [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
] as const;

const DATA = 'orders = list(range(4_000))\ncustomers = list(range(0, 8_000, 4))';
const LIST =
  'known = list(customers)\nfound = [order for order in orders if order in known]\nlen(found)';
const SET = LIST.replace('list(customers)', 'set(customers)');

/** Mark cells with a click and Shift. */
async function mark(notebook: Notebook, from: number, to: number): Promise<void> {
  const edge = (index: number) => notebook.cell(index).locator('.jp-InputPrompt');
  await notebook.select(from);
  await edge(to).click({ modifiers: ['Shift'] });
  await expect(notebook.root.locator('.jp-Cell.jp-mod-selected')).toHaveCount(to - from + 1);
}

test.beforeEach(async ({ lab }) => {
  await lab.set('timeBudget', 0.5);
});
test.afterAll(async ({ lab }) => {
  await lab.unset();
  await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
});

test('marked cells are compared from the context menu, as if they had not run', async ({ lab }) => {
  const { page, panel } = lab;
  const notebook = await lab.open([
    DATA,
    LIST,
    SET,
    markdown('A remark'),
    `('found' in globals(), len(In), _)`
  ]);
  await notebook.run(0);
  const verdict = panel.result.locator('.jp-Cellheat-Verdict');

  await test.step('the panel shows who is faster', async () => {
    await mark(notebook, 1, 2);
    await notebook.contextMenu(1, /Compare 2 Cells/);
    await expect(verdict).toContainText('faster', { timeout: 30_000 });
    await expect(panel.result.locator('.jp-Cellheat-Code')).toHaveCount(2);
    await expect(notebook.output(1)).toHaveCount(0);
    await expect(notebook.prompt(2)).toHaveText('[ ]:');
  });

  await test.step('for each of its cells, and for no other', async () => {
    await notebook.select(1);
    await expect(verdict).toContainText('faster');
    await notebook.select(4);
    await expect(panel.title).toHaveText('Not profiled yet.');
    await notebook.run(4);
    await expect(notebook.output(4)).toHaveText(`(False, 3, '')`);
  });

  await test.step('as text', async () => {
    await notebook.select(2);
    await panel.copy.click();
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(text).toContain('faster');
    expect(text).toContain('known = set(customers)');
  });

  for (const [theme, name] of THEMES) {
    for (const width of [400, 240]) {
      await test.step(`${theme}, ${width}`, async () => {
        await lab.execute('apputils:change-theme', { theme: name });
        await panel.widen(width);
        await expect(verdict).toBeVisible();
        await page.screenshot({ path: `${SCREENS}/cells-${theme}-${width}.png` });
        expect.soft(await overflow(lab, '.jp-Cellheat-Panel')).toEqual([]);
        expect.soft(await paleText(lab, '.jp-Cellheat-Panel', 4.5)).toEqual([]);
      });
    }
  }

  await test.step('a profile counts as the newer one; a changed cell makes it pale', async () => {
    await notebook.select(1);
    await panel.newResult(() => notebook.choose('calls'));
    await notebook.select(2);
    await expect(verdict).toBeVisible();
    await notebook.setSource(1, 'len(orders)');
    await notebook.select(2);
    await expect(panel.pale).toHaveCount(1);
    await expect(panel.line).toContainText('Source changed since this run.');
  });

  await test.step('a cell without code cannot be compared, and the palette says why', async () => {
    await mark(notebook, 2, 3);
    const item = await notebook.paletteItem('Compare Cells');
    await expect(item).toHaveClass(/lm-mod-disabled/);
    await expect(item).toContainText('Mark code cells only');
    await page.keyboard.press('Escape');
  });
});

test('a cell is compared with before its edit', async ({ lab }) => {
  const { panel } = lab;
  const notebook = await lab.open([DATA, LIST]);
  const verdict = panel.result.locator('.jp-Cellheat-Verdict');
  await notebook.run(0);
  await notebook.run(1);

  await test.step('as it ran, and as it is now', async () => {
    await notebook.setSource(1, SET);
    await notebook.select(1);
    await notebook.contextMenu(1, /Compare with Before the Edit/);
    await expect(verdict).toContainText('B is', { timeout: 30_000 });
    await expect(verdict).toContainText('faster');
    await expect(panel.result.getByRole('heading', { name: 'B · after' })).toBeVisible();
    await expect(panel.pale).toHaveCount(0);
  });

  await test.step('and once the edited cell has run', async () => {
    await notebook.run(1);
    const before = await panel.result.getByRole('time').getAttribute('datetime');
    await notebook.palette('Compare with Before the Edit');
    await expect(panel.result.getByRole('time')).not.toHaveAttribute('datetime', before!);
    await expect(verdict).toContainText('faster');
  });
});

test('what would be repeated is asked about, with the cell', async ({ lab }) => {
  const file = `compared-${Date.now()}.txt`;
  const notebook = await lab.open(['1', `open('${file}', 'w').close()\n1`]);
  await mark(notebook, 0, 1);
  await notebook.menuBar('Profile', /Compare 2 Cells/);
  const dialog = lab.page.getByRole('dialog').filter({ hasText: 'Run these cells many times?' });
  await expect(dialog).toContainText('Line 1 of cell 2 writes a file');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(lab.panel.message).toContainText('The cells were not run for this.');
  expect(await lab.server.exists(file)).toBe(false);
});

test('a long comparison is stopped, and keeps what is known', async ({ lab }) => {
  await lab.set('timeBudget', 60);
  const file = `started-${Date.now()}.txt`;
  // written so that it is no effect to be asked about
  const slow = `os.close(os.open('${file}', os.O_CREAT))\ntime.sleep(0.2)\n1`;
  const notebook = await lab.open(['import os, time', slow, slow]);
  await notebook.run(0);
  await mark(notebook, 1, 2);
  await notebook.contextMenu(2, /Compare 2 Cells/);
  await expect(lab.panel.title).toHaveText('Comparing the cells.');
  await expect.poll(() => lab.server.exists(file)).toBe(true);
  const step = lab.panel.message.getByRole('status');
  await expect(step).toHaveText('Timing');
  await expect(lab.panel.message).toContainText(/A cell 2\s*B cell 3/);
  await expect(lab.panel.message).toContainText(/s of at most 1\s?min/);
  // it is told in the panel, and in no cell
  await expect(notebook.root.locator('.jp-Cellheat-ComparingCard')).toHaveCount(0);
  for (const [theme, name] of THEMES) {
    await lab.execute('apputils:change-theme', { theme: name });
    await lab.panel.root.screenshot({ path: `${SCREENS}/cells-progress-${theme}.png` });
    expect.soft(await overflow(lab, '.jp-Cellheat-Panel')).toEqual([]);
    expect.soft(await paleText(lab, '.jp-Cellheat-Panel', 4.5)).toEqual([]);
  }
  await lab.panel.button('Stop').click();
  await expect(lab.panel.result.or(lab.panel.message)).toContainText(/Stopped/);
});

test('in Notebook 7, too', async ({ own }) => {
  const notebook = await own.visit([DATA, LIST, SET], { app: 'notebook' });
  await notebook.run(0);
  await mark(notebook, 1, 2);
  await notebook.contextMenu(2, /Compare 2 Cells/);
  await expect(own.panel.result.locator('.jp-Cellheat-Verdict')).toContainText('faster', {
    timeout: 30_000
  });
});
