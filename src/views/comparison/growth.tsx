import { MouseEvent, useCallback } from 'react';
import {
  crossoverLines,
  growthSentence,
  growthWords,
  tailWords
} from '../../model/comparison/growth';
import { sidesOf } from '../../model/comparison/variants';
import { Plot } from '../plot';
import type { PlotLibrary } from '../plot';
import { growthPlot, HEIGHT, nearestPoint } from './growthplot';
import type { IEvidenceProps } from './props';
import { Sign } from './sign';

/** How the times grow with n; a click shows the size that is nearest. */
export function Growth(props: IEvidenceProps): JSX.Element {
  const { comparison, trans, onChoose } = props;
  const options = useCallback(
    (plot: PlotLibrary, width: number) => growthPlot(plot, width, comparison),
    [comparison]
  );
  const choose = ({ currentTarget, clientX }: MouseEvent) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    onChoose(nearestPoint(comparison, clientX - left, width));
  };
  return (
    <section className="jp-Cellheat-Growth">
      <h3>{trans.__('As n grows')}</h3>
      {/* who has no mouse has the buttons beside the verdict */}
      <div className="jp-Cellheat-Growth-plot" onClick={choose}>
        <Plot label={growthSentence(comparison, trans)} height={HEIGHT} options={options} />
      </div>
      <GrowthWords {...props} />
    </section>
  );
}

/** The families by name, and where variants change places. */
function GrowthWords({ comparison, trans }: IEvidenceProps): JSX.Element | null {
  const lines = growthWords(comparison, trans);
  const below = [tailWords(comparison, trans), ...crossoverLines(comparison, trans)];
  const [sides, count] = [sidesOf(comparison), comparison.variants.length];
  return (
    <>
      {lines.length > 0 && (
        <ul className="jp-Cellheat-Growth-words">
          {lines.map(({ variant, name, words }) => (
            <li key={variant}>
              <Sign variant={variant} count={count} side={sides[variant]} />
              <b>{name}</b> {words}
            </li>
          ))}
        </ul>
      )}
      {below.map(
        (line, i) =>
          line !== null && (
            <p key={i} className="jp-Cellheat-Remark">
              {line}
            </p>
          )
      )}
    </>
  );
}
