import { findingSentence } from './findings';
import { functionLabel, isTopLevel, topLevelName } from './functions';
import {
  CallsProfile,
  IMemoryData,
  IOutcome,
  MemoryProfile,
  Profile,
  TableProfile,
  TimeitProfile
} from '../contract/profile';
import { code, fill, foreign, IPart, plain, PLACES, strong } from '../words/sentence';
import { ITranslate } from '../words/translate';
import { formatBytes, formatCount, spreadFormat, formatTime, NBSP, timesOf } from '../words/units';

/** A run shorter than this matters only if it is repeated. */
const SHORT_NS = 10e6;

/** The kernel hands out memory in pages, so less than this is no change. */
const LITTLE_BYTES = 0.1 * 1024 ** 2;

/** What is found where a cell ran for too short a time. */
const TOO_SHORT = ['short', 'stacks-few'];

/** The sentence that a result opens with: what a colleague would say who had seen the numbers. */
export function headline(profile: Profile, trans: ITranslate): IPart[] {
  if (profile.outcome.status === 'not-run') {
    return notRun(profile.outcome, trans);
  }
  switch (profile.instrument) {
    case 'calls':
      return callsHeadline(profile, trans);
    case 'memory':
      return memoryHeadline(profile, trans);
    case 'timeit':
      return timeitHeadline(profile, trans);
    default:
      return tableHeadline(profile, trans);
  }
}

function tableHeadline(profile: TableProfile, trans: ITranslate): IPart[] {
  const finding = findingSentence(profile.data, trans);
  if (profile.outcome.status === 'ok') {
    return finding;
  }
  const ended = stopped(profile, profile.wall_ns, trans);
  // that it was short says nothing of a cell that was cut short
  return TOO_SHORT.includes(profile.data.finding?.code ?? '')
    ? ended
    : [...ended, plain(' '), ...finding];
}

function notRun({ error }: IOutcome, trans: ITranslate): IPart[] {
  return error === null
    ? [plain(trans.__('The cell did not run.'))]
    : fill(trans.__('Did not run: %1.', ...PLACES), plain(error));
}

function callsHeadline(profile: CallsProfile, trans: ITranslate): IPart[] {
  const whole = profile.wall_ns;
  const ended = profile.outcome.status === 'ok' ? [] : [...stopped(profile, whole, trans)];
  if (whole < SHORT_NS) {
    return ended.length > 0
      ? ended
      : fill(
          trans.__('%1: too short to matter unless it runs often.', ...PLACES),
          strong(formatTime(whole, 2))
        );
  }
  const finding = callsFinding(profile, whole, trans);
  return ended.length > 0 ? [...ended, plain(' '), ...finding] : finding;
}

function callsFinding(profile: CallsProfile, whole: number, trans: ITranslate): IPart[] {
  const { data } = profile;
  if (data.waiting_ns !== null && data.waiting_ns > whole / 2) {
    return fill(
      trans.__('%1 were spent waiting.', ...PLACES),
      share(data.waiting_ns, whole, trans)
    );
  }
  if (data.headline === null) {
    return fill(
      trans.__('No function of yours was seen in these %1.', ...PLACES),
      strong(formatTime(whole))
    );
  }
  if (data.total_ns + (data.waiting_ns ?? 0) < whole / 2) {
    return fill(
      trans.__(
        'Only %1 went into your code; the rest is IPython’s, such as showing the result.',
        ...PLACES
      ),
      share(data.total_ns, whole, trans)
    );
  }
  const time = share(data.headline.ns, whole, trans);
  const where = headlineFunction(profile, trans);
  if (data.headline.callee === null) {
    return fill(trans.__('%1 went into %2.', ...PLACES), time, where);
  }
  const callee = foreign(functionLabel(data.functions[data.headline.callee], trans));
  return fill(trans.__('%1 went into %2, most of it in %3.', ...PLACES), time, where, callee);
}

/** How a run was cut short after `ns`. */
function stopped({ outcome }: Profile, ns: number, trans: ITranslate): IPart[] {
  const time = strong(formatTime(ns, 2));
  return outcome.status === 'raised'
    ? fill(
        trans.__('Stopped by %1 after %2.', ...PLACES),
        plain(outcome.error ?? trans.__('an error')),
        time
      )
    : fill(trans.__('Stopped after %1.', ...PLACES), time);
}

function headlineFunction({ data, cell }: CallsProfile, trans: ITranslate): IPart {
  const row = data.functions[data.headline!.function];
  return isTopLevel(row)
    ? plain(topLevelName(data, row, cell, trans))
    : code(functionLabel(row, trans));
}

function share(part: number, whole: number, trans: ITranslate): IPart {
  return strong(joinTimes(part, whole, trans));
}

function joinTimes(part: number, whole: number, trans: ITranslate): string {
  return trans.__('%1 of %2', ...timesOf(part, whole));
}

function memoryHeadline(profile: MemoryProfile, trans: ITranslate): IPart[] {
  const { data } = profile;
  const sentence =
    data.finding === null ? memorySentence(data, trans) : findingSentence(data, trans);
  return profile.outcome.status === 'ok'
    ? sentence
    : [...stopped(profile, profile.wall_ns, trans), plain(' '), ...sentence];
}

function memorySentence(data: IMemoryData, trans: ITranslate): IPart[] {
  const { start_bytes: start, peak_bytes: peak, end_bytes: end } = data;
  if (start === null || (peak === null && end === null)) {
    return [plain(trans.__('How much memory the cell took cannot be read from this kernel.'))];
  }
  if (peak === null) {
    return endSentence(end! - start, trans);
  }
  const rise = peak - start;
  if (rise <= 0) {
    return [plain(trans.__('Memory did not rise.'))];
  }
  if (rise < LITTLE_BYTES) {
    return fill(trans.__('Memory rose by less than %1.', ...PLACES), strong(`0.1${NBSP}MiB`));
  }
  const rose = strong(formatBytes(rise));
  if (end === null) {
    return fill(trans.__('Memory rose by %1 at its highest.', ...PLACES), rose);
  }
  const stayed = end - start;
  return stayed < LITTLE_BYTES
    ? fill(trans.__('Memory rose by %1 at its highest; none of it stayed.', ...PLACES), rose)
    : fill(
        trans.__('Memory rose by %1 at its highest; %2 stayed.', ...PLACES),
        rose,
        strong(formatBytes(stayed))
      );
}

/** Where the highest amount cannot be known. */
function endSentence(change: number, trans: ITranslate): IPart[] {
  if (Math.abs(change) < LITTLE_BYTES) {
    return [plain(trans.__('Memory was the same at the end; its highest is not known here.'))];
  }
  const template =
    change > 0
      ? trans.__('Memory was %1 higher at the end; its highest is not known here.', ...PLACES)
      : trans.__('Memory was %1 lower at the end; its highest is not known here.', ...PLACES);
  return fill(template, strong(formatBytes(Math.abs(change))));
}

function timeitHeadline(profile: TimeitProfile, trans: ITranslate): IPart[] {
  const { data, outcome } = profile;
  if (data.values_ns.length === 0) {
    return stopped(profile, profile.wall_ns, trans);
  }
  const sentence = timeitSentence(profile, trans);
  return outcome.status === 'ok' || data.one_run
    ? sentence
    : [...sentence, plain(trans.__(' Stopped before its time.'))];
}

function timeitSentence({ data }: TimeitProfile, trans: ITranslate): IPart[] {
  if (data.one_run || data.values_ns.length === 1) {
    return fill(
      trans.__('%1: one run, no spread known.', ...PLACES),
      strong(formatTime(data.median_ns, 2))
    );
  }
  const format = spreadFormat(data.median_ns, data.low_ns, data.high_ns);
  const [low, middle, high] = [data.low_ns, data.median_ns, data.high_ns].map(format.number);
  const median = strong(format.text(data.median_ns));
  const repeats = plain(formatCount(data.values_ns.length));
  const few = data.values_ns.length < 5;
  if (low === middle && high === middle) {
    return few
      ? fill(trans.__('%1 a run, the same in all %2 repeats.', ...PLACES), median, repeats)
      : fill(
          trans.__('%1 a run, the same for the middle half of %2 repeats.', ...PLACES),
          median,
          repeats
        );
  }
  const template = few
    ? trans.__('%1 a run, from %2 to %3 in %4 repeats.', ...PLACES)
    : trans.__('%1 a run, from %2 to %3 for the middle half of %4 repeats.', ...PLACES);
  return fill(template, median, plain(low), plain(format.text(data.high_ns)), repeats);
}
