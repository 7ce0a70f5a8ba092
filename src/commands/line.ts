import { Notebook } from '@jupyterlab/notebook';
import { CommandIDs } from '../tokens';
import { ICommandOptions } from './options';

/** Go to a line of a cell. */
export function addLine({ commands, showNotebook, tracker, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  commands.addCommand(CommandIDs.goToLine, {
    label: trans.__('Go to Line of a Cell'),
    isEnabled: () => tracker.currentWidget !== null,
    execute: async args => {
      const panel = tracker.currentWidget;
      if (panel && typeof args.cell === 'string' && typeof args.line === 'number') {
        showNotebook(panel);
        await goToLine(panel.content, args.cell, args.line);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          cell: { type: 'string', description: trans.__('The cell’s id') },
          line: { type: 'integer', minimum: 1, description: trans.__('The line, from 1') }
        },
        required: ['cell', 'line']
      }
    }
  });
}

async function goToLine(notebook: Notebook, cellId: string, line: number): Promise<void> {
  const index = notebook.widgets.findIndex(widget => widget.model.id === cellId);
  const cell = notebook.widgets[index];
  if (!cell) {
    return;
  }
  notebook.deselectAll();
  notebook.activeCellIndex = index;
  await notebook.scrollToItem(index, 'smart').catch(() => {
    // another scroll took over: that one counts
  });
  await cell.ready;
  const { editor } = cell;
  // whoever went elsewhere meanwhile stays there
  if (editor && notebook.activeCell === cell) {
    // the notebook goes to edit mode with it
    editor.focus();
    editor.setCursorPosition({ line: Math.min(line, editor.lineCount) - 1, column: 0 });
  }
}
