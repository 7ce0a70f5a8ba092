import type { ICellModel, ICodeCellModel } from '@jupyterlab/cells';
import type { INotebookModel } from '@jupyterlab/notebook';
import { parseResult } from '../model/reading/parse';
import { MIME_TYPE } from '../model/contract/profile';
import {
  compareOf,
  ICompare,
  ILessonRef,
  IMeasured,
  lessonRef,
  measuredIn,
  roleOf
} from '../model/lesson/lesson';

/** The lesson that a notebook is; `null` where it is none. */
export function lessonOf(model: INotebookModel | null): ILessonRef | null {
  return model && lessonRef(model.getMetadata('cellheat'));
}

/** A compare cell of a lesson. */
export interface ICompareCell extends ICompare {
  readonly lesson: ILessonRef;
  readonly model: ICodeCellModel;
}

/** The compare cells of a notebook, in order. */
export function compareCells(model: INotebookModel | null): ICompareCell[] {
  return [...(model?.cells ?? [])].flatMap(cell => compareCell(model, cell) ?? []);
}

/** A cell as a compare cell of its lesson; `null` where it is another cell, or a copy. */
export function compareCell(
  notebook: INotebookModel | null,
  cell: ICellModel
): ICompareCell | null {
  const lesson = lessonOf(notebook);
  const compare = lesson && compareOf(lesson, cell.id, cell.getMetadata('cellheat'));
  return compare && isCode(cell) ? { ...compare, lesson, model: cell } : null;
}

/** The ids of the cells that a comparison needs, in order; it is the last of them. */
export function stepsTo(notebook: INotebookModel | null, cellId: string): string[] {
  const lesson = lessonOf(notebook);
  const cells = [...(notebook?.cells ?? [])].filter(isCode);
  const at = cells.findIndex(({ id }) => id === cellId);
  if (lesson === null || at < 0) {
    return [];
  }
  const isNeeded = (cell: ICodeCellModel) => {
    const role = roleOf(lesson, cell.id, cell.getMetadata('cellheat'));
    return role === 'setup' || role === 'make' || role === 'variant';
  };
  return [...cells.slice(0, at).filter(isNeeded), cells[at]].map(({ id }) => id);
}

/** What a cell's outputs say of its comparison; `null` where they show none. */
export function shownIn({ outputs }: ICodeCellModel): IMeasured | null {
  for (let i = outputs.length - 1; i >= 0; i--) {
    const data = outputs.get(i).data[MIME_TYPE];
    const result = data === undefined ? null : parseResult(data);
    if (result?.kind === 'comparison') {
      return measuredIn(result);
    }
  }
  return null;
}

function isCode(cell: ICellModel): cell is ICodeCellModel {
  return cell.type === 'code';
}
