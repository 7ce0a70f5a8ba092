import { costSentence, costText, obstacleTo, waysIn } from '../../../../src/model/kernel/catalogue';
import { INSTRUMENTS, QUESTIONS } from '../../../../src/model/contract/profile';
import { BESIDE, MENU, wayLabel } from '../../../../src/model/instruments/ways';
import { english } from '../../builders';
import { readFileSync } from 'fs';
import { join } from 'path';

const ways = MENU.flatMap(group => group.ways);

describe('the menu', () => {
  it('asks every question once, and offers every instrument', () => {
    expect(MENU.map(({ question }) => question)).toEqual(QUESTIONS);
    expect(new Set(ways.map(({ instrument }) => instrument))).toEqual(new Set(INSTRUMENTS));
  });

  it('gives each way a label of its own', () => {
    const labels = ways.map(way => wayLabel(way, english));
    expect(new Set(labels).size).toBe(ways.length);
  });

  it('is the same in the menu bar and in the context menu', () => {
    const schema = JSON.parse(
      readFileSync(join(__dirname, '../../../../schema/plugin.json'), 'utf-8')
    );
    const menus = schema['jupyter.lab.menus'];
    const inBar = profilesIn(menus.main[0].items);
    const inContext = profilesIn(menus.context[0].submenu.items);
    expect(inBar.map(({ instrument, tool }) => ({ instrument, tool }))).toEqual(ways);
    expect(inContext).toEqual(inBar.map(args => ({ ...args, pointed: true })));
    expect(schema.properties.also.items.enum).toEqual(BESIDE);
  });
});

interface IItem {
  readonly command?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly submenu?: { readonly items: readonly IItem[] };
}

function profilesIn(items: readonly IItem[]): Readonly<Record<string, unknown>>[] {
  return items.flatMap(({ args, submenu }) =>
    submenu ? profilesIn(submenu.items) : args?.menu ? [args] : []
  );
}

describe('what a kernel says of a way', () => {
  const tool = {
    name: 'tracer',
    available: true,
    obstacle: null,
    missing: null,
    measures: 'Lines.',
    blind: 'C.',
    needs: 'Nothing.',
    overhead: null
  };
  const missing = { ...tool, name: 'line_profiler', available: false, obstacle: 'Not installed.' };
  const known = {
    phase: 'known',
    catalogue: {
      version: 1,
      kind: 'catalogue',
      instruments: [{ name: 'lines', question: 'line', tools: [tool, missing] }]
    }
  } as const;

  it('takes the place of what can only be guessed', () => {
    const group = MENU.find(({ question }) => question === 'line')!;
    expect(waysIn(group, null).map(way => way.about)).toEqual([null, null, null]);
    expect(waysIn(group, known).map(way => way.tool)).toEqual(['tracer', 'line_profiler']);
  });

  it('is what it cannot do, where it was asked', () => {
    const way = { instrument: 'lines', tool: 'line_profiler' } as const;
    expect(obstacleTo(way, known)).toBe('Not installed.');
    expect(obstacleTo(way, null)).toBeNull();
    expect(obstacleTo({ instrument: 'lines', tool: null }, known)).toBeNull();
  });

  it('is a price, never below nothing', () => {
    expect(costText({ low: 0.97, high: 1.04, conditions: '' })).toBe('1.0×');
    expect(costText({ low: 1.1, high: 26.4, conditions: '' })).toBe('1.1 – 26×');
    expect(costText({ low: 1, high: 340, conditions: '' })).toBe('1.0 – >100×');
  });

  it.each([
    [0.97, 1.04, 'Cells take hardly longer.'],
    [1.96, 2.04, 'Cells take about 2.0 times as long.'],
    [1, 18.93, 'Cells take 1.0 to 19 times as long, by what they do.'],
    [1, 340.12, 'Cells take 1.0 to more than 100 times as long, by what they do.']
  ])('says what %d to %d means', (low, high, words) => {
    const cost = { low, high, conditions: 'Python 3.13.0 on Linux, 2 cores' };
    expect(costSentence(cost, english)).toBe(
      `${words} Measured with Python 3.13.0 on Linux, 2 cores.`
    );
  });
});
