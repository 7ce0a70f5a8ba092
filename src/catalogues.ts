import type { INotebookTracker } from '@jupyterlab/notebook';
import { canProfile, kernelAvailability } from './kernel/availability';
import type { Profilers } from './kernel/profilers';
import type { IProfileStore } from './tokens';

/**
 * Asks the kernel of the current notebook what it can measure with, while the page about that is
 * open: the page follows from notebook to notebook, and a kernel that was restarted is asked anew.
 */
export class Catalogues {
  constructor(
    private readonly _tracker: Pick<INotebookTracker, 'currentWidget'>,
    private readonly _store: IProfileStore,
    private readonly _profilers: Pick<Profilers, 'cataloguer'>,
    private readonly _isShown: () => boolean
  ) {
    _store.changed.connect(() => this.check());
  }

  /** Ask where that is due; one that has failed is asked again only by a click. */
  check(): void {
    const panel = this._tracker.currentWidget;
    const isOpen = this._store.page === 'instruments' && this._isShown();
    if (
      isOpen &&
      panel &&
      this._store.catalogue(panel.context) === null &&
      canProfile(kernelAvailability(panel.sessionContext))
    ) {
      void this._profilers.cataloguer(panel).ask();
    }
  }
}
