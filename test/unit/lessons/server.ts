import { ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ContentsManager, ServerConnection } from '@jupyterlab/services';

const PYTHON = resolve(__dirname, '../../../.venv/bin/python');

/** A Jupyter server of its own, with an empty folder. */
export class JupyterServer {
  /** Its root folder on the disk. */
  readonly root = join(this._folder, 'root');

  static async start(): Promise<JupyterServer> {
    const server = new JupyterServer(mkdtempSync(join(tmpdir(), 'cellheat-jest-')));
    await server._start();
    return server;
  }

  /** What a page that talks to it uses. */
  contents(): ContentsManager {
    return new ContentsManager({
      serverSettings: ServerConnection.makeSettings({ baseUrl: this._url, token: 'cellheat-test' })
    });
  }

  /** The names that a folder below the root shows; none where there is no such folder. */
  names(folder: string): string[] {
    const path = join(this.root, folder);
    const names = existsSync(path) ? readdirSync(path).sort() : [];
    return names.filter(name => !name.startsWith('.'));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  /** Take away all files. */
  clear(): void {
    readdirSync(this.root).forEach(name => rmSync(join(this.root, name), { recursive: true }));
  }

  async stop(): Promise<void> {
    const gone = new Promise(done => this._child?.once('exit', done));
    this._child?.kill('SIGKILL');
    await gone;
    rmSync(this._folder, { recursive: true });
  }

  private constructor(private readonly _folder: string) {}

  private async _start(): Promise<void> {
    mkdirSync(this.root);
    const runtime = join(this._folder, 'runtime');
    const options = { root_dir: this.root, port: 0, ip: '127.0.0.1', open_browser: false };
    const flags = Object.entries(options).map(([key, value]) => `--ServerApp.${key}=${value}`);
    this._child = spawn(
      PYTHON,
      ['-m', 'jupyter_server', ...flags, '--IdentityProvider.token=cellheat-test', '--allow-root'],
      {
        env: {
          PATH: process.env.PATH,
          JUPYTER_CONFIG_DIR: join(this._folder, 'config'),
          JUPYTER_DATA_DIR: join(this._folder, 'data'),
          JUPYTER_RUNTIME_DIR: runtime
        },
        stdio: 'ignore'
      }
    );
    this._url = await this._answering(runtime);
  }

  /** The server writes down where it is; a while later it answers. */
  private async _answering(runtime: string): Promise<string> {
    for (;;) {
      if (this._child?.exitCode != null) {
        throw new Error(`the server ended with ${this._child.exitCode}`);
      }
      const name =
        existsSync(runtime) && readdirSync(runtime).find(one => /^jpserver-\d+\.json$/.test(one));
      if (name) {
        const { url } = JSON.parse(readFileSync(join(runtime, name), 'utf8'));
        const answer = await fetch(`${url}api`).catch(() => null);
        if (answer?.ok) {
          return url;
        }
      }
      await new Promise(done => setTimeout(done, 100));
    }
  }

  private _child: ChildProcess | null = null;
  private _url = '';
}
