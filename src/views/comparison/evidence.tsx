import { growthLines } from '../../model/calltimes';
import { peaksOf } from '../../model/peaks';
import { Growth } from './growth';
import { Peaks } from './peaks';
import type { IEvidenceProps } from './props';
import { Times } from './times';

/** Why the verdict is what it is: the times, the memory, how both go on. */
export function Evidence(props: IEvidenceProps): JSX.Element {
  return (
    <div className="jp-Cellheat-Evidence">
      <Times {...props} />
      {peaksOf(props.point).length > 0 && <Peaks {...props} />}
      {growthLines(props.comparison).length > 0 && <Growth {...props} />}
    </div>
  );
}
