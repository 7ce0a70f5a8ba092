import { useCallback } from 'react';
import { growthSentence } from '../../model/calltimes';
import { Plot } from '../plot';
import type { PlotLibrary } from '../plot';
import type { IEvidenceProps } from './props';
import { growthPlot, HEIGHT } from './growthplot';

/** How the times grow with n. */
export function Growth({ comparison, trans }: IEvidenceProps): JSX.Element {
  const options = useCallback(
    (plot: PlotLibrary, width: number) => growthPlot(plot, width, comparison),
    [comparison]
  );
  return (
    <section className="jp-Cellheat-Growth">
      <h3>{trans.__('As n grows')}</h3>
      <Plot label={growthSentence(comparison, trans)} height={HEIGHT} options={options} />
    </section>
  );
}
