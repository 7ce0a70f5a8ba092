import { expect, test } from './lab';

const MANY = [
  ...Array.from({ length: 12 }, (_, i) => `def f${i}(): return ${i}`),
  Array.from({ length: 12 }, (_, i) => `f${i}()`).join('; ')
].join('\n');

test('the settings editor offers what there is, and a change counts at once', async ({ lab }) => {
  const notebook = await lab.open([MANY]);
  try {
    await lab.execute('settingeditor:open', { query: 'Cellheat' });
    const editor = lab.page.locator('.jp-SettingsPanel, .jp-SettingsEditor').first();
    const form = editor.locator('.jp-SettingsForm').filter({ hasText: 'Default instrument' });
    await expect(form).toBeVisible();
    for (const words of [
      'What a click on Profile measures',
      'How long timeit may repeat a cell',
      'How many functions a table shows'
    ]) {
      await expect(form).toContainText(words);
    }
    await form.getByRole('combobox').selectOption({ label: 'How much memory? (resident memory)' });
    await form.getByRole('spinbutton').last().fill('5');
    await expect
      .poll(() => lab.server.settings())
      .toMatchObject({ defaultInstrument: 'memory', tableRows: 5 });

    await lab.page.getByRole('tab', { name: notebook.path }).click();
    await lab.panel.newResult(() => notebook.profile());
    await expect(lab.panel.result).toHaveAttribute('data-instrument', 'memory');
    await lab.panel.newResult(() => notebook.page.keyboard.press('Alt+Shift+P'));
    await expect(lab.panel.result).toHaveAttribute('data-instrument', 'memory');

    await lab.panel.newResult(() => notebook.choose('calls'));
    await expect(lab.panel.rows).toHaveCount(5);
    await expect(lab.panel.root.getByRole('button', { name: /^Show all/ })).toBeVisible();
  } finally {
    await lab.unset();
  }
});

test('a page that is opened later finds them', async ({ own }) => {
  await own.server.set({ defaultInstrument: 'timeit', timeBudget: 0.2 });
  try {
    const notebook = await own.visit(['sum(range(100))']);
    await own.panel.newResult(() => notebook.profile());
    await expect(own.panel.result).toHaveAttribute('data-instrument', 'timeit');
  } finally {
    await own.server.set({});
  }
});
