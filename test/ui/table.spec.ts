import { expect, type Notebook, test } from './lab';

const DEFINITIONS = [
  'import json',
  'def parse(order):',
  '    return json.loads(json.dumps(order))',
  '',
  '',
  'def match(orders):',
  '    return [parse(order) for order in orders]',
  '',
  ...Array.from({ length: 20 }, (_, i) => `def small_${i}(): return ${i}`),
  `small = [${Array.from({ length: 20 }, (_, i) => `small_${i}`).join(', ')}]`
].join('\n');

const CALLS = [
  `found = match([{'id': i} for i in range(2000)])`,
  'for function in small:',
  '    function()'
].join('\n');

const UNITS: Record<string, number> = { ns: 1, µs: 1e3, ms: 1e6, s: 1e9, min: 60e9 };

/** `68.5 ms`, `300,001 calls`, `<0.1 ms` → a number. */
function numberIn(text: string): number {
  const [, digits, unit] = /^<?([\d.,]+)\s*(\S*)/.exec(text.trim()) ?? [];
  return Number(digits?.replaceAll(',', '')) * (UNITS[unit] ?? 1);
}

const isSorted = (values: number[], sign: number): boolean =>
  values.every((value, i) => i === 0 || sign * (value - values[i - 1]) >= 0);

test.describe('the table of functions', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([DEFINITIONS, CALLS, 'other = 1']);
    await notebook.run(0);
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.profile());
    await lab.panel.widen(560);
  });

  test.beforeEach(async ({ lab }) => {
    // a fresh table each time: another cell's panel, then this one's again
    await notebook.select(2);
    await expect(lab.panel.result).toHaveCount(0);
    await notebook.select(1);
    await expect(lab.panel.table).toBeVisible();
  });

  test('starts with the longest own time, the most interesting row marked', async ({ lab }) => {
    await expect(lab.panel.column('own')).toHaveAttribute('aria-sort', 'descending');
    const own = await lab.panel.rows.locator('[data-column=own]').all();
    const values = await Promise.all(own.map(async cell => (await cell.getAttribute('title'))!));
    expect(isSorted(values.map(numberIn), -1)).toBe(true);
    await expect(lab.panel.table.locator('[data-headline]')).toHaveCount(1);
  });

  for (const [label, column] of [
    ['own', 'own'],
    ['total', 'total'],
    ['calls', 'calls'],
    ['per call', 'perCall']
  ] as const) {
    test(`sorts by ${label}, largest first, and the other way round`, async ({ lab }) => {
      const { panel } = lab;
      await panel
        .button('Show all')
        .or(panel.root.getByText(/^Show all/))
        .first()
        .click();
      if (label === 'own') {
        await panel.column('calls').getByRole('button').click();
      }
      const values = (): Promise<number[]> =>
        panel.rows
          .locator(`[data-column=${column}]`)
          .evaluateAll(cells =>
            cells.map(cell => cell.getAttribute('title') ?? cell.textContent ?? '')
          )
          .then(texts => texts.map(numberIn));

      for (const [order, sign] of [
        ['descending', -1],
        ['ascending', 1]
      ] as const) {
        await panel.column(label).getByRole('button').click();
        await expect(panel.column(label)).toHaveAttribute('aria-sort', order);
        await expect(panel.table.locator('[aria-sort]')).toHaveCount(1);
        const found = await values();
        expect(found.length).toBeGreaterThan(20);
        expect(found.every(value => !Number.isNaN(value))).toBe(true);
        expect(isSorted(found, sign), found.join(' ')).toBe(true);
      }
    });
  }

  test('sorts by name, from A and from Z', async ({ lab }) => {
    const { panel } = lab;
    const names = (): Promise<string[]> =>
      panel.rows
        .locator('.jp-Cellheat-Function > :first-child')
        .evaluateAll(all => all.map(one => one.getAttribute('title')!.replace(/^Go to /, '')));
    await panel.column('function').getByRole('button').click();
    await expect(panel.column('function')).toHaveAttribute('aria-sort', 'ascending');
    const found = await names();
    expect(found).toEqual([...found].sort((a, b) => a.localeCompare(b)));

    await panel.column('function').getByRole('button').click();
    await expect(panel.column('function')).toHaveAttribute('aria-sort', 'descending');
    const turned = await names();
    expect(turned).toEqual([...turned].sort((a, b) => b.localeCompare(a)));
  });

  test('filters by text', async ({ lab }) => {
    const { panel } = lab;
    await panel.filter.fill('SMALL_1');
    // small_1 and small_10 to small_19
    await expect(panel.rows).toHaveCount(11);
    await panel.filter.fill('nothing of that name');
    await expect(panel.rows).toHaveCount(0);
    await expect(panel.result).toContainText('No function matches.');
    await panel.filter.fill('json');
    await expect(panel.rows.first()).toContainText(/json/i);
    await expect(panel.row('parse')).toHaveCount(0);
    await panel.filter.fill('');
    await expect(panel.row('match')).toBeVisible();
  });

  test('shows own code only', async ({ lab }) => {
    const { panel } = lab;
    await expect(panel.rows.filter({ hasText: 'library' }).first()).toBeVisible();
    await panel.ownOnly.check();
    await expect(panel.rows.filter({ hasText: /library|built-in/ })).toHaveCount(0);
    await expect(panel.row('parse')).toBeVisible();
    await panel.ownOnly.uncheck();
    await expect(panel.rows.filter({ hasText: 'library' }).first()).toBeVisible();
  });

  test('shows 15 rows, and all when asked', async ({ lab }) => {
    const { panel } = lab;
    await expect(panel.rows).toHaveCount(15);
    const all = panel.root.getByRole('button', { name: /^Show all \d+/ });
    const total = Number(/\d+/.exec(await all.innerText())![0]);
    expect(total).toBeGreaterThan(24);
    await all.click();
    await expect(panel.rows).toHaveCount(total);
    await expect(all).toHaveCount(0);
  });

  test('tells own code, libraries and built-ins apart in words', async ({ lab }) => {
    await expect(lab.panel.row('parse')).toContainText('[1]:2');
    await expect(lab.panel.row('match')).toContainText('[1]:6');
    await expect(lab.panel.rows.filter({ hasText: 'json' }).first()).toContainText('library');
    await lab.panel.filter.fill('small');
    await expect(lab.panel.rows.first()).toHaveAttribute('data-kind', 'own');
  });

  for (const [name, line] of [
    ['parse', 2],
    ['match', 6]
  ] as const) {
    test(`a click on ${name} goes to its line in the other cell`, async ({ lab }) => {
      await lab.panel.root.getByTitle(`Go to ${name}`, { exact: true }).click();

      await expect(notebook.cell(0)).toHaveClass(/jp-mod-active/);
      await notebook.expectMode('edit');
      const cursor = await notebook.page.evaluate(() => {
        const { content } = Reflect.get(window, 'jupyterapp').shell.currentWidget;
        return content.activeCell.editor.getCursorPosition().line + 1;
      });
      expect(cursor).toBe(line);
      // typing goes there
      await notebook.page.keyboard.press('ControlOrMeta+End');
      await expect(notebook.cell(0).locator('.cm-editor')).toHaveClass(/cm-focused/);
    });
  }

  test('row 45: a function whose cell was edited leads nowhere', async ({ lab }) => {
    await notebook.edit(0);
    await notebook.page.keyboard.press('ControlOrMeta+Home');
    await notebook.page.keyboard.type('# a new first line\n');
    await notebook.select(1);

    await expect(lab.panel.root.getByTitle('Go to parse', { exact: true })).toHaveCount(0);
    await expect(lab.panel.row('parse')).toBeVisible();
    await expect(lab.panel.root.getByTitle('parse: source changed since this run')).toBeVisible();
    // the profiled cell itself is as it was
    await expect(lab.panel.line).toHaveCount(0);

    await notebook.edit(0);
    await notebook.page.keyboard.press('ControlOrMeta+Z');
    await notebook.select(1);
    await expect(lab.panel.root.getByTitle('Go to parse', { exact: true })).toBeVisible();
  });

  test('Copy as text puts the whole report on the clipboard', async ({ lab }) => {
    await notebook.page.evaluate(() => navigator.clipboard.writeText(''));
    const headline = (await lab.panel.headline.innerText()).replaceAll('\u00a0', ' ');
    await lab.panel.copy.click();
    await expect(lab.panel.copy).toHaveText('Copied');

    const copied = await notebook.page.evaluate(() => navigator.clipboard.readText());
    expect(copied.split('\n')[0]).toBe(headline);
    expect(copied).toMatch(/wall with profiler [\d.]+ ms · CPU/);
    expect(copied).toMatch(/own +total +calls +per call +function/);
    expect(copied).toMatch(/2,000 .*parse \[1\]:2/);
    expect(copied).toContain('cProfile');
    expect(copied).not.toContain('\u00a0');
  });

  test('Copy as text leaves the user in their cell', async ({ lab }) => {
    await lab.panel.copy.click();

    await expect(notebook.cell(1)).toHaveClass(/jp-mod-active/);
    await notebook.expectMode('command');
    await expect(lab.panel.table).toBeVisible();
  });
});
