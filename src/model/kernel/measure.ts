import { availabilityMessage, failureMessage, IMessage } from './messages';
import type { Availability, RunFailure } from './run';
import type { ITranslate } from '../words/translate';

/** Why a comparison was not measured. */
export type MeasureFailure =
  | RunFailure
  /** There is no Python kernel. */
  | { readonly kind: 'unavailable'; readonly availability: Availability }
  /** A cell failed; `cell` is its id, and `earlier` says that it is not the comparison itself. */
  | { readonly kind: 'cell-failed'; readonly cell: string; readonly earlier: boolean }
  /** The user stopped it. */
  | { readonly kind: 'stopped' };

/** Where a measurement stands. Times are milliseconds as `Date.now()` gives them. */
export type MeasureState =
  /** The session is not connected yet or the kernel is busy. */
  | { readonly phase: 'waiting'; readonly since: number; readonly why: 'session' | 'busy' }
  | { readonly phase: 'running'; readonly since: number; readonly stopping: boolean }
  | { readonly phase: 'failed'; readonly failure: MeasureFailure };

/** True while it has not come to its end. */
export function isMeasuring(state: MeasureState | null): boolean {
  return state !== null && state.phase !== 'failed';
}

/** A measurement that is under way or failed, in words. */
export function measureMessage(state: MeasureState, trans: ITranslate): IMessage {
  switch (state.phase) {
    case 'waiting':
      return state.why === 'busy'
        ? said(
            trans.__('Waiting for the kernel.'),
            trans.__('It is starting, or busy with another cell. It measures as soon as that ends.')
          )
        : said(
            trans.__('Waiting for the kernel to connect.'),
            trans.__('It measures as soon as it is ready.')
          );
    case 'running':
      return state.stopping
        ? said(trans.__('Stopping.'), '')
        : said(trans.__('Measuring on your machine.'), '');
    case 'failed':
      return measureFailureMessage(state.failure, trans);
  }
}

function measureFailureMessage(failure: MeasureFailure, trans: ITranslate): IMessage {
  switch (failure.kind) {
    case 'unavailable':
      return {
        title: availabilityMessage(failure.availability, trans)?.title ?? '',
        text: trans.__('Choose a Python kernel for this notebook, then measure again.'),
        detail: null
      };
    case 'cell-failed':
      return failure.earlier
        ? said(
            trans.__('Not measured: a cell above failed.'),
            trans.__('The comparison needs what that cell makes. Repair it, then measure again.')
          )
        : said(
            trans.__('The comparison failed.'),
            trans.__('The output of its cell says why. Repair it, then measure again.')
          );
    case 'stopped':
      return said(
        trans.__('Stopped.'),
        trans.__('What was known by then is shown. Measure again when you like.')
      );
    case 'cancelled':
      return said(trans.__('Cancelled.'), trans.__('Nothing was run. Measure when you like.'));
    case 'not-run':
      return said(
        trans.__('The notebook did not run the cells.'),
        trans.__('Run them once in the ordinary way to see what stops them.')
      );
    case 'not-armed':
      return {
        title: trans.__('Not measured.'),
        text: trans.__(
          'Cellheat could not be brought into the kernel. Reload the page and try again; if it comes back, report it with these details.'
        ),
        detail: failure.detail
      };
    default: {
      const { title, detail } = failureMessage(failure, trans);
      return { title, text: trans.__('Measure again when the kernel is ready.'), detail };
    }
  }
}

function said(title: string, text: string): IMessage {
  return { title, text, detail: null };
}
