import { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { InstallState } from '../model/installation';
import { IRun } from '../model/run';
import { Connection } from './connection';
import { Installer } from './installer';
import { Profiler } from './profiler';
import { Session } from './session';

/** The profilers of the open notebooks; all views of one document share one. */
export class Profilers {
  constructor(
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
  private _both({ context }: NotebookPanel): IBoth {
    let both = this._notebooks.get(context);
    if (!both) {
      const session = new Session(context.sessionContext);
      const connection = connect(context.sessionContext);
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

function connect(context: ISessionContext): Connection {
  const connection = new Connection(context);
  context.disposed.connect(connection.dispose, connection);
  return connection;
}
