import { conditions } from '../model/conditions';
import { stripFigures } from '../model/figures';
import { headline } from '../model/headline';
import type { INote, Profile } from '../model/profile';
import type { CellMatch } from '../model/source';
import type { ITranslate } from '../model/translate';
import { Calls } from './calls';
import { Strip } from './figures';
import { Memory } from './memory';
import { Sentence } from './sentence';
import { Split } from './split';
import { Tables } from './tables';
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
}

/** A result: one sentence, then the evidence for it, then how it came about. */
export function ProfileView(props: IProfileProps): JSX.Element {
  const { profile, trans } = props;
  return (
    <article className="jp-Cellheat-Profile" data-instrument={profile.instrument}>
      <p className="jp-Cellheat-Headline">
        <Sentence parts={headline(profile, trans)} />
      </p>
      {profile.outcome.status !== 'not-run' && (
        <>
          <Strip figures={stripFigures(profile, trans)} trans={trans} />
          <Evidence {...props} />
        </>
      )}
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
      return <Memory profile={profile} trans={trans} />;
    case 'timeit':
      return <Timeit data={profile.data} trans={trans} />;
    default:
      return <Tables data={profile.data} trans={trans} rows={rows} links={links} goTo={goTo} />;
  }
}

function Notes({
  notes,
  trans
}: {
  notes: readonly INote[];
  trans: ITranslate;
}): JSX.Element | null {
  return notes.length === 0 ? null : (
    <ul className="jp-Cellheat-Notes">
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
