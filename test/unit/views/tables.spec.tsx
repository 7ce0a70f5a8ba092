import { act } from 'react';
import type { ISourceFile, ITable } from '../../../src/model/contract/profile';
import { NBSP } from '../../../src/model/words/units';
import { Tables } from '../../../src/views/tables';
import { callsData, english, SECOND } from '../builders';
import { button, clearDrawn, click, drawn, type } from './drawn';
import { Calls } from '../../../src/views/calls';

afterEach(clearDrawn);

const FILES: ISourceFile[] = [
  { kind: 'cell', label: '[1]', count: 1, text: 'x' },
  { kind: 'cell', label: '[2]', count: 2, text: 'y' }
];

const LINES: ITable = {
  code: 'lines',
  columns: [
    { code: 'place', unit: 'place' },
    { code: 'code', unit: 'code' },
    { code: 'own', unit: 'time' }
  ],
  rows: [
    ...Array.from({ length: 9 }, (_, i) => [[0, i + 1] as const, `line_${i}()`, (9 - i) * SECOND]),
    [[1, 3] as const, 'changed()', 0.5 * SECOND]
  ],
  total: 1200
};

const TREE: ITable = {
  code: 'tree',
  columns: [
    { code: 'level', unit: 'level' },
    { code: 'function', unit: 'text' },
    { code: 'total', unit: 'time' }
  ],
  rows: [
    [0, 'main', 100],
    [1, 'small', 5],
    [2, 'leaf', 5],
    [1, 'big', 90]
  ],
  total: 4
};

function draw(table: ITable, rows = 25) {
  const goTo = jest.fn();
  const node = drawn(
    <Tables
      data={{ tables: [table], files: FILES }}
      trans={english}
      rows={rows}
      links={[{ cell: 'a' }, 'changed']}
      goTo={goTo}
      named={[0, 2]}
    />
  );
  const names = () =>
    [...node.querySelectorAll('tbody .jp-Cellheat-Function > :first-child')].map(
      name => name.textContent
    );
  return { node, goTo, names };
}

describe('Tables', () => {
  it('leads to the line where its source is as it was', () => {
    const { node, goTo } = draw(LINES);
    click(button(node, 'line_4()'));
    expect(goTo).toHaveBeenCalledWith('a', 5);
    expect(button(node, 'changed()')).toBeUndefined();
    expect(node.querySelector('code')!.title).toContain('source changed since this run');
  });

  it('marks the row that the sentence names, and tells how many rows there were', () => {
    const { node } = draw(LINES);
    expect(node.querySelector('[data-headline]')!.textContent).toContain('line_1()');
    expect(node.textContent).toContain('The first 10 of 1,200 rows.');
  });

  it('sorts, filters and shows all', () => {
    const { node, names } = draw(LINES, 3);
    expect(names()).toEqual(['line_0()', 'line_1()', 'line_2()']);
    click(button(node, 'Show all 10'));
    expect(names()).toHaveLength(10);
    click(button(node, 'own'));
    click(button(node, 'own'));
    expect(names()[0]).toBe('changed()');
    expect(node.querySelector('[aria-sort=ascending]')).not.toBeNull();
    type(node.querySelector('input')!, 'line_3');
    expect(names()).toEqual(['line_3()']);
    type(node.querySelector('input')!, 'nothing');
    expect(node.textContent).toContain('No row matches.');
  });

  it('says so where a table is empty', () => {
    expect(draw({ ...LINES, rows: [], total: 0 }).node.textContent).toContain('None.');
  });

  it('is a tree whose rows open by mouse and by keyboard', () => {
    const { node, names } = draw(TREE);
    expect(node.querySelector('[role=treegrid]')).not.toBeNull();
    expect(names()).toEqual(['main', 'small', 'big']);
    click(node.querySelector('[aria-label=Open]'));
    expect(names()).toContain('leaf');
    const press = (key: string) =>
      act(() => {
        document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
    const focused = () => document.activeElement!.getAttribute('data-index');
    act(() => (node.querySelector('tbody tr') as HTMLElement).focus());
    press('ArrowDown');
    expect(focused()).toBe('1');
    press('ArrowLeft');
    expect(names()).not.toContain('leaf');
    press('ArrowLeft');
    expect(focused()).toBe('0');
    press('End');
    expect(focused()).toBe('3');
  });
});

describe('the calls of a function', () => {
  const columns = ['caller', 'callee', 'calls', 'total'].map(code => ({
    code,
    unit: code === 'total' ? ('time' as const) : ('count' as const)
  }));
  const rows = [
    [4, 0, 1, 8.4 * SECOND],
    [0, 1, 2000, 0.36 * SECOND],
    [77, 0, 1, 1]
  ];

  it('open below it, and lead from one to the other', () => {
    const data = callsData({ tables: [{ code: 'edges', columns, rows, total: 3 }] });
    const node = drawn(<Calls data={data} trans={english} rows={25} />);
    const opened = () =>
      node.querySelector('.jp-Cellheat-Opened')?.textContent?.replaceAll(NBSP, ' ');
    expect(node.querySelectorAll('[aria-expanded]')).toHaveLength(3);
    click(node.querySelector('[aria-expanded]'));
    expect(opened()).toBe('Called bytop level1 call8.40 sCallsparse2,000 calls360 ms');
    click(node.querySelector('.jp-Cellheat-Edges tr:last-child .jp-Cellheat-Link'));
    const open = node.querySelector('[aria-expanded=true]')!;
    expect(document.activeElement).toBe(open);
    click(open);
    expect(opened()).toBeUndefined();
  });
});
