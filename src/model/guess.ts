/** What a reader said about a comparison before seeing what came out. */
export type GuessState =
  /** No lesson asks here: everything is shown. */
  | { readonly kind: 'open' }
  /** Not guessed yet: the variants are A and B, and nothing gives the answer away. */
  | { readonly kind: 'blind' }
  /** `ratio` is the time of A divided by the time of B: 10 says that B takes a tenth. */
  | { readonly kind: 'guessed'; readonly ratio: number }
  /** The reader asked to see it without a guess. */
  | { readonly kind: 'skipped' };
