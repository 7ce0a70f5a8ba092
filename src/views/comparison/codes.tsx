import { useEffect, useMemo, useState } from 'react';
import type { CSSProperties } from 'react';
import { callTimes } from '../../model/comparison/agreeing';
import { spreadWords } from '../../model/comparison/calltimes';
import { tidyCode } from '../../model/comparison/code';
import type { IComparison } from '../../model/contract/comparison';
import type { ITranslate } from '../../model/words/translate';
import { sidesOf, timedVariants, titleOf } from '../../model/comparison/variants';
import { standingOf } from '../../model/comparison/verdict';
import { Code, IShownCode } from './code';
import type { IBlock } from './marking';

/** From so many lines on, the codes scroll in a box. */
const MANY_LINES = 40;

/** The codes with what was measured of them. */
export function shownCodes(comparison: IComparison, trans: ITranslate): IShownCode[] {
  const standing = standingOf(comparison);
  const point = standing.kind === 'measured' ? standing.point : null;
  const timed = point ? timedVariants(point) : [];
  const told = point ? callTimes(point) : [];
  const sides = sidesOf(comparison);
  return comparison.variants.map(({ code }, i) => {
    const times = point && timed.includes(i) ? point.times[i] : null;
    return {
      title: titleOf(comparison, i),
      code,
      time: times && {
        text: told[i] ?? '',
        spread: spreadWords(times, trans)
      },
      side: point ? sides[i] : 'neutral'
    };
  });
}

/** The codes side by side, with only the differing parts marked. */
export function Codes({
  codes,
  trans
}: {
  codes: readonly IShownCode[];
  trans: ITranslate;
}): JSX.Element {
  // the same while they say the same: another size has other times, but no other code
  const said = JSON.stringify(codes.map(({ code }) => code));
  const texts = useMemo(
    () => (JSON.parse(said) as (string | null)[]).map(code => code && tidyCode(code)),
    [said]
  );
  const marks = useMarks(texts);
  const many = texts.some(text => (text?.split('\n').length ?? 0) > MANY_LINES);
  const rows = Math.max(1, ...(marks ?? []).map(blocks => blocks?.length ?? 0));
  return (
    <div
      className="jp-Cellheat-Codes"
      data-count={codes.length === 2 ? 'two' : 'many'}
      style={{ '--jp-cellheat-rows': rows + 1 } as CSSProperties}
      {...(many && { tabIndex: 0, role: 'region', 'aria-label': trans.__('The codes') })}
    >
      {codes.map((shown, i) => (
        <Code key={i} shown={shown} text={texts[i]} blocks={marks?.[i] ?? null} trans={trans} />
      ))}
    </div>
  );
}

/** Colours and differences; until they are there, and where they cannot be had, the plain text does. */
function useMarks(texts: readonly (string | null)[]): (IBlock[] | null)[] | null {
  const [marks, setMarks] = useState<(IBlock[] | null)[] | null>(null);
  useEffect(() => {
    let over = false;
    const mark = async () => {
      const { markCodes } = await import('./marking');
      const known = texts.filter(text => text !== null);
      const blocks = known.length > 0 ? await markCodes(known) : [];
      if (!over) {
        setMarks(texts.map(text => (text === null ? null : (blocks.shift() ?? null))));
      }
    };
    setMarks(null);
    mark().catch(reason => console.error('cellheat: no differences', reason));
    return () => {
      over = true;
    };
  }, [texts]);
  return marks;
}
