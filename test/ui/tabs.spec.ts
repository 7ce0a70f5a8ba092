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

  // what was measured goes into a file and comes back from it
  const dialog = page.getByRole('dialog');
  await notebook.menuBar('Profile', /Save Calls as \.prof/);
  await dialog.getByRole('textbox').fill('double.prof');
  await dialog.getByRole('button', { name: 'Ok' }).click();
  await expect(page.getByText('Saved as double.prof, in the folder of the kernel.')).toBeVisible();
  await notebook.menuBar('Profile', /Open a \.prof File/);
  await dialog.getByRole('textbox').fill('double.prof');
  await panel.newResult(() => dialog.getByRole('button', { name: 'Ok' }).click());
  await expect(panel.notes).toContainText('double.prof');
  await expect(panel.row('double')).toContainText('2,000');
});

test('many tabs stay in one row, which the keys and the pointer turn', async ({ lab }) => {
  const { page, panel } = lab;
  const notebook = await lab.open(['numbers = sorted(range(2000))']);
  await notebook.select(0);
  for (const instrument of ['calls', 'lines', 'memory', 'allocations', 'objects', 'io']) {
    await panel.newResult(() => lab.execute('cellheat:profile-cell', { instrument }));
  }
  await panel.widen(240);
  const list = panel.root.getByRole('tablist');
  const tabs = list.getByRole('tab');
  await expect(tabs).toHaveCount(6);
  const tops = await tabs.evaluateAll(all => all.map(tab => tab.getBoundingClientRect().top));
  expect(new Set(tops).size).toBe(1);
  const more = panel.root.getByTitle(/^Tabs (before|after) these$/);
  const inSight = (tab: typeof list) =>
    expect
      .poll(() =>
        tab.evaluate(node => {
          const { left, right } = node.getBoundingClientRect();
          const at = (x: number, y = node.getBoundingClientRect().top + 8) =>
            node.ownerDocument.elementFromPoint(x, y) === node;
          return at(left + 2) && at(right - 2);
        })
      )
      .toBe(true);

  await inSight(tabs.last());
  await tabs.last().focus();
  for (const [key, tab] of [
    ['Home', tabs.first()],
    ['ArrowLeft', tabs.last()],
    ['ArrowRight', tabs.first()]
  ] as const) {
    await page.keyboard.press(key);
    await expect(tab).toBeFocused();
    await inSight(tab);
  }
  await expect(more).toHaveAttribute('title', 'Tabs after these');
  await more.click();
  await expect(more).toHaveAttribute('title', 'Tabs before these');
  await inSight(tabs.last());
});
