import { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { IRun } from '../model/run';
import { Connection } from './connection';
import { Profiler } from './profiler';
import { Session } from './session';

/** The profilers of the open notebooks; all views of one document share one. */
export class Profilers {
  constructor(onRun: (context: NotebookPanel['context'], run: IRun) => void) {
    this._onRun = onRun;
  }

  /** The profiler of a notebook; made at the first click. */
  for({ context }: NotebookPanel): Profiler {
    let profiler = this._profilers.get(context);
    if (!profiler) {
      const { sessionContext } = context;
      profiler = new Profiler(new Session(sessionContext), connect(sessionContext), run =>
        this._onRun(context, run)
      );
      this._profilers.set(context, profiler);
    }
    return profiler;
  }

  private readonly _onRun: (context: NotebookPanel['context'], run: IRun) => void;
  private readonly _profilers = new WeakMap<object, Profiler>();
}

function connect(context: ISessionContext): Connection {
  const connection = new Connection(context);
  context.disposed.connect(connection.dispose, connection);
  return connection;
}
