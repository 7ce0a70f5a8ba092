import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

export const QUESTIONS = {
  timeit: 'How long?',
  calls: 'Which function?',
  memory: 'How much memory?'
} as const;

export type Instrument = keyof typeof QUESTIONS;

/** Click a button of a toolbar. Playwright takes a `jp-button` for enabled, whatever it is. */
export async function press(button: Locator): Promise<void> {
  await button.getByRole('button').click({ timeout: 60_000 });
}

/** The notebook in front, in JupyterLab and in Notebook 7. */
export class Notebook {
  constructor(
    readonly page: Page,
    readonly path: string
  ) {}

  readonly root: Locator = this.page.locator('.jp-NotebookPanel:not(.lm-mod-hidden)');
  readonly cells: Locator = this.root.locator('.jp-Cell');
  readonly toolbar: Locator = this.root.getByRole('toolbar').first();
  readonly profileButton: Locator = this.toolbar.locator('.jp-Cellheat-Toolbar-profile');
  readonly arrow: Locator = this.toolbar.locator('.jp-Cellheat-Toolbar-arrow');
  /** The menu under the arrow. */
  readonly menu: Locator = this.page.locator('.jp-Cellheat-Menu');

  /** The same notebook in another page. */
  on(page: Page): Notebook {
    return new Notebook(page, this.path);
  }

  cell(index: number): Locator {
    return this.cells.nth(index);
  }

  editor(index: number): Locator {
    return this.cell(index).getByRole('textbox');
  }

  /** `[3]:` */
  prompt(index: number): Locator {
    return this.cell(index).locator('.jp-InputPrompt');
  }

  output(index: number): Locator {
    return this.cell(index).locator('.jp-OutputArea-output');
  }

  /** Make a cell the active one, in command mode. */
  async select(index: number): Promise<void> {
    // the left edge of a cell selects it without its editor
    await this.cell(index).locator('.jp-Cell-inputWrapper .jp-InputPrompt').click();
    await expect(this.cell(index)).toHaveClass(/jp-mod-active/);
    await this.page.keyboard.press('Escape');
    await this.expectMode('command');
  }

  /** How many cells the notebook has; of a long one, only those near the window are drawn. */
  count(): Promise<number> {
    return this.page.evaluate(
      () => Reflect.get(window, 'jupyterapp').shell.currentWidget.content.model.cells.length
    );
  }

  /** Put the cursor into a cell. */
  async edit(index: number): Promise<void> {
    await this.editor(index).click();
    await this.expectMode('edit');
  }

  /** Put other text into a cell, as a user would. */
  async setSource(index: number, text: string): Promise<void> {
    await this.edit(index);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(text);
  }

  async expectMode(mode: 'edit' | 'command'): Promise<void> {
    await expect(this.root.locator('.jp-Notebook')).toHaveClass(new RegExp(`jp-mod-${mode}Mode`));
  }

  /** Run a cell the ordinary way, and do not wait for its end. */
  async start(index: number): Promise<void> {
    await this.select(index);
    await this.page.keyboard.press('Control+Enter');
  }

  /** Run a cell the ordinary way, to its end. */
  async run(index: number): Promise<void> {
    await this.start(index);
    await this.untilRun(index);
  }

  /** A cell's prompt shows a number once it has run. */
  async untilRun(index: number): Promise<void> {
    await expect(this.prompt(index)).toHaveText(/\[\d+\]/);
  }

  async profile(): Promise<void> {
    await press(this.profileButton);
  }

  /** Choose from the menu under the arrow. */
  async choose(instrument: Instrument): Promise<void> {
    await this.openMenu();
    await this.menu.getByRole('menuitem', { name: QUESTIONS[instrument] }).click();
  }

  /** Open the menu under the arrow. */
  async openMenu(): Promise<void> {
    await press(this.arrow);
    await expect(this.menu).toBeVisible();
  }

  /** JupyterLab's own button, such as `Interrupt the kernel`. */
  button(name: string): Locator {
    return this.toolbar.getByRole('button', { name });
  }

  /** Restart the kernel with JupyterLab's button. */
  async restart(): Promise<void> {
    await this.button('Restart the kernel').first().click();
    await this.page.getByRole('dialog').locator('.jp-mod-accept').click();
  }

  /** Choose from a menu of the menu bar. */
  async menuBar(...names: (string | RegExp)[]): Promise<void> {
    const [menu, ...items] = names;
    await this.page.getByRole('menubar').getByRole('menuitem', { name: menu, exact: true }).click();
    for (const name of items) {
      // an item that opens a submenu has no role
      await this.page
        .locator('.lm-Menu')
        .last()
        .locator('.lm-Menu-item', { hasText: name })
        .click();
    }
  }

  /** Choose from the submenu Profile of a cell's context menu. */
  async contextMenu(index: number, ...names: RegExp[]): Promise<void> {
    await this.editor(index).click({ button: 'right' });
    const menus = this.page.locator('.lm-Menu');
    // an item that opens a submenu has no role
    await menus
      .locator('.lm-Menu-item', { has: this.page.getByText('Profile', { exact: true }) })
      .click();
    for (const name of names) {
      await menus.last().locator('.lm-Menu-item', { hasText: name }).click();
    }
  }

  /** Run a command from the palette by its label. */
  async palette(label: string): Promise<void> {
    await (await this.paletteItem(label)).click();
  }

  /** Open the palette, and find a command by its label. */
  async paletteItem(label: string): Promise<Locator> {
    await this.page.keyboard.press('ControlOrMeta+Shift+C');
    const palette = this.page.locator('.lm-CommandPalette');
    await palette.getByRole('textbox').or(palette.getByRole('searchbox')).fill(label);
    return palette
      .locator('.lm-CommandPalette-item')
      .filter({ has: this.page.getByText(label, { exact: true }) })
      .first();
  }

  async save(): Promise<void> {
    await this.page.keyboard.press('ControlOrMeta+S');
    await expect(this.page.locator('.jp-mod-dirty')).toHaveCount(0);
  }
}
