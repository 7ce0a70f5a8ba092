import { Chunk, diff } from '@codemirror/merge';
import type { Change } from '@codemirror/merge';
import { Text } from '@codemirror/state';
import { EditorLanguageRegistry } from '@jupyterlab/codemirror';
import { highlightTree, tagHighlighter, tags } from '@lezer/highlight';
import { definedName } from '../../model/comparison/code';

/*
 * Colours and differences of the codes. Loaded when the first comparison is drawn.
 */

/** A piece of a line. */
export interface IToken {
  readonly text: string;
  /** Class names of its colour. */
  readonly style: string;
  readonly changed: boolean;
}

/** Lines that stand together: equal on both sides, or different. */
export interface IBlock {
  readonly changed: boolean;
  readonly lines: readonly (readonly IToken[])[];
}

interface IRange {
  readonly from: number;
  readonly to: number;
}

type Style = IRange & { readonly style: string };

/** A long code that differs everywhere is not worth a stuck page. */
const EFFORT = { scanLimit: 500, timeout: 50 };

/** Where more than this part of a stretch differs, its lines are marked as a whole. */
const MOSTLY = 0.47;

/** The tokens that a theme of JupyterLab has colours for; our style sheet gives them. */
const HIGHLIGHTER = tagHighlighter([
  { tag: tags.meta, class: 'jp-mod-meta' },
  { tag: [tags.keyword, tags.bool], class: 'jp-mod-keyword' },
  { tag: tags.atom, class: 'jp-mod-atom' },
  { tag: tags.number, class: 'jp-mod-number' },
  {
    tag: [tags.definition(tags.name), tags.function(tags.definition(tags.variableName))],
    class: 'jp-mod-definition'
  },
  { tag: tags.standard(tags.variableName), class: 'jp-mod-builtin' },
  { tag: tags.self, class: 'jp-mod-self' },
  { tag: tags.propertyName, class: 'jp-mod-property' },
  { tag: tags.operator, class: 'jp-mod-operator' },
  { tag: tags.comment, class: 'jp-mod-comment' },
  { tag: tags.string, class: 'jp-mod-string' },
  { tag: tags.special(tags.string), class: 'jp-mod-string2' },
  { tag: [tags.separator, tags.derefOperator, tags.paren], class: '' }
]);

/** Where more than this is to be coloured, it stays plain. */
const MOST_COLOURED = 20_000;

/** The codes in colour, each with what differs from the first; of two, the blocks stand in rows. */
export async function markCodes(codes: readonly string[]): Promise<IBlock[][]> {
  const styles = await Promise.all(codes.map(stylesOf));
  const [first] = codes;
  if (codes.length === 2) {
    const [a, b] = blocksOf(first, codes[1]);
    return [fillBlocks(first, styles[0], a), fillBlocks(codes[1], styles[1], b)];
  }
  return codes.map((code, i) =>
    fillBlocks(code, styles[i], i === 0 ? [whole(code)] : blocksOf(first, code)[1])
  );
}

let python: Promise<{ parse(code: string): Parameters<typeof highlightTree>[0] }> | null = null;

/** JupyterLab's own Python, which a notebook has loaded already. */
function pythonParser(): NonNullable<typeof python> {
  python ??= (async () => {
    const language = EditorLanguageRegistry.getDefaultLanguages().find(
      ({ name }) => name === 'Python'
    );
    return (await language!.load!()).language.parser;
  })();
  return python;
}

async function stylesOf(code: string): Promise<Style[]> {
  if (code.length > MOST_COLOURED) {
    return [];
  }
  const styles: Style[] = [];
  const tree = (await pythonParser()).parse(code);
  highlightTree(tree, HIGHLIGHTER, (from, to, style) => styles.push({ from, to, style }));
  return styles;
}

/** A stretch of whole lines, before it is cut into tokens. */
interface IStretch {
  /** Numbers of lines, from 1; `to` is no longer in it. */
  readonly lines: IRange;
  readonly changed: boolean;
  readonly changes: readonly IRange[];
}

function whole(code: string): IStretch {
  return { lines: { from: 1, to: code.split('\n').length + 1 }, changed: false, changes: [] };
}

/** Both codes in stretches that are equal or different by turns: as many of them on either side. */
function blocksOf(a: string, b: string): readonly [IStretch[], IStretch[]] {
  const texts = [Text.of(a.split('\n')), Text.of(b.split('\n'))] as const;
  const chunks = Chunk.build(...texts, { ...EFFORT, override: differences });
  const sides = [sideOf(texts[0], 'A', chunks), sideOf(texts[1], 'B', chunks)] as const;
  // a stretch that neither side has lines in is none
  const empty = (i: number) => sides.every(side => side[i].lines.from === side[i].lines.to);
  const [left, right] = sides.map(side => side.filter((_, i) => !empty(i)));
  return [left, right];
}

/** That the functions have different names is no difference of their codes. */
function differences(a: string, b: string): readonly Change[] {
  const names = [definedName(a), definedName(b)];
  return diff(a, b, EFFORT).filter(
    ({ fromA, toA, fromB, toB }) => !(inside(names[0], fromA, toA) && inside(names[1], fromB, toB))
  );
}

function inside(range: readonly [number, number] | null, from: number, to: number): boolean {
  return range !== null && from >= range[0] && to <= range[1];
}

function sideOf(text: Text, side: 'A' | 'B', chunks: readonly Chunk[]): IStretch[] {
  const stretches: IStretch[] = [];
  let next = 1;
  for (const chunk of chunks) {
    const [start, end] = side === 'A' ? [chunk.fromA, chunk.toA] : [chunk.fromB, chunk.toB];
    const from = start > text.length ? text.lines + 1 : text.lineAt(start).number;
    // its end is the start of the line after it, which may be past the last
    const to = end > text.length ? text.lines + 1 : text.lineAt(end).number;
    const changes = chunk.changes.map(change =>
      side === 'A'
        ? wholeWords(text, start + change.fromA, start + change.toA)
        : wholeWords(text, start + change.fromB, start + change.toB)
    );
    stretches.push(
      { lines: { from: next, to: from }, changed: false, changes: [] },
      {
        lines: { from, to },
        changed: true,
        changes: isMostly(text, changes, start, end) ? [] : changes
      }
    );
    next = to;
  }
  return [...stretches, { lines: { from: next, to: text.lines + 1 }, changed: false, changes: [] }];
}

/** A difference within words is one of the words: `list` for `set`, not `lis` for `se`. */
function wholeWords(text: Text, from: number, to: number): IRange {
  const isWord = (at: number) => /\w/u.test(text.sliceString(at, at + 1));
  const joins = (at: number) => at > 0 && isWord(at - 1) && isWord(at);
  let [start, end] = [from, to];
  while (joins(start)) {
    start--;
  }
  while (joins(end)) {
    end++;
  }
  return { from: start, to: end };
}

function isMostly(text: Text, changes: readonly IRange[], start: number, end: number): boolean {
  const letters = (from: number, to: number) =>
    text.sliceString(from, Math.min(to, text.length)).replace(/\s/g, '').length;
  const differing = changes.reduce((sum, { from, to }) => sum + letters(from, to), 0);
  return differing > MOSTLY * letters(start, end);
}

function fillBlocks(
  code: string,
  styles: readonly Style[],
  stretches: readonly IStretch[]
): IBlock[] {
  const lines = code.split('\n');
  let start = 0;
  const starts = lines.map(line => (start += line.length + 1) - line.length - 1);
  return stretches.map(({ changed, changes, lines: { from, to } }) => ({
    changed,
    lines: lines
      .slice(from - 1, to - 1)
      .map((line, i) => tokensOf(line, starts[from - 1 + i], styles, changes))
  }));
}

/** Cut a line wherever its colour changes or a difference begins or ends. */
function tokensOf(
  line: string,
  start: number,
  styles: readonly Style[],
  changes: readonly IRange[]
): IToken[] {
  const end = start + line.length;
  const touching = <T extends IRange>(ranges: readonly T[]): T[] =>
    ranges.filter(({ from, to }) => from < end && to > start);
  const [colours, marks] = [touching(styles), touching(changes)];
  const cuts = [...colours, ...marks]
    .flatMap(({ from, to }) => [from, to])
    .filter(at => at > start && at < end);
  const borders = [...new Set([start, ...cuts, end])].sort((a, b) => a - b);
  return borders.slice(0, -1).map((from, i) => {
    const covers = (range: IRange) => range.from <= from && range.to >= borders[i + 1];
    return {
      text: line.slice(from - start, borders[i + 1] - start),
      style: colours.find(covers)?.style ?? '',
      changed: marks.some(covers)
    };
  });
}
