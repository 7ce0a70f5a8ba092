import type { IComparison, IPoint } from '../../model/contract/comparison';
import type { ITranslate } from '../../model/words/translate';

/** What the plots of a comparison are drawn from. */
export interface IEvidenceProps {
  readonly comparison: IComparison;
  /** The size that the verdict is for. */
  readonly point: IPoint;
  readonly trans: ITranslate;
  /** Show another size: the index of its point. */
  readonly onChoose: (at: number) => void;
}
