import type { IGrowthLine } from '../../model/comparison/growth';

/** Pixels between two labels. */
const GAP = 12;

/** Where the label of a line stands. */
export interface IEndLabel {
  readonly line: IGrowthLine;
  /** Pixels downwards from the end of its line, so that no two lie on each other. */
  readonly shift: number;
}

interface IEnd {
  readonly line: IGrowthLine;
  readonly at: number;
}

interface ICluster {
  readonly middle: number;
  readonly ends: readonly IEnd[];
}

/** Labels beside the ends of lines on a logarithmic axis that is so many pixels high. */
export function endLabels(
  lines: readonly IGrowthLine[],
  [low, high]: readonly [number, number],
  pixels: number
): IEndLabel[] {
  const ends = lines
    .map(line => ({ line, at: (pixels * Math.log(high / last(line).ns)) / Math.log(high / low) }))
    .sort((a, b) => a.at - b.at);
  return clustersOf(ends).flatMap(({ middle, ends: together }) =>
    together.map(({ line, at }, i) => ({
      line,
      shift: middle + GAP * (i - (together.length - 1) / 2) - at
    }))
  );
}

/** The end of a line. */
export function last({ line }: IGrowthLine): IGrowthLine['line'][number] {
  return line[line.length - 1];
}

/** Labels that would touch stand together around the middle of their lines. */
function clustersOf(ends: readonly IEnd[]): ICluster[] {
  const clusters: ICluster[] = [];
  for (const end of ends) {
    let cluster: ICluster = { middle: end.at, ends: [end] };
    while (clusters.length > 0 && touch(clusters[clusters.length - 1], cluster)) {
      const all = [...clusters.pop()!.ends, ...cluster.ends];
      cluster = { middle: all.reduce((sum, { at }) => sum + at, 0) / all.length, ends: all };
    }
    clusters.push(cluster);
  }
  return clusters;
}

function touch(a: ICluster, b: ICluster): boolean {
  return b.middle - a.middle < (GAP * (a.ends.length + b.ends.length)) / 2;
}
