import { instrumentWords } from '../instruments/words';
import { IKernelFailure, Instrument, ISideEffect } from '../contract/profile';
import { Availability, IRun, RunFailure } from './run';
import { ITranslate } from '../words/translate';

/** Words for a state: what was seen, why it matters, what to try. */
export interface IMessage {
  readonly title: string;
  readonly text: string;
  /** A traceback or log that can be copied. */
  readonly detail: string | null;
}

/** The fewest and the most cells of a comparison. */
const COMPARED = { fewest: 2, most: 6 };

/** Why these cells cannot be compared with each other; `null` where they can. */
export function marksMessage(marked: number, hasOthers: boolean, trans: ITranslate): string | null {
  if (hasOthers) {
    return trans.__('A cell without code is marked, too. Mark code cells only.');
  }
  if (marked < COMPARED.fewest) {
    return trans.__('Mark two to six code cells that do the same work, with Shift and a click.');
  }
  return marked > COMPARED.most
    ? trans.__('%1 cells are marked, and a comparison takes at most six.', marked)
    : null;
}

/** The question that an instrument answers. */
export function instrumentQuestion(instrument: Instrument, trans: ITranslate): string {
  const { question, how } = instrumentWords(instrument, trans);
  return `${question} ${how}`;
}

/** Why the cell cannot be profiled; `null` where it can. */
export function availabilityMessage(
  availability: Availability,
  trans: ITranslate
): IMessage | null {
  switch (availability.kind) {
    case 'ready':
      return null;
    case 'no-notebook':
      return message(
        trans.__('No notebook is open.'),
        trans.__('Open a notebook and select a code cell: its profile appears here.')
      );
    case 'no-kernel':
      return message(
        trans.__('This notebook has no kernel.'),
        trans.__('A cell is measured while it runs. Choose a Python kernel to profile it.')
      );
    case 'starting':
      return message(
        trans.__('The kernel is starting.'),
        trans.__('The cell can be profiled as soon as the kernel is ready.')
      );
    case 'not-code':
      return message(
        trans.__('This is not a code cell.'),
        trans.__('Select a code cell to profile it or to see its last result.')
      );
    case 'not-python':
      return message(
        trans.__('This notebook runs on the %1 kernel.', availability.kernel),
        trans.__('Cellheat measures Python kernels only.')
      );
  }
}

/** Why a run brought no result. */
export function runFailureMessage(
  { instrument }: IRun,
  failure: RunFailure,
  trans: ITranslate
): IMessage {
  if (instrument !== 'compare' || failure.kind === 'gone') {
    return failureMessage(failure, trans);
  }
  switch (failure.kind) {
    case 'kernel':
      return message(trans.__('Not compared.'), failure.failure.text, failure.failure.detail);
    case 'cancelled':
      return message(trans.__('Cancelled.'), trans.__('The cells were not run for this.'));
    case 'not-run':
      return message(
        trans.__('Not compared.'),
        trans.__('A cell of the comparison is gone, or there is no kernel.')
      );
    case 'not-armed':
      return message(
        trans.__('Not compared.'),
        trans.__(
          'Cellheat could not be brought into the kernel. Reload the page and try again; if it comes back, report it with these details.'
        ),
        failure.detail
      );
    default: {
      const { title, detail } = failureMessage(failure, trans);
      return message(title, trans.__('Compare again when the kernel is ready.'), detail);
    }
  }
}

/** Why a run brought no profile. */
export function failureMessage(failure: RunFailure, trans: ITranslate): IMessage {
  switch (failure.kind) {
    case 'kernel':
      return kernelFailureMessage(failure.failure, trans);
    case 'aborted':
      return message(
        trans.__('Not run: an earlier cell failed.'),
        trans.__(
          'The kernel skips what is queued after an error. Repair that cell, then profile again.'
        )
      );
    case 'restarted':
      return message(
        trans.__('The kernel was restarted.'),
        trans.__('So there is no result. Profile the cell again.')
      );
    case 'died':
      return message(
        trans.__('The kernel died.'),
        trans.__('The cell may have run in part; run it again only when that is safe.')
      );
    case 'closed':
      return message(
        trans.__('The cell closed the kernel.'),
        trans.__(
          'The result went with it, and so did the names of the notebook. Restart the kernel if JupyterLab has not done so, take out exit(), and profile again.'
        )
      );
    case 'disconnected':
      return message(
        trans.__('The connection to the kernel was lost.'),
        trans.__(
          'The cell may have run, but its result did not arrive. Profile it again once the kernel is connected.'
        )
      );
    case 'not-answering':
      return message(
        trans.__('The kernel did not answer.'),
        trans.__(
          'It may be busy with a cell from elsewhere. Wait until it is idle, or interrupt it, then profile again.'
        )
      );
    case 'not-run':
      return message(
        trans.__('The notebook did not run the cell.'),
        trans.__(
          'Nothing was measured. Run the cell once in the ordinary way to see what stops it.'
        )
      );
    case 'cancelled':
      return message(trans.__('Cancelled.'), trans.__('The cell was not run for this.'));
    case 'not-armed':
      return message(
        trans.__('The cell was not run.'),
        trans.__(
          'The profiler could not be brought into the kernel. Reload the page and try again; if it comes back, report it with these details.'
        ),
        failure.detail
      );
    case 'gone':
      return message(
        trans.__('Results are gone after the page was reloaded.'),
        trans.__('Profile the cell again.')
      );
    case 'unreadable':
      return message(
        trans.__('The result cannot be read.'),
        trans.__(
          'The cell ran, but what the kernel sent is not a profile. Restart the kernel and try again; if it comes back, report it with these details.'
        ),
        failure.detail
      );
  }
}

/** A failure that the kernel explains itself: its own words, under a title of ours. */
export function kernelFailureMessage(failure: IKernelFailure, trans: ITranslate): IMessage {
  if (failure.missing) {
    // what is missing is told beside the way to install it; below a magic the cell ran all the same
    return message(trans.__('The cell was not measured.'), '');
  }
  return message(kernelFailureTitle(failure, trans), failure.text, failure.detail);
}

function kernelFailureTitle({ reason }: IKernelFailure, trans: ITranslate): string {
  switch (reason) {
    case 'empty':
      return trans.__('The cell is empty.');
    case 'not-started':
      return trans.__('The cell did not run.');
    case 'in-use':
      return trans.__('The profiler is in use.');
    case 'unsupported':
      return trans.__('This kernel cannot do that.');
    case 'refused':
      return trans.__('This cell cannot be repeated.');
    case 'raised':
      return trans.__('The cell was not timed.');
    case 'profiler-failed':
      return trans.__('Cellheat made a mistake.');
  }
}

/** A run under way, in words; `null` once it has ended. */
export function progressMessage(run: IRun, trans: ITranslate): IMessage | null {
  const { instrument, state } = run;
  const compares = instrument === 'compare';
  switch (state.phase) {
    case 'waiting':
      return state.why === 'busy'
        ? message(
            trans.__('Waiting for the kernel.'),
            compares
              ? trans.__(
                  'It is starting, or busy with another cell. It compares as soon as that ends.'
                )
              : trans.__(
                  'It is starting, or busy with another cell. This one is profiled as soon as that ends.'
                )
          )
        : message(
            trans.__('Waiting for the kernel to connect.'),
            compares
              ? trans.__('The cells are compared as soon as it is ready.')
              : trans.__('The cell is profiled as soon as it is ready.')
          );
    case 'starting':
      return message(
        trans.__('Starting the memory sampler…'),
        trans.__('The cell runs as soon as its memory is being sampled from another process.')
      );
    case 'asking':
      return message(trans.__('Run this many times?'), consentReason(instrument, trans));
    case 'running':
      return state.stopping
        ? message(trans.__('Stopping.'), trans.__('What is known so far is kept.'))
        : message(runningTitle(run.instrument, trans), '');
    default:
      return null;
  }
}

/** What is asked before effects are repeated. */
export function consentReason(instrument: IRun['instrument'], trans: ITranslate): string {
  return instrument === 'compare'
    ? trans.__(
        'A comparison repeats the cells, and with them what these lines do outside the notebook:'
      )
    : trans.__('The cell is repeated, and with it what these lines do outside the notebook:');
}

function runningTitle(instrument: IRun['instrument'], trans: ITranslate): string {
  switch (instrument) {
    case 'compare':
      return trans.__('Comparing the cells.');
    case 'timeit':
      return trans.__('Timing the cell.');
    case 'calls':
      return trans.__('Counting calls while the cell runs.');
    case 'memory':
      return trans.__('Watching memory while the cell runs.');
    default:
      return trans.__('Measuring while the cell runs.');
  }
}

/** Which line does something again at each repeat: `Line 3 writes a file`. */
export function effectPlace(effect: ISideEffect, trans: ITranslate): string {
  const does = effectName(effect, trans);
  return effect.cell === null
    ? trans.__('Line %1 %2', effect.line, does)
    : trans.__('Line %1 of %2 %3', effect.line, effect.cell, does);
}

/** What a line does again at each repeat. */
export function effectName(effect: ISideEffect, trans: ITranslate): string {
  switch (effect.code) {
    case 'writes-files':
      return trans.__('writes a file');
    case 'sends-requests':
      return trans.__('sends a request');
    case 'runs-commands':
      return trans.__('runs a command');
    case 'changes-database':
      return trans.__('changes a database');
  }
}

function message(title: string, text: string, detail: string | null = null): IMessage {
  return { title, text, detail };
}
