import type { WebSocketRoute } from '@playwright/test';
import { expect, Gate, type Lab, newLab, test } from './lab';

const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n\nwork(100_000)`;
/** Counts how often it ran. */
const COUNTED = `runs = globals().get('runs', 0) + 1\nruns`;

/** The run has come to an end, with a result or with words. */
async function untilOver({ panel }: Lab): Promise<void> {
  await expect(panel.button('Stop')).toHaveCount(0);
  await expect(panel.button('Cancel')).toHaveCount(0);
}

test('row 9: a cell that closes the kernel', async ({ lab }) => {
  const closing = `print('last')\nexit()`;
  const notebook = await lab.open([closing, `${closing}\nimport time\ntime.sleep(1)`, WORK]);
  const restarting = lab.page.getByRole('dialog').filter({ hasText: 'Kernel Restarting' });
  /** The server looks every few seconds whether a kernel is there. */
  const untilBack = async () => {
    await restarting.getByRole('button', { name: 'Ok' }).click();
    await notebook.select(2);
    await expect(lab.panel.title).toHaveText('Not profiled yet.');
  };

  await test.step('with time for the result', async () => {
    await notebook.select(0);
    await notebook.profile();
    await expect(lab.panel.root).toContainText('The cell closed the kernel');
    await untilOver(lab);
    await expect(notebook.output(0)).toHaveText(['last']);
    await untilBack();
  });

  await test.step('with none', async () => {
    await notebook.select(1);
    await notebook.profile();
    await expect(lab.panel.title).toHaveText('The cell closed the kernel.');
    await expect(lab.panel.message).toContainText('The result went with it');
    await untilOver(lab);
    await expect(notebook.output(1)).toHaveText(['last']);
    await untilBack();
  });

  await lab.panel.newResult(() => notebook.profile());
});

test('row 34: a kernel that cannot answer any more', async ({ lab }) => {
  const gate = new Gate(lab.server);
  const notebook = await lab.open([
    `import builtins, threading\ndef spoil():\n    ${gate.wait.replaceAll('\n', '\n    ')}\n` +
      `    builtins.len = None\n    gone = open('spoilt.txt', 'w').close()\n` +
      `threading.Thread(target=spoil).start()`,
    WORK
  ]);
  await notebook.run(0);
  await gate.open();
  await expect.poll(() => lab.server.exists('spoilt.txt')).toBe(true);
  await lab.server.remove('spoilt.txt');
  await notebook.select(1);
  await notebook.profile();

  await expect(lab.panel.title).toHaveText('The kernel did not answer.');
  await untilOver(lab);
  await notebook.restart();
  await lab.server.untilReady(notebook.path);
  await lab.panel.newResult(() => notebook.profile());
});

for (const setting of ['disabled', 'perComm', 'perCommTarget']) {
  test(`row 49: comms over subshells: ${setting}`, async ({ lab }) => {
    lab.allow(/Canceled future for \w+_subshell_request/);
    const plugin = '@jupyterlab/apputils-extension:kernels-settings';
    await lab.set('commsOverSubshells', setting, plugin);
    const notebook = await lab.open([
      `heard = []\n` +
        `get_ipython().kernel.comm_manager.register_target('mine', lambda *a: heard.append(1))`,
      WORK,
      'heard'
    ]);
    await notebook.run(0);
    await lab.page.evaluate(() => {
      const { sessionContext } = Reflect.get(window, 'jupyterapp').shell.currentWidget;
      sessionContext.session.kernel.createComm('mine').open();
    });
    await notebook.select(1);
    await lab.panel.newResult(() => notebook.profile());

    await expect(lab.panel.names()).resolves.toContain('work');
    expect(lab.wire.ours.filter(text => /"subshell_id":\s*"/.test(text))).toEqual([]);
    await notebook.run(2);
    await expect(notebook.output(2)).toHaveText('[1]');
    await lab.set('commsOverSubshells', 'perCommTarget', plugin);
  });
}

test('row 59: of two tabs, the one that asked gets the result', async ({ lab, own }) => {
  const gate = new Gate(lab.server);
  const first = await lab.open([`${gate.wait}\n${COUNTED}`, 'runs']);
  await own.page.goto(`/lab/tree/${first.path}?reset`);
  const second = own.notebook(first.path);
  await own.untilReady(second);
  await own.execute('cellheat:show-panel');
  await second.select(0);

  await first.select(0);
  await first.profile();
  await expect(lab.panel.title).toHaveText('Counting calls while the cell runs.');
  await lab.server.untilBusy(first.path);
  await expect(own.panel.title).toHaveText('Not profiled yet.');
  expect(own.wire.ours).toEqual([]);
  // a click there waits for this run, and is one of its own
  await second.profile();
  await expect(own.panel.title).toHaveText('Waiting for the kernel.');
  await gate.open();
  await lab.panel.untilNew(null);
  await own.panel.untilNew(null);
  await expect(first.output(0)).toHaveText('1');
  await expect(second.output(0)).toHaveText('2');
  await gate.close();
});

test.describe('between the page and the kernel', () => {
  /** Milliseconds for which each message is on its way. */
  const DELAY = 400;

  let far: Lab;
  let delay = 0;
  const sockets = new Set<() => Promise<void>>();

  /** Pass on what the page and the kernel say, in order. */
  function connect(page: WebSocketRoute): void {
    const server = page.connectToServer();
    const later = (send: () => void) => (delay > 0 ? setTimeout(send, delay) : send());
    page.onMessage(message => later(() => server.send(message)));
    server.onMessage(message => later(() => page.send(message)));
    sockets.add(async () => {
      await page.close({ code: 3001, reason: 'cut' });
      await server.close({ code: 3001, reason: 'cut' });
    });
  }

  async function cut(): Promise<void> {
    const open = [...sockets];
    sockets.clear();
    // those of earlier tests are closed already
    await Promise.all(open.map(close => close().catch(() => undefined)));
  }

  test.beforeAll(async ({ browser }, info) => {
    far = await newLab(browser, info);
    await far.page.routeWebSocket(/\/api\/kernels\/[^/]+\/channels/, connect);
    await far.load('far');
  });

  test.afterEach(() => far.expectNoErrors());

  test.afterAll(() => far.close());

  test('row 55: a long way is no part of the figures', async () => {
    const notebook = await far.open([`'short'`]);
    delay = DELAY;
    await far.panel.newResult(() => notebook.choose('calls'));
    delay = 0;

    const wall = await far.panel.figure('wall').innerText();
    expect(wall).toMatch(/^[\d.]+\s(µs|ms)/);
    const ms = parseFloat(wall) / (wall.includes('µs') ? 1000 : 1);
    expect(ms).toBeLessThan(DELAY);
  });

  test('row 57: the connection is cut while the cell runs', async () => {
    far.allow(/WebSocket|[Cc]onnection/);
    const gate = new Gate(far.server);
    const notebook = await far.open([`${gate.wait}\n${COUNTED}`, 'runs', WORK]);
    await notebook.select(0);
    await notebook.profile();
    await far.server.untilBusy(notebook.path);
    await expect(far.panel.button('Stop')).toHaveCount(1);
    await cut();
    await gate.open();

    await untilOver(far);
    await far.server.untilReady(notebook.path);
    await notebook.run(1);
    await expect(notebook.output(1)).toHaveText('1');
    await notebook.select(2);
    await far.panel.newResult(() => notebook.profile());
    await gate.close();
  });

  test('row 58: the page is reloaded while the cell runs', async () => {
    const gate = new Gate(far.server);
    const hooks =
      `import sys\nmonitoring = getattr(sys, 'monitoring', None)\n` +
      `sys.getprofile(), [monitoring and monitoring.get_tool(i) for i in range(6)]`;
    const notebook = await far.open([gate.wait, hooks, WORK]);
    await notebook.select(0);
    await notebook.profile();
    await far.server.untilBusy(notebook.path);
    await test.step('row 63: it can be saved meanwhile', async () => {
      await notebook.save();
      const saved = JSON.stringify(await far.server.read(notebook.path));
      expect(saved).toContain('os.path.exists');
      expect(saved).not.toContain('cellheat');
    });
    await far.page.goto(`/lab/tree/${notebook.path}`);
    await expect(notebook.cell(0)).toBeVisible({ timeout: 60_000 });
    await gate.open();

    await far.untilReady(notebook);
    await notebook.run(1);
    await expect(notebook.output(1)).toHaveText('(None, [None, None, None, None, None, None])');
    await notebook.select(2);
    await far.panel.newResult(() => notebook.profile());
    await gate.close();
  });
});
