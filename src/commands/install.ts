import { PACKAGES } from '../model/contract/profile';
import { CommandIDs } from '../tokens';
import { copyText } from './clipboard';
import { ICommandOptions, NO_ARGS } from './options';

/** Install a package that a kernel lacks. */
export function addInstall({ commands, profilers, tracker, translator }: ICommandOptions): void {
  const trans = translator.load('cellheat');
  const installer = () => profilers.installer(tracker.currentWidget!);
  commands.addCommand(CommandIDs.installPackage, {
    label: trans.__('Install a Package for the Kernel'),
    caption: trans.__('Run pip in the environment of the notebook’s kernel'),
    isEnabled: () => tracker.currentWidget !== null,
    execute: async ({ name }) => {
      const known = PACKAGES.find(one => one === name);
      if (known) {
        await installer().install(known);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          name: { type: 'string', enum: [...PACKAGES], description: trans.__('The package') }
        },
        required: ['name']
      }
    }
  });
  commands.addCommand(CommandIDs.stopInstallation, {
    label: trans.__('Stop Installing'),
    caption: trans.__('Interrupt the installation of a package'),
    isEnabled: () => tracker.currentWidget !== null,
    execute: () => installer().stop(),
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.copyText, {
    label: trans.__('Copy Text'),
    execute: async ({ text }) => {
      if (typeof text === 'string') {
        await copyText(text);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: { text: { type: 'string', description: trans.__('The text') } },
        required: ['text']
      }
    }
  });
}
