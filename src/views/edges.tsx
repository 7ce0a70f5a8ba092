import type { IEdge, IEdges } from '../model/profile/edges';
import { functionLabel } from '../model/profile/functions';
import type { ITranslate } from '../model/words/translate';
import { formatCount, formatTime } from '../model/words/units';

interface IEdgesProps {
  readonly edges: IEdges;
  readonly trans: ITranslate;
  /** Show the calls of another function, by its place. */
  readonly choose: (index: number) => void;
}

/** Who called a function, and whom it called. */
export function Edges({ edges, trans, choose }: IEdgesProps): JSX.Element {
  return (
    <div className="jp-Cellheat-Edges">
      <EdgeList title={trans.__('Called by')} edges={edges.callers} {...{ trans, choose }} />
      <EdgeList title={trans.__('Calls')} edges={edges.callees} {...{ trans, choose }} />
    </div>
  );
}

interface IEdgeListProps extends Omit<IEdgesProps, 'edges'> {
  readonly title: string;
  readonly edges: readonly IEdge[];
}

function EdgeList({ title, edges, trans, choose }: IEdgeListProps): JSX.Element | null {
  return edges.length === 0 ? null : (
    <table className="jp-Cellheat-Table">
      <caption>{title}</caption>
      <tbody>
        {edges.map(edge => (
          <tr key={edge.index} data-kind={edge.row.kind}>
            <th scope="row">
              <button className="jp-Cellheat-Link" onClick={() => choose(edge.index)}>
                {functionLabel(edge.row, trans)}
              </button>
            </th>
            <td>{trans._n('%2 call', '%2 calls', edge.calls, formatCount(edge.calls))}</td>
            <td>{formatTime(edge.total_ns)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
