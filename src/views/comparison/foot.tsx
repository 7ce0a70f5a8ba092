import type { IComparison } from '../../model/contract/comparison';
import { environmentWords } from '../../model/profile/conditions';
import { sizeTable } from '../../model/comparison/sizes';
import type { ITranslate } from '../../model/words/translate';
import { standingOf } from '../../model/comparison/verdict';
import { CopyButton } from './copy';

interface IFootProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
  /** The page around it copies it as text. */
  readonly copied?: boolean;
}

/** All numbers, how they came about, and under which conditions. */
export function Foot({ comparison, trans, copied }: IFootProps): JSX.Element {
  const measured = standingOf(comparison).kind === 'measured';
  return (
    <footer className="jp-Cellheat-Comparison-foot">
      {measured && <Numbers comparison={comparison} trans={trans} />}
      <Method comparison={comparison} trans={trans} />
      <div>
        <p className="jp-Cellheat-Foot">
          {environmentWords(comparison.environment, trans).join(' · ')}
          {' · '}
          <time dateTime={comparison.started}>{startWords(comparison.started)}</time>
        </p>
        {!copied && <CopyButton comparison={comparison} trans={trans} />}
      </div>
    </footer>
  );
}

function startWords(started: string): string {
  return new Date(started).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

function Numbers({ comparison, trans }: IFootProps): JSX.Element {
  const { columns, rows } = sizeTable(comparison, trans);
  const sized = rows.some(row => row.n !== null);
  return (
    <details>
      <summary>{trans.__('All numbers')}</summary>
      <div
        className="jp-Cellheat-Sizes"
        role="region"
        tabIndex={0}
        aria-label={trans.__('All numbers')}
      >
        <table className="jp-Cellheat-Table" data-sized={sized || undefined}>
          <thead>
            <tr>
              {sized && <th scope="col">{trans.__('n')}</th>}
              <th scope="col">{trans.__('variant')}</th>
              {columns.map(name => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <tr key={i} data-decisive={row.decisive || undefined}>
                {sized && i % comparison.variants.length === 0 && (
                  <th scope="rowgroup" rowSpan={comparison.variants.length}>
                    {row.n ?? '–'}
                  </th>
                )}
                <th scope="row">{row.name}</th>
                {row.cells.map((text, j) => (
                  <td key={j} data-label={columns[j]}>
                    {text ?? '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Method({ comparison, trans }: IFootProps): JSX.Element | null {
  const method = Object.entries(comparison.method);
  return method.length === 0 ? null : (
    <details>
      <summary>{trans.__('How it was measured')}</summary>
      <dl className="jp-Cellheat-Method">
        {method.map(([name, words]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
