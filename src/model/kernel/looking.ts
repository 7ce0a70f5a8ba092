import type { ILook, IStackFrame, IThreadStack } from '../contract/look';
import { failureMessage, IMessage } from './messages';
import type { RunFailure } from './run';
import { cellOf, ICellSource } from './source';
import { code, fill, foreign, IPart, plain, PLACES, strong } from '../words/sentence';
import type { ITranslate } from '../words/translate';
import { formatTime } from '../words/units';

/** Why it is not known what a kernel is doing. */
export type LookFailure =
  | RunFailure
  /** The kernel has no second shell to ask while it runs a cell. */
  | { readonly kind: 'no-subshells' };

/** What is known of what a kernel is doing now. Times are milliseconds as `Date.now()` gives them. */
export type LookState =
  | { readonly phase: 'asking'; readonly since: number }
  | {
      readonly phase: 'seen';
      readonly since: number;
      readonly look: ILook;
      /** It is looked at again and again. */
      readonly going: boolean;
      /** The cell has come to its end meanwhile. */
      readonly over: boolean;
    }
  | { readonly phase: 'failed'; readonly failure: LookFailure };

/** Why nothing can be told. */
export function lookFailureMessage(failure: LookFailure, trans: ITranslate): IMessage {
  if (failure.kind === 'no-subshells') {
    return {
      title: trans.__('This kernel cannot say what it is doing.'),
      text: trans.__(
        'It has one shell, and that runs the cell. Kernels with ipykernel 7 or later have a second one. Interrupt the cell: its traceback says where it was.'
      ),
      detail: null
    };
  }
  if (failure.kind === 'kernel') {
    return failureMessage(failure, trans);
  }
  return {
    title: failureMessage(failure, trans).title,
    text: trans.__('So it is not known what the cell is doing. Ask again, or interrupt the cell.'),
    detail: 'detail' in failure ? failure.detail : null
  };
}

/** False for a look at a cell that has ended, while another cell is selected. */
export function concerns(state: LookState, cell: string, cells: readonly ICellSource[]): boolean {
  if (state.phase !== 'seen' || !state.over) {
    return true;
  }
  return state.look.files.some(file => {
    const match = cellOf(file, cells);
    return match !== null && match !== 'changed' && match.cell === cell;
  });
}

/** `It is in line 3 of match.`, with the library that it is in; `It was` once that is `over`. */
export function lookSentence(
  { threads, exact, files }: ILook,
  trans: ITranslate,
  over = false
): IPart[] {
  const frames = threads.find(({ main }) => main)?.frames ?? [];
  const own = frames.filter(({ kind }) => kind === 'own').at(-1);
  if (!own) {
    return [
      plain(
        over
          ? trans.__('It was in none of your functions.')
          : trans.__('It is in none of your functions now.')
      )
    ];
  }
  const inner = frames.at(-1);
  const name = own.name === '<module>' && own.place ? files[own.place[0]].label : own.name;
  const line = strong(own.place ? trans.__('line %1', own.place[1]) : trans.__('some line'));
  if (inner && inner !== own) {
    const within = over
      ? trans.__('It was near %1 of %2, in %3.', ...PLACES)
      : exact
        ? trans.__('It is in %1 of %2, in %3.', ...PLACES)
        : trans.__('It is near %1 of %2, in %3.', ...PLACES);
    return fill(within, line, code(name), foreign(frameName(inner, trans)));
  }
  const sentence = over
    ? trans.__('It was near %1 of %2.', ...PLACES)
    : exact
      ? trans.__('It is in %1 of %2.', ...PLACES)
      : trans.__('It is near %1 of %2.', ...PLACES);
  return fill(sentence, line, code(name));
}

/** `json.load`, `match`, `top level`. */
export function frameName({ kind, module, name }: IStackFrame, trans: ITranslate): string {
  if (kind === 'own' && name === '<module>') {
    return trans.__('top level');
  }
  return module === null ? name : `${module}.${name}`;
}

/** The threads beside the one that runs cells, those first that are in code of the user. */
export function otherThreads({ threads }: ILook): readonly IThreadStack[] {
  const own = ({ frames }: IThreadStack) => frames.some(({ kind }) => kind === 'own');
  const others = threads.filter(({ main }) => !main);
  return [...others.filter(own), ...others.filter(thread => !own(thread))];
}

/** How it was looked at: what stands at the foot. */
export function lookFoot({ tool, samples, elapsed_ns }: ILook, trans: ITranslate): string {
  return elapsed_ns > 0
    ? trans._n(
        '%2: %1 sample over %3',
        '%2: %1 samples over %3',
        samples,
        tool,
        formatTime(elapsed_ns, 2)
      )
    : trans.__('%1: one look', tool);
}
