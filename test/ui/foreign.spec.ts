import { expect, type Notebook, test } from './lab';

const WORK = `def work(n):\n    return sum(i * i for i in range(n))\n\nwork(100_000)`;

test.describe('a kernel in which cellheat was never installed', () => {
  let notebook: Notebook;

  test.beforeAll(async ({ lab }) => {
    notebook = await lab.open(
      [
        WORK,
        `import sys, importlib.util\nprint(sys.version.split()[0])\nimportlib.util.find_spec('cellheat')`
      ],
      { kernel: 'cellheat-foreign' }
    );
  });

  test('lacks it indeed', async () => {
    await notebook.run(1);
    // the version, and nothing for the specification
    await expect(notebook.output(1)).toHaveCount(1);
  });

  for (const instrument of ['calls', 'memory', 'timeit'] as const) {
    test(`row 52: is profiled: ${instrument}`, async ({ lab }) => {
      const python = await notebook.output(1).first().innerText();
      await notebook.select(0);
      await lab.panel.newResult(() => notebook.choose(instrument));

      await expect(lab.panel.result).toHaveAttribute('data-instrument', instrument);
      await expect(lab.panel.foot).toContainText(`CPython ${python.trim()}`);
      await expect(lab.panel.headline).toHaveText(/went into|Memory|a run/);
    });
  }

  test('is profiled again after a restart', async ({ lab }) => {
    await notebook.restart();
    await lab.server.untilReady(notebook.path);
    await notebook.select(0);
    await lab.panel.newResult(() => notebook.profile());

    await expect(notebook.prompt(0)).toHaveText('[1]:');
    await expect(lab.panel.headline).toContainText('went into');
  });

  test('has nothing of ours among its names', async ({ lab }) => {
    const own = await lab.open(
      [`names = set(globals())`, '1 + 1', `sorted(n for n in set(globals()) - names)`],
      { kernel: 'cellheat-foreign' }
    );
    await own.run(0);
    await own.select(1);
    await lab.panel.newResult(() => own.profile());
    await lab.panel.newResult(() => own.choose('timeit'));
    await own.run(2);

    await expect(own.output(2)).toHaveText(`['_2', '_i2', '_i3', 'names']`);
  });
});
