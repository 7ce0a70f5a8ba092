import type { Instrument } from '../contract/profile';
import type { IFigure } from './figures';

/** So many figures stand on top: one row, or two by two where the panel is narrow. */
const FEW = 4;

/** Which of its figures an instrument is asked for; the others come in their order. */
const ASKED: Partial<Record<Instrument, readonly string[]>> = {
  overview: ['wall', 'cpu', 'resident', 'distortion'],
  stacks: ['wall', 'cpu', 'samples', 'distortion'],
  lines: ['wall', 'cpu', 'lines-run', 'distortion'],
  memory: ['wall', 'cpu', 'resident', 'distortion'],
  allocations: ['wall', 'python-peak', 'native-peak', 'kept', 'native-left', 'distortion'],
  objects: ['wall', 'new-objects', 'out-of-reach', 'resident'],
  io: ['wall', 'statements', 'database', 'lag']
};

/**
 * The figures that stand on top of a result, and those that are folded below its evidence. What is
 * not known is no reason to look at a figure, so it comes after the others.
 */
export function leadingFigures(
  figures: readonly IFigure[],
  instrument: Instrument
): readonly [readonly IFigure[], readonly IFigure[]] {
  if (figures.length <= FEW) {
    return [figures, []];
  }
  const asked = ASKED[instrument] ?? [];
  const rank = ({ id, value }: IFigure) => {
    const place = asked.indexOf(id);
    return value === null ? figures.length : place < 0 ? asked.length : place;
  };
  const chosen = [...figures].sort((a, b) => rank(a) - rank(b)).slice(0, FEW);
  return [
    figures.filter(figure => chosen.includes(figure)),
    figures.filter(figure => !chosen.includes(figure))
  ];
}
