import { instrumentName } from '../instruments/words';
import type { ISuggestion, Profile } from '../contract/profile';
import type { ITranslate } from '../words/translate';
import { formatTime } from '../words/units';

/** A suggestion in words. */
export interface ISuggestionText {
  /** Why, in a sentence. */
  readonly reason: string;
  /** `Run again with Lines` */
  readonly button: string;
  /** `about 11 s`; empty where it is not known. */
  readonly cost: string;
}

/** What a result says should be measured next. */
export function suggestionOf({ data }: Profile): ISuggestion | null {
  return 'suggestion' in data ? data.suggestion : null;
}

export function suggestionText(suggestion: ISuggestion, trans: ITranslate): ISuggestionText {
  const { instrument, reason, expected_ns: expected } = suggestion;
  return {
    reason,
    button: trans.__('Run again with %1', instrumentName(instrument, trans)),
    // an estimate: no more than two digits
    cost: expected === null ? '' : trans.__('about %1', formatTime(expected, 2))
  };
}

/** The same in one line. */
export function suggestionLine(suggestion: ISuggestion, trans: ITranslate): string {
  const { reason, button, cost } = suggestionText(suggestion, trans);
  return `${reason} ${[button, cost].filter(Boolean).join(', ')}.`;
}
