import type { ICodeCellModel } from '@jupyterlab/cells';
import type { IOutput } from '@jupyterlab/nbformat';
import type { INotebookModel } from '@jupyterlab/notebook';
import { MIME_TYPE } from '../model/contract/profile';

/** Put a comparison in the place of what it was, wherever a notebook shows it. */
export function replaceOutputs(
  notebook: INotebookModel | null,
  token: string,
  bundle: Readonly<Record<string, unknown>>
): void {
  for (const cell of notebook?.cells ?? []) {
    if (cell.type !== 'code') {
      continue;
    }
    const { outputs } = cell as ICodeCellModel;
    for (let i = 0; i < outputs.length; i++) {
      const output = outputs.get(i).toJSON();
      if (tokenOf(output) === token) {
        outputs.set(i, { ...output, data: bundle } as IOutput);
      }
    }
  }
}

function tokenOf(output: IOutput): unknown {
  const data = output.data as Readonly<Record<string, unknown>> | undefined;
  const found = data?.[MIME_TYPE] as { token?: unknown } | undefined;
  return found?.token;
}
