import { comparisonText } from '../../../../src/model/comparison/report';
import { comparison, english, fourVariants } from '../../builders';

describe('comparisonText', () => {
  it('says everything, in text that can be pasted anywhere', () => {
    expect(comparisonText(comparison(), english)).toBe(
      [
        'B is about 140× faster',
        'n = 1,000',
        '95 % in this kernel, on these inputs: 134× to 143× faster',
        '',
        'A · in_list  6.5 ms, spread ± 2 %',
        'def in_list(items):',
        '    return [1, 2]',
        '',
        'B · in_set  46.9 µs, spread ± 2 %',
        'def in_set(items):',
        '    return {1, 2}',
        '',
        'same result on 5 inputs · noise here ± 1 % · 1.1 s, 40 blocks',
        'the price: 3.1× the memory',
        '',
        '! A call is short.',
        '',
        '    n   median      middle half  calls  peak memory    against A  variant',
        '   10  1.30 µs  1.27 to 1.33 µs  4,000            –            –  A · in_list',
        '   10   800 ns    780 to 820 ns  4,000            –  1.6× faster  B · in_set',
        '1,000   6.5 ms    6.4 to 6.6 ms  4,000       13 KiB            –  A · in_list',
        '1,000  46.9 µs  46.0 to 47.8 µs  4,000       40 KiB  140× faster  B · in_set',
        '',
        'order: blocks in an order by lot',
        '',
        'CPython 3.11.7 · Linux x86_64 · 2 cores · cellheat 0.1.0',
        '2026-11-21T10:50:00.123Z'
      ].join('\n')
    );
  });

  it('holds no times where the results differ', () => {
    const text = comparisonText(
      comparison({ equality: 'different', difference: 'in_list gave 1 and in_set gave 2.' }),
      english
    );
    expect(text).toMatch(/^Not comparable: the results differ\nin_list gave 1 and in_set gave 2\./);
    expect(text).not.toMatch(/\d (ns|µs|ms)\b|×|KiB/);
  });

  it('has a line for each of several', () => {
    const text = comparisonText(fourVariants(), english);
    expect(text).toContain('D · ready: 7.8× faster (7.6× to 8.1×)');
    expect(text).toContain('D · ready  7.9 µs');
    expect(text).toContain('same within 3 %  B · join_gen');
  });
});
