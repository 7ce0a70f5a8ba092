import { NotebookPanel } from '@jupyterlab/notebook';
import type { MeasureState } from '../model/kernel/measure';
import { Links } from './links';
import { Measurer } from './measurer';

/** The measurers of the open notebooks; all views of one document share one. */
export class Measurers {
  constructor(
    private readonly _links: Links,
    private readonly _onState: (
      context: NotebookPanel['context'],
      cellId: string,
      state: MeasureState | null
    ) => void
  ) {}

  /** The measurer of a notebook; made when something is first measured. */
  for(panel: NotebookPanel): Measurer {
    const { context } = panel;
    let measurer = this._measurers.get(context);
    if (!measurer) {
      const { session, connection } = this._links.for(panel);
      measurer = new Measurer(session, connection, (cellId, state) =>
        this._onState(context, cellId, state)
      );
      this._measurers.set(context, measurer);
    }
    return measurer;
  }

  private readonly _measurers = new WeakMap<object, Measurer>();
}
