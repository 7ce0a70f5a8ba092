import { sourceHash } from './hash';
import { ICellReference, ISourceFile } from '../contract/profile';
import type { IRun } from './run';

/** A code cell of the notebook as it is now. */
export interface ICellSource {
  readonly id: string;
  readonly source: string;
  readonly count: number | null;
}

/** The cell that a file of a profile is: its id, or that its text is no longer what ran. */
export type CellMatch = { readonly cell: string } | 'changed' | null;

/** True when what ran is not what stands in the cell now. Trailing newlines do not count. */
export function isStale(ran: string, now: string): boolean {
  return comparable(ran) !== comparable(now);
}

/** True when the source of a run, or of any cell that it compared, has changed or is gone. */
export function isRunStale(
  { cellId, compared, source }: IRun,
  cells: readonly Pick<ICellSource, 'id' | 'source'>[]
): boolean {
  // of a cell that is compared with itself, the last one is how it was then
  const ran = new Map([[cellId, source], ...compared.map(one => [one.id, one.source] as const)]);
  const now = new Map(cells.map(cell => [cell.id, cell.source]));
  return [...ran].some(([id, source]) => isStale(source, now.get(id) ?? ''));
}

/**
 * Find the cell that a file of a profile is. Text decides, since line numbers hold only where it is
 * equal; the execution count then tells a cell that was edited from one that is gone.
 */
export function cellOf(
  file: ISourceFile,
  cells: readonly ICellSource[],
  profiled?: ICellReference
): CellMatch {
  if (file.kind !== 'cell') {
    return null;
  }
  const text = file.text === null ? null : comparable(file.text);
  const equal = cells.filter(cell => text !== null && comparable(cell.source) === text);
  const match = equal.find(cell => cell.count === file.count) ?? equal[0];
  if (match) {
    return { cell: match.id };
  }
  const own = profiled && ownCell(file, cells, profiled);
  if (own) {
    return sourceHash(own.source) === profiled.hash ? { cell: own.id } : 'changed';
  }
  const sameCount = file.count !== null && cells.some(cell => cell.count === file.count);
  return sameCount && text !== null ? 'changed' : null;
}

/** The profiled cell itself, whose hash is known even where the text in the profile was rewritten. */
function ownCell(
  file: ISourceFile,
  cells: readonly ICellSource[],
  profiled: ICellReference
): ICellSource | undefined {
  return file.count !== null && file.count === profiled.count
    ? cells.find(cell => cell.id === profiled.id)
    : undefined;
}

/** The first line of a cell that tells it from others: not blank, not a comment, not an import. */
export function tellingLine(source: string): string {
  const lines = source.split('\n').map(line => line.trim());
  const filled = lines.filter(line => line !== '');
  return filled.find(line => !/^(#|@|import\s|from\s.*\simport\s)/.test(line)) ?? filled[0] ?? '';
}

function comparable(source: string): string {
  return source.replace(/\r\n?/g, '\n').replace(/\n+$/, '');
}
