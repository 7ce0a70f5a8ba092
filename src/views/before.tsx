import { instrumentGuide } from '../model/instruments/words';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs } from '../tokens';
import type { Execute } from './again';

interface IBeforeProps {
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** A cell that has no result yet: what a click does, and what can be asked. */
export function Before({ trans, execute }: IBeforeProps): JSX.Element {
  return (
    <section className="jp-Cellheat-Message">
      <h2>{trans.__('Not profiled yet.')}</h2>
      <p>
        {trans.__(
          'Profile runs this cell the ordinary way and says where its time and memory went.'
        )}
      </p>
      <div className="jp-Cellheat-Actions">
        <button
          className="jp-Cellheat-Button jp-mod-primary"
          onClick={() => execute(CommandIDs.profileCell)}
        >
          {trans.__('Profile')}
        </button>
        <button className="jp-Cellheat-Button" onClick={() => execute(CommandIDs.showInstruments)}>
          {trans.__('About the instruments')}
        </button>
        <button className="jp-Cellheat-Button" onClick={() => execute(CommandIDs.showSlowest)}>
          {trans.__('Slowest cells')}
        </button>
      </div>
      <dl className="jp-Cellheat-Guide">
        {instrumentGuide(trans).map(({ question, how }) => (
          <div key={question}>
            <dt>{question}</dt>
            <dd>{how}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
