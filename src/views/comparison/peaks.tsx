import { peaksOf, priceWords } from '../../model/peaks';
import { formatBytes } from '../../model/units';
import { labelsOf } from '../../model/variants';
import { Bars } from './bars';
import type { IEvidenceProps } from './props';

/** How much memory each one takes: the price is shown beside the win. */
export function Peaks({ comparison, point, trans }: IEvidenceProps): JSX.Element {
  const labels = labelsOf(comparison);
  const price = priceWords(comparison, point, trans);
  const rows = peaksOf(point).map(({ variant, bytes }) => ({
    label: labels[variant],
    value: bytes,
    text: formatBytes(bytes),
    side: 'memory' as const
  }));
  return (
    <section>
      <h3>{trans.__('Peak memory of one call')}</h3>
      <Bars rows={rows} label={trans.__('Peak memory of one call')} />
      {price && <p className="jp-Cellheat-Remark">{price}</p>}
    </section>
  );
}
