import { badgesOf } from './badges';
import { callTimes } from './agreeing';
import { beneathLines } from './beneath';
import { spreadWords } from './calltimes';
import { IComparison } from '../contract/comparison';
import { environmentWords } from '../profile/conditions';
import { crossoverLines, growthWords, tailWords } from './growth';
import { pairSummary } from './pairwords';
import { priceLines } from './peaks';
import { aligned, plainSpaces } from '../profile/report';
import { sizeTable } from './sizes';
import { ITranslate } from '../words/translate';
import { timedVariants, titleOf } from './variants';
import { differenceWords, endedEarly, sizeWords, standingOf, verdictSentence } from './verdict';

/** A comparison as text that can be pasted anywhere. */
export function comparisonText(comparison: IComparison, trans: ITranslate): string {
  const standing = standingOf(comparison);
  const point = standing.kind === 'measured' ? standing.point : null;
  const badges = badgesOf(comparison, point, trans).map(badge => badge.text);
  const sections: (string | null)[][] = [
    [verdictSentence(comparison, trans), ...under(comparison, trans)],
    ...comparison.variants.map((_, i) => variantLines(comparison, i, trans)),
    [badges.join(' · '), ...(point ? priceLines(comparison, point, trans) : [])],
    comparison.cautions.map(caution => `! ${caution.text}`),
    point ? table(comparison, trans) : [],
    point ? growthText(comparison, trans) : [],
    Object.entries(comparison.method).map(([name, words]) => `${name}: ${words}`),
    [environmentWords(comparison.environment, trans).join(' · '), comparison.started]
  ];
  return plainSpaces(
    sections
      .map(lines => lines.filter(line => line !== null && line !== '').join('\n'))
      .filter(section => section !== '')
      .join('\n\n')
  );
}

/** What stands under the verdict. */
function under(comparison: IComparison, trans: ITranslate): (string | null)[] {
  const standing = standingOf(comparison);
  const early = endedEarly(comparison, trans);
  if (standing.kind !== 'measured') {
    return [differenceWords(comparison), standing.kind === 'stopped' ? null : early];
  }
  const { pairs } = standing.point;
  const several =
    pairs.length === 1
      ? []
      : pairs.map(pair => `${titleOf(comparison, pair.variant)}: ${pairSummary(pair, trans)}`);
  return [
    sizeWords(standing.point),
    ...beneathLines(comparison, standing.point, trans),
    ...several,
    differenceWords(comparison),
    early
  ];
}

function variantLines(comparison: IComparison, variant: number, trans: ITranslate): string[] {
  const standing = standingOf(comparison);
  const shown =
    standing.kind === 'measured' && timedVariants(standing.point).includes(variant)
      ? standing.point
      : null;
  const time = shown
    ? `  ${callTimes(shown)[variant]}, ${spreadWords(shown.times[variant], trans)}`
    : '';
  const { code } = comparison.variants[variant];
  return [`${titleOf(comparison, variant)}${time}`, ...(code === null ? [] : [code.trimEnd()])];
}

function table(comparison: IComparison, trans: ITranslate): string[] {
  const { columns, rows } = sizeTable(comparison, trans);
  const head = ['n', ...columns, trans.__('variant')];
  return aligned([
    head,
    ...rows.map(({ n, cells, name }) => [n, ...cells, name].map(cell => cell ?? '–'))
  ]);
}

/** How the times grow, where enough sizes were measured. */
function growthText(comparison: IComparison, trans: ITranslate): string[] {
  const lines = growthWords(comparison, trans).map(({ name, words }) => `${name}: ${words}`);
  const tail = tailWords(comparison, trans);
  return [...lines, ...(tail ? [tail] : []), ...crossoverLines(comparison, trans)];
}
