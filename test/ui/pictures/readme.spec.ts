import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, type ICell, type Lab, test } from '../lab';
import { cards, LessonsPanel } from '../lessons';

const ROOT = resolve(__dirname, '../../..');
const IMAGES = resolve(ROOT, 'docs/images');
const THEMES = ['Light', 'Dark'] as const;

interface IFile {
  readonly cells: readonly (Omit<ICell, 'source'> & { readonly source: string[] | string })[];
}

/** The welcome notebook as `make lab` opens it. */
function welcome(): ICell[] {
  const file = JSON.parse(readFileSync(resolve(ROOT, 'notebooks/welcome.ipynb'), 'utf8')) as IFile;
  return file.cells.map(cell => ({ ...cell, source: [cell.source].flat().join('') }));
}

async function drawn(lab: Lab, name: string): Promise<void> {
  for (const theme of THEMES) {
    await lab.execute('apputils:change-theme', { theme: `JupyterLab ${theme}` });
    await expect(lab.page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme === 'Light')
    );
    await lab.page.screenshot({ path: `${IMAGES}/${name}-${theme.toLowerCase()}.png` });
  }
}

test('the panel', async ({ own }) => {
  const { page, panel } = own;
  await page.setViewportSize({ width: 1280, height: 800 });
  await own.server.set({ defaultInstrument: 'overview' });
  const notebook = await own.visit(welcome());
  await own.execute('application:toggle-left-area');
  await notebook.select(1);
  await panel.newResult(() => notebook.profile());
  await panel.widen(390);
  await notebook.cell(0).scrollIntoViewIfNeeded();
  await page.mouse.move(600, 790);
  await drawn(own, 'panel');
});

test('a lesson', async ({ own }) => {
  await own.page.setViewportSize({ width: 1400, height: 1000 });
  await own.load('pictures');
  const lessons = new LessonsPanel(own);
  const notebook = await lessons.open();
  const card = cards(notebook, 0);
  await card.clickAt(0.37);
  await card.button('Measure').click();
  await expect(lessons.questionState(0)).toHaveText(/^You said 3×, it was about/);
  await notebook.output(6).scrollIntoViewIfNeeded();
  await notebook.cell(6).evaluate(node => node.scrollIntoView());
  await drawn(own, 'lesson');
});
