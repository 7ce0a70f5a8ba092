import { growthLines } from '../../model/comparison/growth';
import { metricRows } from '../../model/comparison/metrics';
import { peaksOf, residentOf } from '../../model/comparison/peaks';
import { Growth } from './growth';
import { Metrics } from './metrics';
import { Peaks } from './peaks';
import type { IEvidenceProps } from './props';
import { Times } from './times';

/** Why the verdict is what it is: the times, the memory, how both go on. */
export function Evidence(props: IEvidenceProps): JSX.Element {
  const { comparison, point, trans } = props;
  const hasMemory = peaksOf(point).length > 0 || residentOf(comparison, point).length > 0;
  return (
    <div className="jp-Cellheat-Evidence">
      <Times {...props} />
      {hasMemory && <Peaks {...props} />}
      {growthLines(comparison).length > 0 && <Growth {...props} />}
      {metricRows(point, trans).length > 0 && <Metrics {...props} />}
    </div>
  );
}
