import { PathExt } from '@jupyterlab/coreutils';
import type { INotebookContent } from '@jupyterlab/nbformat';
import { Contents, KernelSpec, ServerConnection, Session } from '@jupyterlab/services';
import { ISignal, Signal } from '@lumino/signaling';
import { ILesson } from './catalogue';

/** Where a learner's copies lie, in the root folder of the server. */
export const FOLDER = 'cellheat-lessons';

/** Where copies go that a reset sets aside. */
export const OLD_FOLDER = `${FOLDER}/old`;

/** How many names are tried for a copy that is set aside. */
const TRIES = 20;

/** A folder is listed so often at most, until nothing moves under the server's hands. */
const LISTINGS = 3;

/** What the server says where a file of that name is there already. */
const CONFLICT = 409;

/** What a learner's copies need of JupyterLab. */
export interface ILessonFilesOptions {
  readonly contents: Contents.IManager;
  readonly sessions: Pick<Session.IManager, 'stopIfNeeded'>;
  readonly specs: () => KernelSpec.ISpecModels | null;
  /** Save what is not saved of a document, and close its views. */
  readonly close: (path: string) => Promise<void>;
}

/** A learner's copies of the lessons. One is made once, and never written over. */
export class LessonFiles {
  constructor(private readonly _options: ILessonFilesOptions) {
    _options.contents.fileChanged.connect((_, { type, oldValue, newValue }) => {
      const isIn = [oldValue, newValue].some(file => file?.path?.startsWith(FOLDER));
      if (this._names !== null && isIn && type !== 'save') {
        this._lookSoon();
      }
    });
  }

  /** Emitted when copies came or went. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Whether there is a copy, as far as was looked. */
  hasCopy(lesson: ILesson): boolean {
    return this._names?.has(PathExt.basename(lesson.path)) ?? false;
  }

  /** See which copies are there. Never rejects. */
  async look(): Promise<void> {
    try {
      // to ask for a folder that is not there would be an error in the browser's log
      const root = await this._list('');
      this._names = root.has(FOLDER) ? await this._list(FOLDER) : new Set();
      this._changed.emit();
    } catch (error) {
      console.warn('cellheat: the lessons’ folder cannot be read', error);
    }
  }

  /** The path of the learner's copy, which is made where there is none. */
  copy(lesson: ILesson): Promise<string> {
    return this._oneByOne(() => this._copy(lesson));
  }

  /**
   * Set the learner's copy aside and make a fresh one; give both paths, the first one `null` where
   * there was no copy. The old one is moved as a whole before anything new is written.
   */
  reset(lesson: ILesson): Promise<{ old: string | null; path: string }> {
    return this._oneByOne(async () => {
      const path = pathOf(lesson);
      if (!(await this._exists(path))) {
        return { old: null, path: await this._copy(lesson) };
      }
      await this._options.close(path);
      const old = await this._setAside(path);
      try {
        // else the fresh copy would find the old one's names in its kernel
        await this._options.sessions.stopIfNeeded(path);
        return { old, path: await this._copy(lesson) };
      } catch (error) {
        await this._options.contents.rename(old, path);
        throw error;
      }
    });
  }

  /** Once for many changes, and not amid our own: a server stumbles over a file that is moved. */
  private _lookSoon(): void {
    if (!this._isToLook) {
      this._isToLook = true;
      void this._oneByOne(async () => {
        this._isToLook = false;
        await this.look();
      });
    }
  }

  private async _copy(lesson: ILesson): Promise<string> {
    const path = pathOf(lesson);
    if (await this._exists(path)) {
      return path;
    }
    const { contents } = this._options;
    // written under another name first: a server moves nothing onto what is there already
    const { path: draft } = await contents.newUntitled({ path: FOLDER, type: 'notebook' });
    try {
      const content = forKernel(lesson.notebook, this._options.specs());
      await contents.save(draft, { type: 'notebook', format: 'json', content });
      await contents.rename(draft, path);
    } catch (error) {
      await contents.delete(draft);
      // another page was faster, and its copy counts
      if (!isConflict(error)) {
        throw error;
      }
    }
    return path;
  }

  private async _setAside(path: string): Promise<string> {
    await this._makeFolder(OLD_FOLDER);
    const name = PathExt.basename(path, '.ipynb');
    const when = stamp(new Date());
    for (let i = 1; ; i++) {
      const old = `${OLD_FOLDER}/${name} ${when}${i > 1 ? ` (${i})` : ''}.ipynb`;
      try {
        await this._options.contents.rename(path, old);
        return old;
      } catch (error) {
        if (!isConflict(error) || i === TRIES) {
          throw error;
        }
      }
    }
  }

  private async _exists(path: string): Promise<boolean> {
    await this._makeFolder(FOLDER);
    return (await this._list(FOLDER)).has(PathExt.basename(path));
  }

  private async _list(folder: string): Promise<Set<string>> {
    for (let i = 1; ; i++) {
      try {
        const { content } = await this._options.contents.get(folder);
        return new Set((content as Contents.IModel[]).map(({ name }) => name));
      } catch (error) {
        // a server that lists a folder stumbles over a file that another page moves meanwhile
        if (i === LISTINGS) {
          throw error;
        }
      }
    }
  }

  /** A folder that is there stays as it is. */
  private async _makeFolder(path: string): Promise<void> {
    const { contents } = this._options;
    try {
      await contents.save(path, { type: 'directory' });
    } catch (error) {
      // two pages that make it at once: for one of them it is there all of a sudden
      const there = await contents.get(path, { content: false }).catch(() => null);
      if (there?.type !== 'directory') {
        throw error;
      }
    }
  }

  /** Two clicks must not make one copy twice, nor be seen in the midst of it. */
  private _oneByOne<T>(action: () => Promise<T>): Promise<T> {
    const result = this._last.then(action);
    this._last = result.catch(() => undefined);
    return result;
  }

  private readonly _changed = new Signal<this, void>(this);
  private _names: Set<string> | null = null;
  private _isToLook = false;
  private _last: Promise<unknown> = Promise.resolve();
}

/** Where the learner's copy of a lesson lies. */
export function pathOf(lesson: ILesson): string {
  return `${FOLDER}/${PathExt.basename(lesson.path)}`;
}

/** A notebook that names a Python kernel of this server, so that nobody is asked for one. */
function forKernel(
  notebook: INotebookContent,
  specs: KernelSpec.ISpecModels | null
): INotebookContent {
  const known = Object.values(specs?.kernelspecs ?? {}).filter(spec => spec !== undefined);
  const python = known.filter(({ language }) => language.toLowerCase() === 'python');
  const named = notebook.metadata.kernelspec?.name;
  const spec =
    python.find(({ name }) => name === named) ??
    python.find(({ name }) => name === specs?.default) ??
    python[0];
  if (!spec) {
    return notebook;
  }
  const { name, display_name } = spec;
  return {
    ...notebook,
    metadata: { ...notebook.metadata, kernelspec: { name, display_name, language: 'python' } }
  };
}

/** `2026-11-21 10.50.00`, which every system takes for a name. */
function stamp(date: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), date.getMonth() + 1, date.getDate()].map(two).join('-');
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('.');
  return `${day} ${time}`;
}

function isConflict(error: unknown): boolean {
  return error instanceof ServerConnection.ResponseError && error.response.status === CONFLICT;
}
