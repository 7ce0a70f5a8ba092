import {
  test as base,
  expect,
  type Browser,
  type BrowserContext,
  type FullProject,
  type Page
} from '@playwright/test';
import { Notebook } from './notebook';
import { Panel } from './panel';
import { type ICell, type KernelName, Server } from './server';
import { Wire } from './wire';

export { expect } from '@playwright/test';
export { type Instrument, Notebook, QUESTIONS } from './notebook';
export { Panel } from './panel';
export { code, Gate, type ICell, markdown, type Server } from './server';

/** What a page may complain about without being our fault. */
const NOT_OURS: readonly { text: RegExp; why: string }[] = [
  {
    text: /Cannot read properties of undefined \(reading 'schema'\)/,
    why: 'Notebook 7 throws it on each load'
  },
  {
    text: /Command 'filebrowser:open-path' not registered/,
    why: 'Notebook 7 restores a file browser that it has not got'
  },
  {
    text: /Could not restore the debugger state: Canceled future/,
    why: 'the debugger of JupyterLab asks a kernel that is being closed'
  },
  {
    text: /Kernel connection is disposed/,
    why: 'JupyterLab tries a connection again that was closed while it was being opened'
  },
  {
    text: /Cannot read properties of null \(reading 'promise'\)/,
    why: 'a toolbar of JupyterLab was closed while it was about to lay itself out'
  }
];

let count = 0;

/** A page with JupyterLab or Notebook 7, and what it says, sends and complains about. */
export class Lab {
  constructor(
    readonly page: Page,
    readonly server: Server
  ) {
    page.on('pageerror', error => this._errors.push(error.stack ?? String(error)));
    page.on('console', message => {
      if (message.type() === 'error') {
        this._errors.push(`${message.text()} (${message.location().url})`);
      }
    });
    this.wire = new Wire(page);
    this.panel = new Panel(page);
  }

  readonly wire: Wire;
  readonly panel: Panel;

  /** Show JupyterLab with nothing open; `workspace` is where it keeps its state. */
  async load(workspace = 'default'): Promise<void> {
    await this.page.goto(`/lab/workspaces/${workspace}?reset`);
    await expect(this.page.locator('#main')).toBeVisible({ timeout: 60_000 });
    // the first tab, from which JupyterLab has been started
    await expect(this.page.locator('.jp-Launcher')).toBeVisible({ timeout: 60_000 });
  }

  /** Write a notebook, open it in JupyterLab as the only one, and wait until it takes a cell. */
  async open(
    cells: readonly (string | ICell)[],
    options: { kernel?: KernelName; beside?: Notebook } = {}
  ): Promise<Notebook> {
    if (!options.beside) {
      await this.closeAll();
    }
    const path = await this._write(cells, options.kernel);
    this.wire.clear();
    await this.execute('docmanager:open', { path });
    const notebook = new Notebook(this.page, path);
    await this.untilReady(notebook);
    return notebook;
  }

  /** Write a notebook and load a page with it. */
  async visit(
    cells: readonly (string | ICell)[],
    options: { kernel?: KernelName; app?: 'lab' | 'notebook'; wait?: boolean } = {}
  ): Promise<Notebook> {
    const path = await this._write(cells, options.kernel);
    await this.page.goto(
      options.app === 'notebook' ? `/notebooks/${path}` : `/lab/tree/${path}?reset`
    );
    const notebook = new Notebook(this.page, path);
    if (options.wait !== false) {
      await this.untilReady(notebook);
    }
    return notebook;
  }

  /** Load JupyterLab with a file that is there. */
  async visitFile(path: string): Promise<void> {
    this._paths.add(path);
    await this.page.goto(`/lab/tree/${path}?reset`);
  }

  /** A notebook that this page shows. */
  notebook(path: string): Notebook {
    return new Notebook(this.page, path);
  }

  /** JupyterLab asks for a kernel where a notebook names none. */
  async dismissKernelDialog(): Promise<void> {
    const dialog = this.page.getByRole('dialog').filter({ hasText: 'Select Kernel' });
    await dialog.getByRole('button', { name: 'No Kernel' }).click();
    await expect(dialog).toHaveCount(0);
  }

  async untilReady(notebook: Notebook): Promise<void> {
    await expect(notebook.cell(0)).toBeVisible({ timeout: 60_000 });
    await this.server.untilReady(notebook.path);
    await expect(notebook.profileButton).toHaveAttribute('aria-disabled', /true|false/);
  }

  /** Close every document without asking, and end the kernels. */
  async closeAll(): Promise<void> {
    await this.page.evaluate(() => {
      const { shell } = Reflect.get(window, 'jupyterapp');
      for (const widget of [...shell.widgets('main')]) {
        if (widget.context) {
          widget.context.model.dirty = false;
          widget.dispose();
        }
      }
    });
    await this.closeSessions();
  }

  async close(): Promise<void> {
    await this.closeSessions();
    await this.page.context().close();
  }

  /** End the kernels of the notebooks that this page opened. */
  async closeSessions(): Promise<void> {
    await this.server.closeSessions(this._paths);
    this._paths.clear();
  }

  /** Run a command of JupyterLab that is no part of the story. */
  async execute(id: string, args: object = {}): Promise<void> {
    await this.page.evaluate(
      async ([id, args]) => {
        await Reflect.get(window, 'jupyterapp').commands.execute(id, args);
      },
      [id, args] as const
    );
  }

  /** Change a setting in this page, as the settings editor does; of cellheat, if not told. */
  async set(key: string, value: string | number, plugin = 'cellheat:plugin'): Promise<void> {
    await this.page.evaluate(
      async ([key, value, plugin]) => {
        const { _plugins: plugins } = Reflect.get(window, 'jupyterapp').pluginRegistry;
        const registry = plugins.get('@jupyterlab/apputils-extension:settings').service;
        await registry.set(plugin, key, value);
      },
      [key, value, plugin] as const
    );
  }

  /** Put all settings of cellheat back. */
  async unset(): Promise<void> {
    await this.page.evaluate(async () => {
      const { _plugins: plugins } = Reflect.get(window, 'jupyterapp').pluginRegistry;
      const registry = plugins.get('@jupyterlab/apputils-extension:settings').service;
      const keys = ['defaultInstrument', 'timeBudget', 'memoryInterval', 'tableRows'];
      for (const key of [...keys, 'watchMemory']) {
        await registry.remove('cellheat:plugin', key);
      }
    });
  }

  /** Errors that this test expects JupyterLab itself to complain about. */
  allow(text: RegExp): void {
    this._allowed.push(text);
  }

  /** Fail if the page complained since the last time. */
  expectNoErrors(): void {
    const allowed = [...NOT_OURS.map(({ text }) => text), ...this._allowed];
    const errors = this._errors.filter(error => !allowed.some(text => text.test(error)));
    this._errors.length = 0;
    this._allowed.length = 0;
    expect(errors, 'errors of the page').toEqual([]);
  }

  private async _write(cells: readonly (string | ICell)[], kernel?: KernelName): Promise<string> {
    const path = `notebook-${process.pid}-${++count}.ipynb`;
    this._paths.add(path);
    await this.server.write(path, cells, kernel);
    return path;
  }

  private readonly _paths = new Set<string>();
  private readonly _errors: string[] = [];
  private readonly _allowed: RegExp[] = [];
}

/** A page of its own, with which no other test shares anything but the server. */
export async function newLab(browser: Browser, info: { project: FullProject }): Promise<Lab> {
  const context = await newContext(browser, info);
  const lab = new Lab(await context.newPage(), new Server(context.request));
  // else it asks in a corner of the page whether it may fetch news
  await lab.server.set({ fetchNews: 'false' }, '@jupyterlab/apputils-extension:notification');
  return lab;
}

async function newContext(
  browser: Browser,
  { project }: { project: FullProject }
): Promise<BrowserContext> {
  const { baseURL, extraHTTPHeaders } = project.use;
  const context = await browser.newContext({
    baseURL,
    extraHTTPHeaders,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce'
  });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  return context;
}

interface IFixtures {
  /** A page of the test's own, with nothing loaded. */
  own: Lab;
  noErrors: void;
}

interface IWorkerFixtures {
  /** JupyterLab, loaded once for all tests: each opens a notebook of its own in it. */
  lab: Lab;
}

export const test = base.extend<IFixtures, IWorkerFixtures>({
  lab: [
    async ({ browser }, use, info) => {
      const lab = await newLab(browser, info);
      await lab.load();
      await use(lab);
      await lab.close();
    },
    { scope: 'worker' }
  ],
  own: async ({ browser }, use, info) => {
    const lab = await newLab(browser, info);
    await use(lab);
    lab.expectNoErrors();
    await lab.close();
  },
  noErrors: [
    async ({ lab }, use) => {
      await use();
      lab.expectNoErrors();
    },
    { auto: true }
  ]
});
