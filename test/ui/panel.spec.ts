import { expect, Gate, type Instrument, type Lab, markdown, type Notebook, test } from './lab';

const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n\nwork(200_000)`;
const SLEEPS = 'import time\ntime.sleep(600)';

test.describe('with nothing to show', () => {
  test('no notebook', async ({ lab }) => {
    await lab.closeAll();
    await lab.execute('cellheat:show-panel');

    await expect(lab.panel.title).toHaveText('No notebook is open.');
    // nothing can be measured
    await expect(lab.panel.root.getByRole('button')).toHaveAccessibleName('Slowest cells');
  });

  test('nothing yet: what can be asked, and a button that asks', async ({ lab }) => {
    const notebook = await lab.open([WORK]);
    await lab.execute('cellheat:show-panel');
    await notebook.select(0);

    await expect(lab.panel.title).toHaveText('Not profiled yet.');
    await expect(lab.panel.root.getByRole('term')).toHaveText([
      'Where does the time go?',
      'How long?',
      'Which function?',
      'Which function called it?',
      'Which line?',
      'How much memory?',
      'What takes memory, and what stays?',
      'What stays alive?',
      'What does it wait for?'
    ]);
    await expect(lab.panel.chip).toContainText('[ ]');
    expect(lab.wire.ours).toEqual([]);

    await lab.panel.newResult(() => lab.panel.button('Profile').click());
  });
});

test.describe('done', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([WORK, `kept = bytearray(60_000_000)`, 'await_ = 1 + 1']);
  });

  test('calls: a sentence, the strip, where the time went, the table', async ({ lab }) => {
    const { panel } = lab;
    await notebook.select(0);
    await panel.newResult(() => notebook.choose('calls'));

    await expect(panel.headline).toHaveText(/^\d[\d.]* of \d[\d.]*\sm?s went into .+\.$/);
    await expect(panel.headline).toContainText('work');
    await expect(panel.strip.getByRole('term')).toHaveText([
      'wall with profiler',
      'CPU',
      'resident peak',
      'profiler’s part'
    ]);
    for (const label of ['wall', 'CPU']) {
      await expect(panel.figure(label)).toHaveText(/^\d[\d.]*\s(ms|s)$/);
    }
    await expect(panel.figure('resident')).toHaveText(/B$/);
    await expect(panel.result).toContainText(/your code \d+\s%/);
    await expect(panel.row('work')).toContainText('[1]:1');
    await expect(panel.row('sum')).toContainText('built-in');
    await expect(panel.rows.filter({ hasText: 'genexpr' })).toContainText('200,001');
    await expect(panel.rows.first()).toHaveAttribute('data-headline', 'true');
    await expect(panel.foot).toContainText(/cProfile · CPython 3\.\d+.* · \d+ cores?/);
    await expect(panel.title).toHaveCount(0);
  });

  test('memory: how far it rose and what stayed', async ({ lab }) => {
    const { panel } = lab;
    await notebook.select(1);
    await panel.newResult(() => notebook.choose('memory'));

    await expect(panel.headline).toHaveText(
      /^Memory rose by 5\d(\.\d)?\sMiB at its highest; 5\d(\.\d)?\sMiB stayed\.$/
    );
    await expect(panel.strip.getByRole('term')).toHaveText([
      'wall',
      'CPU',
      'resident peak',
      'profiler’s part'
    ]);
    await expect(panel.figure('resident')).toHaveText(/^\+5\d(\.\d)?\sMiB$/);
    await expect(panel.rows.getByRole('rowheader')).toHaveText([
      'at the start',
      'at its highest',
      'at the end'
    ]);
    await expect(panel.rows.nth(1)).toContainText(/\+5\d(\.\d)?\sMiB/);
  });

  test('timeit: one run, its spread and the effort; the cell has not run', async ({ lab }) => {
    const { panel } = lab;
    await notebook.select(2);
    await panel.newResult(() => notebook.choose('timeit'));

    await expect(panel.headline).toHaveText(/^\d[\d.]*\s(ns|µs) a run, .* \d+ repeats\.$/);
    await expect(panel.strip.getByRole('term')).toHaveText([
      'wall, in all',
      'CPU',
      'profiler’s part'
    ]);
    await expect(panel.rows.getByRole('rowheader')).toHaveText([
      /^best/,
      /^median/,
      /^(middle half|lowest and highest)/,
      /^CPU/,
      /^Python peak/,
      /^blocks left/,
      /^allocations/
    ]);
    await expect(panel.result).toContainText(/\d+ repeats of [\d,]+ loops?, [\d,]+ runs in all\./);
    await expect(notebook.prompt(2)).toHaveText('[ ]:');
  });

  test('each cell keeps its own result, and the panel follows the cell', async ({ lab }) => {
    for (const [index, instrument] of ['calls', 'memory', 'timeit'].entries()) {
      await notebook.select(index);
      await expect(lab.panel.result).toHaveAttribute('data-instrument', instrument);
    }
  });
});

test.describe('cells that do not end well', () => {
  test('row 1: raises: stopped by the error, with what is known', async ({ lab }) => {
    const notebook = await lab.open([`${WORK}\n1/0`]);
    await lab.panel.newResult(() => notebook.choose('calls'));

    await expect(lab.panel.headline).toHaveText(
      /^Stopped by ZeroDivisionError after \d[\d.]*\sms\. \d.* went into .*work.*\.$/
    );
    await expect(lab.panel.row('work')).toBeVisible();
    await expect(notebook.output(0)).toContainText('ZeroDivisionError: division by zero');

    await lab.panel.newResult(() => notebook.choose('memory'));
    await expect(lab.panel.headline).toHaveText(/^Stopped by ZeroDivisionError after .+\. Memory/);
  });

  test('row 2: a syntax error: did not run', async ({ lab }) => {
    const notebook = await lab.open(['x ==== 3']);
    await lab.panel.newResult(() => notebook.choose('calls'));

    await expect(lab.panel.headline).toHaveText('Did not run: SyntaxError.');
    await expect(notebook.output(0)).toContainText('SyntaxError');
    await expect(lab.panel.strip).toHaveCount(0);
  });

  for (const source of ['', '# only words\n']) {
    test(`row 29: nothing but ${source ? 'a comment' : 'emptiness'}`, async ({ lab }) => {
      const notebook = await lab.open([source, '1 + 1']);
      await notebook.select(0);
      for (const instrument of ['calls', 'memory', 'timeit'] as Instrument[]) {
        await notebook.choose(instrument);
        await expect(lab.panel.title).toHaveText('The cell is empty.');
      }
      await notebook.select(1);
      await lab.panel.newResult(() => notebook.profile());
    });
  }

  test('timeit of a cell that raises', async ({ lab }) => {
    const notebook = await lab.open(['1/0']);
    await notebook.choose('timeit');

    await expect(lab.panel.title).toHaveText('The cell was not timed.');
    await expect(lab.panel.message).toContainText('ZeroDivisionError');
    await expect(notebook.output(0)).toHaveCount(0);
  });
});

test.describe('while the kernel is busy with another cell', () => {
  test('row 60: the click waits, and Cancel leaves the cell as it was', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, `ran = True`, `'ran' in globals()`]);
    await notebook.start(0);
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);
    await notebook.profile();

    await expect(lab.panel.title).toHaveText('Waiting for the kernel.');
    await expect(lab.panel.message).toContainText('busy with another cell');
    await expect(lab.panel.elapsed).toBeVisible();
    await expect(notebook.prompt(1)).toHaveText('[ ]:');
    await lab.panel.button('Cancel').click();

    await expect(lab.panel.title).toHaveText('Cancelled.');
    await gate.open();
    await notebook.run(2);
    await expect(notebook.output(2)).toHaveText('False');
    await expect(notebook.prompt(1)).toHaveText('[ ]:');
    await expect(lab.panel.root).not.toContainText('Waiting');
  });

  test('row 60: the click waits, and profiles when its turn has come', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, WORK]);
    await notebook.start(0);
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Waiting for the kernel.');

    await lab.panel.newResult(() => gate.open());

    // what the first cell took is no part of it
    await expect(lab.panel.names()).resolves.not.toContain('time.sleep');
    await expect(notebook.prompt(1)).toHaveText('[2]:');
  });

  test('row 62: an edit while the click waits is what runs', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, `print('before')`]);
    await notebook.start(0);
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Waiting for the kernel.');
    await notebook.setSource(1, `print('after')`);

    await lab.panel.newResult(() => gate.open());

    await expect(notebook.output(1)).toHaveText('after');
    await expect(lab.panel.line).toHaveCount(0);
  });
});

test.describe('while the click waits', () => {
  let gate: Gate;
  let notebook: Notebook;

  test.beforeEach(async ({ lab }) => {
    gate = new Gate(lab.server);
    notebook = await lab.open([gate.wait, `print('ran')`, 'other = 1']);
    await notebook.start(0);
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Waiting for the kernel.');
  });

  test('row 62: the cell is moved, and is profiled in its new place', async ({ lab }) => {
    await notebook.page.keyboard.press('Control+Shift+ArrowDown');
    await expect(notebook.editor(1)).toContainText('other');

    await lab.panel.newResult(() => gate.open());

    await expect(notebook.output(2)).toHaveText(['ran']);
  });

  test('row 62: the cell is deleted: nothing runs, in words', async ({ lab }) => {
    await notebook.page.keyboard.press('d');
    await notebook.page.keyboard.press('d');
    await expect(notebook.cells).toHaveCount(2);
    await gate.open();
    await lab.server.untilReady(notebook.path);

    await notebook.select(1);
    await expect(lab.panel.line).toHaveCount(0);
    await lab.panel.newResult(() => notebook.profile());
    await expect(notebook.prompt(1)).toHaveText('[2]:');
  });

  test('row 62: the cell becomes a Markdown cell: nothing runs', async ({ lab }) => {
    await notebook.page.keyboard.press('m');
    await expect(notebook.cell(1)).toHaveClass(/jp-MarkdownCell/);
    await gate.open();
    await lab.server.untilReady(notebook.path);

    await notebook.select(2);
    await expect(lab.panel.line).toHaveCount(0);
    await lab.panel.newResult(() => notebook.profile());
    await expect(notebook.prompt(2)).toHaveText('[2]:');
  });

  test('row 56: the kernel is restarted: the cell is profiled in the new one or words say why not', async ({
    lab
  }) => {
    await notebook.restart();
    await expect(lab.panel.root.getByRole('button', { name: 'Cancel' })).toHaveCount(0);
    await expect(lab.panel.root).toContainText(/restarted|too short|went into/);
    await lab.server.untilReady(notebook.path);
  });
});

test.describe('while the cell runs', () => {
  for (const [instrument, title] of [
    ['calls', 'Counting calls while the cell runs.'],
    ['memory', 'Watching memory while the cell runs.'],
    ['timeit', 'Timing the cell.']
  ] as const) {
    test(`row 46: ${instrument}: its time passes, and Stop keeps what is known`, async ({
      lab
    }) => {
      const notebook = await lab.open([`${WORK}\n${SLEEPS}`, `'alive'`]);
      await notebook.select(0);
      await notebook.choose(instrument);

      await expect(lab.panel.title).toHaveText(title);
      const elapsed = await lab.panel.elapsed.innerText();
      await expect(lab.panel.elapsed).not.toHaveText(elapsed);
      await expect(lab.panel.elapsed).toHaveText(/^\d[\d.]*\ss$/);
      await lab.panel.button('Stop').click();

      if (instrument === 'timeit') {
        await expect(lab.panel.root).toContainText(/Stopped|interrupted|KeyboardInterrupt/);
        await expect(notebook.output(0)).toHaveCount(0);
      } else {
        await expect(lab.panel.headline).toHaveText(/^Stopped after \d/);
        await expect(notebook.output(0)).toContainText('KeyboardInterrupt');
      }
      if (instrument === 'calls') {
        await expect(lab.panel.row('time.sleep')).toBeVisible();
        await expect(lab.panel.row('work')).toBeVisible();
      }
      await notebook.run(1);
      await expect(notebook.output(1)).toHaveText(`'alive'`);
    });
  }

  test('timeit of a short cell: Stop keeps the repeats so far', async ({ lab }) => {
    await lab.server.set({ timeBudget: 10 });
    try {
      await lab.load();
      const notebook = await lab.open([WORK]);
      await notebook.choose('timeit');
      await expect(lab.panel.title).toHaveText('Timing the cell.');
      // the cell takes milliseconds: by then some repeats are done
      await expect(lab.panel.elapsed).toHaveText(/^[3-9]\.\d\ss$/);
      await lab.panel.button('Stop').click();

      await expect(lab.panel.headline).toHaveText(/a run, .*Stopped before its time\.$/);
    } finally {
      await lab.server.set({});
      await lab.load();
    }
  });

  test(`JupyterLab's own interrupt ends it the same way`, async ({ lab }) => {
    const notebook = await lab.open([SLEEPS]);
    await notebook.choose('calls');
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.server.untilBusy(notebook.path);
    await notebook.button('Interrupt the kernel').click();

    await expect(lab.panel.headline).toHaveText(/^Stopped after \d/);
  });

  test('row 5: Stop reaches a cell that awaits', async ({ lab }) => {
    const notebook = await lab.open([`import asyncio\nawait asyncio.sleep(600)`, `'alive'`]);
    await notebook.select(0);
    await notebook.choose('calls');
    await lab.server.untilBusy(notebook.path);
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.panel.button('Stop').click();

    await expect(lab.panel.headline).toHaveText(/^Stopped/);
    await notebook.run(1);
    await expect(notebook.output(1)).toHaveText(`'alive'`);
  });

  test('another cell says which one runs, and leads to it', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, WORK]);
    await notebook.select(0);
    await notebook.profile();
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);

    await expect(lab.panel.line).toContainText('Another cell is being profiled:');
    await lab.panel.line.getByRole('button').click();
    await expect(notebook.cell(0)).toHaveClass(/jp-mod-active/);
    await expect(lab.panel.button('Stop')).toBeVisible();

    await lab.panel.newResult(() => gate.open());
  });

  test('row 62: an edit: the numbers belong to what ran', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait]);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.server.untilBusy(notebook.path);
    await notebook.setSource(0, 'something_else = 1');
    await gate.open();

    await expect(lab.panel.headline).toBeVisible();
    await expect(lab.panel.line).toContainText('Source changed since this run.');
    await expect(lab.panel.pale).toHaveCount(1);
  });

  test('row 62: the cell is moved: its result comes along', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, 'other = 1']);
    await notebook.select(0);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.server.untilBusy(notebook.path);
    await notebook.page.keyboard.press('Control+Shift+ArrowDown');
    await expect(notebook.editor(0)).toContainText('other');

    await gate.open();
    await notebook.select(1);
    await expect(lab.panel.headline).toBeVisible();
    await expect(lab.panel.line).toHaveCount(0);
  });

  test('row 62: the cell is deleted: the next one can be profiled', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, 'other = 1']);
    await notebook.select(0);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.server.untilBusy(notebook.path);
    await notebook.page.keyboard.press('d');
    await notebook.page.keyboard.press('d');
    await expect(notebook.cells).toHaveCount(1);
    await gate.open();

    await notebook.select(0);
    await expect(lab.panel.line).toHaveCount(0);
    await lab.panel.newResult(() => notebook.profile());
    await expect(lab.panel.chip).toContainText('other = 1');
  });
});

test.describe('an earlier cell failed', () => {
  test('row 61: the queued cell is not run, and the panel says why', async ({ lab }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([`${gate.wait}\n1/0`, `print('ran')`, 'warm = 1']);
    // our connection stands after this, so that what is asked next joins the queue at once
    await notebook.select(2);
    await lab.panel.newResult(() => notebook.profile());
    // in one go: JupyterLab does not know yet that the kernel is busy
    await notebook.page.evaluate(() => {
      const { commands, shell } = Reflect.get(window, 'jupyterapp');
      const { content } = shell.currentWidget;
      content.activeCellIndex = 0;
      void commands.execute('notebook:run-cell');
      content.activeCellIndex = 1;
      void commands.execute('cellheat:profile-cell');
    });
    await lab.server.untilBusy(notebook.path);
    await gate.open();

    await expect(lab.panel.title).toHaveText('Not run: an earlier cell failed.');
    await expect(notebook.output(0)).toContainText('ZeroDivisionError');
    await expect(notebook.output(1)).toHaveCount(0);
    await expect(notebook.prompt(1)).toHaveText('[ ]:');
    // and it works again
    await lab.panel.newResult(() => lab.panel.button('Profile again').click());
    await expect(notebook.output(1)).toHaveText('ran');
  });

  test('row 27: Run All with a click in the queue: only the clicked cell is measured', async ({
    lab
  }) => {
    const gate = new Gate(lab.server);
    const notebook = await lab.open([gate.wait, WORK, `other = 1`, `last = 2`]);
    await notebook.menuBar('Run', /^Run All Cells$/);
    await lab.server.untilBusy(notebook.path);
    await notebook.select(1);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Waiting for the kernel.');

    await lab.panel.newResult(() => gate.open());

    await notebook.untilRun(3);
    await expect(lab.panel.names()).resolves.toContain('work');
    for (const index of [0, 2, 3]) {
      await notebook.select(index);
      await expect(lab.panel.result).toHaveCount(0);
      await expect(lab.panel.title).toHaveText('Not profiled yet.');
    }
  });
});

test.describe('the kernel', () => {
  test('row 56: is restarted during the run', async ({ lab }) => {
    const notebook = await lab.open([SLEEPS, WORK]);
    await notebook.select(0);
    await notebook.profile();
    await lab.server.untilBusy(notebook.path);
    await notebook.restart();

    await expect(lab.panel.title).toHaveText('The kernel was restarted.');
    await lab.server.untilReady(notebook.path);
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.profile());
    await expect(notebook.prompt(1)).toHaveText('[1]:');
  });

  test('row 56: is restarted by somebody else during the run', async ({ lab }) => {
    const notebook = await lab.open([SLEEPS, WORK]);
    await notebook.select(0);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
    await lab.server.untilBusy(notebook.path);
    await lab.server.restart(notebook.path);

    await expect(lab.panel.title).toHaveText(/restarted|connection to the kernel was lost/);
    await lab.server.untilReady(notebook.path);
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.profile());
  });

  test('row 10: dies in the cell', async ({ lab }) => {
    const notebook = await lab.open(['import os\nos._exit(1)', WORK]);
    await notebook.select(0);
    await notebook.profile();

    await expect(lab.panel.title).toHaveText('The kernel died.');
    await expect(lab.panel.message).toContainText('may have run in part');
    // JupyterLab starts another one, and says so
    const dialog = lab.page.getByRole('dialog').filter({ hasText: 'Kernel Restarting' });
    await dialog.getByRole('button', { name: 'Ok' }).click();
    await lab.server.untilReady(notebook.path);
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.profile());
    await notebook.select(0);
    await expect(lab.panel.title).toHaveText('The kernel died.');
  });

  test('is shut down: no kernel', async ({ lab }) => {
    const notebook = await lab.open([WORK]);
    await lab.execute('cellheat:show-panel');
    await lab.execute('notebook:shutdown-kernel');

    await expect(lab.panel.title).toHaveText('This notebook has no kernel.');
    await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'true');
    await expect(notebook.profileButton).toHaveAttribute('title', /has no kernel/);
    await expect(notebook.arrow).toHaveAttribute('aria-disabled', 'true');
    await notebook.select(0);
    await notebook.page.keyboard.press('Alt+Shift+P');
    await expect(notebook.prompt(0)).toHaveText('[ ]:');
    expect((await lab.server.sessions()).map(({ path }) => path)).not.toContain(notebook.path);
  });

  test('is shut down during the run', async ({ lab }) => {
    const notebook = await lab.open([SLEEPS]);
    await notebook.profile();
    await lab.server.untilBusy(notebook.path);
    await lab.execute('notebook:shutdown-kernel');

    await expect(lab.panel.title).toHaveText(
      /The kernel died|The connection to the kernel was lost|was restarted/
    );
    await expect(lab.panel.button('Stop')).toHaveCount(0);
  });

  test('row 53: is not Python: disabled, with the reason, and never asked anything', async ({
    lab
  }) => {
    const notebook = await lab.open(['echo one'], { kernel: 'bash' });
    await lab.execute('cellheat:show-panel');
    await expect(lab.panel.title).toHaveText('This notebook runs on the Bash kernel.');
    await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'true');
    await expect(notebook.profileButton).toHaveAttribute('title', /Bash kernel/);
    await expect(notebook.arrow).toHaveAttribute('aria-disabled', 'true');
    await notebook.select(0);
    const cellIcon = notebook
      .cell(0)
      .getByRole('toolbar', { name: 'Cell toolbar' })
      .locator('[data-command="cellheat:profile-cell"]');
    await expect(cellIcon).toHaveAttribute('aria-disabled', 'true');

    const { length } = lab.wire.sent;
    const { sockets } = lab.wire;
    await notebook.profileButton.click({ force: true });
    await notebook.arrow.click({ force: true });
    await expect(notebook.menu).toHaveCount(0);
    await notebook.page.keyboard.press('Alt+Shift+P');
    await lab.execute('cellheat:profile-cell', { instrument: 'calls' }).catch(() => undefined);
    await lab.execute('cellheat:stop-run').catch(() => undefined);
    expect(lab.wire.sent.slice(length)).toEqual([]);
    expect(lab.wire.sockets).toBe(sockets);

    // the notebook itself works as ever, and we still say nothing
    await notebook.run(0);
    await expect(notebook.output(0)).toHaveText('one');
    expect(lab.wire.ours).toEqual([]);
  });

  test('is changed from Bash to Python: the buttons work', async ({ lab }) => {
    const notebook = await lab.open(['1 + 1'], { kernel: 'bash' });
    await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'true');
    await notebook.toolbar.getByRole('button', { name: 'Bash', exact: true }).click();
    const dialog = lab.page.getByRole('dialog');
    await dialog.getByRole('combobox').selectOption({ label: 'Python 3 (ipykernel)' });
    await dialog.getByRole('button', { name: 'Select' }).click();

    await expect(notebook.profileButton).toHaveAttribute('aria-disabled', 'false');
    await lab.panel.newResult(() => notebook.profile());
    await expect(notebook.output(0)).toHaveText('2');
  });
});

test.describe('the source changes after the run', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open([WORK, 'other = 1']);
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.profile());
  });

  test('row 45: an edit makes the numbers pale and says so; undo makes them count', async ({
    lab
  }) => {
    await notebook.edit(0);
    await notebook.page.keyboard.type('#');
    await expect(lab.panel.line).toContainText('Source changed since this run.');
    await expect(lab.panel.pale).toHaveCount(1);
    await expect(lab.panel.root.getByTitle(/^Go to/)).toHaveCount(0);

    await notebook.page.keyboard.press('ControlOrMeta+Z');
    await expect(lab.panel.line).toHaveCount(0);
    await expect(lab.panel.pale).toHaveCount(0);
    await expect(lab.panel.root.getByTitle('Go to work', { exact: true })).toHaveCount(1);
  });

  test('Profile again asks the same question of the new source', async ({ lab }) => {
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.choose('memory'));
    await notebook.edit(0);
    await notebook.page.keyboard.press('ControlOrMeta+End');
    await notebook.page.keyboard.type('\nprint("new")');
    await expect(lab.panel.pale).toHaveCount(1);

    await lab.panel.newResult(() => lab.panel.button('Profile again').click());

    await expect(notebook.output(0)).toHaveText(['new']);
    await expect(lab.panel.result).toHaveAttribute('data-instrument', 'memory');
    await expect(lab.panel.line).toHaveCount(0);
  });

  test('a failed try leaves the result before it, pale', async ({ lab }) => {
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.profile());
    await notebook.edit(0);
    await notebook.page.keyboard.press('ControlOrMeta+A');
    await notebook.page.keyboard.press('Delete');
    await notebook.choose('calls');

    await expect(lab.panel.title).toHaveText('The cell is empty.');
    await expect(lab.panel.pale).toHaveCount(1);
  });
});

test('row 58: after a reload the panel says that results are gone', async ({ own }) => {
  const notebook = await own.visit([WORK, 'other = 1']);
  await notebook.select(0);
  await own.panel.newResult(() => notebook.profile());
  await notebook.save();

  await own.page.goto(`/lab/tree/${notebook.path}`);
  await own.untilReady(notebook);
  await notebook.select(0);
  await own.execute('cellheat:show-panel');

  await expect(own.panel.title).toHaveText('Results are gone after the page was reloaded.');
  await expect(own.panel.result).toHaveCount(0);
  await notebook.select(1);
  await expect(own.panel.title).toHaveText('Not profiled yet.');
  await notebook.select(0);
  await own.panel.newResult(() => own.panel.button('Profile again').click());
});

test('two notebooks: the panel follows the one in front', async ({ lab }) => {
  const first = await lab.open(['one = 1']);
  await lab.panel.newResult(() => first.choose('memory'));
  const second = await lab.open(['two = 2'], { beside: first });

  await expect(lab.panel.chip).toContainText('two = 2');
  await expect(lab.panel.title).toHaveText('Not profiled yet.');
  await expect(lab.panel.result).toHaveCount(0);
  await lab.panel.newResult(() => second.choose('calls'));

  await lab.page.getByRole('tab', { name: first.path }).click();
  await expect(lab.panel.chip).toContainText('one = 1');
  await expect(lab.panel.result).toHaveAttribute('data-instrument', 'memory');
  await lab.page.getByRole('tab', { name: second.path }).click();
  await expect(lab.panel.result).toHaveAttribute('data-instrument', 'calls');
});

test('a run goes on behind another notebook', async ({ lab }) => {
  const gate = new Gate(lab.server);
  const first = await lab.open([gate.wait]);
  await first.profile();
  await lab.server.untilBusy(first.path);
  const second = await lab.open(['two = 2'], { beside: first });
  await lab.panel.newResult(() => second.profile());
  await gate.open();
  await lab.server.untilReady(first.path);

  await lab.page.getByRole('tab', { name: first.path }).click();
  await expect(lab.panel.headline).toBeVisible();
  await expect(lab.panel.root.locator('[data-pale]')).toHaveCount(0);
});

test('a notebook that is closed during its run disturbs no other', async ({ lab }) => {
  const first = await lab.open([SLEEPS]);
  await first.profile();
  await lab.server.untilBusy(first.path);

  const second = await lab.open(['two = 2']);
  await lab.panel.newResult(() => second.profile());
});

test('no kernel hears of us before the first click', async ({ lab }) => {
  const notebook = await lab.open([WORK, markdown('words'), 'other = 1']);
  await lab.execute('cellheat:show-panel');
  await notebook.run(0);
  await notebook.select(1);
  await notebook.select(2);
  await notebook.edit(2);
  await notebook.page.keyboard.type('# typed');
  await notebook.arrow.click();
  await notebook.page.keyboard.press('Escape');
  await notebook.run(2);

  // the notebook's own messages are there, so the log works
  expect(lab.wire.sent.some(text => text.includes('work(200_000)'))).toBe(true);
  expect(lab.wire.ours).toEqual([]);
  // and after it, each of ours says what it is
  await lab.panel.newResult(() => notebook.profile());
  expect(lab.wire.ours.length).toBeGreaterThan(0);
});

test('the cell itself is sent as it would be without us', async ({ lab }) => {
  const notebook = await lab.open([WORK]);
  const request = (lab: Lab): string[] =>
    lab.wire.sent.filter(text => text.includes('work(200_000)') && !text.includes('cellheat'));
  await notebook.run(0);
  const plain = request(lab);
  lab.wire.clear();
  await lab.panel.newResult(() => notebook.profile());
  const profiled = request(lab);

  // ids and dates differ
  const content = (text: string): string =>
    /\{"allow_stdin.*?\}|\{"silent.*?\}/.exec(text)?.[0] ?? text;
  expect(profiled).toHaveLength(1);
  expect(profiled.map(content)).toEqual(plain.map(content));
});
