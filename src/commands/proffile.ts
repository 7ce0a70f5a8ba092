import { Notification } from '@jupyterlab/apputils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { canProfile, isBusy, kernelAvailability } from '../kernel/availability';
import { failureMessage } from '../model/kernel/messages';
import type { IRun, RunFailure } from '../model/kernel/run';
import type { Answer } from '../model/contract/answer';
import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';

/** Profiles of calls as the files that pstats and SnakeViz open. */
export function addProfFile(options: ICommandOptions): void {
  const { askText, commands, profilers, showPanel, tracker, translator } = options;
  const trans = translator.load('cellheat');
  const ready = () => readyPanel(tracker.currentWidget);
  commands.addCommand(CommandIDs.saveProfile, {
    label: trans.__('Save Calls as .prof…'),
    caption: trans.__('A file that pstats and SnakeViz open'),
    isEnabled: () => ready() !== null && callsRun(options) !== null,
    execute: async () => {
      const [panel, run] = [ready(), callsRun(options)];
      const title = trans.__('Save Calls');
      const path = panel && run && (await askText(title, pathLabel(), 'cell.prof'));
      if (panel && run?.token && path) {
        const { token } = run;
        const answer = await profilers.ask(panel, { op: 'save-prof', token, path });
        tell(answer, trans.__('Saved as %1, in the folder of the kernel.', path));
      }
    },
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.loadProfile, {
    label: trans.__('Open a .prof File…'),
    caption: trans.__('Show a file of cProfile beside the active cell; nothing in it is executed'),
    isEnabled: () => ready() !== null && activeCell(ready()) !== null,
    execute: async () => {
      const panel = ready();
      const cell = activeCell(panel);
      const title = trans.__('Open a Profile');
      const path = panel && cell && (await askText(title, pathLabel(), 'cell.prof'));
      if (panel && cell && path) {
        const answer = await profilers.ask(panel, { op: 'load-prof', path });
        if (answer.kind === 'profile') {
          showPanel();
          profilers.show(panel, loadedRun(cell, answer));
        } else {
          tell(answer, '');
        }
      }
    },
    describedBy: NO_ARGS
  });

  function pathLabel(): string {
    return trans.__('Path, from the folder of the kernel:');
  }

  function tell(answer: Answer | RunFailure, done: string): void {
    if (answer.kind === 'ok') {
      Notification.success(done, { autoClose: 5000 });
    } else {
      Notification.error(sentenceFor(answer), { autoClose: false });
    }
  }

  /** The kernel's own words where it has some: they say what is wrong with the file. */
  function sentenceFor(answer: Answer | RunFailure): string {
    if (answer.kind === 'failure') {
      return answer.text;
    }
    const isFailure = !('version' in answer) && answer.kind !== 'compared';
    return isFailure
      ? failureMessage(answer as RunFailure, trans).title
      : trans.__('The kernel answered something else. Reload the page and try again.');
  }
}

function readyPanel(panel: NotebookPanel | null): NotebookPanel | null {
  const context = panel?.sessionContext;
  return context && canProfile(kernelAvailability(context)) && !isBusy(context) ? panel : null;
}

/** The last run of the active cell whose calls the kernel may still have. */
function callsRun({ store }: ICommandOptions): IRun | null {
  const { selection } = store;
  const results = selection ? store.results(selection.notebook, selection.cellId) : [];
  const run = results.find(({ key }) => key === 'calls')?.run ?? null;
  return run?.token ? run : null;
}

interface IActiveCell {
  readonly id: string;
  readonly source: string;
}

function activeCell(panel: NotebookPanel | null): IActiveCell | null {
  const model = panel?.content.activeCell?.model;
  return model?.type === 'code' ? { id: model.id, source: model.sharedModel.getSource() } : null;
}

function loadedRun(
  { id, source }: IActiveCell,
  result: Extract<Answer, { kind: 'profile' }>
): IRun {
  return {
    cellId: id,
    instrument: 'calls',
    tool: null,
    token: null,
    source,
    compared: [],
    selected: 1,
    state: { phase: 'done', result }
  };
}
