import { metricRows } from '../../model/comparison/metrics';
import { rowLabels, timedVariants } from '../../model/comparison/variants';
import type { IEvidenceProps } from './props';

/** What else one call did, where it was asked for or tells something. */
export function Metrics({ comparison, point, trans }: IEvidenceProps): JSX.Element {
  const labels = rowLabels(comparison);
  return (
    <section className="jp-Cellheat-Metrics">
      <h3>{trans.__('What else one call did')}</h3>
      <table className="jp-Cellheat-Table">
        <thead>
          <tr>
            <td />
            {timedVariants(point).map(i => (
              <th key={i} scope="col">
                {labels[i]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {metricRows(point, trans).map(({ id, label, values }) => (
            <tr key={id} data-metric={id}>
              <th scope="row">{label}</th>
              {values.map((text, i) => (
                <td key={i}>{text}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
