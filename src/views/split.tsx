import type { CallsProfile } from '../model/contract/profile';
import { splitOf } from '../model/profile/split';
import type { ITranslate } from '../model/words/translate';
import { formatShare } from '../model/words/units';

/** One bar for the whole time, cut by whose code it was spent in. */
export function Split({
  profile,
  trans
}: {
  profile: CallsProfile;
  trans: ITranslate;
}): JSX.Element | null {
  const split = splitOf(profile);
  const parts = [
    { id: 'own', label: trans.__('your code'), ns: split.own },
    { id: 'library', label: trans.__('libraries'), ns: split.library },
    { id: 'builtin', label: trans.__('built-ins'), ns: split.builtin },
    { id: 'waiting', label: trans.__('waiting'), ns: split.waiting },
    { id: 'outside', label: trans.__('IPython itself'), ns: split.outside }
  ].filter(part => part.ns > 0);
  const whole = parts.reduce((sum, part) => sum + part.ns, 0);
  if (whole === 0) {
    return null;
  }
  return (
    <section className="jp-Cellheat-Split">
      <h3>{trans.__('Where the time went')}</h3>
      <div className="jp-Cellheat-Split-bar" aria-hidden="true">
        {parts.map(part => (
          <div key={part.id} data-part={part.id} style={{ flexGrow: part.ns / whole }} />
        ))}
      </div>
      <ul>
        {parts.map(part => (
          <li key={part.id} data-part={part.id}>
            {part.label} {formatShare(part.ns, whole)}
          </li>
        ))}
      </ul>
    </section>
  );
}
