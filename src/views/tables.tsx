import type { ISourceFile, ITable } from '../model/profile';
import type { CellMatch } from '../model/source';
import { cellText, columnLabel, tableTitle } from '../model/tables';
import type { ITranslate } from '../model/translate';

interface ITablesProps {
  readonly data: { readonly tables: readonly ITable[]; readonly files: readonly ISourceFile[] };
  readonly trans: ITranslate;
  /** How many rows to show at first. */
  readonly rows: number;
  /** For each file of the profile, the cell that it is. */
  readonly links?: readonly CellMatch[];
  /** Go to a line of a cell. */
  readonly goTo?: (cell: string, line: number) => void;
}

/** The tables of a result, one below the other. */
export function Tables({ data, trans, rows }: ITablesProps): JSX.Element {
  return (
    <>
      {data.tables.map(table => (
        <table className="jp-Cellheat-Table" key={table.code}>
          <caption>{tableTitle(table, trans)}</caption>
          <thead>
            <tr>
              {table.columns.map(({ code }) => (
                <th key={code} scope="col">
                  {columnLabel(code, trans)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.slice(0, rows).map((row, i) => (
              <tr key={i}>
                {row.map((value, place) => (
                  <td key={place}>{cellText(value, table.columns[place].unit, data.files)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </>
  );
}
