import { badgesOf } from './badges';
import { callTime, spreadWords } from './calltimes';
import { IComparison } from './comparison';
import { environmentWords } from './conditions';
import { priceWords } from './peaks';
import { aligned, plainSpaces } from './report';
import { ISizeRow, sizeColumns, sizeRows } from './sizes';
import { ITranslate } from './translate';
import { timedVariants, titleOf } from './variants';
import {
  endedEarly,
  intervalWords,
  pairSummary,
  sizeWords,
  standingOf,
  verdictSentence
} from './verdict';

/** A comparison as text that can be pasted anywhere. */
export function comparisonText(comparison: IComparison, trans: ITranslate): string {
  const standing = standingOf(comparison);
  const point = standing.kind === 'measured' ? standing.point : null;
  const badges = badgesOf(comparison, point, trans).map(badge => badge.text);
  const sections: (string | null)[][] = [
    [verdictSentence(comparison, trans), ...under(comparison, trans)],
    ...comparison.variants.map((_, i) => variantLines(comparison, i)),
    [badges.join(' · '), point && priceWords(comparison, point, trans)],
    comparison.cautions.map(caution => `! ${caution.text}`),
    point ? table(comparison, trans) : [],
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
    return [comparison.difference, standing.kind === 'stopped' ? null : early];
  }
  const { pairs } = standing.point;
  const intervals =
    pairs.length === 1
      ? [intervalWords(pairs[0], trans)]
      : pairs.map(pair => `${titleOf(comparison, pair.variant)}: ${pairSummary(pair, trans)}`);
  return [...intervals, sizeWords(standing.point), comparison.difference, early];
}

function variantLines(comparison: IComparison, variant: number): string[] {
  const standing = standingOf(comparison);
  const shown =
    standing.kind === 'measured' && timedVariants(standing.point).includes(variant)
      ? standing.point
      : null;
  const times = shown?.times[variant];
  const time = times ? `  ${callTime(times)} ${spreadWords(times)}` : '';
  const { code } = comparison.variants[variant];
  return [`${titleOf(comparison, variant)}${time}`, ...(code === null ? [] : [code.trimEnd()])];
}

function table(comparison: IComparison, trans: ITranslate): string[] {
  const cells = (row: ISizeRow) =>
    [row.n, row.median, row.middle, row.calls, row.peak, row.verdict, row.name].map(
      cell => cell ?? '–'
    );
  const head = ['n', ...sizeColumns(trans), trans.__('variant')];
  return aligned([head, ...sizeRows(comparison, trans).map(cells)]);
}
