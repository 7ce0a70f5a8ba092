import { INSTRUMENTS, Instrument } from '../contract/profile';
import type { ITranslate } from '../words/translate';

/** Words for an instrument, wherever it is offered. */
export interface IInstrumentWords {
  /** What somebody wants to know of a cell. */
  readonly question: string;
  /** What measures, where a menu shows shortcuts. */
  readonly tool: string;
  /** How it does so, in a sentence. */
  readonly how: string;
}

export function instrumentWords(instrument: Instrument, trans: ITranslate): IInstrumentWords {
  switch (instrument) {
    case 'overview':
      return {
        question: trans.__('Where does the time go?'),
        tool: trans.__('overview'),
        how: trans.__('With samples of what runs: runs the cell once, hardly slower.')
      };
    case 'timeit':
      return {
        question: trans.__('How long?'),
        tool: 'timeit',
        how: trans.__('With timeit: runs the cell many times, as if it had not run.')
      };
    case 'calls':
      return {
        question: trans.__('Which function?'),
        tool: 'cProfile',
        how: trans.__('With cProfile: runs the cell once.')
      };
    case 'stacks':
      return {
        question: trans.__('Which function called it?'),
        tool: trans.__('call stacks'),
        how: trans.__('With samples of the call stack: runs the cell once.')
      };
    case 'lines':
      return {
        question: trans.__('Which line?'),
        tool: trans.__('line by line'),
        how: trans.__('Line by line: runs the cell once, slower.')
      };
    case 'memory':
      return {
        question: trans.__('How much memory?'),
        tool: trans.__('resident memory'),
        how: trans.__('From the operating system: runs the cell once.')
      };
    case 'allocations':
      return {
        question: trans.__('What takes memory, and what stays?'),
        tool: trans.__('allocations'),
        how: trans.__('With every allocation recorded: runs the cell once, slower.')
      };
    case 'objects':
      return {
        question: trans.__('What stays alive?'),
        tool: trans.__('objects'),
        how: trans.__('With objects counted before and after: runs the cell once.')
      };
    case 'io':
      return {
        question: trans.__('What does it wait for?'),
        tool: trans.__('queries, event loop'),
        how: trans.__('With database statements and the event loop watched: runs the cell once.')
      };
  }
}

/** What can be asked of a cell, in the words and the order of the menu. */
export function instrumentGuide(trans: ITranslate): readonly IInstrumentWords[] {
  return INSTRUMENTS.map(instrument => instrumentWords(instrument, trans));
}

/** What an instrument is called where there is little room, such as on a tab. */
export function instrumentName(instrument: Instrument, trans: ITranslate): string {
  switch (instrument) {
    case 'overview':
      return trans.__('Overview');
    case 'timeit':
      return trans.__('Timeit');
    case 'calls':
      return trans.__('Calls');
    case 'stacks':
      return trans.__('Stacks');
    case 'lines':
      return trans.__('Lines');
    case 'memory':
      return trans.__('Memory');
    case 'allocations':
      return trans.__('Allocations');
    case 'objects':
      return trans.__('Objects');
    case 'io':
      return trans.__('I/O');
  }
}

/** What a result is called on its tab. */
export function resultName(key: Instrument | 'compare', trans: ITranslate): string {
  return key === 'compare' ? trans.__('Comparison') : instrumentName(key, trans);
}
