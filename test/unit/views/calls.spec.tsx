import { NBSP } from '../../../src/model/words/units';
import { Calls } from '../../../src/views/calls';
import { callsData, english, functionRow } from '../builders';
import { button, clearDrawn, click, drawn, type } from './drawn';

const many = callsData({
  functions: Array.from({ length: 230 }, (_, i) =>
    functionRow({ name: `f${i}`, kind: i % 2 ? 'library' : 'own', file: null, own_ns: 1e9 - i })
  ),
  functions_total: 1204
});

const names = (node: Element) =>
  [...node.querySelectorAll('tbody th')].map(
    cell => cell.querySelector('.jp-Cellheat-Function')!.firstElementChild!.textContent
  );
const column = (node: Element, name: string) =>
  node.querySelector<HTMLElement>(`thead [data-column="${name}"]`)!;

afterEach(clearDrawn);

describe('Calls', () => {
  it('draws a row for each function, the longest first', () => {
    const node = drawn(<Calls data={callsData()} trans={english} rows={25} />);
    expect(names(node)).toEqual(['match', 'parse', 'json.load', 'sorted', 'top level']);
    const cells = [...node.querySelector('tbody tr')!.querySelectorAll('td')];
    expect(cells.map(cell => cell.textContent!.replace(NBSP, ' '))).toEqual([
      '7.91 s',
      '8.40 s',
      '1',
      '8.40 s'
    ]);
  });

  it('says in words whose code it is', () => {
    const node = drawn(<Calls data={callsData()} trans={english} rows={25} />);
    const labels = [...node.querySelectorAll('tbody th')].map(cell => cell.textContent);
    expect(labels).toEqual([
      'match[12]:3',
      'parse[9]:1',
      'json.loadlibrary',
      'sortedbuilt-in',
      'top level[12]:1'
    ]);
  });

  it('sorts by a column, and the other way at the second click', () => {
    const node = drawn(<Calls data={callsData()} trans={english} rows={25} />);
    expect(column(node, 'own').getAttribute('aria-sort')).toBe('descending');
    click(column(node, 'total').querySelector('button'));
    expect(names(node)[0]).toBe('top level');
    expect(column(node, 'total').getAttribute('aria-sort')).toBe('descending');
    expect(column(node, 'own').getAttribute('aria-sort')).toBeNull();
    click(column(node, 'total').querySelector('button'));
    expect(names(node)[0]).toBe('sorted');
    expect(column(node, 'total').getAttribute('aria-sort')).toBe('ascending');
  });

  it('shows a first few, then all', () => {
    const node = drawn(<Calls data={many} trans={english} rows={25} />);
    expect(names(node)).toHaveLength(25);
    expect(node.textContent).toContain('230 of 1,204 functions: those with the longest own time.');
    click(button(node, 'Show all 230'));
    expect(names(node)).toHaveLength(230);
  });

  it('filters by text and by own code', () => {
    const node = drawn(<Calls data={many} trans={english} rows={300} />);
    type(node.querySelector('input[type=search]')!, 'F11');
    expect(names(node)).toEqual(['f11', ...Array.from({ length: 10 }, (_, i) => `f11${i}`)]);
    click(node.querySelector('input[type=checkbox]'));
    expect(names(node)).toEqual(['f110', 'f112', 'f114', 'f116', 'f118']);
    type(node.querySelector('input[type=search]')!, 'nothing like this');
    expect(node.textContent).toContain('No function matches.');
  });

  it('leaves the filter out where a look is enough', () => {
    const node = drawn(<Calls data={callsData()} trans={english} rows={25} />);
    expect(node.querySelector('input')).toBeNull();
  });

  it('leads to the code of this notebook, where that has not changed', () => {
    const goTo = jest.fn();
    const node = drawn(
      <Calls
        data={callsData()}
        trans={english}
        rows={25}
        links={[{ cell: 'cell-12' }, 'changed']}
        goTo={goTo}
      />
    );
    click(button(node, 'match'));
    expect(goTo).toHaveBeenCalledWith('cell-12', 3);
    expect(button(node, 'parse')).toBeUndefined();
    expect(node.querySelector('code[title*="changed"]')!.textContent).toBe('parse');
    expect(button(node, 'json.load')).toBeUndefined();
  });

  it('draws names as text and nothing else', () => {
    const name = '<img src=x onerror="window.hit = 1">';
    const functions = [functionRow({ name })];
    const node = drawn(
      <Calls data={callsData({ functions, headline: null })} trans={english} rows={25} />
    );
    expect(node.querySelector('img')).toBeNull();
    expect(names(node)).toEqual([name]);
  });
});
