import { failureMessage, IMessage } from './messages';
import { IInstallation, IMissingPackage, PackageName, Profile } from '../contract/profile';
import { RunFailure } from './run';
import { ITranslate } from '../words/translate';

/** Where the installation of a package stands. Times are milliseconds as `Date.now()` gives them. */
export type InstallState = { readonly name: PackageName } & InstallPhase;

type InstallPhase =
  /** The kernel is not connected or busy. */
  | { readonly phase: 'waiting'; readonly since: number }
  /** pip runs in the kernel's environment. */
  | { readonly phase: 'installing'; readonly since: number; readonly stopping: boolean }
  | { readonly phase: 'ended'; readonly at: number; readonly installation: IInstallation }
  | { readonly phase: 'failed'; readonly at: number; readonly failure: RunFailure };

/** What can be done about a missing package. */
export interface IMissingActions {
  readonly install: (name: PackageName) => void;
  readonly stop: () => void;
  /** Resolves when the text is on the clipboard. */
  readonly copy: (text: string) => Promise<void>;
  /** Measure with it, once it is there. */
  readonly again: () => void;
}

/** True once this package has been installed. */
export function isInstalled({ name }: IMissingPackage, state: InstallState | null): boolean {
  return (
    state?.name === name && state.phase === 'ended' && state.installation.status === 'installed'
  );
}

/** What a profile that came before it is told of an installation; a later one has its own news. */
export function installationFor(profile: Profile, state: InstallState | null): InstallState | null {
  const isOld = state && 'at' in state && Date.parse(profile.started) > state.at;
  return isOld ? null : state;
}

/** What pip calls a package. */
export function pipName(name: PackageName): string {
  return name === 'py_spy' ? 'py-spy' : name;
}

/** What a package would do, for a kernel that lacks it; `asked`: nothing is measured without it. */
export function missingMessage(
  missing: IMissingPackage,
  trans: ITranslate,
  asked = false
): IMessage {
  const why = asked ? '' : purpose(missing.name, trans);
  const how = trans.__(
    'The kernel’s Python cannot install it itself: add it with what made the environment, such as uv, conda or the system’s packages.'
  );
  return {
    title: trans.__('The package %1 is not installed in this kernel.', pipName(missing.name)),
    text: missing.command === null ? `${why} ${how}`.trim() : why,
    detail: null
  };
}

function purpose(name: PackageName, trans: ITranslate): string {
  switch (name) {
    case 'cloudpickle':
      return trans.__('Functions of a notebook reach another process by way of this package.');
    case 'memory_profiler':
      return trans.__(
        'So Cellheat took the samples itself. With it those of a run of some seconds come from the same tool as those of mprof and %memit.'
      );
    case 'line_profiler':
      return trans.__('With it lines are timed by the same tool as those of %lprun.');
    case 'memray':
      return trans.__(
        'With it memory that libraries allocate is seen, too, with the calls that led to it.'
      );
    case 'objgraph':
      return trans.__('With it more can be told of what keeps an object alive.');
    case 'py_spy':
      return trans.__(
        'With it stacks are read from outside, so that the time of each line is known and the cell is hardly slowed.'
      );
    case 'pyinstrument':
      return trans.__('With it stacks are taken by the same tool as those of %pyinstrument.');
  }
}

/** How an installation goes on or has ended. */
export function installMessage(state: InstallState, trans: ITranslate): IMessage {
  switch (state.phase) {
    case 'waiting':
      return {
        title: trans.__('Waiting for the kernel.'),
        text: trans.__('The package is installed as soon as the kernel is idle.'),
        detail: null
      };
    case 'installing':
      return {
        title: state.stopping ? trans.__('Stopping.') : trans.__('Installing…'),
        text: trans.__('The kernel is busy meanwhile; nothing of your session changes.'),
        detail: null
      };
    case 'ended':
      return endMessage(state.installation, trans);
    case 'failed':
      return failureMessage(state.failure, trans);
  }
}

function endMessage({ name, output, status }: IInstallation, trans: ITranslate): IMessage {
  switch (status) {
    case 'installed':
      return {
        title: trans.__('The package %1 is installed.', pipName(name)),
        text:
          name === 'cloudpickle'
            ? trans.__('The comparison can be confirmed now; the kernel needs no restart.')
            : trans.__('Profile the cell again to measure with it.'),
        detail: null
      };
    case 'stopped':
      return {
        title: trans.__('Stopped.'),
        text: trans.__('The package %1 was not installed.', pipName(name)),
        detail: output || null
      };
    case 'failed':
      return {
        title: trans.__('The package %1 could not be installed.', pipName(name)),
        text: trans.__(
          'The last lines of pip say why; install it in a terminal if that is easier.'
        ),
        detail: output || null
      };
  }
}
