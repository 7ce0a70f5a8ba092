import type { Locator, Page } from '@playwright/test';
import { expect, type Lab } from './lab';
import { Notebook } from './notebook';

/** The lesson that the tests work with, as notebooks/pack.toml has it. */
export const LESSON = {
  title: 'Membership: list or set?',
  path: 'cellheat-lessons/membership.ipynb',
  questions: 3
} as const;

export const OLD_FOLDER = 'cellheat-lessons/old';

/** The panel with the lessons at the left of the page. */
export class LessonsPanel {
  constructor(private readonly _lab: Lab) {}

  readonly page: Page = this._lab.page;
  readonly root: Locator = this.page.locator('.jp-Cellheat-Lessons');
  readonly lessons: Locator = this.root.locator('.jp-Cellheat-Lesson');
  readonly questions: Locator = this.root.locator('.jp-Cellheat-Questions > li');

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

  /** `Not guessed yet.` */
  questionState(index: number): Locator {
    return this.questions.nth(index).locator('.jp-Cellheat-Question-state');
  }

  measure(index: number): Locator {
    return this.questions.nth(index).getByRole('button', { name: /^Measure/ });
  }

  /** Open a lesson, or go on with it, and wait until its notebook takes a cell. */
  async open(): Promise<Notebook> {
    await this.show();
    await this.lesson()
      .getByRole('button', { name: /^(Open|Continue)/ })
      .click();
    return this.opened();
  }

  async opened(): Promise<Notebook> {
    const notebook = new Notebook(this.page, LESSON.path);
    await this._lab.untilReady(notebook);
    return notebook;
  }

  /** Reset a lesson, and say yes. */
  async reset(): Promise<void> {
    await this.lesson()
      .getByRole('button', { name: `Reset ${LESSON.title}` })
      .click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Start afresh' }).click();
  }
}

/** What a compare cell of a lesson asks. */
export class GuessCard {
  constructor(
    readonly notebook: Notebook,
    readonly cell: Locator
  ) {}

  readonly root: Locator = this.cell.locator('.jp-Cellheat-GuessCard');
  readonly slider: Locator = this.root.getByRole('slider');
  /** `B takes 1/3 of the time` */
  readonly said: Locator = this.root.locator('.jp-Cellheat-GuessCard-said');
  readonly status: Locator = this.root.getByRole('status');

  button(name: string | RegExp): Locator {
    return this.root.getByRole('button', { name });
  }

  /** Click at a part of the slider's length. */
  async clickAt(part: number): Promise<void> {
    await this.slider.scrollIntoViewIfNeeded();
    const { x, y, width, height } = (await this.slider.boundingBox())!;
    await this.notebook.page.mouse.click(x + part * width, y + height / 2);
  }
}

/** Cells by a part of their text, in order. */
function withSource(notebook: Notebook, text: string): Locator {
  return notebook.cells.filter({ has: notebook.page.locator('.cm-content', { hasText: text }) });
}

/** The cards' cells in order: those that call `cellheat.compare`. */
export function cards(notebook: Notebook, index: number): GuessCard {
  return new GuessCard(notebook, withSource(notebook, 'cellheat.compare(').nth(index));
}
