import {
  catalogueMessage,
  costSentence,
  costText,
  IKnownWay,
  waysIn
} from '../model/kernel/catalogue';
import type { InstallState } from '../model/kernel/installation';
import { instrumentWords } from '../model/instruments/words';
import type { ITool } from '../model/contract/profile';
import type { ITranslate } from '../model/words/translate';
import { MENU, questionText, wayWords } from '../model/instruments/ways';
import { CommandIDs, IProfileStore } from '../tokens';
import { missingActions } from './actions';
import type { Execute } from './again';
import { Message } from './message';
import { Missing } from './missing';

interface IInstrumentsProps {
  readonly store: IProfileStore;
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** What each instrument measures, costs, cannot see and needs, and what this kernel can run. */
export function Instruments({ store, trans, execute }: IInstrumentsProps): JSX.Element {
  const { selection } = store;
  const state = selection && store.catalogue(selection.notebook);
  const message = catalogueMessage(
    state,
    selection?.availability ?? { kind: 'no-notebook' },
    trans
  );
  const installation = selection && store.installation(selection.notebook);
  return (
    <>
      <header className="jp-Cellheat-Header">
        <h1>{trans.__('Instruments')}</h1>
        <button className="jp-Cellheat-Quiet" onClick={() => void execute(CommandIDs.showResults)}>
          <span>{trans.__('Results')}</span>
        </button>
      </header>
      <div className="jp-Cellheat-Body">
        {message && (
          <Message message={message} trans={trans}>
            {(state === null || state?.phase === 'failed') && selection && (
              <div className="jp-Cellheat-Actions">
                <button
                  className="jp-Cellheat-Button"
                  onClick={() => void execute(CommandIDs.askKernel)}
                >
                  {trans.__('Ask the kernel')}
                </button>
              </div>
            )}
          </Message>
        )}
        {MENU.map(group => (
          <section className="jp-Cellheat-Ways" key={group.question}>
            <h2>{questionText(group.question, trans)}</h2>
            {waysIn(group, state).map(way => (
              <Way
                key={`${way.instrument} ${way.tool}`}
                way={way}
                installation={installation}
                trans={trans}
                execute={execute}
              />
            ))}
          </section>
        ))}
      </div>
    </>
  );
}

interface IWayProps {
  readonly way: IKnownWay;
  readonly installation: InstallState | null;
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** One way to measure: what it tells at once, the rest below it. */
function Way({ way, installation, trans, execute }: IWayProps): JSX.Element {
  const { what, tool } = wayWords(way, trans);
  const { about, instrument } = way;
  const told = about?.measures ?? instrumentWords(instrument, trans).how;
  return (
    <details className="jp-Cellheat-Way" data-missing={about?.available === false || undefined}>
      <summary>
        <span className="jp-Cellheat-Way-name">
          {what} <code>{tool}</code>
        </span>
        <span className="jp-Cellheat-Way-cost">{costOf(about, trans)}</span>
        <span className="jp-Cellheat-Way-told">{told}</span>
      </summary>
      {about && <Terms tool={about} trans={trans} />}
      {about?.missing ? (
        <Missing
          missing={about.missing}
          asked
          state={installation}
          trans={trans}
          actions={missingActions(execute, { instrument, tool: way.tool })}
        />
      ) : (
        about?.obstacle && <p className="jp-Cellheat-Way-obstacle">{about.obstacle}</p>
      )}
      {about?.available !== false && (
        <div className="jp-Cellheat-Actions">
          <button
            className="jp-Cellheat-Button"
            onClick={() => void execute(CommandIDs.profileCell, { instrument, tool: way.tool })}
          >
            {trans.__('Profile')}
          </button>
        </div>
      )}
    </details>
  );
}

function Terms({ tool, trans }: { tool: ITool; trans: ITranslate }): JSX.Element {
  const { blind, needs, overhead } = tool;
  const cost = overhead ? costSentence(overhead, trans) : trans.__('Not measured.');
  return (
    <dl className="jp-Cellheat-Guide">
      <div>
        <dt>{trans.__('Cannot see')}</dt>
        <dd>{blind}</dd>
      </div>
      <div>
        <dt>{trans.__('Needs')}</dt>
        <dd>{needs}</dd>
      </div>
      <div>
        <dt>{trans.__('Costs')}</dt>
        <dd>{cost}</dd>
      </div>
    </dl>
  );
}

/** What stands at the right: the price, or that it cannot be had. */
function costOf(tool: ITool | null, trans: ITranslate): string {
  if (tool?.available === false) {
    return tool.missing ? trans.__('not installed') : trans.__('not here');
  }
  return tool?.overhead ? costText(tool.overhead) : '';
}
