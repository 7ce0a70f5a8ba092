import { TranslationBundle } from '@jupyterlab/translation';
import { canProfile, kernelAvailability } from '../kernel/availability';
import { Beside, BESIDE, besideLabel } from '../model/instruments/ways';
import { availabilityMessage } from '../model/kernel/messages';
import { CommandIDs } from '../tokens';
import { ICommandOptions, NO_ARGS } from './options';
import { obstacleHere } from './profile';

/** What can be measured: a page that says so, and what is measured beside everything else. */
export function addInstruments(options: ICommandOptions): void {
  const { also, commands, setAlso, showPanel, translator } = options;
  const trans = translator.load('cellheat');
  const asked = ({ instrument }: { instrument?: unknown }) =>
    BESIDE.find(one => one === instrument) ?? null;
  const isOn = (instrument: Beside | null) => also().some(one => one === instrument);
  commands.addCommand(CommandIDs.alsoMeasure, {
    label: args => {
      const label = besideLabel(asked(args), trans);
      const reason = reasonAgainst(asked(args), options, trans);
      return reason === null ? label : trans.__('%1: %2', label, reason);
    },
    caption: trans.__('Measured in the same run, where the instruments do not disturb one another'),
    // what is on can be taken off wherever one is
    isEnabled: args =>
      asked(args) !== null &&
      (isOn(asked(args)) || reasonAgainst(asked(args), options, trans) === null),
    isToggleable: true,
    isToggled: args => isOn(asked(args)),
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

/** Why nothing can be measured beside something else in the current notebook, in a sentence. */
function reasonAgainst(
  instrument: Beside | null,
  options: ICommandOptions,
  trans: TranslationBundle
): string | null {
  const panel = options.tracker.currentWidget;
  if (!panel || !instrument) {
    return null;
  }
  const availability = kernelAvailability(panel.sessionContext);
  return canProfile(availability)
    ? obstacleHere({ instrument, tool: null }, options)
    : (availabilityMessage(availability, trans)?.title ?? null);
}

/** Ask the kernel of the current notebook what it can measure with; only after a click. */
async function askCatalogue({ profilers, tracker }: ICommandOptions): Promise<void> {
  const panel = tracker.currentWidget;
  if (panel && canProfile(kernelAvailability(panel.sessionContext))) {
    await profilers.cataloguer(panel).ask();
  }
}
