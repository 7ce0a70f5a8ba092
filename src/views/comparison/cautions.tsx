import type { ICaution } from '../../model/contract/comparison';
import type { ITranslate } from '../../model/words/translate';

interface ICautionsProps {
  readonly cautions: readonly ICaution[];
  readonly trans: ITranslate;
}

/** What a reader of the verdict should be careful about. */
export function Cautions({ cautions, trans }: ICautionsProps): JSX.Element | null {
  return cautions.length === 0 ? null : (
    <ul className="jp-Cellheat-Cautions">
      {cautions.map(({ text }, i) => (
        <li key={i}>
          <strong>{trans.__('Careful:')}</strong> {text}
        </li>
      ))}
    </ul>
  );
}
