import { resolve } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, type Notebook, test } from './lab';
import { overflow, paleText } from './looking';

// Nothing is compared here: the pictures are for people, the checks for what can be measured.
const SCREENS = resolve(__dirname, '../../reports/screens');

const THEMES = [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
] as const;

/** Their times vary so much that no budget decides. */
const VARIANTS = `import cellheat, random
def vary(n):
    for _ in range(random.choice((5_000, 15_000))):
        pass
def listed(n): vary(n)
def known(n): vary(n)`;

const COMPARE = (budget: number) =>
  `found = cellheat.compare(listed=listed, known=known, make=lambda n, seed: n, n=[1_000], ` +
  `budget=${budget})\nfound`;

function cardIn(notebook: Notebook, index: number) {
  const root = notebook.cell(index).locator('.jp-Cellheat-ComparingCard');
  return {
    root,
    step: root.getByRole('status'),
    time: root.locator('.jp-Cellheat-Elapsed'),
    range: root.locator('.jp-Cellheat-Interval-range'),
    stop: root.getByRole('button', { name: 'Stop' })
  };
}

const verdict = (notebook: Notebook, index: number): Locator =>
  notebook.cell(index).locator('.jp-Cellheat-Verdict-words');

test.describe.serial('a comparison under way', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([VARIANTS, COMPARE(60), COMPARE(0.5), '# the last']);
    await notebook.run(0);
  });

  test('says what it is doing and what is known', async ({ lab }) => {
    const card = cardIn(notebook, 1);
    await notebook.start(1);
    await expect(card.step).toHaveText(/^Timing n.=.1,000$/);
    await expect(card.time).toHaveText(/\ss of at most 1\smin$/);
    await expect(card.root.locator('.jp-Cellheat-Comparing-names')).toHaveText(/A listed.*B known/);
    await expect(card.range).toBeVisible();
    for (const [name, theme] of THEMES) {
      await lab.execute('apputils:change-theme', { theme });
      await expect(lab.page.locator('body')).toHaveAttribute(
        'data-jp-theme-light',
        String(name === 'light')
      );
      await notebook.cell(1).screenshot({ path: `${SCREENS}/progress-${name}.png` });
      expect(await paleText(lab, '.jp-Cellheat-ComparingCard', 4.5)).toEqual([]);
      expect(await overflow(lab, '.jp-Cellheat-ComparingCard')).toEqual([]);
    }
    await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
  });

  test('is stopped with the keyboard, and what is known stays', async () => {
    const card = cardIn(notebook, 1);
    await card.stop.focus();
    await card.stop.press('Enter');
    await expect(notebook.output(1)).toContainText(
      'Stopped early: this is what was known by then.'
    );
    await expect(card.root).toHaveCount(0);
    await expect(verdict(notebook, 1)).toBeVisible();
    // until then the kernel refuses what is queued
    await notebook.untilRun(1);
  });

  test('goes on where it cannot tell, and takes the place of what it was', async ({ lab }) => {
    await notebook.run(2);
    await expect(verdict(notebook, 2)).toContainText('Cannot tell');
    const more = notebook.cell(2).getByRole('button', { name: 'Measure 5 s more' });
    await more.screenshot({ path: `${SCREENS}/more.png` });
    await notebook.cell(2).screenshot({ path: `${SCREENS}/unclear.png` });
    await more.click();
    await expect(cardIn(notebook, 2).time).toHaveText(/\ss of at most \d\.\d\ss$/);
    await expect(cardIn(notebook, 2).root).toHaveCount(0, { timeout: 30_000 });
    await expect(more).toHaveCount(0);
    await notebook.cell(2).getByText('How it was measured').click();
    await expect(notebook.output(2)).toContainText('5 s more on request, with one further look');
    // the file has it, too, and the kernel's own object
    await notebook.save();
    const { cells } = (await lab.server.read(notebook.path)) as {
      cells: { outputs: { data: Record<string, { method?: Record<string, string> }> }[] }[];
    };
    const [output] = cells[2].outputs;
    expect(Object.keys(output.data)).toEqual(
      expect.arrayContaining(['text/html', 'text/plain', 'application/vnd.cellheat.v1+json'])
    );
    expect(JSON.stringify(output.data)).toContain('5 s more on request');
  });

  test('is confirmed in fresh processes, as far as it is not stopped', async () => {
    const card = cardIn(notebook, 2);
    const confirm = notebook.cell(2).getByRole('button', { name: 'Confirm in 5 fresh processes' });
    await confirm.click();
    await expect(card.step).toHaveText(/^Measuring in fresh processes, [2-5] of 5$/);
    await notebook.cell(2).screenshot({ path: `${SCREENS}/confirming.png` });
    await card.stop.click();
    await expect(card.root).toHaveCount(0);
    await expect(notebook.output(2)).toContainText(/In (\d of )?5 fresh processes: /);
    await notebook.cell(2).screenshot({ path: `${SCREENS}/confirmed.png` });
  });

  test('says so where the kernel has it no more', async () => {
    await notebook.run(2);
    const more = notebook.cell(2).getByRole('button', { name: 'Measure 5 s more' });
    await expect(more).toBeVisible();
    await notebook.restart();
    await more.click();
    await expect(notebook.output(2)).toContainText('Run the cell again.');
  });
});

test('what fresh processes need is installed from the output, without a restart', async ({
  lab
}) => {
  const notebook = await lab.open(
    [
      'import sys\n!"{sys.executable}" -m pip uninstall -q -y cloudpickle',
      'x = 1',
      VARIANTS,
      COMPARE(0.5)
    ],
    { kernel: 'cellheat-lean' }
  );
  // a second try begins like the first
  await notebook.run(0);
  // brings the helper, for cellheat is not installed there
  await notebook.select(1);
  await lab.panel.newResult(() => notebook.profile());
  await notebook.run(2);
  await notebook.run(3);
  const offer = notebook.cell(3).locator('.jp-Cellheat-Offer[data-what=confirm]');
  const button = (name: string) => offer.getByRole('button', { name, exact: true });
  await button('Confirm in 5 fresh processes').click();
  await expect(offer).toContainText('cloudpickle is not installed in this kernel.');
  for (const [name, theme] of THEMES) {
    await lab.execute('apputils:change-theme', { theme });
    await expect(lab.page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(name === 'light')
    );
    await offer.screenshot({ path: `${SCREENS}/confirm-lacking-${name}.png` });
    expect(await paleText(lab, '.jp-Cellheat-Offer', 4.5)).toEqual([]);
    expect(await overflow(lab, '.jp-Cellheat-Offer')).toEqual([]);
  }
  await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
  await button('Install here').click();
  await expect(offer).toContainText('cloudpickle is installed.', { timeout: 60_000 });
  await offer.screenshot({ path: `${SCREENS}/confirm-installed.png` });
  await button('Confirm').click();
  await expect(cardIn(notebook, 3).step).toHaveText(/^Measuring in fresh processes, \d of 5$/);
  await cardIn(notebook, 3).stop.click();
  await expect(cardIn(notebook, 3).root).toHaveCount(0);
  await expect(offer).not.toContainText('cloudpickle');
});
