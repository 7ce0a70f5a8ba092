import { useCallback } from 'react';
import { timesSentence } from '../../model/comparison/calltimes';
import { timedVariants } from '../../model/comparison/variants';
import { Plot } from '../plot';
import type { PlotLibrary } from '../plot';
import type { IEvidenceProps } from './props';
import { timesPlot } from './timesplot';

/** Pixels for one variant, and for the axis. */
const ROW = 38;
const AXIS = 30;

/** A dot for each block, so that it is seen how sure the times are. */
export function Times({ comparison, point, trans }: IEvidenceProps): JSX.Element {
  const options = useCallback(
    (plot: PlotLibrary, width: number) => timesPlot(plot, width, comparison, point),
    [comparison, point]
  );
  return (
    <section>
      <h3>{trans.__('Time of one call')}</h3>
      <Plot
        label={timesSentence(comparison, point, trans)}
        height={ROW * timedVariants(point).length + AXIS}
        options={options}
      />
    </section>
  );
}
