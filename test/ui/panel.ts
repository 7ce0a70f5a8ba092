import type { Locator, Page } from '@playwright/test';
import { expect } from '@playwright/test';

/** The panel of cellheat at the right of the page. */
export class Panel {
  constructor(private readonly _page: Page) {}

  // the lessons have a panel of the same class
  readonly root: Locator = this._page.locator('#cellheat-panel');
  /** What stands in the panel about the state: `The kernel died.` */
  readonly title: Locator = this.root.getByRole('heading', { level: 2 });
  readonly message: Locator = this.root.locator('.jp-Cellheat-Message');
  readonly headline: Locator = this.root.locator('.jp-Cellheat-Headline');
  /** Which cell the panel is about: `[3] total(orders)` */
  readonly chip: Locator = this.root.locator('.jp-Cellheat-Chip');
  readonly result: Locator = this.root.getByRole('article');
  readonly table: Locator = this.result.getByRole('table');
  readonly rows: Locator = this.table.locator('tbody tr');
  readonly strip: Locator = this.root.locator('.jp-Cellheat-Strip');
  readonly notes: Locator = this.root.locator('.jp-Cellheat-Notes');
  readonly foot: Locator = this.root.locator('.jp-Cellheat-Foot');
  readonly elapsed: Locator = this.root.locator('.jp-Cellheat-Elapsed');
  /** One line above the result: `Source changed since this run.` */
  readonly line: Locator = this.root.locator('.jp-Cellheat-Line');
  /** The result while its numbers do not belong to what stands in the cell. */
  readonly pale: Locator = this.root.locator('.jp-Cellheat-Result[data-pale]');
  readonly filter: Locator = this.root.getByRole('searchbox', { name: 'Filter functions' });
  readonly ownOnly: Locator = this.root.getByRole('checkbox', { name: 'Own code only' });

  readonly copy: Locator = this.root.getByTitle('Copy the result as text');

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }

  /** The number with this name in the strip below the headline. */
  figure(label: string): Locator {
    return this.strip
      .locator('div')
      .filter({ has: this._page.getByRole('term').filter({ hasText: label }) })
      .getByRole('definition');
  }

  column(name: string): Locator {
    return this.table.getByRole('columnheader', { name });
  }

  /** The row of a function: `match`, `json.load`. */
  row(name: string): Locator {
    return this.rows.filter({ has: this._page.getByText(name, { exact: true }) });
  }

  /** Names of the functions in the order of the table. */
  names(): Promise<string[]> {
    return this.rows
      .locator('.jp-Cellheat-Function')
      .locator('> button, > code:not([data-place])')
      .allInnerTexts();
  }

  /** When the run began whose result the panel shows; `null` where it shows none. */
  async started(): Promise<string | null> {
    const time = this.foot.getByRole('time');
    return (await time.count()) === 0 ? null : time.getAttribute('datetime');
  }

  /** Wait for a result that is newer than this one, alone in the panel. */
  async untilNew(before: string | null): Promise<void> {
    await expect
      .poll(() => this.started(), { message: 'a new result', timeout: 15_000 })
      .not.toBe(before);
    await expect(this.pale).toHaveCount(0);
    await expect(this.headline).toBeVisible();
  }

  /** Do something, and wait for the result that it brings. */
  async newResult(action: () => Promise<unknown>): Promise<void> {
    const before = await this.started();
    await action();
    await this.untilNew(before);
  }

  /** Make the side area so wide; JupyterLab makes it narrower than a table at first. */
  async widen(pixels: number): Promise<void> {
    await this.root.waitFor();
    const box = (await this.root.boundingBox())!;
    await this._page.mouse.move(box.x - 1, box.y + 300);
    await this._page.mouse.down();
    await this._page.mouse.move(box.x + box.width - pixels, box.y + 300, { steps: 4 });
    await this._page.mouse.up();
  }
}
