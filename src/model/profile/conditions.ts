import { instrumentWords } from '../instruments/words';
import { IEnvironment, ITimeline, Profile } from '../contract/profile';
import { ITranslate } from '../words/translate';
import { formatCount, NBSP } from '../words/units';

/** How a result came about, for its foot: instrument, tool, interpreter, processors. */
export function conditions(profile: Profile, trans: ITranslate): string[] {
  return [
    ...(profile.outcome.status === 'not-run' ? [] : [method(profile, trans)]),
    ...environmentWords(profile.environment, trans)
  ];
}

/** Where something was measured: tools, interpreter, machine, processors. */
export function environmentWords(environment: IEnvironment, trans: ITranslate): string[] {
  const { cellheat, implementation, python } = environment;
  // a part of cellheat has its version, which stands at the end
  const isPart = (name: string, version: string) =>
    name.startsWith('cellheat.') && version === cellheat;
  const tools = Object.entries(environment.tools)
    .filter(([name, version]) => !isPart(name, version))
    // a part of Python has its version, which stands behind
    .map(([name, version]) => (version === python ? name : `${name} ${version}`));
  return [
    ...tools,
    `${implementation} ${python}`,
    environment.machine,
    trans._n('%1 core', '%1 cores', environment.cores),
    `cellheat ${cellheat}`
  ];
}

function method(profile: Profile, trans: ITranslate): string {
  switch (profile.instrument) {
    case 'calls':
      return trans.__('Every call was recorded, which takes time of its own');
    case 'memory':
      if (profile.tool !== 'resident') {
        return (
          profile.distortion?.basis ??
          trans.__('Memory was read at each line, which takes time of its own')
        );
      }
      return profile.data.timeline === null
        ? trans.__('The memory of the whole kernel was read, nothing recorded inside')
        : sampling(profile.data.timeline, trans);
    default:
      // they are parts of one line here
      return (profile.distortion?.basis ?? instrumentWords(profile.instrument, trans).how).replace(
        /\.$/,
        ''
      );
    case 'timeit':
      return profile.data.one_run
        ? trans.__('The cell ran once, nothing recorded inside')
        : trans.__('The cell repeated in a loop of its own, nothing recorded inside');
  }
}

/** `Sampled every 10 ms from outside (cellheat sampler), 852 samples`. */
function sampling({ interval_s, samples, tool }: ITimeline, trans: ITranslate): string {
  return trans._n(
    'Sampled every %2 from outside (%3), %4 sample',
    'Sampled every %2 from outside (%3), %4 samples',
    samples,
    // a round number that was asked for, not one that was measured
    `${Number((interval_s * 1000).toPrecision(3))}${NBSP}ms`,
    tool,
    formatCount(samples)
  );
}
