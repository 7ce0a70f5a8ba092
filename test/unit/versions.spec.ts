import type { Cell } from '@jupyterlab/cells';
import type { Notebook } from '@jupyterlab/notebook';
import { Signal } from '@lumino/signaling';
import { IExecutions, Versions } from '../../src/versions';

type Execution = { notebook: Notebook; cell: Cell };

/** A cell whose source and count the test sets, and the notebook that runs it. */
function started() {
  const executionScheduled = new Signal<object, Execution>({});
  const executed = new Signal<object, Execution>({});
  const versions = new Versions({ executionScheduled, executed } satisfies IExecutions);
  const cell = { source: '', executionCount: null as number | null };
  const model = {
    id: 'a',
    type: 'code',
    sharedModel: { getSource: () => cell.source },
    get executionCount() {
      return cell.executionCount;
    }
  } as unknown as Cell['model'];
  const notebook = { model: {} } as Notebook;
  const execution = { notebook, cell: { model } as Cell };
  return {
    cell,
    schedule: () => executionScheduled.emit(execution),
    finish: () => executed.emit(execution),
    before: () => versions.before(notebook.model, model),
    dispose: () => versions.dispose(),
    run(source: string) {
      cell.source = source;
      this.schedule();
      cell.executionCount = 1;
      this.finish();
    }
  };
}

describe('the versions of a cell', () => {
  it('are none before it has run, and none before it is edited', () => {
    const cell = started();
    cell.cell.source = 'x = 1';
    expect(cell.before()).toBeNull();
    cell.run('x = 1');
    expect(cell.before()).toBeNull();
    cell.cell.source = 'x = 1\n';
    expect(cell.before()).toBeNull();
  });

  it('are what ran and what stands there now', () => {
    const cell = started();
    cell.run('x = 1');
    cell.cell.source = 'x = 2';
    expect(cell.before()).toBe('x = 1');
  });

  it('are what ran and what ran before that, however often', () => {
    const cell = started();
    ['x = 1', 'x = 2', 'x = 2'].forEach(source => cell.run(source));
    expect(cell.before()).toBe('x = 1');
    cell.cell.source = 'x = 3';
    expect(cell.before()).toBe('x = 2');
    cell.run('x = 1');
    expect(cell.before()).toBe('x = 2');
  });

  it('are not changed by an edit while the cell runs', () => {
    const cell = started();
    cell.cell.source = 'x = 1';
    cell.schedule();
    cell.cell.source = 'x = 2';
    cell.cell.executionCount = 1;
    cell.finish();
    expect(cell.before()).toBe('x = 1');
  });

  it('do not hold what the kernel skipped', () => {
    const cell = started();
    cell.cell.source = 'x = 1';
    cell.schedule();
    cell.finish();
    cell.cell.source = 'x = 2';
    expect(cell.before()).toBeNull();
  });
});
