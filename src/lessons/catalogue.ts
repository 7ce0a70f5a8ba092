import type { INotebookContent } from '@jupyterlab/nbformat';
import { compareOf, lessonRef } from '../model/lesson/lesson';

/** A lesson as it was released. */
export interface ILesson {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly chapter: string;
  /** Below `notebooks/`. */
  readonly path: string;
  readonly notebook: INotebookContent;
}

/** All lessons, as `scripts/pack.mjs` packs them at each build. */
export interface IPack {
  readonly version: string;
  readonly lessons: readonly ILesson[];
}

/** Load the lessons; nothing of them is fetched before somebody asks for them. */
export async function loadPack(): Promise<IPack> {
  const module = await import('./pack.json');
  // else a type as long as all notebooks
  return module.default as unknown as IPack;
}

/** The ids of the questions that a lesson asks, in order. */
export function questionsOf({ notebook }: ILesson): string[] {
  const lesson = lessonRef(notebook.metadata.cellheat);
  return lesson === null
    ? []
    : notebook.cells.flatMap(
        cell => compareOf(lesson, String(cell.id), cell.metadata.cellheat)?.id ?? []
      );
}
