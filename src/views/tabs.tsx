import {
  KeyboardEvent,
  ReactNode,
  RefObject,
  useCallback,
  useId,
  useLayoutEffect,
  useRef,
  useState
} from 'react';
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
  const row = useRef<HTMLDivElement>(null);
  const hidden = useHidden(row, `${keys.join()} ${chosen}`);
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
      <div className="jp-Cellheat-Tabs">
        <div
          ref={row}
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
        {hidden.before && <More side="before" row={row} title={trans.__('Tabs before these')} />}
        {hidden.after && <More side="after" row={row} title={trans.__('Tabs after these')} />}
      </div>
      <div id={`${id}-panel`} role="tabpanel" aria-labelledby={tabId(chosen)}>
        {children}
      </div>
    </>
  );
}

interface IMoreProps {
  readonly side: 'before' | 'after';
  readonly row: RefObject<HTMLElement>;
  readonly title: string;
}

/** Leads a pointer to tabs that are out of sight; the arrow keys get to them by themselves. */
function More({ side, row, title }: IMoreProps): JSX.Element {
  const turn = () => {
    const node = row.current!;
    node.scrollLeft += (side === 'after' ? 1 : -1) * (node.clientWidth - 2 * EDGE);
  };
  return <button data-side={side} title={title} tabIndex={-1} aria-hidden onClick={turn} />;
}

/** Pixels that the buttons at the ends cover, and a little of the next tab. */
const EDGE = 32;

/** Keeps the chosen tab in sight, and says at which ends of the row others are out of it. */
function useHidden(
  row: RefObject<HTMLElement>,
  tabs: string
): { readonly before: boolean; readonly after: boolean } {
  const [hidden, setHidden] = useState({ before: false, after: false });
  const look = useCallback((node: HTMLElement) => {
    const before = node.scrollLeft > 1;
    const after = node.scrollLeft + node.clientWidth < node.scrollWidth - 1;
    setHidden(was => (was.before === before && was.after === after ? was : { before, after }));
  }, []);
  useLayoutEffect(() => {
    reveal(row.current!);
    look(row.current!);
  }, [row, look, tabs]);
  useLayoutEffect(() => {
    const node = row.current!;
    const onScroll = () => look(node);
    const observer = new ResizeObserver(() => {
      reveal(node);
      look(node);
    });
    observer.observe(node);
    node.addEventListener('scroll', onScroll);
    return () => {
      observer.disconnect();
      node.removeEventListener('scroll', onScroll);
    };
  }, [row, look]);
  return hidden;
}

/** Scroll no further than the chosen tab needs, so that its neighbour shows as well. */
function reveal(row: HTMLElement): void {
  const tab = row.querySelector<HTMLElement>('[aria-selected=true]');
  if (tab) {
    const [left, right] = [tab.offsetLeft, tab.offsetLeft + tab.offsetWidth];
    if (left - EDGE < row.scrollLeft) {
      row.scrollLeft = left - EDGE;
    } else if (right + EDGE > row.scrollLeft + row.clientWidth) {
      row.scrollLeft = right + EDGE - row.clientWidth;
    }
  }
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
