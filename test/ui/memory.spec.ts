import { resolve } from 'node:path';
import { expect, type Notebook, test } from './lab';

const SCREENS = resolve(__dirname, '../../reports/screens');

const RISE = [
  'import time',
  'rows = []',
  'for i in range(12):',
  '    rows.append(bytearray(3_000_000))',
  '    time.sleep(0.04)',
  'work = bytearray(20_000_000)',
  'time.sleep(0.1)',
  'del work',
  'time.sleep(0.1)',
  'rows = rows[:4]',
  'time.sleep(0.1)'
].join('\n');

test.describe.serial('the timeline', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(
      [RISE, `kept = bytearray(30_000_000)\nimport time; time.sleep(0.1)`],
      { kernel: 'cellheat-foreign' }
    );
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.choose('memory'));
  });

  test('look', async ({ lab }) => {
    for (const theme of ['Light', 'Dark']) {
      await lab.execute('apputils:change-theme', { theme: `JupyterLab ${theme}` });
      for (const width of [400, 240]) {
        await lab.panel.widen(width);
        await notebook.select(0);
        await expect(lab.panel.root.locator('.jp-Cellheat-Timeline svg')).toBeVisible();
        await lab.page.screenshot({ path: `${SCREENS}/memory-${theme}-${width}.png` });
      }
    }
    await lab.execute('apputils:change-theme', { theme: `JupyterLab Light` });
  });
});
