import { resolve } from 'node:path';
import { output } from './bundles';
import { CLOSE, DIFFERENT, FOUR, MEMBERSHIP, STOPPED } from './comparisons';
import { code, expect, type Lab, type Notebook, test } from './lab';
import { LESSON, LessonsPanel } from './lessons';
import { overflow, paleText } from './looking';

// Nothing is compared here: the pictures are for people, the checks for what can be measured.
const SCREENS = resolve(__dirname, '../../reports/screens');

const THEMES = [
  ['light', 'JupyterLab Light'],
  ['dark', 'JupyterLab Dark']
] as const;

/** What only comparisons need. */
const CHUNKS = {
  plots: /observablehq_plot|views_plotlibrary/,
  differences: /codemirror_merge|views_comparison_marking/
};

const VARIANTS = `def in_list(orders, listed, known):
    return [order for order in orders if order in listed]

def in_set(orders, listed, known):
    return [order for order in orders if order in known]

def wrong(orders, listed, known):
    return orders[:1]

def make(n, seed):
    customers = list(range(n))
    return list(range(0, 2 * n, 7)), customers, set(customers)`;

const COMPARE = (other: string): string =>
  `import cellheat\n` +
  `cellheat.compare(in_list=in_list, ${other}=${other}, make=make, n=[100, 1_000, 5_000])`;

/** The comparison in the output of a cell. */
function comparison(notebook: Notebook, index: number) {
  const root = notebook.cell(index).locator('.jp-Cellheat-Comparison');
  return {
    root,
    verdict: root.locator('.jp-Cellheat-Verdict-words'),
    codes: root.locator('.jp-Cellheat-Code'),
    plots: root.locator('.jp-Cellheat-Plot svg'),
    marks: root.locator('mark')
  };
}

/** Open a notebook that holds these bundles, without a kernel. */
async function visit(own: Lab, bundles: Record<string, unknown>): Promise<Notebook> {
  const path = `comparisons-${Date.now()}.ipynb`;
  const cells = Object.entries(bundles).map(([name, bundle]) =>
    code(`# ${name}`, [output(bundle as never)])
  );
  await own.server.write(path, cells, null);
  await own.visitFile(path);
  const notebook = own.notebook(path);
  await expect(notebook.cell(0)).toBeVisible({ timeout: 60_000 });
  await own.dismissKernelDialog();
  return notebook;
}

test.describe.serial('a real comparison', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([VARIANTS, COMPARE('in_set'), COMPARE('wrong'), '# the last']);
    await notebook.run(0);
  });

  test('stands side by side, with the differing part marked', async () => {
    await notebook.run(1);
    const { codes, marks, verdict, root } = comparison(notebook, 1);
    await expect(codes).toHaveCount(2);
    await expect(codes.first()).toContainText('A · in_list');
    await expect(marks).toHaveText(['listed', 'known']);
    await expect(codes.locator('.jp-mod-keyword').first()).toHaveText('def');
    const [a, b] = await Promise.all([codes.nth(0).boundingBox(), codes.nth(1).boundingBox()]);
    expect(b!.x).toBeGreaterThanOrEqual(a!.x + a!.width - 1);
    expect(b!.y).toBe(a!.y);
    await expect(verdict).toHaveText(/^B is about [\d,]+× faster$/);
    await expect(root.locator('[data-badge=equality]')).toContainText('same result on');
  });

  test('sentence, interval and times say the same', async () => {
    const { root, verdict } = comparison(notebook, 1);
    const number = (text: string) => Number(text.replaceAll(',', ''));
    const ratio = number(/([\d,.]+)×/.exec(await verdict.innerText())![1]);
    const words = await root.locator('.jp-Cellheat-Verdict').innerText();
    const [, low, high] = /inputs: ([\d,.]+)× to ([\d,.]+)×/.exec(words)!.map(number);
    expect(ratio).toBeGreaterThanOrEqual(low);
    expect(ratio).toBeLessThanOrEqual(high);
    const bars = root.locator('.jp-Cellheat-Verdict .jp-Cellheat-Bars-bar');
    const widths = await bars.evaluateAll(nodes => nodes.map(node => node.clientWidth));
    expect(widths[0]).toBeGreaterThan(2 * widths[1]);
  });

  test('shows why: times, memory, growth, and all numbers', async () => {
    const { root, plots } = comparison(notebook, 1);
    await expect(plots).toHaveCount(2);
    await expect(root.getByRole('img', { name: /in_list: median .* middle half/ })).toBeVisible();
    await expect(root.getByRole('img', { name: /at n = 5,000/ })).toBeVisible();
    await expect(root.locator('.jp-Cellheat-Evidence')).toContainText('Peak memory of one call');
    const numbers = root.locator('.jp-Cellheat-Sizes');
    await expect(numbers).toBeHidden();
    await root.getByText('All numbers').click();
    await expect(numbers.getByRole('row')).toHaveCount(7);
    await root.getByText('How it was measured').click();
    await expect(root.locator('.jp-Cellheat-Method')).toContainText('interval');
  });

  test('can be reached by keyboard, and copied', async ({ lab }) => {
    const { root } = comparison(notebook, 1);
    const summary = root.locator('summary').first();
    await summary.focus();
    await expect(numbersOf(root)).toBeVisible();
    await lab.page.keyboard.press('Enter');
    await expect(numbersOf(root)).toBeHidden();
    await lab.page.keyboard.press('Tab');
    await expect(root.locator('summary').last()).toBeFocused();
    await lab.page.keyboard.press('Tab');
    await expect(root.getByRole('button', { name: 'Copy as text' })).toBeFocused();
    await lab.page.keyboard.press('Enter');
    await expect(root.getByRole('button', { name: 'Copied' })).toBeVisible();
    const text = await lab.page.evaluate(() => navigator.clipboard.readText());
    expect(text).toMatch(
      /^B is about [\d,.]+× faster\nn = 5,000\n95 % in this kernel, on these inputs/
    );
    expect(text).toContain('order in listed');
    // above are what may be done next and the sizes, among which the arrow keys choose
    await summary.focus();
    await lab.page.keyboard.press('Shift+Tab');
    await expect(root.getByRole('button', { name: /^Confirm in/ })).toBeFocused();
    await lab.page.keyboard.press('Shift+Tab');
    await expect(root.getByRole('radio', { name: 'n = 5,000' })).toBeFocused();
    await lab.page.keyboard.press('ArrowLeft');
    await expect(root.getByRole('radio', { name: /^n = 1,000/ })).toBeChecked();
    await lab.page.keyboard.press('ArrowRight');
    await expect(root.getByRole('radio', { name: 'n = 5,000' })).toBeChecked();
    await expect(notebook.cell(1)).toHaveClass(/jp-mod-active/);
  });

  test('results that differ: why, and no speed at all', async () => {
    await notebook.run(2);
    const { root, verdict } = comparison(notebook, 2);
    await expect(verdict).toHaveText('Not comparable: the results differ');
    await expect(root.locator('.jp-Cellheat-Verdict')).toContainText('wrong');
    await expect(root.locator('table, .jp-Cellheat-Plot, .jp-Cellheat-Interval')).toHaveCount(0);
    expect(await everything(root)).not.toMatch(/\d\s(ns|µs|ms)\b|×|faster|slower/);
  });

  test('after a reload, and in a notebook that nobody trusts, it looks the same', async ({
    lab,
    own
  }) => {
    const words = await comparison(notebook, 1).verdict.innerText();
    await notebook.save();
    const content = (await lab.server.read(notebook.path)) as { cells: { metadata: object }[] };
    content.cells.push({ id: 'new', cell_type: 'markdown', metadata: {}, source: 'new' } as never);
    content.cells.forEach(cell => (cell.metadata = {}));
    const path = `untrusted-${notebook.path}`;
    await own.server.put(path, { type: 'notebook', format: 'json', content });
    for (const name of [notebook.path, path]) {
      await own.page.goto(`/lab/tree/${name}?reset`);
      const { verdict, plots, marks } = comparison(notebook.on(own.page), 1);
      await expect(verdict).toHaveText(words, { timeout: 60_000 });
      await expect(plots).toHaveCount(2);
      await expect(marks).toHaveCount(2);
    }
    await own.server.closeSessions([path]);
  });

  function numbersOf(root: ReturnType<typeof comparison>['root']) {
    return root.locator('.jp-Cellheat-Sizes');
  }
});

/** All that a reader may see or hear of it, hidden or not. */
async function everything(root: ReturnType<typeof comparison>['root']): Promise<string> {
  return root.evaluate(node => {
    const attributes = [...node.querySelectorAll('*')].flatMap(element =>
      [...element.attributes].map(({ name, value }) => `${name}=${value}`)
    );
    return [node.textContent, ...attributes].join('\n');
  });
}

test('until the reader has guessed, nothing gives the answer away', async ({ own }) => {
  await own.server.closeSessions([LESSON.path]);
  await own.server.remove(LESSON.path);
  await own.load('blind');
  const notebook = await new LessonsPanel(own).open();
  // setup, make, variants, and the first comparison
  for (const index of [1, 3, 4, 6]) {
    await notebook.run(index);
  }
  const { root, codes, marks } = comparison(notebook, 6);
  await expect(codes.getByRole('heading')).toHaveText(['A', 'B']);
  await expect(marks).toHaveText(['listed', 'known']);
  const said = await everything(root);
  expect(said).toContain('Make your guess above.');
  expect(said).not.toMatch(
    /\d\s(ns|µs|ms|s|%|KiB|B)\b|×|faster|slower|same|fast|slow|differ|memory|noise|Careful|CPython/
  );
  const colours = await codes.evaluateAll(nodes =>
    nodes.map(node => getComputedStyle(node.querySelector('h3')!, '::before').backgroundColor)
  );
  expect(new Set(colours).size).toBe(1);
  for (const [theme, name] of THEMES) {
    await own.execute('apputils:change-theme', { theme: name });
    await notebook.cell(6).screenshot({ path: `${SCREENS}/comparison-${theme}-blind.png` });
  }

  await root.getByRole('button', { name: 'Show me without a guess' }).click();
  await expect(root).toContainText('B is about');
});

test('what draws comparisons is loaded when the first one is drawn, and not before', async ({
  own
}) => {
  const loaded: string[] = [];
  own.page.on('request', request => loaded.push(request.url()));
  const has = (chunk: RegExp) => loaded.some(url => chunk.test(url));

  const calls = await own.visit([`sum(range(1000))`, `%load_ext cellheat`, VARIANTS]);
  await calls.select(0);
  await own.panel.newResult(() => calls.choose('calls'));
  await calls.run(1);
  await calls.run(2);
  expect(loaded.some(url => /extensions\/cellheat/.test(url))).toBe(true);
  expect([has(CHUNKS.plots), has(CHUNKS.differences)]).toEqual([false, false]);
  expect(has(/views_comparison/)).toBe(false);

  const notebook = await visit(own, { MEMBERSHIP });
  await expect(comparison(notebook, 0).plots).toHaveCount(2);
  await expect(comparison(notebook, 0).marks).toHaveText(['[', ']', '{', '}']);
  expect([has(CHUNKS.plots), has(CHUNKS.differences)]).toEqual([true, true]);
});

test('looks: light and dark, wide and narrow', async ({ own }) => {
  test.slow();
  const bundles = { MEMBERSHIP, CLOSE, DIFFERENT, STOPPED, FOUR };
  const notebook = await visit(own, bundles);
  await own.execute('application:toggle-left-area');
  for (const [theme, name] of THEMES) {
    await own.execute('apputils:change-theme', { theme: name });
    await expect(own.page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme === 'light')
    );
    for (const [width, pixels] of [
      ['wide', 1440],
      ['middle', 800],
      ['narrow', 360]
    ] as const) {
      await own.page.setViewportSize({ width: pixels, height: 1000 });
      for (const [i, what] of Object.keys(bundles).entries()) {
        const { root, plots, codes } = comparison(notebook, i);
        await root.scrollIntoViewIfNeeded();
        await expect(codes.locator('.jp-Cellheat-Code-block').first()).toBeVisible();
        await expect(plots).toHaveCount({ CLOSE: 1, DIFFERENT: 0 }[what] ?? 2);
        await root.screenshot({
          path: `${SCREENS}/comparison-${theme}-${width}-${what.toLowerCase()}.png`
        });
      }
      const selector = '.jp-Cellheat-Comparison';
      expect.soft(await overflow(own, selector), `${theme} ${width}: overflow`).toEqual([]);
      expect.soft(await paleText(own, selector, 4.5), `${theme} ${width}: contrast`).toEqual([]);
    }
  }
});

test('in 240 pixels the codes stand under each other and everything has room', async ({ own }) => {
  const notebook = await visit(own, { MEMBERSHIP });
  const { root, codes, plots } = comparison(notebook, 0);
  await notebook.cell(0).evaluate(cell => {
    const box = cell.querySelector<HTMLElement>('.jp-Cellheat-Output')!;
    Object.assign(box.style, { boxSizing: 'border-box', flex: 'none', width: '240px' });
  });
  await expect(plots).toHaveCount(2);
  await expect.poll(async () => (await root.boundingBox())!.width).toBeLessThan(240);
  const [a, b] = await Promise.all([codes.nth(0).boundingBox(), codes.nth(1).boundingBox()]);
  expect(b!.y).toBeGreaterThanOrEqual(a!.y + a!.height - 1);
  await expect
    .poll(() => overflow(own, '.jp-Cellheat-Comparison'), { message: 'overflow' })
    .toEqual([]);
  // each line begins where its indent says, also one that is broken
  const starts = await codes.first().evaluate(node =>
    [...node.querySelectorAll('.jp-Cellheat-Code-line')].map(line => {
      const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      range.setStart(walker.nextNode()!, 0);
      range.collapse(true);
      return Math.round(range.getBoundingClientRect().x);
    })
  );
  expect(new Set(starts).size, 'all lines begin at the same place').toBe(1);
  await root.screenshot({ path: `${SCREENS}/comparison-240.png` });
});

test('in Notebook 7', async ({ own }) => {
  const notebook = await own.visit([VARIANTS, COMPARE('in_set')], { app: 'notebook' });
  await notebook.run(0);
  await notebook.run(1);
  const { verdict, plots, marks } = comparison(notebook, 1);
  await expect(verdict).toHaveText(/^B is about [\d,]+× faster$/);
  await expect(plots).toHaveCount(2);
  await expect(marks).toHaveText(['listed', 'known']);
});
