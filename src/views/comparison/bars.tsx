import type { Side } from '../../model/comparison/variants';

/** A bar with its name and its number. */
export interface IBar {
  readonly label: string;
  readonly value: number;
  readonly text: string;
  readonly remark?: string | null;
  readonly side: Side | 'memory';
}

/** Bars from zero, so that their lengths compare. */
export function Bars({ rows, label }: { rows: readonly IBar[]; label: string }): JSX.Element {
  const top = Math.max(...rows.map(({ value }) => value)) || 1;
  return (
    <table className="jp-Cellheat-Bars">
      <caption className="jp-Cellheat-Spoken">{label}</caption>
      <tbody>
        {rows.map(({ label, value, text, remark, side }, i) => (
          <tr key={i} data-side={side}>
            <th scope="row">{label}</th>
            <td>
              <div>
                <span
                  className="jp-Cellheat-Bars-bar"
                  style={{ flexGrow: value / top }}
                  aria-hidden="true"
                />
                <span className="jp-Cellheat-Bars-text">{text}</span>
                <span style={{ flexGrow: 1 - value / top }} aria-hidden="true" />
              </div>
              {remark && <small>{remark}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
