import type { Locator, Page } from '@playwright/test';
import { expect, type Lab } from './lab';
import { Notebook } from './notebook';

/** The lesson that the tests work with, as notebooks/pack.toml has it. */
export const LESSON = {
  id: 'd1',
  title: 'Membership: list or set?',
  path: 'cellheat-lessons/membership.ipynb'
} as const;

/** The panel with the lessons at the left of the page. */
export class LessonsPanel {
  constructor(private readonly _lab: Lab) {}

  readonly page: Page = this._lab.page;
  readonly root: Locator = this.page.locator('.jp-Cellheat-Lessons');
  readonly lessons: Locator = this.root.locator('.jp-Cellheat-Lesson');

  /** Show the panel with the icon at the edge. */
  async show(): Promise<void> {
    if (!(await this.root.isVisible())) {
      await this.page.getByRole('tab', { name: 'Lessons' }).click();
    }
    await expect(this.lessons.first()).toBeVisible();
  }

  lesson(title: string = LESSON.title): Locator {
    return this.lessons.filter({ has: this.page.getByRole('heading', { name: title }) });
  }

  /** `New`, `1 of 3 measured` */
  state(title?: string): Locator {
    return this.lesson(title).locator('.jp-Cellheat-State');
  }

  /** A question of the lesson that is open. */
  question(index: number): Locator {
    return this.root.getByRole('list').getByRole('list').getByRole('listitem').nth(index);
  }

  questionState(index: number): Locator {
    return this.question(index).locator('.jp-Cellheat-Question-state');
  }

  /** Open a lesson, or go on with it, and wait until its notebook takes a cell. */
  async open(lesson: { title: string; path: string } = LESSON): Promise<Notebook> {
    await this.show();
    await this.lesson(lesson.title)
      .getByRole('button', { name: /^(Open|Continue)/ })
      .click();
    return this.opened(lesson.path);
  }

  async opened(path: string = LESSON.path): Promise<Notebook> {
    const notebook = new Notebook(this.page, path);
    await this._lab.untilReady(notebook);
    return notebook;
  }

  /** Reset a lesson, and say yes. */
  async reset(title: string = LESSON.title): Promise<void> {
    await this.lesson(title)
      .getByRole('button', { name: `Reset ${title}` })
      .click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Start afresh' }).click();
  }
}

/** The card in a compare cell. */
export class GuessCard {
  constructor(
    readonly notebook: Notebook,
    cellId: string
  ) {
    this.cell = notebook.cells.filter({ has: notebook.page.locator('.jp-Cellheat-Guess') });
    this.root = notebook.root.locator('.jp-Cellheat-Guess').nth(Number(cellId));
  }

  readonly cell: Locator;
  readonly root: Locator;

  get slider(): Locator {
    return this.root.getByRole('slider');
  }

  get said(): Locator {
    return this.root.locator('.jp-Cellheat-Guess-said');
  }

  get measure(): Locator {
    return this.root.getByRole('button', { name: /easure/ });
  }
}
