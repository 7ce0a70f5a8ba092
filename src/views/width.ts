import { SplitPanel, Widget } from '@lumino/widgets';

const SEEN = 'cellheat:panel-width';

/**
 * Give a side panel room the first time that it is shown in this browser: JupyterLab opens a side
 * area at a width that suits a list. After that its width is the user's.
 */
export function widenOnce(panel: Widget, width: number, storage: () => Storage): void {
  try {
    if (storage().getItem(SEEN) === null) {
      storage().setItem(SEEN, String(width));
      // the area has its width only after the layout that is under way
      requestAnimationFrame(() => widen(panel, width));
    }
  } catch {
    // storage is closed to this page: then the width is JupyterLab's
  }
}

function widen(panel: Widget, width: number): void {
  let side: Widget = panel;
  while (side.parent && !(side.parent instanceof SplitPanel)) {
    side = side.parent;
  }
  const split = side.parent;
  const whole = split?.node.offsetWidth ?? 0;
  if (!(split instanceof SplitPanel) || side.node.offsetWidth >= width || whole < 2 * width) {
    return;
  }
  const sizes = split.relativeSizes();
  const index = split.widgets.indexOf(side);
  const widest = sizes.indexOf(Math.max(...sizes.filter((_, i) => i !== index)));
  const more = width / whole - sizes[index];
  sizes[index] += more;
  sizes[widest] -= more;
  split.setRelativeSizes(sizes);
}
