import type { IComparison } from '../contract/comparison';
import { INSTRUMENTS, Instrument, Profile } from '../contract/profile';
import type { IRun } from './run';

/** What a tab of the panel is about: an instrument, or a comparison. */
export type ResultKey = Instrument | 'compare';

/** A result of a cell, with the run that it came from. */
export interface IResult {
  readonly key: ResultKey;
  readonly run: IRun;
  readonly result: Profile | IComparison;
}

const ORDER: readonly ResultKey[] = [...INSTRUMENTS, 'compare'];

/** What a run has found: what was asked for first, then what other instruments saw of it. */
export function resultsOf(run: IRun): IResult[] {
  if (run.state.phase !== 'done') {
    return [];
  }
  const { result } = run.state;
  return result.kind === 'profile'
    ? [result, ...result.also].map(profile => ({ key: profile.instrument, run, result: profile }))
    : [{ key: 'compare', run, result }];
}

/** The one of these that a run was for; none where it found nothing. */
export function mainResult(results: readonly IResult[], run: IRun | null): IResult | null {
  const key = run && resultsOf(run)[0]?.key;
  return results.find(one => one.key === key) ?? null;
}

/** The newest result of each instrument, in the order of the menu; `runs` go from old to new. */
export function newestResults(runs: readonly IRun[]): IResult[] {
  const newest = new Map(runs.flatMap(resultsOf).map(found => [found.key, found]));
  return ORDER.flatMap(key => newest.get(key) ?? []);
}
