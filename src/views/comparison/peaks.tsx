import { peaksOf, priceLines, residentOf } from '../../model/comparison/peaks';
import { formatBytes, formatChange } from '../../model/words/units';
import { rowLabels } from '../../model/comparison/variants';
import { Bars } from './bars';
import type { IEvidenceProps } from './props';

/** How much memory each one takes: the price is shown beside the win. */
export function Peaks({ comparison, point, trans }: IEvidenceProps): JSX.Element {
  const labels = rowLabels(comparison);
  const bars = (
    sizes: readonly { variant: number; bytes: number }[],
    write: (bytes: number) => string
  ) =>
    sizes.map(({ variant, bytes }) => ({
      label: labels[variant],
      value: Math.max(0, bytes),
      text: write(bytes),
      side: 'memory' as const
    }));
  const [peaks, resident] = [peaksOf(point), residentOf(comparison, point)];
  return (
    <section>
      {peaks.length > 0 && (
        <>
          <h3>{trans.__('Peak memory of one call')}</h3>
          <Bars rows={bars(peaks, formatBytes)} label={trans.__('Peak memory of one call')} />
          {priceLines(comparison, point, trans).map(line => (
            <p key={line} className="jp-Cellheat-Remark">
              {line}
            </p>
          ))}
        </>
      )}
      {resident.length > 0 && (
        <>
          <h3>{trans.__('Resident memory in a fresh process')}</h3>
          <Bars
            rows={bars(resident, formatChange)}
            label={trans.__('Resident memory in a fresh process')}
          />
          <p className="jp-Cellheat-Remark">
            {trans.__('Of the whole process, with what is not allocated through Python.')}
          </p>
        </>
      )}
    </section>
  );
}
