import { wayWords } from '../instruments/ways';
import { instrumentName } from '../instruments/words';
import type { ISuggestion, Profile } from '../contract/profile';
import type { ITranslate } from '../words/translate';
import { timeSpan } from '../words/units';

/** A suggestion in words. */
export interface ISuggestionText {
  /** Why, in a sentence. */
  readonly reason: string;
  /** `Run again with Lines`; where the same instrument is meant, with its other tool. */
  readonly button: string;
  /** `That takes 3.2 to 11 s.` beside a button; empty where it is not known. */
  readonly cost: string;
  /** The same without a button: `Run again with Lines, 3.2 to 11 s.` */
  readonly advice: string;
}

/** What a result says should be measured next; a cell that fails is to be mended first. */
export function suggestionOf({ data, outcome }: Profile): ISuggestion | null {
  const fails = outcome.status === 'raised' || outcome.status === 'not-run';
  return 'suggestion' in data && !fails ? data.suggestion : null;
}

export function suggestionText(
  suggestion: ISuggestion,
  { instrument: measured }: Pick<Profile, 'instrument'>,
  trans: ITranslate
): ISuggestionText {
  const { instrument, reason, expected_ns: expected } = suggestion;
  const name =
    instrument === measured ? wayWords(suggestion, trans).tool : instrumentName(instrument, trans);
  const time = expected === null ? null : timeSpan(...expected, trans);
  return {
    reason,
    button: trans.__('Run again with %1', name),
    cost: time === null ? '' : trans.__('That takes %1.', time),
    advice:
      time === null
        ? trans.__('Run again with %1.', name)
        : trans.__('Run again with %1, %2.', name, time)
  };
}

/** The same in one line. */
export function suggestionLine(
  suggestion: ISuggestion,
  profile: Pick<Profile, 'instrument'>,
  trans: ITranslate
): string {
  const { reason, advice } = suggestionText(suggestion, profile, trans);
  return `${reason} ${advice}`;
}
