import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { cellsOf, IRun } from '../model/kernel/run';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs } from '../tokens';

/** Runs a command by its id. */
export type Execute = (id: string, args?: ReadonlyPartialJSONObject) => Promise<void>;

interface IAgainProps {
  readonly run: IRun;
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** Measures once more what a run has measured, or has failed to. */
export function Again({ run, trans, execute }: IAgainProps): JSX.Element {
  const [command, args] = repeating(run);
  return (
    <button className="jp-Cellheat-Button" onClick={() => execute(command, args)}>
      {run.instrument === 'compare' ? trans.__('Compare again') : trans.__('Profile again')}
    </button>
  );
}

function repeating(run: IRun): [string, ReadonlyPartialJSONObject] {
  const cells = cellsOf(run);
  if (run.instrument !== 'compare') {
    return [CommandIDs.profileCell, { instrument: run.instrument, ...toolOf(run) }];
  }
  return cells.length > 1 ? [CommandIDs.compareCells, { cells }] : [CommandIDs.compareEdit, {}];
}

/** With the same tool: where there is no result, the one that was asked for. */
function toolOf({ state, tool }: IRun): { tool?: string } {
  if (state.phase === 'done' && state.result.kind === 'profile') {
    return { tool: state.result.tool };
  }
  return tool === null ? {} : { tool };
}
