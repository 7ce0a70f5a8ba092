import { createContext, useContext } from 'react';
import { GoOn, GoOnState, MORE_S, PROCESSES } from '../../model/kernel/comparing';
import type { IComparison } from '../../model/contract/comparison';
import type { IMissingActions, InstallState } from '../../model/kernel/installation';
import type { ITranslate } from '../../model/words/translate';
import { Missing } from '../missing';

/** What can be asked of the kernel that made a comparison. */
export interface IOffers {
  readonly state: GoOnState;
  readonly start: (what: GoOn) => void;
  /** Of a package into that kernel. */
  readonly installation: InstallState | null;
  readonly packages: Omit<IMissingActions, 'again'>;
}

/** `null` where there is no kernel to ask. */
export const Offers = createContext<IOffers | null>(null);

interface IOfferProps {
  readonly what: GoOn;
  readonly comparison: IComparison;
  readonly trans: ITranslate;
}

/** A button that goes on with a comparison, and what has become of it. */
export function Offer({ what, comparison, trans }: IOfferProps): JSX.Element | null {
  const offers = useContext(Offers);
  if (!offers || !comparison.offers.includes(what)) {
    return null;
  }
  const { state, start, installation, packages } = offers;
  const isPending = state.phase === 'waiting' || state.phase === 'running';
  const isMine = state.phase !== 'idle' && state.what === what;
  const failed = isMine && state.phase === 'failed' ? state : null;
  return (
    <div className="jp-Cellheat-Offer" data-what={what}>
      <button
        className={what === 'more' ? 'jp-Cellheat-Button' : 'jp-Cellheat-Quiet'}
        // not disabled: the focus would go
        aria-disabled={isPending}
        onClick={() => !isPending && start(what)}
      >
        {what === 'more'
          ? trans.__('Measure %1 s more', MORE_S)
          : trans.__('Confirm in %1 fresh processes', PROCESSES)}
      </button>
      <div role="status">
        {isMine && state.phase === 'waiting' && <p>{trans.__('Waiting for the kernel.')}</p>}
        {isMine && state.phase === 'running' && <p>{trans.__('Measuring.')}</p>}
        {failed && !failed.missing && (
          <p>
            {failed.message.title} {failed.message.text}
          </p>
        )}
      </div>
      {failed?.missing && (
        <Missing
          missing={failed.missing}
          state={installation}
          trans={trans}
          actions={{ ...packages, again: () => start(what) }}
        />
      )}
    </div>
  );
}
