import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';

/** A card of ours within a cell. */
export abstract class SlotCard extends ReactWidget {
  /**
   * The notebook has commands on single keys, which must not run from here: Lumino looks for this
   * attribute on what has the focus. What is pressed with Ctrl, such as to save, goes on.
   */
  handleEvent(event: Event): void {
    const { target, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
    if (target instanceof HTMLElement && this.node.contains(target)) {
      target.toggleAttribute('data-lm-suppress-shortcuts', !(ctrlKey || metaKey || altKey));
    }
  }

  protected onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    // before Lumino, which listens at the document
    window.addEventListener('keydown', this, true);
  }

  protected onBeforeDetach(msg: Message): void {
    window.removeEventListener('keydown', this, true);
    super.onBeforeDetach(msg);
  }
}
