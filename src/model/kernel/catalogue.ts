import { availabilityMessage, failureMessage, IMessage } from './messages';
import type { ICatalogue, IInstrumentEntry, IOverhead, ITool } from '../contract/profile';
import type { Availability, RunFailure } from './run';
import type { ITranslate } from '../words/translate';
import type { IWay, IWays } from '../instruments/ways';

/** How far it is known what a kernel can measure with. */
export type CatalogueState =
  /** The kernel is asked, once it is idle. */
  | { readonly phase: 'asking' }
  | { readonly phase: 'known'; readonly catalogue: ICatalogue }
  | { readonly phase: 'failed'; readonly failure: RunFailure };

/** An instrument as the kernel describes it; `null` where that is not known. */
export function entryOf(
  instrument: IWay['instrument'],
  state: CatalogueState | null
): IInstrumentEntry | null {
  const entries = state?.phase === 'known' ? state.catalogue.instruments : [];
  return entries.find(({ name }) => name === instrument) ?? null;
}

/** What the kernel says of a way; the first tool is the one that it prefers. */
export function toolOf({ instrument, tool }: IWay, state: CatalogueState | null): ITool | null {
  const tools = entryOf(instrument, state)?.tools ?? [];
  return (tool === null ? tools[0] : tools.find(({ name }) => name === tool)) ?? null;
}

/** Why a kernel cannot measure in this way; `null` where it can, or where that is not known. */
export function obstacleTo(way: IWay, state: CatalogueState | null): string | null {
  const tool = toolOf(way, state);
  return tool?.available === false ? tool.obstacle : null;
}

/** From here on the figure itself says nothing: the benchmark gives up on a cell before long. */
const MANY = 100;

/** `1.1 – 3.6×`: how many times as long cells take with it. */
export function costText({ low, high }: IOverhead): string {
  const [from, to] = [low, high].map(ratio => (ratio < MANY ? times(ratio) : `>${MANY}`));
  return from === to ? `${from}×` : `${from} – ${to}×`;
}

/** The same in a sentence, with where it was measured; the words of `cellheat/kernel/overheads.py`. */
export function costSentence(overhead: IOverhead, trans: ITranslate): string {
  return trans.__('%1 Measured with %2.', costWords(overhead, trans), overhead.conditions);
}

function costWords({ low, high }: IOverhead, trans: ITranslate): string {
  const [from, to] = [low, high].map(ratio =>
    ratio < MANY ? times(ratio) : trans.__('more than %1', MANY)
  );
  if (to === times(1)) {
    return trans.__('Cells take hardly longer.');
  }
  return from === to
    ? trans.__('Cells take about %1 times as long.', to)
    : trans.__('Cells take %1 to %2 times as long, by what they do.', from, to);
}

/** Nothing makes a cell faster: what was measured below 1 is noise. */
function times(ratio: number): string {
  const told = Math.max(1, ratio);
  return told.toFixed(told < 9.95 ? 1 : 0);
}

/** What stands above the list while the kernel has not said what it can run; `null` once it has. */
export function catalogueMessage(
  state: CatalogueState | null,
  availability: Availability,
  trans: ITranslate
): IMessage | null {
  const obstacle = availabilityMessage(availability, trans);
  if (obstacle && availability.kind !== 'not-code' && availability.kind !== 'starting') {
    return obstacle;
  }
  switch (state?.phase) {
    case 'known':
      return null;
    case 'failed': {
      const { title, detail } = failureMessage(state.failure, trans);
      const text = trans.__('So it is not known which of these this kernel can run.');
      return { title, text, detail };
    }
    case 'asking':
      return {
        title: trans.__('Asking the kernel.'),
        text: trans.__('It says which of these it can run as soon as it is idle.'),
        detail: null
      };
    default:
      return {
        title: trans.__('The kernel was not asked yet.'),
        text: trans.__('It knows which of these it can run.'),
        detail: null
      };
  }
}

/** The ways of a question with what the kernel says of them, its own order and all of its tools. */
export function waysIn({ ways }: IWays, state: CatalogueState | null): readonly IKnownWay[] {
  const instruments = [...new Set(ways.map(({ instrument }) => instrument))];
  return instruments.flatMap((instrument): IKnownWay[] => {
    const entry = entryOf(instrument, state);
    return entry
      ? entry.tools.map(tool => ({ instrument, tool: tool.name, about: tool }))
      : ways.filter(way => way.instrument === instrument).map(way => ({ ...way, about: null }));
  });
}

/** A way to measure, and what the kernel says of it. */
export interface IKnownWay extends IWay {
  readonly about: ITool | null;
}
