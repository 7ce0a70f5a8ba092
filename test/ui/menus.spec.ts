import { expect, type Notebook, test } from './lab';

const FOREVER = `def dig(n):
    while True:
        n += 1

dig(0)`;

const ways = (notebook: Notebook) =>
  notebook.menu.locator('[data-command="cellheat:profile-cell"]');

test('the menu asks by question, and marks what this kernel lacks', async ({ lab }) => {
  const notebook = await lab.open(['total = sum(range(1000))'], { kernel: 'cellheat-lean' });
  const { panel } = lab;
  expect(lab.wire.ours, 'before a click').toEqual([]);
  await notebook.select(0);
  await panel.newResult(() => notebook.profile());

  await notebook.openMenu();
  await expect(ways(notebook).filter({ hasText: 'Which line?' })).toBeVisible();
  const memray = ways(notebook).filter({ hasText: 'Native allocations, too' });
  await expect(memray).toHaveText(/memray, not in this kernel/);
  await memray.click();

  await expect(panel.title).toHaveText('The cell was not measured.');
  await expect(panel.message).toContainText('memray is not installed in this kernel.');
  await expect(panel.message.locator('code')).toContainText('-m pip install memray');
  await expect(panel.button('Install here')).toBeVisible();
  await expect(notebook.prompt(0)).toHaveText('[1]:');
});

test('each instrument says what it measures, and can be started there', async ({ lab }) => {
  const notebook = await lab.open(['total = sum(range(1000))'], { kernel: 'cellheat-lean' });
  const { panel } = lab;
  await notebook.select(0);
  await notebook.menuBar('Profile', /Show Cellheat Panel/);
  await panel.button('About the instruments').click();

  const named = (tool: string) =>
    panel.root
      .getByRole('group')
      .filter({ has: lab.page.locator('summary').filter({ hasText: tool }) });
  const memray = named('memray').first();
  await expect(memray).toContainText('not installed');
  await memray.locator('summary').click();
  await expect(memray).toContainText('Cannot see');
  await expect(memray.getByRole('button', { name: 'Install here' })).toBeVisible();

  // the page follows the notebook, and the kernel of each is asked once
  await lab.open(['1'], { beside: notebook, kernel: 'cellheat-no-pip' });
  await expect(memray).toContainText('not installed');
  await expect(memray.getByRole('button', { name: 'Install here' })).toHaveCount(0);
  const asked = lab.wire.ours.length;
  expect(asked).toBeGreaterThan(0);
  await lab.page.getByRole('tab', { name: notebook.path }).click();
  await expect(memray.getByRole('button', { name: 'Install here' })).toBeVisible();
  expect(lab.wire.ours).toHaveLength(asked);

  const calls = named('cProfile');
  await calls.locator('summary').click();
  await panel.newResult(() => calls.getByRole('button', { name: 'Profile', exact: true }).click());
  await expect(panel.result).toHaveAttribute('data-instrument', 'calls');
});

test('memory is measured beside another instrument, until it is taken off', async ({ lab }) => {
  const notebook = await lab.open(['block = bytearray(20_000_000)']);
  const { panel } = lab;
  await notebook.select(0);
  const toggle = () => notebook.menu.getByRole('menuitemcheckbox', { name: 'Also Measure Memory' });

  await notebook.openMenu();
  await expect(toggle()).toHaveAttribute('aria-checked', 'false');
  const tick = toggle().locator('.lm-Menu-itemIcon svg');
  await expect(tick).toHaveCount(0);
  await toggle().click();
  await panel.newResult(() => notebook.choose('calls'));
  await expect(panel.root.getByRole('tab')).toHaveCount(2);

  await notebook.openMenu();
  await expect(toggle()).toHaveAttribute('aria-checked', 'true');
  await expect(tick).toBeVisible();
  await toggle().click();
  expect(lab.wire.ours.some(text => text.includes('"also":["memory"]'))).toBe(true);
});

test('a running cell is asked what it is doing, and goes on', async ({ lab }) => {
  const notebook = await lab.open([FOREVER, `print('after')`]);
  const { panel } = lab;
  await notebook.select(0);
  await notebook.profile();
  await panel.button('What is it doing?').click();

  const look = panel.root.getByRole('region', { name: 'What it is doing now' });
  await expect(look.getByRole('heading')).toHaveText(/line [23] of dig/);
  await expect(look).toContainText(/samples over/);
  await panel.button('Stop looking').click();
  await expect(panel.button('Look again')).toBeVisible();
  await expect(notebook.prompt(0), 'the cell still runs').toHaveText('[*]:');

  await panel.newResult(() => panel.button('Stop').click());
  await panel.button('Close').click();
  await expect(look).toHaveCount(0);
  await notebook.start(1);
  await expect(notebook.output(1)).toHaveText('after');
});
