import { KeyboardEvent, useId } from 'react';
import type { IComparison } from '../../model/contract/comparison';
import { sizedPoints } from '../../model/comparison/growth';
import type { ITranslate } from '../../model/words/translate';
import { formatCount } from '../../model/words/units';

interface IChooseProps {
  readonly comparison: IComparison;
  readonly onChoose: (at: number) => void;
  readonly trans: ITranslate;
}

/** For which size verdict, bars, times and memory are shown. */
export function ChooseSize({ comparison, onChoose, trans }: IChooseProps): JSX.Element | null {
  const name = useId();
  const sized = sizedPoints(comparison);
  return sized.length < 2 ? null : (
    <fieldset className="jp-Cellheat-Choose" onKeyDown={keepFromNotebook}>
      <legend>{trans.__('n =')}</legend>
      {sized.map(({ point, at }) => (
        <label key={at} data-undecided={!point.decided || undefined}>
          <input
            type="radio"
            name={name}
            checked={at === comparison.at}
            onChange={() => onChoose(at)}
            aria-label={
              point.decided
                ? trans.__('n = %1', formatCount(point.n!))
                : trans.__('n = %1, not decided', formatCount(point.n!))
            }
          />
          <span aria-hidden="true">
            {formatCount(point.n!)}
            {!point.decided && ' ?'}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The arrow keys choose a size here, and not another cell. */
function keepFromNotebook({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): void {
  (target as HTMLElement).toggleAttribute(
    'data-lm-suppress-shortcuts',
    !(ctrlKey || metaKey || altKey)
  );
}
