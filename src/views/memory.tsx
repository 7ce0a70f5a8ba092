import { useMemo } from 'react';
import { IMemoryFigure, memoryFigures } from '../model/profile/figures';
import type { IMemoryData, MemoryProfile } from '../model/contract/profile';
import { memoryCurve } from '../model/profile/timeline';
import type { ITranslate } from '../model/words/translate';
import { FigureValue } from './figures';
import { Timeline } from './timeline';

/** Memory of the kernel over time; before the run, at its highest and after. */
export function Memory({
  profile,
  trans
}: {
  profile: MemoryProfile;
  trans: ITranslate;
}): JSX.Element | null {
  const { data, wall_ns: wall } = profile;
  const curve = useMemo(() => memoryCurve(data, wall, trans), [data, wall, trans]);
  const figures = memoryFigures(data, trans);
  if (figures.every(figure => figure.bytes === null)) {
    return null;
  }
  const top = Math.max(1, ...figures.map(figure => figure.bytes ?? 0));
  return (
    <section className="jp-Cellheat-Memory">
      {curve && <Timeline curve={curve} wall={wall} trans={trans} />}
      <table className="jp-Cellheat-Table">
        <caption>{trans.__('Resident memory of the kernel')}</caption>
        <tbody>
          {figures.map(figure => (
            <tr key={figure.id}>
              <th scope="row">{figure.label}</th>
              <td className="jp-Cellheat-Memory-track">
                <MemoryBar figure={figure} start={base(figure, data)} top={top} />
              </td>
              <td>
                <FigureValue figure={figure} trans={trans} />
              </td>
              <td className="jp-Cellheat-Memory-change">{figure.remark}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {data.method && (
        <p className="jp-Cellheat-Remark">
          {trans.__('Read from the operating system (%1).', data.method)}
        </p>
      )}
    </section>
  );
}

/** What was there at the start; what child processes took is not on top of it. */
function base({ id, bytes }: IMemoryFigure, { start_bytes: start }: IMemoryData): number {
  return (id === 'children' ? bytes : start) ?? 0;
}

interface IMemoryBarProps {
  readonly figure: IMemoryFigure;
  readonly start: number;
  readonly top: number;
}

/** From zero, so that the lengths compare; what came on top of the start is darker. */
function MemoryBar({ figure, start, top }: IMemoryBarProps): JSX.Element | null {
  if (figure.bytes === null) {
    return null;
  }
  const base = Math.min(figure.bytes, start);
  return (
    <div className="jp-Cellheat-Memory-bar" aria-hidden="true">
      <div style={{ width: percent(base, top) }} />
      <div data-rise="true" style={{ width: percent(figure.bytes - base, top) }} />
    </div>
  );
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(2)}%`;
}
