import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import type { IMissingActions } from '../model/kernel/installation';
import { CommandIDs } from '../tokens';
import type { Execute } from './again';

/** What can be done about a package that the current notebook's kernel lacks, by commands. */
export function missingActions(
  execute: Execute,
  profile: ReadonlyPartialJSONObject
): IMissingActions {
  return {
    install: name => void execute(CommandIDs.installPackage, { name }),
    stop: () => void execute(CommandIDs.stopInstallation),
    copy: text => execute(CommandIDs.copyText, { text }),
    again: () => void execute(CommandIDs.profileCell, profile)
  };
}
