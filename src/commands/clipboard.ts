import { Clipboard } from '@jupyterlab/apputils';

/**
 * Put text on the system's clipboard. JupyterLab's own way selects a text for a moment, and the
 * browser may then give the focus to a cell; but it works in pages that are not secure.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    Clipboard.copyToSystem(text);
  }
}
