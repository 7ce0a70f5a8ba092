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
  /** `That takes about 11 s.` beside a button; empty where it is not known. */
  readonly cost: string;
  /** The same without a button: `Run again with Lines, about 11 s.` */
  readonly advice: string;
}

/** What a result says should be measured next. */
export function suggestionOf({ data }: Profile): ISuggestion | null {
  return 'suggestion' in data ? data.suggestion : null;
}

export function suggestionText(suggestion: ISuggestion, trans: ITranslate): ISuggestionText {
  const { instrument, reason, expected_ns: expected } = suggestion;
  const name = instrumentName(instrument, trans);
  // an estimate: no more than two digits
  const time = expected === null ? null : formatTime(expected, 2);
  return {
    reason,
    button: trans.__('Run again with %1', name),
    cost: time === null ? '' : trans.__('That takes about %1.', time),
    advice:
      time === null
        ? trans.__('Run again with %1.', name)
        : trans.__('Run again with %1, about %2.', name, time)
  };
}

/** The same in one line. */
export function suggestionLine(suggestion: ISuggestion, trans: ITranslate): string {
  const { reason, advice } = suggestionText(suggestion, trans);
  return `${reason} ${advice}`;
}
