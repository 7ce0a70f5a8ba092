import { growthLines } from '../../model/calltimes';
import type { IComparison, IPoint } from '../../model/comparison';
import { peaksOf } from '../../model/peaks';
import type { ITranslate } from '../../model/translate';
import { Growth } from './growth';
import { Peaks } from './peaks';
import { Times } from './times';

export interface IEvidenceProps {
  readonly comparison: IComparison;
  /** The size that the verdict is for. */
  readonly point: IPoint;
  readonly trans: ITranslate;
}

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
