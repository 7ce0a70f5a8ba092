import { FRIENDLY, HOSTILE, output } from './bundles';
import { code, expect, type Lab, test } from './lab';

/** What a hostile document would be noticed by. */
function guard(lab: Lab): { dialogs: string[]; offOrigin: string[] } {
  const seen = { dialogs: [] as string[], offOrigin: [] as string[] };
  lab.page.on('dialog', dialog => {
    seen.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  lab.page.on('request', request => {
    const { hostname, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') {
      seen.offOrigin.push(request.url());
    }
  });
  return seen;
}

async function expectHarmless(
  lab: Lab,
  seen: ReturnType<typeof guard>,
  what: string
): Promise<void> {
  // a page that is stuck does not answer
  const canary = await Promise.race([
    lab.page.evaluate(() => String(Reflect.get(window, 'canary'))),
    new Promise(resolve => setTimeout(resolve, 4_000, 'the page is stuck'))
  ]);
  expect(canary, what).toBe('undefined');
  const polluted = await lab.page.evaluate(() => Reflect.get({}, 'canary') !== undefined);
  expect(polluted, what).toBe(false);
  expect(seen.dialogs, what).toEqual([]);
  expect(seen.offOrigin, what).toEqual([]);
  expect(lab.wire.ours, what).toEqual([]);
}

for (const trusted of [false, true]) {
  test(`row 64, row 65: hostile results in a notebook that is ${trusted ? '' : 'not '}trusted`, async ({
    own
  }) => {
    test.slow();
    const seen = guard(own);
    const path = `hostile-${trusted}.ipynb`;
    const named: [string, unknown][] = [...HOSTILE, ['in order', FRIENDLY]];
    await own.server.write(
      path,
      named.map(([name, bundle]) => code(`# ${name.slice(0, 60)}`, [output(bundle as never)])),
      null
    );
    if (trusted) {
      await own.server.trust(path);
    }
    await own.visitFile(path);
    const cells = own.page.locator('.jp-NotebookPanel .jp-Cell');
    await expect(cells.first()).toBeVisible({ timeout: 60_000 });
    await own.dismissKernelDialog();
    const trust = await own.page.evaluate(() => {
      const { content } = Reflect.get(window, 'jupyterapp').shell.currentWidget;
      return content.widgets[0].model.trusted;
    });
    expect(trust).toBe(trusted);

    for (const [i, [name]] of named.entries()) {
      await test.step(name.slice(0, 60), async () => {
        await own.page.evaluate(async index => {
          const { content } = Reflect.get(window, 'jupyterapp').shell.currentWidget;
          await content.scrollToItem(index, 'start').catch(() => undefined);
          content.activeCellIndex = index;
        }, i);
        const drawn = own.page.locator('.jp-Cell.jp-mod-active .jp-Cellheat-Output');
        await expect(drawn).toHaveCount(1);
        // a result, or words that say that it cannot be drawn: never nothing
        await expect(drawn).toHaveText(/\S/);
        if (name === 'in order') {
          await expect(drawn.getByRole('article')).toContainText('friendly');
        }
        await expect(drawn.locator('script, img, iframe, form, a, .theirs')).toHaveCount(0);
        // none but our own plots
        await expect(drawn.locator('svg:not(.jp-Cellheat-Plot > svg)')).toHaveCount(0);
        await expectHarmless(own, seen, name);
      });
    }

    await test.step('whatever can be clicked', async () => {
      const buttons = own.page.locator('.jp-Cellheat-Output button:visible');
      for (const button of (await buttons.all()).slice(0, 40)) {
        await button.click({ force: true, timeout: 5_000 }).catch(() => undefined);
      }
      await expectHarmless(own, seen, 'after clicks');
    });

    await test.step('the panel beside it', async () => {
      await own.execute('cellheat:show-panel');
      await expect(own.panel.title).toHaveText(/\w/);
      await expectHarmless(own, seen, 'with the panel');
    });
  });
}

test('names from a kernel are text in the panel, too', async ({ lab }) => {
  const notebook = await lab.open([
    `def f():\n    return sum(range(300_000))\n\n` +
      `name = '<img src=x onerror="window.canary=1">'\n` +
      `f.__code__ = f.__code__.replace(co_name=name, co_qualname=name)\n` +
      `f()\nclass Evil(Exception): pass\nEvil.__name__ = '<script>window.canary=1</script>'\nraise Evil()`
  ]);
  await lab.panel.newResult(() => notebook.choose('calls'));

  await expect(lab.panel.root).toContainText('<img src=x');
  await expect(lab.panel.headline).toContainText('<script>');
  await expect(lab.panel.root.locator('script, img, iframe')).toHaveCount(0);
  expect(await lab.page.evaluate(() => Reflect.get(window, 'canary'))).toBeUndefined();
});
