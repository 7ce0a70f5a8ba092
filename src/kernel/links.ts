import { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { Connection } from './connection';
import { Session } from './session';

/** How we reach the kernel of one document. */
export interface ILink {
  readonly session: Session;
  readonly connection: Connection;
}

/** The links to the kernels of open notebooks; all views of one document share one. */
export class Links {
  /** The link of a notebook; made when first needed. */
  for({ context }: NotebookPanel): ILink {
    let link = this._links.get(context);
    if (!link) {
      const { sessionContext } = context;
      link = { session: new Session(sessionContext), connection: connect(sessionContext) };
      this._links.set(context, link);
    }
    return link;
  }

  private readonly _links = new WeakMap<object, ILink>();
}

function connect(context: ISessionContext): Connection {
  const connection = new Connection(context);
  context.disposed.connect(connection.dispose, connection);
  return connection;
}
