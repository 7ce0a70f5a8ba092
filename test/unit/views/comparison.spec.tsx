import { act } from 'react';
import type { IComparison } from '../../../src/model/contract/comparison';
import type { GuessState } from '../../../src/model/lesson/guess';
import { NBSP } from '../../../src/model/words/units';
import { ComparisonView } from '../../../src/views/comparison/view';
import {
  compared,
  comparison,
  english,
  fourVariants,
  pair,
  point,
  variant,
  variantTimes
} from '../builders';
import { button, clearDrawn, click, drawn } from './drawn';

/** Draw, and wait until colours and differences are there. */
async function draw(result: IComparison, guess: GuessState = { kind: 'open' }, onSkip = () => {}) {
  const node = drawn(
    <ComparisonView comparison={result} trans={english} guess={guess} onSkip={onSkip} />
  );
  await act(async () => {
    const { markCodes } = await import('../../../src/views/comparison/marking');
    // the first one loads the language
    await markCodes(['x = 1', 'x = 2']);
  });
  return node;
}

const text = (node: Element | null) => node!.textContent!.replaceAll(NBSP, ' ');

/** All that a reader may see or hear, and what stands in the page beside it. */
function everything(node: Element): string {
  const attributes = [...node.querySelectorAll('*')].flatMap(element =>
    [...element.attributes].map(({ name, value }) => `${name}=${value}`)
  );
  return [text(node), ...attributes].join('\n');
}

// all of JupyterLab's editor is read for its Python
beforeAll(() => import('../../../src/views/comparison/marking'), 120_000);
afterEach(clearDrawn);

describe('ComparisonView', () => {
  it('reads from top to bottom: codes, verdict, bars, badges, cautions, why, how', async () => {
    const node = await draw(comparison());
    const order = [
      '.jp-Cellheat-Codes',
      '.jp-Cellheat-Verdict',
      '.jp-Cellheat-Badges',
      '.jp-Cellheat-Cautions',
      '.jp-Cellheat-Evidence',
      '.jp-Cellheat-Comparison-foot'
    ];
    const article = node.querySelector('article')!;
    expect([...article.children].map(child => `.${child.className}`)).toEqual(order);
    expect(text(node.querySelector('.jp-Cellheat-Verdict-words'))).toBe('B is about 140× faster');
    expect(text(node.querySelector('.jp-Cellheat-Verdict .jp-Cellheat-Bars'))).toBe(
      'Time of one callin_list6.5 msin_set46.9 µs'
    );
  });

  it('opens with the guess', async () => {
    const node = await draw(comparison(), { kind: 'guessed', ratio: 3 });
    expect(text(node.querySelector('article')!.firstElementChild)).toBe(
      'You said 3×. Your machine says about 140×.'
    );
    const skipped = await draw(comparison(), { kind: 'skipped' });
    expect(text(skipped)).not.toContain('You said');
    expect(text(skipped)).toContain('about 140×');
  });

  it('marks only what differs, in Python colours, and not the names of the functions', async () => {
    const node = await draw(comparison());
    const marked = [...node.querySelectorAll('.jp-Cellheat-Code')].map(code =>
      [...code.querySelectorAll('mark')].map(mark => mark.textContent)
    );
    expect(marked).toEqual([
      ['[', ']'],
      ['{', '}']
    ]);
    expect(node.querySelector('.jp-mod-keyword')!.textContent).toBe('def');
    const [first] = node.querySelectorAll('code');
    expect(first.textContent).toBe('def in_list(items):\n    return [1, 2]\n');
  });

  it('marks words as a whole', async () => {
    const codes = ['known = list(these)\nlen(known)', 'known = frozenset(these)\nlen(known)'];
    const variants = codes.map((code, i) => variant(`v${i}`, code));
    const node = await draw(comparison({ variants }));
    const marked = [...node.querySelectorAll('mark')].map(mark => mark.textContent);
    expect(marked).toEqual(['list', 'frozenset']);
  });

  it('marks nothing where the codes are the same', async () => {
    const code = 'def f(x):\n    return x\n';
    const node = await draw(comparison({ variants: ['a', 'b'].map(name => variant(name, code)) }));
    expect(node.querySelectorAll('mark, [data-changed]')).toHaveLength(0);
    expect(node.querySelectorAll('.jp-Cellheat-Code-line')).toHaveLength(4);
  });

  it('says where a code is not known', async () => {
    const node = await draw(
      comparison({
        variants: [variant('a'), variant('b', 'sorted')]
      })
    );
    expect(text(node.querySelector('.jp-Cellheat-Code'))).toContain('Its source is not known.');
    expect(node.querySelector('code')!.textContent).toBe('sorted\n');
  });

  it('draws the interval on an axis where bars would say little', async () => {
    const node = await draw(compared({ ratio: 1.2, low: 1.18, high: 1.22 }));
    const axis = node.querySelector('.jp-Cellheat-Interval')!;
    expect(axis.getAttribute('aria-label')!.replaceAll(NBSP, ' ')).toBe(
      '95 % in this kernel, on these inputs: 1.18× to 1.22× faster'
    );
    expect(node.querySelector('.jp-Cellheat-Verdict .jp-Cellheat-Bars')).toBeNull();
  });

  it('has no colour for what is too small to matter', async () => {
    const little = { verdict: 'slower', ratio: 0.953, low: 0.945, high: 0.961 } as const;
    const node = await draw(compared(little));
    const words = node.querySelector('.jp-Cellheat-Verdict-words')!;
    expect(text(words)).toContain('too small to matter');
    expect(words.hasAttribute('data-side')).toBe(false);
    expect(node.querySelector('[data-side=slow], [data-side=fast]')).toBeNull();
  });

  it('draws several: a bar for each, and how it stands to the first', async () => {
    const node = await draw(fourVariants());
    expect(node.querySelectorAll('.jp-Cellheat-Code')).toHaveLength(4);
    expect([...node.querySelectorAll('.jp-Cellheat-Verdict tr')].map(row => text(row))).toEqual([
      'A · plus62 µs',
      'B · join_gen61 µssame within 3 %',
      'C · join_list25.0 µs2.5× faster (2.43× to 2.57×)',
      'D · ready7.9 µs7.8× faster (7.6× to 8.1×)'
    ]);
  });

  it('has a sentence for each plot, and the numbers in a table', async () => {
    const node = await draw(comparison());
    const labels = [...node.querySelectorAll('.jp-Cellheat-Plot')].map(plot =>
      plot.getAttribute('aria-label')!.replaceAll(NBSP, ' ')
    );
    expect(labels).toEqual([
      'in_list: median 6.5 ms, middle half 6.4 to 6.6 ms. ' +
        'in_set: median 46.9 µs, middle half 46.0 to 47.8 µs.',
      'in_list: 1.30 µs at n = 10, 6.5 ms at n = 1,000. ' +
        'in_set: 800 ns at n = 10, 46.9 µs at n = 1,000.'
    ]);
    expect(node.querySelectorAll('.jp-Cellheat-Sizes tbody tr')).toHaveLength(4);
  });

  it('shows the size that the reader chooses, and no more of an undecided one', async () => {
    const undecided = point({
      n: 10,
      decided: false,
      pairs: [pair({ verdict: 'unclear', ratio: 1.04, low: 0.98, high: 1.11 })],
      times: [variantTimes(1.3, { peak_bytes: 5 * 1024 }), variantTimes(1.25)]
    });
    const node = await draw(comparison({ points: [undecided, point()] }));
    const words = () => text(node.querySelector('.jp-Cellheat-Verdict-words'));
    const sizes = [...node.querySelectorAll<HTMLInputElement>('.jp-Cellheat-Choose input')];
    expect(sizes.map(input => [input.getAttribute('aria-label'), input.checked])).toEqual([
      ['n = 10, not decided', false],
      ['n = 1,000', true]
    ]);
    expect(words()).toBe('B is about 140× faster');
    click(sizes[0]);
    expect(words()).toBe('Cannot tell which is faster');
    expect(node.querySelector('[data-side=fast]')).toBeNull();
    expect(text(node.querySelector('.jp-Cellheat-Evidence'))).toContain('5.0 KiB');
    click(sizes[1]);
    expect(words()).toBe('B is about 140× faster');
  });

  it('draws a dot for each fresh process below the interval', async () => {
    const confirmation = {
      n: 1000,
      asked: 5,
      processes: 5,
      pairs: [pair({ low: 131, high: 146 })],
      ratios: [[134, 136, 138, 141, 144]],
      resident_bytes: [13e6, 40e6]
    };
    const node = await draw(comparison({ confirmation }));
    expect(node.querySelectorAll('.jp-Cellheat-Interval-dot')).toHaveLength(5);
    expect(node.querySelector('.jp-Cellheat-Interval-same')).toBeNull();
    expect(text(node)).toContain(
      'In 5 fresh processes: 131× to 146× faster (95 % between processes).'
    );
    expect(text(node.querySelector('.jp-Cellheat-Evidence'))).toContain(
      'Resident memory in a fresh process'
    );
  });

  it('shows no speed where the results differ, but why', async () => {
    const node = await draw(
      comparison({ equality: 'different', difference: 'in_list gave 1 and in_set gave 2.' })
    );
    expect(text(node)).toContain('Not comparable: the results differ');
    expect(text(node)).toContain('in_list gave 1 and in_set gave 2.');
    expect(node.querySelector('table, .jp-Cellheat-Plot, [data-side=fast]')).toBeNull();
    expect(everything(node)).not.toMatch(/\d (ns|µs|ms)\b|×|faster/);
  });

  it('says that it was stopped', async () => {
    const outcome = { status: 'interrupted', error: null } as const;
    expect(text(await draw(comparison({ outcome })))).toContain('Stopped early');
    const nothing = await draw(comparison({ outcome, points: [], at: null }));
    expect(text(nothing)).toContain('Stopped before anything was known');
  });
});

describe('before the guess', () => {
  const blind: GuessState = { kind: 'blind' };

  it('there are A and B, their codes, and a way past the question', async () => {
    let skipped = 0;
    const node = await draw(comparison(), blind, () => skipped++);
    expect([...node.querySelectorAll('h3')].map(head => text(head))).toEqual(['A', 'B']);
    expect(text(node)).toContain('return {1, 2}');
    expect(text(node)).toContain('Make your guess above.');
    click(button(node, 'Show me without a guess'));
    expect(skipped).toBe(1);
  });

  it.each<[string, IComparison]>([
    ['faster', comparison()],
    ['slower', compared({ verdict: 'slower', ratio: 0.3, low: 0.29, high: 0.31 })],
    ['different', comparison({ equality: 'different', points: [], at: null })],
    ['many', fourVariants()]
  ])('nothing gives the answer away: %s', async (_, result) => {
    const node = await draw(result, blind);
    expect(everything(node)).not.toMatch(
      /\d (ns|µs|ms|s|KiB|%)|×|faster|slower|same|fast|slow|differ|memory|140|Careful|noise|CPython/
    );
    expect(node.querySelector('table, details, footer, .jp-Cellheat-Plot')).toBeNull();
  });

  it('looks the same whatever came out', async () => {
    const faster = await draw(comparison(), blind);
    const slower = await draw(
      compared({ verdict: 'slower', ratio: 0.3, low: 0.29, high: 0.31 }),
      blind
    );
    expect(faster.outerHTML).toBe(slower.outerHTML);
  });
});
