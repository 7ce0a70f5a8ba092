import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, Gate, type Lab, test } from './lab';
import { cards, LESSON, LessonsPanel, OLD_FOLDER } from './lessons';
import { overflow, paleText } from './looking';
import { Notebook } from './notebook';
import type { KernelName } from './server';

const SCREENS = resolve(__dirname, '../../reports/screens');
/** Its own, since a page that is open besides writes over the state of the default one. */
const WORKSPACE = 'lessons';
const SERVER = process.env.CELLHEAT_UI_ROOT!;

/** The copies that a learner's reset set aside. */
function oldCopies(): string[] {
  try {
    return readdirSync(join(SERVER, OLD_FOLDER)).filter(name => name.endsWith('.ipynb'));
  } catch {
    return [];
  }
}

/** Start with no copy, no guesses, and nothing open. */
async function fresh(lab: Lab): Promise<LessonsPanel> {
  await lab.server.closeSessions([LESSON.path]);
  await lab.server.remove(LESSON.path);
  await lab.load(WORKSPACE);
  return new LessonsPanel(lab);
}

/** A learner's copy that names a kernel, as after a change of the kernel. */
async function writeCopy(lab: Lab, kernel: KernelName): Promise<void> {
  const path = resolve(__dirname, '../../notebooks/membership.ipynb');
  const content = JSON.parse(readFileSync(path, 'utf8'));
  content.metadata.kernelspec = { name: kernel, display_name: kernel, language: 'python' };
  await lab.server.put('cellheat-lessons', { type: 'directory' });
  await lab.server.put(LESSON.path, { type: 'notebook', format: 'json', content });
}

/** A gate's wait, for a kernel that works in the folder of the lessons. */
const inLessons = (gate: Gate): string => gate.wait.replace("exists('", "exists('../");

const saved = (): string => readFileSync(join(SERVER, LESSON.path), 'utf8');

test.afterEach(async ({ own }) => {
  await own.server.closeSessions([LESSON.path]);
});

test('a lesson is opened, kept, and set aside by a reset', async ({ own }) => {
  const panel = await fresh(own);

  await test.step('nothing is fetched, made or sent before it is asked for', async () => {
    expect(await own.server.exists(LESSON.path)).toBe(false);
    expect(own.wire.ours).toEqual([]);
  });

  await test.step('it is listed with what it is about', async () => {
    await panel.show();
    await expect(panel.state()).toHaveText('New');
    await expect(panel.lesson()).toContainText('20 min');
    await expect(panel.lesson().getByRole('button', { name: /Reset/ })).toHaveCount(0);
    expect(await own.server.exists(LESSON.path)).toBe(false);
  });

  const notebook = await panel.open();
  await test.step('opening makes a copy, and runs nothing', async () => {
    await expect(panel.state()).toHaveText('Started');
    await expect(panel.questions).toHaveCount(LESSON.questions);
    expect(own.wire.ours).toEqual([]);
    expect(saved()).not.toContain('"execution_count": 1');
  });

  await test.step('what the learner wrote is there when it is opened again', async () => {
    await notebook.setSource(3, '# mine');
    await notebook.select(3);
    await notebook.save();
    await own.execute('application:close');
    await expect(notebook.root).toHaveCount(0);
    await panel.open();
    await expect(notebook.cell(3)).toContainText('# mine');
  });

  await test.step('a reset can be called off', async () => {
    await panel.lesson().getByRole('button', { name: /Reset/ }).click();
    await own.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect(notebook.cell(3)).toContainText('# mine');
    expect(oldCopies()).toEqual([]);
  });

  await test.step('a reset files what is not even saved, and opens a fresh copy', async () => {
    const { kernel } = await own.server.untilReady(LESSON.path);
    await notebook.setSource(3, '# mine, and not saved');
    await panel.reset();
    await expect(notebook.cell(3)).toContainText('import random');
    await panel.opened();
    const now = await own.server.untilReady(LESSON.path);
    expect(now.kernel.id).not.toBe(kernel.id);
    expect(oldCopies()).toHaveLength(1);
    expect(readFileSync(join(SERVER, OLD_FOLDER, oldCopies()[0]), 'utf8')).toContain(
      'mine, and not saved'
    );
    expect(saved()).not.toContain('# mine');
  });
});

test('a guess by keyboard, in the notebook’s command mode', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  const card = cards(notebook, 0);
  await notebook.save();
  const cells = await notebook.count();
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await own.page.keyboard.press(key);
    }
  };

  await expect(card.button('Guess, then measure')).toBeDisabled();
  await card.slider.focus();
  await expect(card.slider).toHaveAttribute('aria-valuetext', 'not guessed yet');
  await expect(card.button('Guess, then measure')).toBeDisabled();

  await press('ArrowRight', 'ArrowUp', 'ArrowUp', 'ArrowRight');
  await expect(card.slider).toHaveAttribute('aria-valuetext', 'B takes 1/3 of the time');
  await expect(card.said).toHaveText('B takes 1/3 of the time');
  await press('PageUp', 'ArrowLeft');
  await expect(card.slider).toHaveAttribute('aria-valuetext', 'B takes 1/7 of the time');
  await press('Home');
  await expect(card.said).toHaveText('A takes 1/10 of the time');

  await test.step('keys of the notebook do nothing here', async () => {
    await press('a', 'b', 'd', 'd', 'x', 'v', 'm', 'z', 'Enter', ' ');
    expect(await notebook.count()).toBe(cells);
    await expect(card.slider).toBeFocused();
    await expect(card.said).toHaveText('A takes 1/10 of the time');
    await notebook.expectMode('command');
  });

  await test.step('but saving works, and a guess is nothing to save', async () => {
    await expect(own.page.locator('.jp-mod-dirty')).toHaveCount(0);
    await notebook.save();
    await expect(card.slider).toBeFocused();
  });

  await test.step('Tab and Enter measure', async () => {
    await press('Tab');
    await expect(card.button('Measure')).toBeFocused();
    await press('Enter');
    await expect(panel.questionState(0)).toHaveText(
      /^You said A 10×, B is about [\d,.]+× faster\.$/
    );
    await expect(card.root).toHaveCount(0);
    await expect(panel.state()).toHaveText('1 of 3 measured');
    expect(await notebook.count()).toBe(cells);
  });

  await test.step('the focus stays in the notebook', async () => {
    await expect(notebook.root.locator(':focus')).toHaveCount(1);
    await press('ArrowDown');
    await expect(notebook.cells.nth(7)).toHaveClass(/jp-mod-active/);
  });

  await test.step('the file knows nothing of a guess', async () => {
    await notebook.save();
    expect(saved()).not.toContain('"guess"');
  });
});

test('a guess by mouse; a reload keeps it', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  const card = cards(notebook, 0);
  // 3 on a scale of four decades from 0.1
  await card.clickAt(0.37);
  await expect(card.said).toHaveText('B takes 1/3 of the time');
  await card.button('Measure').click();
  const sentence = /^You said 3×, it was about [\d,]+×\.$/;
  await expect(panel.questionState(0)).toHaveText(sentence);
  const words = await panel.questionState(0).innerText();
  const [about] = /[\d,]+(?=×\.)/.exec(words)!;
  await expect(notebook.output(6)).toContainText(`You said 3×. Your machine says about ${about}×.`);

  await notebook.save();
  // JupyterLab writes its state down a moment later
  await expect
    .poll(async () => JSON.stringify(await own.server.workspace(WORKSPACE)))
    .toContain('d1.compare.1');
  await own.page.reload();
  await panel.opened();
  await panel.show();
  await expect(panel.questionState(0)).toHaveText(words);
  await expect(cards(notebook, 1).root).toBeVisible();
  await expect(card.root).toHaveCount(0);
  await expect(notebook.output(6)).toContainText(`Your machine says about ${about}×.`);

  await test.step('a reset takes it back', async () => {
    await panel.reset();
    await expect(panel.questionState(0)).toHaveText('Not guessed yet.');
    await panel.opened();
    await expect(card.root).toBeVisible();
    await expect(panel.state()).toHaveText('Started');
  });
});

test('the thumb where it stands is a guess when it is clicked', async ({ own }) => {
  const panel = await fresh(own);
  const card = cards(await panel.open(), 0);
  await card.clickAt(0.25);
  await expect(card.said).toHaveText('both take the same');
  await expect(card.button('Measure')).toBeEnabled();
});

test('a kernel in which cellheat was never installed', async ({ own }) => {
  await fresh(own);
  await writeCopy(own, 'cellheat-foreign');
  const panel = new LessonsPanel(own);
  const notebook = await panel.open();

  await test.step('measuring brings it', async () => {
    const card = cards(notebook, 0);
    await card.clickAt(0.5);
    await card.button('Measure').click();
    await expect(panel.questionState(0)).toHaveText(/^You said 10×, it was about [\d,]+×\.$/);
  });

  await test.step('and so does the command, which says so', async () => {
    await notebook.restart();
    await own.server.untilReady(LESSON.path);
    // the setup, which is folded away
    const index = 1;
    await notebook.run(index);
    await expect(notebook.output(index)).toContainText('Connect Kernel');

    await notebook.menuBar('Profile', 'Connect Kernel to Cellheat');
    await expect(own.page.locator('.jp-toastContainer')).toContainText('is connected');
    await notebook.run(index);
    await expect(notebook.output(index)).toHaveCount(0);
  });
});

test('measuring waits, can be called off, and stops at a cell that fails', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  const card = cards(notebook, 0);
  const gate = new Gate(own.server);
  await notebook.setSource(9, inLessons(gate));
  await notebook.start(9);
  await own.server.untilBusy(LESSON.path);

  await test.step('a busy kernel', async () => {
    await card.clickAt(0.5);
    await card.button('Measure').click();
    await expect(card.status).toContainText('Waiting for the kernel.');
    await expect(panel.questions.first()).toContainText('Waiting for the kernel.');
    await expect(panel.measure(1)).toBeDisabled();
    await card.button('Cancel').click();
    await expect(card.status).toContainText('Cancelled.');
    await gate.open();
    await notebook.untilRun(9);
    await expect(notebook.prompt(6)).toHaveText('[ ]:');
  });

  await test.step('a cell above that fails', async () => {
    await notebook.setSource(4, '1/0');
    await card.button('Measure again').click();
    await expect(card.status).toContainText('Not measured: a cell above failed.');
    await expect(notebook.prompt(4)).toHaveText(/\[\d+\]/);
    await expect(notebook.prompt(6)).toHaveText('[ ]:');
    await expect(panel.questionState(0)).toHaveText('You said 10×. Not measured yet.');
  });

  await test.step('Stop interrupts it', async () => {
    const forever = new Gate(own.server);
    await notebook.setSource(4, inLessons(forever));
    await card.button('Measure again').click();
    await expect(card.status).toContainText('Measuring on your machine.');
    await expect(notebook.prompt(4)).toHaveText('[*]:');
    await card.button('Stop').click();
    await expect(card.status).toContainText('Stopped.');
    await expect(notebook.output(4)).toContainText('KeyboardInterrupt');
  });
});

test('a copied compare cell is scratch; a moved one is itself', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  const all = notebook.root.locator('.jp-Cellheat-GuessCard');
  await expect(all).toHaveCount(LESSON.questions);

  await test.step('moved, and back', async () => {
    await notebook.select(6);
    await own.page.keyboard.press('Control+Shift+ArrowDown');
    await expect(notebook.cell(7).locator('.jp-Cellheat-GuessCard')).toHaveCount(1);
    await expect(all).toHaveCount(LESSON.questions);
    await own.page.keyboard.press('Control+Shift+ArrowUp');
    await expect(notebook.cell(6).locator('.jp-Cellheat-GuessCard')).toHaveCount(1);
  });

  await test.step('copied', async () => {
    const measure = (index: number) =>
      notebook.cell(index).locator('[data-command="cellheat:measure"]');
    await notebook.select(6);
    await expect(measure(6)).toBeVisible();
    await own.page.keyboard.press('c');
    await own.page.keyboard.press('v');
    await expect(notebook.cell(7)).toContainText('cellheat.compare');
    await notebook.select(7);
    await expect(notebook.cell(7).locator('.jp-Cellheat-GuessCard')).toHaveCount(0);
    await expect(measure(7)).toBeHidden();
    await expect(panel.questions).toHaveCount(LESSON.questions);
  });

  await test.step('in a second view of the notebook', async () => {
    await own.execute('docmanager:clone');
    const views = own.page.locator('.jp-NotebookPanel');
    await expect(views).toHaveCount(2);
    await expect(views.last().locator('.jp-Cellheat-GuessCard')).toHaveCount(LESSON.questions);
  });
});

test('the cell’s own toolbar measures, and the answer stays hidden', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  await notebook.select(6);
  await notebook.cell(6).locator('[data-command="cellheat:measure"]').click();
  await expect(panel.questionState(0)).toHaveText('Measured. Guess to see it.');
  await expect(cards(notebook, 0).slider).toBeVisible();
  await notebook.expectMode('command');
  await expect(notebook.cell(6)).toHaveClass(/jp-mod-active/);
  const output = notebook.output(6);
  await expect(output).toContainText('Make your guess above.');
  await expect(output).not.toContainText(/faster|slower|[\d.]+ ?(µs|ms|ns)/);

  await output.getByRole('button', { name: 'Show me without a guess' }).click();
  await expect(output).toContainText(/B is about [\d,.]+× faster/);
  await expect(cards(notebook, 0).root).toHaveCount(0);
  await expect(panel.questionState(0)).toHaveText(/^Seen without a guess: B is about .* faster\.$/);
});

test('in Notebook 7', async ({ own }) => {
  await fresh(own);
  await writeCopy(own, 'python3');
  await own.page.goto(`/notebooks/${LESSON.path}`);
  const panel = new LessonsPanel(own);
  const notebook = new Notebook(own.page, LESSON.path);
  await own.untilReady(notebook);
  await notebook.menuBar('Profile', 'Show Lessons');
  await expect(panel.lesson()).toBeVisible();
  const card = cards(notebook, 0);
  await card.clickAt(0.5);
  await card.button('Measure').click();
  await expect(panel.questionState(0)).toHaveText(/^You said 10×, it was about [\d,]+×\.$/);

  await notebook.setSource(3, '# mine');
  await panel.reset();
  await expect(notebook.cell(3)).toContainText('import random');
  expect(oldCopies().length).toBeGreaterThan(0);
});

test('looks', async ({ own }) => {
  const panel = await fresh(own);
  const notebook = await panel.open();
  const card = cards(notebook, 0);
  const width = async (pixels: number) => {
    const { x, width } = (await panel.root.boundingBox())!;
    await own.page.mouse.move(x + width + 1, 400);
    await own.page.mouse.down();
    await own.page.mouse.move(x + pixels, 400, { steps: 4 });
    await own.page.mouse.up();
  };
  const check = async (what: string) => {
    await own.page.screenshot({ path: `${SCREENS}/${what}.png` });
    for (const selector of ['.jp-Cellheat-Lessons', '.jp-Cellheat-GuessCard']) {
      expect.soft(await overflow(own, selector), `${what}: overflow`).toEqual([]);
      expect.soft(await paleText(own, selector, 4.5), `${what}: contrast`).toEqual([]);
    }
  };
  for (const theme of ['Light', 'Dark']) {
    await own.execute('apputils:change-theme', { theme: `JupyterLab ${theme}` });
    await expect(own.page.locator('body')).toHaveAttribute(
      'data-jp-theme-light',
      String(theme === 'Light')
    );
    await width(400);
    await card.root.scrollIntoViewIfNeeded();
    await check(`lessons-${theme}-wide`);
    await width(240);
    await check(`lessons-${theme}-narrow-panel`);
    await own.page.setViewportSize({ width: 610, height: 900 });
    expect((await card.root.boundingBox())!.width).toBeLessThanOrEqual(240);
    await card.button(/Guess|Measure/).scrollIntoViewIfNeeded();
    await check(`lessons-${theme}-narrow-card`);
    await own.page.setViewportSize({ width: 1440, height: 900 });
  }
  await card.clickAt(0.37);
  await card.button('Measure').click();
  await expect(panel.questionState(0)).toHaveText(/^You said 3×, it was about/);
  await check('lessons-Dark-measured');
});
