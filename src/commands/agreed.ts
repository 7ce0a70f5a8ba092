import type { IJob } from '../kernel/profiler';
import type { ISideEffect } from '../model/contract/profile';

/** The sources that the user has agreed to repeat, since the page was loaded. */
export class Agreed {
  /** The part of a job that asks, once for each source. */
  asking(
    ask: (effects: readonly ISideEffect[], signal: AbortSignal) => Promise<boolean>
  ): Pick<IJob, 'agreed' | 'consent'> {
    return {
      agreed: source => this._sources.has(source),
      consent: async (source, effects, signal) => {
        const agrees = await ask(effects, signal);
        if (agrees) {
          this._sources.add(source);
        }
        return agrees;
      }
    };
  }

  private readonly _sources = new Set<string>();
}
