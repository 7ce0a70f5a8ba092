import { expect, test } from './lab';

const CELLS = [
  ['def double(n):', '    return 2 * n', '', 'numbers = [double(n) for n in range(2000)]'].join(
    '\n'
  )
];

test('each instrument has its tab, which the arrow keys reach', async ({ lab }) => {
  const { page, panel } = lab;
  const notebook = await lab.open(CELLS);
  await notebook.select(0);
  await panel.newResult(() => notebook.choose('calls'));
  await panel.newResult(() => notebook.choose('memory'));
  const tabs = panel.root.getByRole('tab');
  await expect(tabs).toHaveText(['Calls', 'Memory']);
  await expect(panel.root.getByRole('tab', { selected: true })).toHaveText('Memory');
  await tabs.last().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(tabs.first()).toBeFocused();
  await expect(panel.root.getByRole('tab', { selected: true })).toHaveText('Calls');
  const row = panel.row('double');
  await row.getByRole('button', { name: /^Who called double/ }).click();
  await expect(panel.root.locator('.jp-Cellheat-Opened')).toContainText('Called by');
});
