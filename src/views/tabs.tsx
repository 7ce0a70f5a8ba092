import { KeyboardEvent, ReactNode, useId } from 'react';
import { resultName } from '../model/instruments/words';
import type { ResultKey } from '../model/kernel/results';
import type { ITranslate } from '../model/words/translate';

interface ITabsProps {
  readonly keys: readonly ResultKey[];
  readonly chosen: ResultKey;
  readonly choose: (key: ResultKey) => void;
  readonly trans: ITranslate;
  /** The result that is chosen. */
  readonly children: ReactNode;
}

/** A tab for each instrument that has a result, and the result of one of them. */
export function Tabs({ keys, chosen, choose, trans, children }: ITabsProps): JSX.Element {
  const id = useId();
  const tabId = (key: ResultKey) => `${id}-${key}`;
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const next = neighbour(keys, chosen, event.key);
    if (next !== null) {
      event.preventDefault();
      choose(next);
      event.currentTarget.ownerDocument.getElementById(tabId(next))?.focus();
    }
  };
  return (
    <>
      <div
        className="jp-Cellheat-Tabs"
        role="tablist"
        aria-label={trans.__('Results of this cell')}
        onKeyDown={onKeyDown}
      >
        {keys.map(key => (
          <button
            key={key}
            id={tabId(key)}
            role="tab"
            aria-selected={key === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={key === chosen ? 0 : -1}
            onClick={() => choose(key)}
          >
            {resultName(key, trans)}
          </button>
        ))}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={tabId(chosen)}>
        {children}
      </div>
    </>
  );
}

/** The tab that a key leads to; from the last one on to the first. */
function neighbour(
  keys: readonly ResultKey[],
  chosen: ResultKey,
  pressed: string
): ResultKey | null {
  const at = keys.indexOf(chosen);
  switch (pressed) {
    case 'ArrowRight':
      return keys[(at + 1) % keys.length];
    case 'ArrowLeft':
      return keys[(at - 1 + keys.length) % keys.length];
    case 'Home':
      return keys[0];
    case 'End':
      return keys[keys.length - 1];
    default:
      return null;
  }
}
