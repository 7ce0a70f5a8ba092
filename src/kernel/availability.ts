import { ISessionContext } from '@jupyterlab/apputils';
import { NotebookPanel } from '@jupyterlab/notebook';
import { Availability } from '../model/kernel/run';
import { awakeKernels } from './awake';
import { mainShells } from './mainshell';

/** Whether the active cell of a notebook can be profiled, and if not, why. */
export function availabilityOf(panel: NotebookPanel | null): Availability {
  const cell = panel?.content.activeCell;
  if (!panel || !cell) {
    return { kind: 'no-notebook' };
  }
  const { sessionContext } = panel;
  const kernel = kernelAvailability(sessionContext);
  if (!canProfile(kernel)) {
    return kernel;
  }
  if (cell.model.type !== 'code') {
    return { kind: 'not-code' };
  }
  return awakeKernels.has(sessionContext) ? { kind: 'ready' } : kernel;
}

/** A click is taken while the kernel starts: the run waits for it. */
export function canProfile(availability: Availability): boolean {
  return availability.kind === 'ready' || availability.kind === 'starting';
}

/**
 * Whether a kernel can be profiled. The language comes from its kernelspec: a kernel that is not
 * Python is never asked anything.
 */
export function kernelAvailability(context: ISessionContext): Availability {
  const status = context.kernelDisplayStatus;
  const kernel = context.session?.kernel;
  if (!kernel && status !== 'initializing' && status !== 'starting') {
    return { kind: 'no-kernel' };
  }
  const language = languageOf(context);
  if (language !== null && language.toLowerCase() !== 'python') {
    return { kind: 'not-python', kernel: context.kernelDisplayName };
  }
  switch (status) {
    case 'idle':
    case 'busy':
      return { kind: language === null ? 'starting' : 'ready' };
    case 'dead':
    case 'terminating':
    case 'disconnected':
      return { kind: 'no-kernel' };
    default:
      return { kind: 'starting' };
  }
}

/** True while a kernel runs a cell. */
export function isBusy(context: ISessionContext): boolean {
  const kernel = context.session?.kernel;
  const isSeenBusy =
    context.kernelDisplayStatus === 'busy' || (!!kernel && mainShells.isBusy(kernel));
  return kernelAvailability(context).kind === 'ready' && isSeenBusy;
}

/** The language of the kernel that runs or is about to; `null` while it is not known. */
function languageOf(context: ISessionContext): string | null {
  const { kernelPreference, specsManager } = context;
  const name = context.session?.kernel?.name ?? kernelPreference.name;
  if (!specsManager.specs) {
    return null;
  }
  const spec = name ? specsManager.specs.kernelspecs[name] : undefined;
  // a kernel of a gateway may have no spec here; the notebook's metadata then tells its language
  return spec?.language ?? kernelPreference.language ?? (name ? 'unknown' : null);
}
