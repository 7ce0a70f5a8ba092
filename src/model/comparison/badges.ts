import { Equality, IComparison, IPoint } from '../contract/comparison';
import { ITranslate } from '../words/translate';
import { formatCount, formatSmallShare, formatTime } from '../words/units';
import { WIDE } from './calltimes';

/** More noise than this gets a caution, too. */
const NOISY = 0.1;

/** A remark beside a verdict. */
export interface IBadge {
  readonly id: 'equality' | 'noise' | 'effort';
  readonly text: string;
  readonly level: 'good' | 'plain' | 'caution';
}

/** What was checked, how noisy it was, and how much was done. */
export function badgesOf(
  comparison: IComparison,
  point: IPoint | null,
  trans: ITranslate
): IBadge[] {
  const badges: (IBadge | null)[] = [
    // without a point the verdict itself says what was found
    point || isGood(comparison) ? equalityBadge(comparison, trans) : null,
    point && noiseBadge(point, trans),
    point && effortBadge(comparison, point, trans)
  ];
  return badges.filter(badge => badge !== null);
}

function isGood({ equality, inputs }: IComparison): boolean {
  return (equality === 'equal' || equality === 'close') && inputs > 0;
}

function equalityBadge({ equality, inputs }: IComparison, trans: ITranslate): IBadge {
  const level: Record<Equality, IBadge['level']> = {
    equal: 'good',
    close: 'good',
    reordered: 'plain',
    different: 'caution',
    unknown: 'caution'
  };
  const texts: Record<Equality, string> = {
    equal: trans._n(
      'same result on %2 input',
      'same result on %2 inputs',
      inputs,
      formatCount(inputs)
    ),
    close: trans.__('same but for rounding'),
    reordered: trans.__('same items, another order'),
    different: trans.__('different results'),
    unknown: trans.__('not compared')
  };
  return { id: 'equality', text: texts[equality], level: level[equality] };
}

function noiseBadge({ noise }: IPoint, trans: ITranslate): IBadge | null {
  return noise === null
    ? null
    : {
        id: 'noise',
        text:
          noise >= WIDE
            ? trans.__('noise here as large as the times')
            : trans.__('noise here ± %1', formatSmallShare(noise)),
        level: noise > NOISY ? 'caution' : 'plain'
      };
}

function effortBadge({ wall_ns }: IComparison, { blocks }: IPoint, trans: ITranslate): IBadge {
  return {
    id: 'effort',
    text: trans._n(
      '%2, %3 block',
      '%2, %3 blocks',
      blocks,
      formatTime(wall_ns, 2),
      formatCount(blocks)
    ),
    level: 'plain'
  };
}
