import { parseAnswer } from '../../../../src/model/reading/parse';

const LOOK = {
  version: 1,
  kind: 'stack',
  tool: 'py-spy 0.4.3',
  exact: true,
  samples: 1,
  elapsed_ns: 0,
  files: [{ kind: 'cell', label: '[1]', count: 1, text: 'f()' }],
  threads: [
    {
      name: 'MainThread',
      main: true,
      total: 2,
      frames: [
        { name: '<module>', kind: 'own', module: null, place: [0, 1] },
        { name: 'sleep', kind: 'library', module: 'asyncio.tasks', place: null }
      ]
    }
  ],
  tables: [],
  notes: []
};

describe('what a kernel is doing now', () => {
  it('is read as it was sent', () => {
    expect(parseAnswer(LOOK)).toEqual(LOOK);
  });

  it('may be a thread that waits outside of the cell', () => {
    const threads = [{ name: 'MainThread', main: true, frames: [], total: 0 }];
    expect(parseAnswer({ ...LOOK, threads })).toMatchObject({ kind: 'stack', threads });
  });

  it('is refused where a place points into no file', () => {
    expect(parseAnswer({ ...LOOK, files: [] }).kind).toBe('unreadable');
    expect(parseAnswer({ ...LOOK, threads: 5 }).kind).toBe('unreadable');
  });
});
