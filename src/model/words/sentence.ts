/** A stretch of a sentence and how it is set. */
export interface IPart {
  readonly text: string;
  /** `code` names a function of the user, `foreign` one of a library or of Python. */
  readonly as: 'text' | 'strong' | 'code' | 'foreign';
}

/**
 * Hand these to `trans.__` as its arguments, and the template keeps its places: `fill` needs them.
 * Names from a profile are put in afterwards, so none of them is ever read as a template.
 */
export const PLACES = ['%1', '%2', '%3', '%4'] as const;

/** Put parts into the places of a translated template. */
export function fill(template: string, ...parts: readonly IPart[]): IPart[] {
  return template
    .split(/%([1-4])/)
    .map((piece, i): IPart => {
      const part = i % 2 === 1 ? parts[Number(piece) - 1] : undefined;
      return part ?? { text: i % 2 === 1 ? `%${piece}` : piece, as: 'text' };
    })
    .filter(part => part.text !== '');
}

export function strong(text: string): IPart {
  return { text, as: 'strong' };
}

export function code(text: string): IPart {
  return { text, as: 'code' };
}

export function foreign(text: string): IPart {
  return { text, as: 'foreign' };
}

export function plain(text: string): IPart {
  return { text, as: 'text' };
}

/** The sentence without its dress. */
export function textOf(parts: readonly IPart[]): string {
  return parts.map(part => part.text).join('');
}
