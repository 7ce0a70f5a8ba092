import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ILesson } from '../../../src/lessons/catalogue';
import { FOLDER, ILessonFilesOptions, LessonFiles, OLD_FOLDER } from '../../../src/lessons/files';
import { JupyterServer } from './server';

const LESSON: ILesson = {
  id: 'd1',
  title: 'Membership',
  summary: '',
  minutes: 5,
  chapter: 'Structures',
  path: 'structures/membership.ipynb',
  notebook: {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { cellheat: { schema: 1, lesson: 'd1', version: '1.0.0' } },
    cells: []
  }
};
const PATH = 'cellheat-lessons/membership.ipynb';
const MINE = JSON.stringify({ ...LESSON.notebook, metadata: { mine: true } });

let server: JupyterServer;

beforeAll(async () => {
  server = await JupyterServer.start();
}, 60_000);
beforeEach(() => server.clear());
afterAll(() => server.stop());

/** A page's way to the files. */
function page(changes: Partial<ILessonFilesOptions> = {}) {
  const stopped: string[] = [];
  const closed: string[] = [];
  const contents = server.contents();
  const files = new LessonFiles({
    contents,
    sessions: { stopIfNeeded: async path => void stopped.push(path) },
    specs: () => null,
    close: async path => void closed.push(path),
    ...changes
  });
  return { files, contents, stopped, closed };
}

function writeMine(): void {
  mkdirSync(join(server.root, FOLDER), { recursive: true });
  writeFileSync(join(server.root, PATH), MINE);
}

describe('a copy', () => {
  it('is made in a folder of its own, as the lesson was released', async () => {
    const { files } = page();
    expect(await files.copy(LESSON)).toBe(PATH);
    expect(server.names(FOLDER)).toEqual(['membership.ipynb']);
    expect(JSON.parse(server.read(PATH))).toEqual(LESSON.notebook);
  });

  it('that is there is left as it is', async () => {
    writeMine();
    const { files } = page();
    expect(await files.copy(LESSON)).toBe(PATH);
    expect(server.read(PATH)).toBe(MINE);
  });

  it('is made once by two clicks, and by two pages', async () => {
    const [one, two] = [page(), page()];
    const paths = await Promise.all([
      one.files.copy(LESSON),
      one.files.copy(LESSON),
      two.files.copy(LESSON)
    ]);
    expect(new Set(paths)).toEqual(new Set([PATH]));
    expect(server.names(FOLDER)).toEqual(['membership.ipynb']);
  });

  it('that another page makes meanwhile counts', async () => {
    const { files, contents } = page();
    const save = contents.save.bind(contents);
    contents.save = async (path, options) => {
      const saved = await save(path, options);
      if (options?.type === 'notebook') {
        writeMine();
      }
      return saved;
    };
    expect(await files.copy(LESSON)).toBe(PATH);
    expect(server.read(PATH)).toBe(MINE);
    expect(server.names(FOLDER)).toEqual(['membership.ipynb']);
  });

  it('names a Python kernel that this server has', async () => {
    const spec = (name: string, language: string) => ({
      name,
      language,
      display_name: name,
      argv: [],
      resources: {}
    });
    const { files } = page({
      specs: () => ({
        default: 'ir',
        kernelspecs: { ir: spec('ir', 'R'), 'conda-py': spec('conda-py', 'python') }
      })
    });
    await files.copy(LESSON);
    expect(JSON.parse(server.read(PATH)).metadata.kernelspec.name).toBe('conda-py');
  });

  it('is known once it was looked for', async () => {
    const { files } = page();
    await files.look();
    expect(files.hasCopy(LESSON)).toBe(false);
    expect(server.names('')).toEqual([]);
    await files.copy(LESSON);
    await files.look();
    expect(files.hasCopy(LESSON)).toBe(true);
  });
});

describe('a reset', () => {
  it('closes the copy, files it, ends its kernel and makes a fresh one', async () => {
    writeMine();
    const { files, stopped, closed } = page();
    const { old, path } = await files.reset(LESSON);
    expect([path, closed, stopped]).toEqual([PATH, [PATH], [PATH]]);
    expect(old).toMatch(
      /^cellheat-lessons\/old\/membership \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.ipynb$/
    );
    expect(server.read(old!)).toBe(MINE);
    expect(JSON.parse(server.read(PATH))).toEqual(LESSON.notebook);
  });

  it('writes over no copy that was filed in the same second', async () => {
    writeMine();
    const { files } = page();
    const olds = new Set<string>();
    for (let i = 0; i < 3; i++) {
      olds.add((await files.reset(LESSON)).old!);
    }
    expect(olds.size).toBe(3);
    expect(server.names(OLD_FOLDER)).toHaveLength(3);
    expect(server.read([...olds][0])).toBe(MINE);
  });

  it('of a lesson without a copy makes one', async () => {
    const { files, stopped } = page();
    expect(await files.reset(LESSON)).toEqual({ old: null, path: PATH });
    expect(stopped).toEqual([]);
  });

  it.each(['close', 'session', 'write'])('that fails at: %s, loses nothing', async step => {
    writeMine();
    const fail = () => Promise.reject(new Error('no'));
    const { files, contents } = page({
      ...(step === 'close' && { close: fail }),
      ...(step === 'session' && { sessions: { stopIfNeeded: fail } })
    });
    if (step === 'write') {
      const save = contents.save.bind(contents);
      contents.save = (path, options) =>
        options?.type === 'notebook' ? fail() : save(path, options);
    }
    await expect(files.reset(LESSON)).rejects.toThrow('no');
    expect(server.read(PATH)).toBe(MINE);
    expect(server.names(FOLDER).filter(name => name.endsWith('.ipynb'))).toEqual([
      'membership.ipynb'
    ]);
    expect(server.names(OLD_FOLDER)).toEqual([]);
  });
});
