import type { Profile } from '../model/contract/profile';
import { suggestionOf, suggestionText } from '../model/profile/suggestion';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs } from '../tokens';
import type { Execute } from './again';

interface ISuggestionProps {
  readonly profile: Profile;
  readonly trans: ITranslate;
  /** Without it there is no button: a document may not ask for anything. */
  readonly execute?: Execute;
}

/** What to measure next, why, and how long the cell is expected to take with it. */
export function Suggestion({ profile, trans, execute }: ISuggestionProps): JSX.Element | null {
  const suggestion = suggestionOf(profile);
  if (!suggestion) {
    return null;
  }
  const { instrument, tool } = suggestion;
  const { advice, button, cost, reason } = suggestionText(suggestion, profile, trans);
  return (
    <aside className="jp-Cellheat-Suggestion">
      <p>
        {reason} {execute ? <small>{cost}</small> : <strong>{advice}</strong>}
      </p>
      {execute && (
        <button
          className="jp-Cellheat-Button"
          title={trans.__('Measures with %1', tool)}
          onClick={() => execute(CommandIDs.profileCell, { instrument, tool })}
        >
          {button}
        </button>
      )}
    </aside>
  );
}
