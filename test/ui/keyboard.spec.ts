import { expect, type Lab, type Notebook, QUESTIONS, test } from './lab';

const MANY = [
  ...Array.from({ length: 12 }, (_, i) => `def f${i}(): return ${i}`),
  Array.from({ length: 12 }, (_, i) => `f${i}()`).join('; ')
].join('\n');

/** The element with the focus, seen through web components. */
async function focused(lab: Lab) {
  return lab.page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) {
      element = element.shadowRoot.activeElement;
    }
    const style = element && getComputedStyle(element);
    return {
      inPanel: element?.closest('.jp-Cellheat-Panel') != null,
      name: element?.getAttribute('title') ?? element?.getAttribute('aria-label') ?? '',
      text: element?.textContent ?? '',
      ring: style ? style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 : false
    };
  });
}

test.describe('without a mouse', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([MANY, 'other = 1']);
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.page.keyboard.press('Alt+Shift+P'));
  });

  test('Tab reaches every control of the panel, and the focus is seen on each', async ({ lab }) => {
    await notebook.select(0);
    const { keyboard } = lab.page;
    const seen: string[] = [];
    for (let i = 0; i < 150; i++) {
      await keyboard.press('Tab');
      const now = await focused(lab);
      if (now.inPanel) {
        expect(now.ring, `focus seen on ${now.name || now.text}`).toBe(true);
        seen.push(now.name || now.text);
      } else if (seen.length > 0) {
        break;
      }
    }
    expect(seen[0]).toBe('Copy the result as text');
    expect(seen).toContain('Filter functions');
    expect(seen).toContain('Sort by name');
    expect(seen).toContain('Time in the function itself');
    expect(seen.some(name => name.startsWith('Go to f'))).toBe(true);
    // and back
    await keyboard.press('Shift+Tab');
    expect((await focused(lab)).inPanel).toBe(true);
  });

  test('Enter and Space work the controls', async ({ lab }) => {
    const { keyboard } = lab.page;
    await lab.panel.column('function').getByRole('button').focus();
    await keyboard.press('Enter');
    await expect(lab.panel.column('function')).toHaveAttribute('aria-sort', 'ascending');
    await keyboard.press('Space');
    await expect(lab.panel.column('function')).toHaveAttribute('aria-sort', 'descending');
    await lab.panel.ownOnly.focus();
    await keyboard.press('Space');
    await expect(lab.panel.ownOnly).toBeChecked();
    await keyboard.press('Space');
    // typing in the filter is no shortcut of the notebook
    await lab.panel.filter.focus();
    await keyboard.type('dd');
    await expect(lab.panel.filter).toHaveValue('dd');
    await expect(notebook.cells).toHaveCount(2);
    await lab.panel.filter.fill('');
  });

  test('the notebook toolbar: arrow keys reach both halves of the button', async ({ lab }) => {
    await notebook.select(0);
    const { keyboard } = lab.page;
    await notebook.toolbar.locator('jp-button[tabindex="0"]').first().focus();
    const reach = async (name: string): Promise<void> => {
      for (let i = 0; i < 20; i++) {
        const reached = await lab.page.evaluate(
          () => (document.activeElement as HTMLElement | null)?.className ?? ''
        );
        if (reached.includes(name)) {
          return;
        }
        await keyboard.press('ArrowRight');
      }
      expect(await focused(lab), `the focus on ${name}`).toBe(name);
    };
    await reach('jp-Cellheat-Toolbar-profile');
    await lab.panel.newResult(() => keyboard.press('Enter'));
    await reach('jp-Cellheat-Toolbar-arrow');
    await keyboard.press('Enter');
    await expect(notebook.menu).toBeVisible();
    await keyboard.press('Escape');
    await expect(notebook.menu).toHaveCount(0);
    await expect(notebook.arrow).toBeFocused();
  });

  for (const instrument of ['timeit', 'calls', 'memory'] as const) {
    test(`the menu, opened by the Down key: ${QUESTIONS[instrument]}`, async ({ lab }) => {
      const { keyboard } = lab.page;
      await notebook.select(0);
      await notebook.arrow.focus();
      await keyboard.press('ArrowDown');
      await expect(notebook.menu).toBeVisible();
      await expect(notebook.arrow).toHaveAttribute('aria-expanded', 'true');
      const active = notebook.menu.locator('.lm-mod-active');
      await expect(async () => {
        await keyboard.press('ArrowDown');
        await expect(active).toContainText(QUESTIONS[instrument], { timeout: 200 });
      }).toPass();
      await lab.panel.newResult(() => keyboard.press('Enter'));

      await expect(lab.panel.result).toHaveAttribute('data-instrument', instrument);
      await expect(notebook.arrow).toHaveAttribute('aria-expanded', 'false');
    });
  }

  test('what becomes of a run is said to a screen reader', async ({ lab }) => {
    const status = lab.panel.root.getByRole('status');
    await notebook.select(0);
    await expect(status).toHaveText((await lab.panel.headline.innerText()).trim());
    await notebook.setSource(1, 'import time\ntime.sleep(600)');
    await notebook.select(1);
    await notebook.profile();
    await expect(status).toHaveText('Counting calls while the cell runs.');
    await lab.panel.button('Stop').click();
    await expect(status).toHaveText(/^Stopped after/);
  });

  test('controls have names, and the panel has one main heading', async ({ lab }) => {
    await notebook.select(0);
    await expect(lab.panel.root.getByRole('heading', { level: 1 })).toHaveText('Cellheat');
    for (const control of await lab.panel.root.getByRole('button').all()) {
      const names = [
        await control.getAttribute('aria-label'),
        await control.getAttribute('title'),
        await control.innerText()
      ];
      expect(names.find(name => name)?.trim() ?? '').not.toBe('');
    }
    await expect(notebook.arrow).toHaveAttribute('aria-haspopup', 'menu');
  });
});
