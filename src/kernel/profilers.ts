import { NotebookPanel } from '@jupyterlab/notebook';
import { InstallState } from '../model/installation';
import { IRun } from '../model/run';
import { Installer } from './installer';
import { Links } from './links';
import { Profiler } from './profiler';

/** The profilers of the open notebooks; all views of one document share one. */
export class Profilers {
  constructor(
    private readonly _links: Links,
    private readonly _onRun: (context: Context, run: IRun) => void,
    private readonly _onInstall: (context: Context, state: InstallState) => void
  ) {}

  /** The profiler of a notebook. */
  for(panel: NotebookPanel): Profiler {
    return this._both(panel).profiler;
  }

  /** What installs packages for a notebook's kernel. */
  installer(panel: NotebookPanel): Installer {
    return this._both(panel).installer;
  }

  /** Made at the first click. */
  private _both(panel: NotebookPanel): IBoth {
    const { context } = panel;
    let both = this._notebooks.get(context);
    if (!both) {
      const { session, connection } = this._links.for(panel);
      both = {
        profiler: new Profiler(session, connection, run => this._onRun(context, run)),
        installer: new Installer(session, connection, state => this._onInstall(context, state))
      };
      this._notebooks.set(context, both);
    }
    return both;
  }

  private readonly _notebooks = new WeakMap<object, IBoth>();
}

type Context = NotebookPanel['context'];

interface IBoth {
  readonly profiler: Profiler;
  readonly installer: Installer;
}
