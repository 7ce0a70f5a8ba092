import type { INote } from '../contract/profile';

/** So many notes are read; more would drown the result. */
const FEW = 3;

/** The notes to show, and those to fold: cautions come first and are never folded. */
export function foldedNotes(notes: readonly INote[]): readonly [INote[], INote[]] {
  const cautions = notes.filter(({ level }) => level === 'caution');
  const others = notes.filter(({ level }) => level !== 'caution');
  if (notes.length <= FEW) {
    return [[...notes], []];
  }
  // a single one takes no more room than the line that it would be folded into
  const room = Math.max(0, FEW - 1 - cautions.length);
  return others.length - room === 1
    ? [[...cautions, ...others], []]
    : [[...cautions, ...others.slice(0, room)], others.slice(room)];
}
