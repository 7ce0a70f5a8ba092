import { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import type { Answer } from '../model/contract/answer';
import type { CatalogueState } from '../model/kernel/catalogue';
import { InstallState } from '../model/kernel/installation';
import type { LookState } from '../model/kernel/looking';
import { IRun, RunFailure } from '../model/kernel/run';
import { isBusy } from './availability';
import { Cataloguer } from './cataloguer';
import { Installer } from './installer';
import { Links } from './links';
import { mainShells } from './mainshell';
import { IWatched, Onlooker } from './onlooker';
import { Profiler } from './profiler';
import type { Request } from './request';
import { openSubshell } from './subshell';

/** The profilers of the open notebooks; all views of one document share one. */
export class Profilers {
  constructor(
    private readonly _links: Links,
    private readonly _onRun: (context: Context, run: IRun) => void,
    private readonly _onInstall: (context: Context, state: InstallState) => void,
    private readonly _onCatalogue: (context: Context, state: CatalogueState | null) => void,
    private readonly _onLook: (context: Context, state: LookState | null) => void
  ) {}

  /** The profiler of a notebook. */
  for(panel: NotebookPanel): Profiler {
    return this._all(panel).profiler;
  }

  /** What installs packages for a notebook's kernel. */
  installer(panel: NotebookPanel): Installer {
    return this._all(panel).installer;
  }

  /** What asks a notebook's kernel what it can measure with. */
  cataloguer(panel: NotebookPanel): Cataloguer {
    return this._all(panel).cataloguer;
  }

  /** What asks a notebook's kernel what it is doing. */
  onlooker(panel: NotebookPanel): Onlooker {
    return this._all(panel).onlooker;
  }

  /** Ask a notebook's kernel, once it is idle. */
  async ask(panel: NotebookPanel, request: Request): Promise<Answer | RunFailure> {
    const { session, connection } = this._links.for(panel);
    const problem = await session.ready(new AbortController().signal, () => undefined);
    return problem ?? connection.ask(request);
  }

  /** Show a run that came from elsewhere. */
  show({ context }: NotebookPanel, run: IRun): void {
    this._onRun(context, run);
  }

  /** True once a click has had to do with the kernel of a notebook. */
  isKnown({ context }: NotebookPanel): boolean {
    return this._notebooks.has(context);
  }

  /** Made at the first click. */
  private _all(panel: NotebookPanel): IAll {
    const { context } = panel;
    let all = this._notebooks.get(context);
    if (!all) {
      const { session, connection } = this._links.for(panel);
      const cataloguer = new Cataloguer(session, connection, state =>
        this._onCatalogue(context, state)
      );
      const onInstall = (state: InstallState) => {
        this._onInstall(context, state);
        if (state.phase === 'ended' && state.installation.status === 'installed') {
          void cataloguer.renew();
        }
      };
      all = {
        profiler: new Profiler(session, connection, run => this._onRun(context, run)),
        installer: new Installer(session, connection, onInstall),
        cataloguer,
        onlooker: new Onlooker(watched(context.sessionContext), state =>
          this._onLook(context, state)
        )
      };
      this._notebooks.set(context, all);
    }
    return all;
  }

  private readonly _notebooks = new WeakMap<object, IAll>();
}

type Context = NotebookPanel['context'];

interface IAll {
  readonly profiler: Profiler;
  readonly installer: Installer;
  readonly cataloguer: Cataloguer;
  readonly onlooker: Onlooker;
}

function watched(context: ISessionContext): IWatched {
  return {
    open: () => openSubshell(context),
    isBusy: () => isBusy(context),
    ends: () => mainShells.ends(context.session?.kernel ?? context)
  };
}
