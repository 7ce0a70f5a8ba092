import type { APIRequestContext } from '@playwright/test';
import { expect } from '@playwright/test';

/** A cell of a notebook file. */
export interface ICell {
  id: string;
  cell_type: 'code' | 'markdown' | 'raw';
  source: string;
  metadata: object;
  outputs?: object[];
  execution_count?: number | null;
}

interface ISession {
  id: string;
  path: string;
  kernel: { id: string; connections: number; execution_state: string };
}

/** The kernels that scripts/ui.py offers, as a notebook's metadata names them. */
const KERNELS = {
  python3: { name: 'python3', display_name: 'Python 3 (ipykernel)', language: 'python' },
  'cellheat-foreign': {
    name: 'cellheat-foreign',
    display_name: 'Python (elsewhere)',
    language: 'python'
  },
  'cellheat-lean': { name: 'cellheat-lean', display_name: 'Python (lean)', language: 'python' },
  'cellheat-no-pip': {
    name: 'cellheat-no-pip',
    display_name: 'Python (without pip)',
    language: 'python'
  },
  bash: { name: 'bash', display_name: 'Bash', language: 'bash' }
};

export type KernelName = keyof typeof KERNELS;

export function code(source: string, outputs: object[] = []): ICell {
  return {
    id: '',
    cell_type: 'code',
    source,
    metadata: {},
    outputs,
    execution_count: outputs.length > 0 ? 1 : null
  };
}

export function markdown(source: string): ICell {
  return { id: '', cell_type: 'markdown', source, metadata: {} };
}

/** What a test asks of Jupyter's server without the page. */
export class Server {
  constructor(private readonly _request: APIRequestContext) {}

  /** Write a notebook; a string stands for a code cell. */
  async write(
    path: string,
    cells: readonly (string | ICell)[],
    kernel: KernelName | null = 'python3'
  ): Promise<void> {
    const content = {
      nbformat: 4,
      nbformat_minor: 5,
      metadata: kernel === null ? {} : { kernelspec: KERNELS[kernel] },
      cells: cells.map((cell, i) => ({
        ...(typeof cell === 'string' ? code(cell) : cell),
        id: `cell-${i}`
      }))
    };
    await this.put(path, { type: 'notebook', format: 'json', content });
  }

  async writeText(path: string, content: string): Promise<void> {
    await this.put(path, { type: 'file', format: 'text', content });
  }

  async read(path: string): Promise<unknown> {
    const response = await this._request.get(`/api/contents/${path}`);
    expect(response.ok(), path).toBe(true);
    return (await response.json()).content;
  }

  async trust(path: string): Promise<void> {
    const response = await this._request.post(`/api/contents/${path}/trust`);
    expect(response.ok(), await response.text()).toBe(true);
  }

  async exists(path: string): Promise<boolean> {
    const response = await this._request.get(`/api/contents/${path}?content=0`);
    return response.ok();
  }

  async remove(path: string): Promise<void> {
    await this._request.delete(`/api/contents/${path}`);
  }

  async sessions(): Promise<ISession[]> {
    return (await this._request.get('/api/sessions')).json();
  }

  /** A session takes a cell once a page is connected to it; JupyterLab itself loses earlier ones. */
  async untilReady(path: string): Promise<ISession> {
    let ready: ISession | undefined;
    await expect
      .poll(
        async () => {
          ready = (await this.sessions()).find(
            ({ path: at, kernel }) =>
              at === path && kernel.connections > 0 && kernel.execution_state === 'idle'
          );
          return ready !== undefined;
        },
        { message: `a session for ${path}`, timeout: 60_000, intervals: [100] }
      )
      .toBe(true);
    return ready!;
  }

  async untilBusy(path: string): Promise<void> {
    const state = async () =>
      (await this.sessions()).find(session => session.path === path)?.kernel.execution_state;
    await expect.poll(state, { message: `${path} is busy`, intervals: [50] }).toBe('busy');
  }

  /** End the kernels of these notebooks. */
  async closeSessions(paths: Iterable<string>): Promise<void> {
    const wanted = new Set(paths);
    const close = async (): Promise<number> => {
      const left = (await this.sessions()).filter(({ path }) => wanted.has(path));
      // the server refuses while a kernel is being restarted: then once more
      await Promise.all(left.map(({ id }) => this._request.delete(`/api/sessions/${id}`)));
      return left.length;
    };
    await expect.poll(close, { message: 'no session is left' }).toBe(0);
  }

  /** Restart a kernel behind the page's back. */
  async restart(path: string): Promise<void> {
    const session = (await this.sessions()).find(session => session.path === path);
    const response = await this._request.post(`/api/kernels/${session!.kernel.id}/restart`);
    expect(response.ok()).toBe(true);
  }

  /** What a page that is opened from now on finds as the user's settings. */
  async set(settings: object, plugin = 'cellheat:plugin'): Promise<void> {
    const response = await this._request.put(`/lab/api/settings/${plugin}`, {
      data: { raw: JSON.stringify(settings) }
    });
    expect(response.ok(), await response.text()).toBe(true);
  }

  async settings(plugin = 'cellheat:plugin'): Promise<Record<string, unknown>> {
    const response = await this._request.get(`/lab/api/settings/${plugin}`);
    return (await response.json()).settings;
  }

  /** What JupyterLab keeps of its state. */
  async workspace(name: string): Promise<unknown> {
    const response = await this._request.get(`/lab/api/workspaces/${name}`);
    return (await response.json()).data;
  }

  async put(path: string, data: object): Promise<void> {
    const response = await this._request.put(`/api/contents/${path}`, { data });
    expect(response.ok(), await response.text()).toBe(true);
  }
}

/** A cell that runs until the test opens its gate: no test has to guess how long something takes. */
export class Gate {
  constructor(private readonly _server: Server) {}

  private readonly _name = `gate-${Date.now()}-${Math.floor(1e6 * Math.random())}.txt`;

  /** Python that waits for the gate. */
  readonly wait =
    `import os, time\n` + `while not os.path.exists('${this._name}'):\n` + `    time.sleep(0.02)`;

  open(): Promise<void> {
    return this._server.writeText(this._name, 'open');
  }

  close(): Promise<void> {
    return this._server.remove(this._name);
  }
}
