import { timeitEffort, timeitFigures, timeitNoise } from '../model/profile/figures';
import type { ITimeitData } from '../model/contract/profile';
import type { ITranslate } from '../model/words/translate';
import { FigureValue } from './figures';
import { Repeats } from './repeats';

/** The time of one run and its spread. */
export function Timeit({ data, trans }: { data: ITimeitData; trans: ITranslate }): JSX.Element {
  const figures = timeitFigures(data, trans);
  const noise = timeitNoise(data, trans);
  return (
    <section className="jp-Cellheat-Timeit">
      {figures.length > 0 && (
        <table className="jp-Cellheat-Table">
          <caption>{trans.__('One run of the cell')}</caption>
          <tbody>
            {figures.map(figure => (
              <tr key={figure.id}>
                <th scope="row">
                  {figure.label}
                  {figure.remark && <small>{figure.remark}</small>}
                </th>
                <td>
                  <FigureValue figure={figure} trans={trans} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Repeats data={data} trans={trans} />
      {noise && <p>{noise}</p>}
      <p className="jp-Cellheat-Remark">{timeitEffort(data, trans)}</p>
    </section>
  );
}
