import { resolve } from 'node:path';
import { expect, type Lab, type Notebook, test } from './lab';
import { overflow, paleText } from './looking';

// Nothing is compared here: the pictures are for people, the checks for what can be measured.
const SCREENS = resolve(__dirname, '../../reports/screens');

const CELLS = [
  // slow once only, beyond what a busy machine adds to the others
  `import time\ntime.sleep(0.02 if 'kept' in globals() else 2)`,
  `kept = b'x' * 60_000_000`,
  `1 / 0`,
  `pass # hardly anything`
];

const rows = ({ panel }: Lab) => panel.root.locator('.jp-Cellheat-Slow tbody tr');
const row = (lab: Lab, text: string) => rows(lab).filter({ hasText: text });
const memory = (lab: Lab, text: string) => row(lab, text).locator('[data-column=memory]');
const lines = (lab: Lab) => rows(lab).locator('th .jp-Cellheat-Link').allInnerTexts();
const questions = ({ wire }: Lab) =>
  wire.sent.filter(text => text.includes('usage_request')).length;
const executions = ({ wire }: Lab) =>
  wire.sent.filter(text => text.includes('execute_request')).length;

/** Note what code of ours sends to a kernel or to the server: the stack says who called. */
async function noteOurs({ page }: Lab): Promise<void> {
  await page.evaluate(() => {
    const ours: string[] = [];
    Reflect.set(window, 'sentByUs', ours);
    Error.stackTraceLimit = 100;
    const note = (what: string) => {
      if (/extensions\/cellheat\//.test(new Error().stack ?? '')) {
        ours.push(what);
      }
    };
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function (data) {
      note('message');
      return send.call(this, data);
    };
    const { serverSettings: settings } = Reflect.get(window, 'jupyterapp').serviceManager;
    const { fetch } = settings;
    settings.fetch = (request: Request, ...rest: unknown[]) => {
      note(request.url);
      return fetch(request, ...rest);
    };
  });
}

const sentByUs = ({ page }: Lab): Promise<string[]> =>
  page.evaluate(() => Reflect.get(window, 'sentByUs'));

/** Run a cell that has run before, to its end. */
async function runAgain(notebook: Notebook, index: number): Promise<void> {
  const prompt = notebook.prompt(index);
  const before = await prompt.innerText();
  await notebook.start(index);
  await expect(prompt).not.toHaveText(before);
  await notebook.untilRun(index);
}

test.describe.serial('the slowest cells', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(CELLS);
    await noteOurs(lab);
    for (const index of [0, 1, 2, 3]) {
      await notebook.run(index);
    }
  });

  test.afterAll(async ({ lab }) => {
    await lab.unset();
    await lab.execute('cellheat:show-results');
    await lab.execute('apputils:change-theme', { theme: 'JupyterLab Light' });
  });

  test('are known without a question, the slowest first', async ({ lab }) => {
    expect(await sentByUs(lab)).toEqual([]);
    expect(questions(lab)).toBe(0);
    expect(lab.wire.ours).toEqual([]);
    await notebook.palette('Slowest Cells');
    await expect(rows(lab)).toHaveCount(4);
    expect((await lines(lab))[0]).toMatch(/^\[1\] time\.sleep/);
    await expect(row(lab, '1 / 0')).toContainText('ended with ZeroDivisionError');
    await expect(lab.panel.headline).toContainText(/went into \[1\]\.$/);
    await expect(lab.panel.root).toContainText('ran while the kernel was not asked');
  });

  test('say how much memory a cell left, from then on', async ({ lab }) => {
    // the first answer is where steps begin
    await runAgain(notebook, 3);
    await expect(row(lab, 'pass')).toContainText('2 runs');
    await expect(memory(lab, 'pass')).not.toHaveAttribute('data-kind', 'waiting');
    await notebook.setSource(1, `more = b'y' * 60_000_000`);
    await expect(row(lab, 'more')).toContainText('edited since');
    await notebook.page.keyboard.press('Control+Enter');
    await expect(memory(lab, 'more')).toHaveText(/^\+[56]\d\sMiB$/);
    await expect(row(lab, 'more')).not.toContainText('edited since');
    // a question for each rest, and no code: each execution was asked for by hand
    expect(await sentByUs(lab)).toEqual(Array.from({ length: questions(lab) }, () => 'message'));
    expect(questions(lab)).toBeGreaterThan(0);
    expect(executions(lab)).toBe(6);
    expect(lab.wire.ours).toEqual([]);
  });

  test('share a step where they run straight after one another', async ({ lab }) => {
    await lab.execute('notebook:run-all-cells');
    // the error ends it
    await expect(row(lab, '1 / 0')).toContainText('2 runs');
    await expect(lab.panel.root).toContainText('in 3 runs straight after one another');
    await expect(memory(lab, 'time.sleep')).toHaveText('–');
    // its prompt was emptied, for it was not reached
    await expect(notebook.prompt(3)).toHaveText('[ ]:');
    await expect(row(lab, 'pass').getByTitle('Go to this cell')).toHaveText(/^\[\d+\] pass/);
    await runAgain(notebook, 1);
    await expect(memory(lab, 'more')).toHaveAttribute('data-kind', 'alone');
  });

  for (const [name, theme] of [
    ['light', 'JupyterLab Light'],
    ['dark', 'JupyterLab Dark']
  ] as const) {
    test(`looks: ${name}`, async ({ lab }) => {
      await lab.execute('apputils:change-theme', { theme });
      await expect(lab.page.locator('body')).toHaveAttribute(
        'data-jp-theme-light',
        String(name === 'light')
      );
      for (const pixels of [400, 240]) {
        await lab.panel.widen(pixels);
        await lab.page.mouse.move(0, 0);
        await lab.page.screenshot({ path: `${SCREENS}/slowest-${name}-${pixels}.png` });
        expect.soft(await overflow(lab, '.jp-Cellheat-Panel')).toEqual([]);
        expect.soft(await paleText(lab, '.jp-Cellheat-Panel', 4.5)).toEqual([]);
      }
      await lab.panel.widen(400);
    });
  }

  test('are sorted by a click, and follow the notebook', async ({ lab }) => {
    await lab.panel.root.getByRole('button', { name: 'cell', exact: true }).click();
    expect((await lines(lab)).map(line => line.replace(/^\[[\d ]+\] /, ''))).toEqual([
      `time.sleep(0.02 if 'kept' in globals() else 2)`,
      `more = b'y' * 60_000_000`,
      '1 / 0',
      'pass # hardly anything'
    ]);
    await notebook.select(3);
    await lab.execute('notebook:move-cell-up');
    await expect(rows(lab).nth(2)).toContainText('pass');
    await lab.execute('notebook:delete-cell');
    await expect(rows(lab)).toHaveCount(3);
    await lab.panel.root.getByRole('button', { name: 'time', exact: true }).click();
    await expect(lab.panel.root.locator('th[data-column=time]')).toHaveAttribute(
      'aria-sort',
      'descending'
    );
  });

  test('are gone to with a click or the keyboard', async ({ lab }) => {
    await lab.panel.root.getByRole('button', { name: 'cell', exact: true }).click();
    await row(lab, '1 / 0').getByTitle('Go to this cell').click();
    await expect(notebook.cell(2)).toHaveClass(/jp-mod-active/);
    await notebook.expectMode('edit');
    await rows(lab).first().getByTitle('Go to this cell').focus();
    await lab.page.keyboard.press('ArrowDown');
    await lab.page.keyboard.press('ArrowUp');
    await lab.page.keyboard.press('Enter');
    await expect(notebook.cell(0)).toHaveClass(/jp-mod-active/);
  });

  test('are profiled with one click, and keep their own time', async ({ lab }) => {
    const time = await row(lab, 'more').locator('[data-column=time]').getAttribute('title');
    await lab.panel.newResult(() => row(lab, 'more').getByTitle('Profile this cell').click());
    await expect(lab.panel.chip).toContainText('more = ');
    await expect(notebook.cell(1)).toHaveClass(/jp-mod-active/);
    await lab.panel.root.getByTitle('Slowest cells').click();
    await expect(row(lab, 'more')).toContainText(/\d+ runs/);
    await expect(row(lab, 'more').locator('[data-column=time]')).toHaveAttribute('title', time!);
  });

  test('have their memory asked for with the list closed, where that is chosen', async ({
    lab
  }) => {
    const box = lab.panel.root.getByRole('checkbox', { name: /while this list is closed/ });
    const runClosed = async () => {
      await lab.panel.button('Results').click();
      await runAgain(notebook, 0);
      await lab.panel.root.getByTitle('Slowest cells').click();
    };
    await runClosed();
    await expect(memory(lab, 'time.sleep')).toHaveAttribute('data-kind', 'unknown');
    await box.click();
    await expect(box).toBeChecked();
    // a step needs to know where it began
    await expect(async () => {
      await runAgain(notebook, 1);
      const step = memory(lab, 'more');
      await expect(step).toHaveAttribute('data-kind', /alone|together/, { timeout: 1000 });
    }).toPass();
    await runClosed();
    await expect(memory(lab, 'time.sleep')).toHaveAttribute('data-kind', /alone|together/);
    await box.click();
    await expect(box).not.toBeChecked();
  });

  test('are forgotten with the kernel', async ({ lab }) => {
    await notebook.restart();
    await expect(lab.panel.title).toHaveText('No cell has run since the kernel was restarted.');
    await runAgain(notebook, 0);
    await expect(rows(lab)).toHaveCount(1);
    await expect(rows(lab)).not.toContainText('runs');
  });
});
