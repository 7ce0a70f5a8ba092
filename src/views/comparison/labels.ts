import type { IGrowthLine } from '../../model/calltimes';

/** Pixels between two labels. */
const GAP = 12;

/** Where the label of a line stands. */
export interface IEndLabel {
  /** Which line. */
  readonly index: number;
  /** Over the end of its line, or under it: for two lines. */
  readonly above: boolean;
  /** Pixels downwards from the end of its line, so that no two lie on each other: for more. */
  readonly shift: number;
}

interface ICluster {
  readonly middle: number;
  readonly ends: readonly { readonly index: number; readonly at: number }[];
}

/** Labels at the ends of lines on a logarithmic axis that is so many pixels high. */
export function endLabels(
  lines: readonly IGrowthLine[],
  [low, high]: readonly [number, number],
  pixels: number
): IEndLabel[] {
  const place = (ns: number) => (pixels * Math.log(high / ns)) / Math.log(high / low);
  const ends = lines
    .map(({ line }, index) => ({ index, at: place(line[line.length - 1].ns) }))
    .sort((a, b) => a.at - b.at);
  return clustersOf(ends).flatMap(({ middle, ends: together }) =>
    together.map(({ index, at }, i) => ({
      index,
      above: index === ends[0].index,
      shift: middle + GAP * (i - (together.length - 1) / 2) - at
    }))
  );
}

/** Labels that would touch stand together around the middle of their lines. */
function clustersOf(ends: ICluster['ends']): ICluster[] {
  const clusters: ICluster[] = [];
  for (const end of ends) {
    let cluster: ICluster = { middle: end.at, ends: [end] };
    for (
      let before = clusters[clusters.length - 1];
      before && touch(before, cluster);
      before = clusters[clusters.length - 1]
    ) {
      clusters.pop();
      const all = [...before.ends, ...cluster.ends];
      cluster = { middle: all.reduce((sum, { at }) => sum + at, 0) / all.length, ends: all };
    }
    clusters.push(cluster);
  }
  return clusters;
}

function touch(a: ICluster, b: ICluster): boolean {
  return b.middle - a.middle < (GAP * (a.ends.length + b.ends.length)) / 2;
}
