import { ISessionContextDialogs } from '@jupyterlab/apputils';
import { Cell } from '@jupyterlab/cells';
import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';
import { ITranslator } from '@jupyterlab/translation';

/**
 * Run one cell the ordinary way, whatever is selected. JupyterLab goes to command mode for this;
 * a profile is no reason to take somebody out of their line.
 */
export function runInPlace(
  panel: NotebookPanel,
  cell: Cell,
  dialogs: ISessionContextDialogs | null,
  translator: ITranslator
): Promise<boolean> {
  const { content: notebook, sessionContext } = panel;
  const { mode } = notebook;
  const ran = NotebookActions.runCells(
    notebook,
    [cell],
    sessionContext,
    dialogs ?? undefined,
    translator
  );
  notebook.mode = mode;
  return ran;
}
