import type { IMessage } from '../kernel/messages';
import { fill, IPart, PLACES, plain, strong } from '../words/sentence';
import type { ITranslate } from '../words/translate';
import { formatChange, formatTime, timesOf } from '../words/units';
import type { IStretch, MemoryStep, Unknown } from './memory';
import type { ISlowRow } from './ranking';

/** A cell that takes less is not worth a look by itself. */
const SHORT_NS = 100e6;
/** From this part of the whole on, one cell is where the time went. */
const MOST = 0.5;
/** Steps below are those of the interpreter and of the question itself. */
const LEAST_STEP = 2 ** 19;
/** So many stretches are told, the latest. */
const TOLD_STRETCHES = 3;
/** So many cells of a stretch are named. */
const NAMED = 4;

/** Why there is no list. */
export function emptyMessage(restarted: boolean, trans: ITranslate): IMessage {
  return {
    title: restarted
      ? trans.__('No cell has run since the kernel was restarted.')
      : trans.__('No cell has run since this page was opened.'),
    text: trans.__(
      'Run cells as usual: how long each one took will stand here. No code is run for it.'
    ),
    detail: null
  };
}

/** The sentence above the list; `null` where no cell is as it was when it ran. */
export function slowHeadline(rows: readonly ISlowRow[], trans: ITranslate): IPart[] | null {
  const whole = rows.filter(row => !row.edited);
  const slowest = whole.reduce<ISlowRow | null>((a, b) => (a && a.ns >= b.ns ? a : b), null);
  if (!slowest) {
    return null;
  }
  if (slowest.ns < SHORT_NS) {
    return fill(
      trans.__('No cell took long: %1 at most.', PLACES[0]),
      strong(formatTime(slowest.ns))
    );
  }
  const sum = whole.reduce((total, row) => total + row.ns, 0);
  if (whole.length === 1) {
    return fill(
      trans.__('%1 took %2.', ...PLACES),
      plain(slowest.prompt),
      strong(formatTime(slowest.ns))
    );
  }
  const [part, all] = timesOf(slowest.ns, sum);
  const template =
    slowest.ns >= MOST * sum
      ? trans.__('%1 of %2 went into %3.', ...PLACES)
      : trans.__('The slowest cell, %3, took %1 of %2.', ...PLACES);
  return fill(template, strong(part), strong(all), plain(slowest.prompt));
}

/** What there is to say of a cell besides its numbers. */
export interface IRemark {
  readonly kind: 'runs' | 'error' | 'profiled' | 'edited';
  readonly text: string;
}

export function remarksOn(row: ISlowRow, trans: ITranslate): readonly IRemark[] {
  const remarks: (IRemark | false)[] = [
    row.count > 1 && { kind: 'runs', text: trans._n('%1 run', '%1 runs', row.count) },
    row.error !== null && { kind: 'error', text: endingText(row.error, trans) },
    row.profiled && { kind: 'profiled', text: trans.__('with a profiler') },
    row.edited && { kind: 'edited', text: trans.__('edited since') }
  ];
  return remarks.filter(remark => remark !== false);
}

function endingText(error: string, trans: ITranslate): string {
  return error === 'KeyboardInterrupt' ? trans.__('interrupted') : trans.__('ended with %1', error);
}

/** True for a step of the cell's own that is worth a look. */
export function isStep(memory: MemoryStep): boolean {
  return memory.kind === 'alone' && Math.abs(memory.bytes) >= LEAST_STEP;
}

/** A step in its column. */
export function stepText(memory: MemoryStep): string {
  switch (memory.kind) {
    case 'alone':
      return isStep(memory) ? formatChange(memory.bytes) : '≈ 0';
    case 'waiting':
      return '…';
    case 'together':
    case 'unknown':
      return '–';
  }
}

/** What a step means, or why there is none. */
export function stepTitle(memory: MemoryStep, trans: ITranslate): string {
  switch (memory.kind) {
    case 'alone':
      return trans.__('What the kernel and its child processes hold more than before the cell');
    case 'waiting':
      return trans.__('The kernel is asked once it rests.');
    case 'together':
      return togetherText(memory.stretch, trans);
    case 'unknown':
      return unknownText(memory.why, trans);
  }
}

/** The steps that are not known for one cell, and why, each said once. */
export function memoryNotes(rows: readonly ISlowRow[], trans: ITranslate): readonly string[] {
  const steps = rows.map(({ memory }) => memory);
  const stretches = [
    ...new Set(steps.flatMap(step => (step.kind === 'together' ? [step.stretch] : [])))
  ];
  const reasons = [...new Set(steps.flatMap(step => (step.kind === 'unknown' ? [step.why] : [])))];
  return [
    ...stretches.slice(-TOLD_STRETCHES).map(stretch => {
      // in the order in which they ran; one that ran again has a step of its own by now
      const sharing = stretch.cells.flatMap(cell =>
        rows.filter(({ id, memory }) => id === cell && isOf(memory, stretch))
      );
      const prompts = sharing.map(row => row.prompt);
      return trans.__('Memory of %1: %2', listed(prompts), togetherText(stretch, trans));
    }),
    ...reasons.map(why => unknownText(why, trans))
  ];
}

function isOf(memory: MemoryStep, stretch: IStretch): boolean {
  return memory.kind === 'together' && memory.stretch === stretch;
}

function listed(prompts: readonly string[]): string {
  const named = prompts.slice(0, NAMED).join(' ');
  return prompts.length > NAMED ? `${named} … (${prompts.length})` : named;
}

function togetherText({ bytes, runs, others }: IStretch, trans: ITranslate): string {
  const change = Math.abs(bytes) < LEAST_STEP ? '≈ 0' : formatChange(bytes);
  if (others > 0) {
    return trans.__(
      '%1 with something else that ran meanwhile, such as a profiler or a widget.',
      change
    );
  }
  return trans._n(
    '%2 in %1 run. The kernel is asked only while it rests.',
    '%2 in %1 runs straight after one another. The kernel is asked only while it rests.',
    runs,
    change
  );
}

function unknownText(why: Unknown, trans: ITranslate): string {
  switch (why) {
    case 'not-watched':
      return trans.__('Memory is not known of cells that ran while the kernel was not asked.');
    case 'not-python':
      return trans.__('Memory is not known: only Python kernels are asked.');
    case 'no-answer':
      return trans.__(
        'Memory is not known: this kernel did not say what it holds. Recent versions of ipykernel do.'
      );
    case 'no-number':
      return trans.__(
        'Memory is not known: the kernel answered without a number. Its environment may lack psutil.'
      );
  }
}
