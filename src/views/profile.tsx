import { useMemo } from 'react';
import { conditions } from '../model/profile/conditions';
import { profileFigures } from '../model/profile/tables';
import { headline } from '../model/profile/headline';
import { leadingFigures } from '../model/profile/leading';
import { namedPlace } from '../model/profile/findings';
import { foldedNotes } from '../model/profile/notes';
import type { INote, Profile, TableProfile } from '../model/contract/profile';
import type { CellMatch } from '../model/kernel/source';
import { memoryCurve, withoutEnds } from '../model/profile/timeline';
import type { ITranslate } from '../model/words/translate';
import type { Execute } from './again';
import { Calls } from './calls';
import { MoreFigures, Strip } from './figures';
import { Memory } from './memory';
import { Sentence } from './sentence';
import { Split } from './split';
import { Suggestion } from './suggestion';
import { Tables } from './tables';
import { Timeline } from './timeline';
import { Timeit } from './timeit';

export interface IProfileProps {
  readonly profile: Profile;
  readonly trans: ITranslate;
  /** How many functions to show at first. */
  readonly rows: number;
  /** For each file of the profile, the cell that it is. */
  readonly links?: readonly CellMatch[];
  /** Go to a line of a cell. */
  readonly goTo?: (cell: string, line: number) => void;
  /** Runs what is suggested; a document may not ask for anything. */
  readonly execute?: Execute;
}

/** A result: one sentence, then the evidence for it, then how it came about. */
export function ProfileView(props: IProfileProps): JSX.Element {
  const { profile, trans } = props;
  const [leading, folded] = leadingFigures(profileFigures(profile, trans), profile.instrument);
  const ran = profile.outcome.status !== 'not-run';
  return (
    <article className="jp-Cellheat-Profile" data-instrument={profile.instrument}>
      <p className="jp-Cellheat-Headline">
        <Sentence parts={headline(profile, trans)} />
      </p>
      {ran && (
        <>
          <Strip figures={leading} trans={trans} />
          <Evidence {...props} />
        </>
      )}
      <Suggestion profile={profile} trans={trans} execute={props.execute} />
      {ran && <MoreFigures figures={folded} trans={trans} />}
      <Notes notes={profile.notes} trans={trans} />
      <Foot profile={profile} trans={trans} />
    </article>
  );
}

function Evidence({ profile, trans, rows, links, goTo }: IProfileProps): JSX.Element {
  switch (profile.instrument) {
    case 'calls':
      return (
        <>
          <Split profile={profile} trans={trans} />
          {profile.data.functions.length > 0 && (
            <Calls data={profile.data} trans={trans} rows={rows} links={links} goTo={goTo} />
          )}
        </>
      );
    case 'memory':
      return (
        <>
          <Memory profile={profile} trans={trans} />
          <Tables data={profile.data} {...{ trans, rows, links, goTo }} />
        </>
      );
    case 'timeit':
      return <Timeit data={profile.data} trans={trans} />;
    default:
      return <TableEvidence {...{ profile, trans, rows, links, goTo }} />;
  }
}

/** Most instruments tell tables, some of them memory over time besides. */
function TableEvidence({
  profile,
  ...props
}: IProfileProps & { readonly profile: TableProfile }): JSX.Element {
  const { data, wall_ns: wall } = profile;
  const { trans } = props;
  const curve = useMemo(() => memoryCurve(withoutEnds(data), wall, trans), [data, wall, trans]);
  return (
    <>
      <Tables data={data} named={namedPlace(data.finding)} {...props} />
      {curve && <Timeline curve={curve} wall={wall} trans={trans} />}
    </>
  );
}

/** What a reader should know; of a long list the rest is folded, and no caution is. */
function Notes({
  notes,
  trans
}: {
  notes: readonly INote[];
  trans: ITranslate;
}): JSX.Element | null {
  const [seen, folded] = foldedNotes(notes);
  if (notes.length === 0) {
    return null;
  }
  return (
    <div className="jp-Cellheat-Notes">
      <NoteList notes={seen} trans={trans} />
      {folded.length > 0 && (
        <details>
          <summary>{trans._n('%1 more note', '%1 more notes', folded.length)}</summary>
          <NoteList notes={folded} trans={trans} />
        </details>
      )}
    </div>
  );
}

function NoteList({ notes, trans }: { notes: readonly INote[]; trans: ITranslate }): JSX.Element {
  return (
    <ul>
      {notes.map((note, i) => (
        <li key={i} data-level={note.level}>
          {note.level === 'caution' && <strong>{trans.__('Careful:')} </strong>}
          {note.text}
        </li>
      ))}
    </ul>
  );
}

function Foot({ profile, trans }: { profile: Profile; trans: ITranslate }): JSX.Element {
  const started = new Date(profile.started).toLocaleString(undefined, {
    dateStyle: 'medium',
    timeStyle: 'short'
  });
  return (
    <footer className="jp-Cellheat-Foot">
      {conditions(profile, trans).join(' · ')}
      {' · '}
      <time dateTime={profile.started}>{started}</time>
    </footer>
  );
}
