import { resolve } from 'node:path';
import { expect, Gate, type Notebook, test } from './lab';
import { overflow, paleText } from './looking';

// Nothing is compared here: the pictures are for people, the checks for what can be measured.
const SCREENS = resolve(__dirname, '../../reports/screens');

const DEFINITIONS = [
  'import json',
  '',
  'def parse(order):',
  '    return json.loads(json.dumps(order))',
  '',
  'def match(orders, customers):',
  '    found = []',
  '    for order in orders:',
  `        if order['customer'] in customers:`,
  '            found.append(parse(order))',
  '    return found'
].join('\n');

const CELLS = [
  DEFINITIONS,
  `orders = [{'customer': i} for i in range(2000)]\n` +
    `customers = list(range(0, 60_000, 30))\nhits = match(orders * 2, customers)\nlen(hits)`,
  `table = [bytearray(1_000_000) for _ in range(30)]\ntable = table[:10]`,
  `sum(order['customer'] for order in orders)`,
  `%load_ext cellheat`,
  `%%cellheat calls\nmatch(orders, customers)\nNone`,
  `%%cellheat timeit --budget 0.3\nsum(range(1000))`,
  `%%cellheat memory\nkept = bytearray(20_000_000)`,
  `match(orders, customers)\n1/0`,
  `x ==== 3`,
  '',
  'pass'
];

test.describe.serial('looks', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(CELLS);
    await notebook.run(0);
    for (const [index, instrument] of [
      [1, 'calls'],
      [2, 'memory'],
      [3, 'timeit'],
      [8, 'calls'],
      [9, 'calls']
    ] as const) {
      await notebook.select(index);
      await lab.panel.newResult(() => notebook.choose(instrument));
    }
    for (const index of [4, 5, 6, 7]) {
      await notebook.run(index);
    }
    await notebook.select(10);
    await notebook.choose('calls');
    await expect(lab.panel.title).toHaveText('The cell is empty.');
  });

  test.afterAll(async ({ lab }) => {
    await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
  });

  for (const [theme, name] of [
    ['light', 'JupyterLab Light'],
    ['dark', 'JupyterLab Dark']
  ] as const) {
    for (const [width, pixels] of [
      ['wide', 400],
      ['narrow', 240]
    ] as const) {
      test(`${theme}, ${width}`, async ({ lab }) => {
        const { page, panel } = lab;
        await lab.execute('apputils:change-theme', { theme: name });
        await expect(page.locator('body')).toHaveAttribute(
          'data-jp-theme-light',
          String(theme === 'light')
        );
        await panel.widen(pixels);
        const shot = (what: string): Promise<Buffer> =>
          page.screenshot({ path: `${SCREENS}/${theme}-${width}-${what}.png` });
        const check = async (what: string, selector = '.jp-Cellheat-Panel'): Promise<void> => {
          await shot(what);
          expect.soft(await overflow(lab, selector), `${what}: overflow`).toEqual([]);
          expect.soft(await paleText(lab, selector, 4.5), `${what}: contrast`).toEqual([]);
        };

        for (const [index, what] of [
          [1, 'calls'],
          [2, 'memory'],
          [3, 'timeit'],
          [8, 'raised'],
          [9, 'syntax-error']
        ] as const) {
          await notebook.select(index);
          await expect(panel.headline).toBeVisible();
          await check(what);
        }
        await notebook.select(10);
        await expect(panel.title).toBeVisible();
        await check('empty');
        await notebook.select(0);
        await expect(panel.title).toHaveText('Not profiled yet.');
        await check('before');

        if (width === 'wide') {
          await notebook.select(6);
          const outputs = notebook.root.locator('.jp-Cellheat-Output');
          await expect(outputs).toHaveCount(3);
          await check('magics', '.jp-Cellheat-Output');
        }
      });
    }

    test(`${theme}: an edited cell, a waiting and a running one`, async ({ lab }) => {
      const { page, panel } = lab;
      await lab.execute('apputils:change-theme', { theme: name });
      await panel.widen(320);
      await notebook.edit(1);
      await page.keyboard.press('ControlOrMeta+End');
      await page.keyboard.type('#');
      await expect(panel.pale).toHaveCount(1);
      await page.screenshot({ path: `${SCREENS}/${theme}-stale.png` });
      expect.soft(await overflow(lab, '.jp-Cellheat-Panel')).toEqual([]);
      // pale on purpose, but still to be read
      expect.soft(await paleText(lab, '.jp-Cellheat-Panel', 3)).toEqual([]);
      await page.keyboard.press('Backspace');

      const gate = new Gate(lab.server);
      await notebook.setSource(11, gate.wait);
      await notebook.select(11);
      await notebook.profile();
      await expect(panel.title).toHaveText('Counting calls while the cell runs.');
      await page.screenshot({ path: `${SCREENS}/${theme}-running.png` });
      expect.soft(await paleText(lab, '.jp-Cellheat-Panel', 4.5)).toEqual([]);
      await notebook.select(1);
      await expect(panel.line).toContainText('Another cell');
      await page.screenshot({ path: `${SCREENS}/${theme}-another-runs.png` });
      await notebook.select(11);
      await lab.panel.newResult(() => gate.open());
    });
  }
});
