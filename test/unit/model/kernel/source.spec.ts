import { createHash } from 'crypto';
import { sourceHash } from '../../../../src/model/kernel/hash';
import { cellOf, isStale, tellingLine } from '../../../../src/model/kernel/source';
import type { ISourceFile } from '../../../../src/model/contract/profile';

const file = (changes: Partial<ISourceFile> = {}): ISourceFile => ({
  kind: 'cell',
  label: '[9]',
  count: 9,
  text: 'x = 1',
  ...changes
});

describe('sourceHash', () => {
  it('is the SHA-256 of the UTF-8 source with \\n', () => {
    const source = 'print("µ")\nx = 1';
    const expected = createHash('sha256').update(source, 'utf8').digest('hex');
    expect(sourceHash(source)).toBe(expected);
    expect(sourceHash(source.replace('\n', '\r\n'))).toBe(expected);
  });
});

describe('isStale', () => {
  it('does not mind trailing newlines and line ends', () => {
    expect(isStale('x = 1\n', 'x = 1')).toBe(false);
    expect(isStale('a\r\nb', 'a\nb\n\n')).toBe(false);
  });

  it('minds everything else', () => {
    expect(isStale('x = 1', 'x = 1 ')).toBe(true);
    expect(isStale('\nx = 1', 'x = 1')).toBe(true);
  });
});

describe('cellOf', () => {
  it('goes by the text', () => {
    const cells = [
      { id: 'a', source: 'y = 2', count: 9 },
      { id: 'b', source: 'x = 1\n', count: 30 }
    ];
    expect(cellOf(file(), cells)).toEqual({ cell: 'b' });
  });

  it('tells cells of the same text apart by their count', () => {
    const cells = [
      { id: 'a', source: 'x = 1', count: 3 },
      { id: 'b', source: 'x = 1', count: 9 }
    ];
    expect(cellOf(file(), cells)).toEqual({ cell: 'b' });
    expect(cellOf(file({ count: 4 }), cells)).toEqual({ cell: 'a' });
  });

  it('says that the cell of that count has changed', () => {
    expect(cellOf(file(), [{ id: 'a', source: 'x = 2', count: 9 }])).toBe('changed');
  });

  it('finds nothing where nothing fits, or the text is not known', () => {
    expect(cellOf(file(), [{ id: 'a', source: 'x = 2', count: 8 }])).toBeNull();
    expect(cellOf(file({ text: null }), [{ id: 'a', source: '', count: 9 }])).toBeNull();
    expect(cellOf(file({ count: null, text: 'z' }), [{ id: 'a', source: '', count: null }])).toBe(
      null
    );
    expect(cellOf(file({ kind: 'file' }), [{ id: 'a', source: 'x = 1', count: 9 }])).toBeNull();
  });

  it('knows the profiled cell by its hash, where IPython rewrote its text', () => {
    const source = '%time f()';
    const rewritten = file({ text: "get_ipython().run_line_magic('time', 'f()')" });
    const profiled = { id: 'a', hash: sourceHash(source), count: 9 };
    expect(cellOf(rewritten, [{ id: 'a', source, count: 9 }], profiled)).toEqual({ cell: 'a' });
    expect(cellOf(rewritten, [{ id: 'a', source: '%time g()', count: 9 }], profiled)).toBe(
      'changed'
    );
  });
});

describe('tellingLine', () => {
  it('passes over what every cell begins with', () => {
    expect(tellingLine('\n# load\nimport json\nfrom a import b\n\nmatch(orders)\n')).toBe(
      'match(orders)'
    );
  });

  it('takes what there is', () => {
    expect(tellingLine('import json')).toBe('import json');
    expect(tellingLine('')).toBe('');
  });
});
