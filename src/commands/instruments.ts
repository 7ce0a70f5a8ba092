import { canProfile, kernelAvailability } from '../kernel/availability';
import { BESIDE, besideLabel } from '../model/instruments/ways';
import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';

/** What can be measured: a page that says so, and what is measured beside everything else. */
export function addInstruments(options: ICommandOptions): void {
  const { also, commands, setAlso, showPanel, translator } = options;
  const trans = translator.load('cellheat');
  const asked = ({ instrument }: { instrument?: unknown }) =>
    BESIDE.find(one => one === instrument) ?? null;
  commands.addCommand(CommandIDs.alsoMeasure, {
    label: args => besideLabel(asked(args), trans),
    caption: trans.__('Measured in the same run, where the instruments do not disturb one another'),
    isEnabled: args => asked(args) !== null,
    isToggleable: true,
    isToggled: args => also().some(one => one === asked(args)),
    execute: async args => {
      const instrument = asked(args);
      if (instrument) {
        const others = also().filter(one => one !== instrument);
        await setAlso(others.length === also().length ? [...others, instrument] : others);
        commands.notifyCommandChanged(CommandIDs.alsoMeasure);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          instrument: {
            type: 'string',
            enum: [...BESIDE],
            description: trans.__('What to measure beside other instruments')
          }
        },
        required: ['instrument']
      }
    }
  });
  commands.addCommand(CommandIDs.showInstruments, {
    label: trans.__('About the Instruments'),
    caption: trans.__('What each one measures and costs, and what this kernel can run'),
    execute: () => {
      showPanel('instruments');
      return askCatalogue(options);
    },
    describedBy: NO_ARGS
  });
  commands.addCommand(CommandIDs.askKernel, {
    label: trans.__('Ask the Kernel What It Can Measure With'),
    execute: async ({ known }) => {
      const panel = options.tracker.currentWidget;
      if (!known || (panel && options.profilers.isKnown(panel))) {
        await askCatalogue(options);
      }
    },
    describedBy: {
      args: {
        type: 'object',
        properties: {
          known: {
            type: 'boolean',
            description: trans.__('Only where the kernel was asked for something before')
          }
        }
      }
    }
  });
  commands.addCommand(CommandIDs.showResults, {
    label: trans.__('Show Results'),
    caption: trans.__('Show the profile of the active cell'),
    execute: () => showPanel('results'),
    describedBy: NO_ARGS
  });
}

/** Ask the kernel of the current notebook what it can measure with; only after a click. */
async function askCatalogue({ profilers, tracker }: ICommandOptions): Promise<void> {
  const panel = tracker.currentWidget;
  if (panel && canProfile(kernelAvailability(panel.sessionContext))) {
    await profilers.cataloguer(panel).ask();
  }
}
