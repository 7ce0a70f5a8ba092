import { resolve } from 'node:path';
import type { Locator } from '@playwright/test';
import { expect, type Lab, type Notebook, test } from './lab';

// for people to look at; what can be measured is checked
const SCREENS = resolve(__dirname, '../../reports/screens');

const RISE = [
  'import time',
  'rows = []',
  'for i in range(12):',
  '    rows.append(bytearray(3_000_000))',
  '    time.sleep(0.03)',
  'work = bytearray(20_000_000)',
  'time.sleep(0.1)',
  'del work',
  'time.sleep(0.1)',
  'rows = rows[:4]',
  'time.sleep(0.1)'
].join('\n');

const plot = (lab: Lab): Locator => lab.panel.root.locator('.jp-Cellheat-Timeline');
const card = (lab: Lab): Locator => lab.panel.root.locator('.jp-Cellheat-Missing');

test.describe.serial('memory over time', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(
      [RISE, `import time\nkept = bytearray(30_000_000)\ntime.sleep(0.1)`, 'x = 1'],
      { kernel: 'cellheat-foreign' }
    );
    for (const index of [0, 1]) {
      await notebook.select(index);
      await lab.panel.newResult(() => notebook.choose('memory'));
    }
  });

  test.afterAll(async ({ lab }) => {
    await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
    await lab.unset();
  });

  test('is drawn, said in words, and marked at its highest', async ({ lab }) => {
    await notebook.select(0);
    const drawing = plot(lab).locator('.jp-Cellheat-Plot');
    await expect(drawing).toHaveAccessibleName(/^Resident memory .* at the start, .* Highest: /);
    await expect(drawing.locator('svg')).toBeVisible();
    const marked = drawing.getByText(/^\+\d+\sMiB$/);
    await expect(marked).toHaveText((await lab.panel.figure('resident peak').textContent())!);
    await expect(lab.panel.foot).toContainText(/Sampled every 10\sms from outside/);

    await notebook.select(1);
    await expect(drawing.getByText(/MiB, and it stays$/)).toBeVisible();
  });

  for (const theme of ['Light', 'Dark']) {
    for (const width of [400, 240]) {
      test(`fits: ${theme}, ${width}`, async ({ lab }) => {
        await lab.execute('apputils:change-theme', { theme: `JupyterLab ${theme}` });
        await lab.panel.widen(width);
        for (const [index, name] of [
          [0, 'rises'],
          [1, 'stays']
        ] as const) {
          await notebook.select(index);
          const drawing = plot(lab).locator('svg');
          await expect(drawing).toBeVisible();
          // it is drawn again once its place has another width
          const overhang = () =>
            plot(lab).evaluate(
              node =>
                node.querySelector('svg')!.getBoundingClientRect().right -
                node.getBoundingClientRect().right
            );
          await expect.poll(overhang).toBeLessThanOrEqual(0.5);
          const box = (await drawing.boundingBox())!;
          // nothing is cut: every word stands within the drawing
          for (const word of await drawing.locator('text').all()) {
            const at = (await word.boundingBox())!;
            expect.soft(at.x, await word.innerHTML()).toBeGreaterThanOrEqual(box.x - 1);
            expect.soft(at.x + at.width).toBeLessThanOrEqual(box.x + box.width + 1);
            expect.soft(at.y).toBeGreaterThanOrEqual(box.y - 1);
            expect.soft(at.y + at.height).toBeLessThanOrEqual(box.y + box.height + 1);
          }
          const body = lab.panel.root.locator('.jp-Cellheat-Body');
          expect(await body.evaluate(node => node.scrollWidth - node.clientWidth)).toBe(0);
          await lab.page.screenshot({ path: `${SCREENS}/memory-${theme}-${width}-${name}.png` });
          await card(lab).scrollIntoViewIfNeeded();
          await lab.page.screenshot({ path: `${SCREENS}/memory-${theme}-${width}-missing.png` });
        }
      });
    }
  }

  test('is sampled as often as the settings say', async ({ lab }) => {
    await lab.set('memoryInterval', 0.05);
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.choose('memory'));
    await expect(lab.panel.foot).toContainText(/Sampled every 50\sms/);
  });

  test('has no plot where the run was too short, and no mistake', async ({ lab }) => {
    await notebook.select(2);
    await lab.panel.newResult(() => notebook.choose('memory'));
    await expect(plot(lab)).toHaveCount(0);
    await expect(lab.panel.table).toBeVisible();
  });
});

test('the panel says that the sampler starts, and goes on without it', async ({ lab }) => {
  const notebook = await lab.open(
    [
      [
        'import os, sys',
        `with open('slow-python', 'w') as file:`,
        `    print('#!/bin/sh\\nexec sleep 60', file=file)`,
        `os.chmod('slow-python', 0o755)`,
        `sys.executable = os.path.abspath('slow-python')`
      ].join('\n'),
      'block = bytearray(30_000_000)'
    ],
    { kernel: 'cellheat-foreign' }
  );
  await notebook.run(0);
  await notebook.select(1);
  await lab.panel.newResult(async () => {
    await notebook.choose('memory');
    await expect(lab.panel.title).toHaveText('Starting the memory sampler…');
    await expect(lab.panel.button('Cancel')).toBeVisible();
    await lab.page.screenshot({ path: `${SCREENS}/memory-starting.png` });
  });
  await expect(lab.panel.headline).toContainText('Memory rose by');
  await expect(lab.panel.notes).toContainText('There is no timeline: the sampler did not answer');
});

test.describe.serial('the package that samples', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(
      [
        'import sys\n!"{sys.executable}" -m pip uninstall -q -y memory_profiler',
        // the package goes on with a run of more than a second
        `${RISE}\ntime.sleep(2)`,
        'names = set(globals())',
        'sorted(set(globals()) - names)'
      ],
      { kernel: 'cellheat-lean' }
    );
    // a second try begins like the first
    await notebook.run(0);
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.choose('memory'));
    await notebook.run(2);
    await notebook.select(1);
  });

  test('its line can be copied with the keyboard', async ({ lab }) => {
    const copy = card(lab).getByTitle('Copy the line that installs it');
    await copy.focus();
    await lab.page.keyboard.press('Enter');
    await expect(card(lab).getByText('Copied')).toBeVisible();
    const copied = await lab.page.evaluate(() => navigator.clipboard.readText());
    // a path with a space
    expect(copied).toMatch(/^'.*with pip.*' -m pip install memory_profiler$/);
    await lab.page.keyboard.press('Tab');
    await expect(lab.panel.button('Install here')).toBeFocused();
  });

  test('is installed from the panel, and samples from then on', async ({ lab }) => {
    await lab.panel.button('Install here').press('Enter');
    await expect(card(lab).getByRole('status')).toContainText('Installing…');
    await lab.page.screenshot({ path: `${SCREENS}/memory-installing.png` });
    await expect(card(lab).getByRole('status')).toContainText('memory_profiler is installed.', {
      timeout: 60_000
    });
    await lab.page.screenshot({ path: `${SCREENS}/memory-installed.png` });

    const again = card(lab).getByRole('button', { name: 'Profile again' });
    await lab.panel.newResult(() => again.press('Enter'));
    await expect(card(lab)).toHaveCount(0);
    await expect(lab.panel.foot).toContainText('sampler, then memory_profiler 0.61.0)');
    await expect(plot(lab).locator('svg')).toBeVisible();
  });

  test('left nothing in the session and the notebook', async () => {
    await notebook.run(3);
    await expect(notebook.output(3)).toContainText(/^\['_i\d+', (.*'_i\d+', )*'names'\]|i\b/);
    await expect(notebook.output(1)).toHaveCount(0);
  });
});

test('a kernel without pip gets words', async ({ lab }) => {
  const notebook = await lab.open([RISE], { kernel: 'cellheat-no-pip' });
  await notebook.select(0);
  await lab.panel.newResult(() => notebook.choose('memory'));
  await expect(card(lab)).toContainText('cannot install it itself');
  await expect(card(lab).getByRole('button')).toHaveCount(0);
  await expect(plot(lab).locator('svg')).toBeVisible();
});

test('in an output there is the timeline, and a line of our own', async ({ lab }) => {
  const notebook = await lab.open(
    ['%load_ext cellheat', `%%cellheat memory --interval 0.005\n${RISE}`, 'x = 1'],
    { kernel: 'cellheat-foreign' }
  );
  // brings the helper, for the package is not installed there
  await notebook.select(2);
  await lab.panel.newResult(() => notebook.profile());
  await notebook.run(0);
  await notebook.run(1);
  const output = notebook.cell(1).locator('.jp-Cellheat-Output');
  await expect(output.locator('.jp-Cellheat-Timeline svg')).toBeVisible();
  await expect(output).toContainText('%pip install memory_profiler');
  await expect(output.getByRole('button')).toHaveCount(0);
  await output.scrollIntoViewIfNeeded();
  await lab.page.screenshot({ path: `${SCREENS}/memory-output.png` });
});
