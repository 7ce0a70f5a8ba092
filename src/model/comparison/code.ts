/** A piece of source as it is shown: without the indent that all of it has, and without a tail. */
export function tidyCode(code: string): string {
  const lines = code.replace(/\r\n?/g, '\n').replaceAll('\t', '    ').trimEnd().split('\n');
  while (lines.length > 1 && lines[0].trim() === '') {
    lines.shift();
  }
  const indents = lines.filter(line => line.trim() !== '').map(line => line.search(/\S/));
  const indent = Math.min(...indents, Number.MAX_SAFE_INTEGER);
  return lines.map(line => line.slice(Math.min(indent, line.length))).join('\n');
}

/** Where the name stands that a piece of source defines first: `known` in `def known(…)`. */
export function definedName(code: string): readonly [from: number, to: number] | null {
  const match = /^(?:@.*\n)*(?:async\s+)?(?:def|class)\s+([^\s(:]+)/.exec(code);
  return match ? [match[0].length - match[1].length, match[0].length] : null;
}
