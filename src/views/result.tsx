import { memo, useCallback, useMemo, useRef } from 'react';
import { installationFor, InstallState } from '../model/kernel/installation';
import type { Profile } from '../model/contract/profile';
import type { IResult } from '../model/kernel/results';
import { CellMatch, cellOf, isRunStale } from '../model/kernel/source';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs, ICellText, ISelection } from '../tokens';
import { missingActions } from './actions';
import { Again, Execute } from './again';
import { Compared } from './compared';
import { Missing } from './missing';
import { ProfileView } from './profile';

// a key pressed in the notebook reaches the panel, and must not draw the table again
const StillProfile = memo(ProfileView);

interface IResultProps {
  readonly shown: IResult;
  /** No run of the cell is under way, and the last one did not fail. */
  readonly latest: boolean;
  /** The active cell as it is now. */
  readonly selection: ISelection;
  readonly cells: readonly ICellText[];
  readonly trans: ITranslate;
  readonly rows: number;
  readonly execute: Execute;
  /** Of a package into this notebook's kernel. */
  readonly installation: InstallState | null;
}

/** The last result of a cell. Numbers never stand in full ink beside source that has changed. */
export function Result(props: IResultProps): JSX.Element {
  const { latest, selection, cells, trans, rows, execute, installation } = props;
  const { run, result } = props.shown;
  const profile = result.kind === 'profile' ? result : null;
  const links = useLinks(profile, cells);
  const goTo = useCallback(
    (cell: string, line: number) => execute(CommandIDs.goToLine, { cell, line }),
    [execute]
  );
  const active = { id: selection.cellId, source: selection.source };
  const stale = isRunStale(run, [...cells, active]);
  return (
    <>
      {stale && (
        <p className="jp-Cellheat-Line" data-level="caution">
          <span>{trans.__('Source changed since this run.')}</span>
          {latest && <Again run={run} trans={trans} execute={execute} />}
        </p>
      )}
      {!latest && !stale && <p className="jp-Cellheat-Line">{trans.__('The result before:')}</p>}
      <div className="jp-Cellheat-Result" data-pale={stale || !latest || undefined}>
        {result.kind === 'comparison' ? (
          <Compared comparison={result} trans={trans} />
        ) : (
          <StillProfile
            profile={result}
            trans={trans}
            rows={rows}
            links={links}
            goTo={goTo}
            execute={execute}
          />
        )}
        {profile && 'missing' in profile.data && profile.data.missing && (
          <Missing
            missing={profile.data.missing}
            state={installationFor(profile, installation)}
            trans={trans}
            actions={missingActions(execute, { instrument: profile.instrument })}
          />
        )}
      </div>
    </>
  );
}

/** The cells that the files of a profile are; the same array for as long as they are the same. */
function useLinks(profile: Profile | null, cells: readonly ICellText[]): readonly CellMatch[] {
  const found = useMemo(
    () =>
      profile && 'files' in profile.data
        ? profile.data.files.map(file => cellOf(file, cells, profile.cell))
        : [],
    [profile, cells]
  );
  const kept = useRef(found);
  if (JSON.stringify(kept.current) !== JSON.stringify(found)) {
    kept.current = found;
  }
  return kept.current;
}
