import {
  IMissingActions,
  installMessage,
  isInstalled,
  InstallState,
  missingMessage,
  pipName
} from '../model/kernel/installation';
import type { IMissingPackage } from '../model/contract/profile';
import type { ITranslate } from '../model/words/translate';
import { CopyButton } from './copy';
import { Elapsed, keepFocus } from './progress';

interface IMissingProps {
  readonly missing: IMissingPackage;
  /** It was asked for, and nothing is measured without it. */
  readonly asked?: boolean;
  /** Of any package into this kernel. */
  readonly state: InstallState | null;
  readonly trans: ITranslate;
  readonly actions: IMissingActions;
}

/** A package that would measure more: what for, how to get it, and how that goes. */
export function Missing(props: IMissingProps): JSX.Element {
  const { missing, asked, trans, actions } = props;
  const state = props.state?.name === missing.name ? props.state : null;
  const message = state ? installMessage(state, trans) : missingMessage(missing, trans, asked);
  const isPending = state !== null && !('at' in state);
  const installed = isInstalled(missing, state);
  const { detail } = message;
  return (
    <section className="jp-Cellheat-Missing">
      <div role="status">
        <h3>{message.title}</h3>
        {message.text && <p>{message.text}</p>}
      </div>
      {detail !== null && (
        <>
          <pre tabIndex={0}>{detail}</pre>
          <CopyButton
            label={trans.__('Copy')}
            title={trans.__('Copy what pip said')}
            trans={trans}
            onCopy={() => actions.copy(detail)}
          />
        </>
      )}
      {!isPending && !installed && missing.command !== null && (
        <Command command={missing.command} trans={trans} copy={actions.copy} />
      )}
      <div className="jp-Cellheat-Actions">
        {installed && (
          <button className="jp-Cellheat-Button" onClick={actions.again}>
            {missing.name === 'cloudpickle' ? trans.__('Confirm') : trans.__('Profile again')}
          </button>
        )}
        {!isPending && !installed && missing.command !== null && (
          <button
            className="jp-Cellheat-Button"
            title={trans.__('Run this line in the kernel’s environment')}
            onClick={() => actions.install(missing.name)}
            onMouseDown={keepFocus}
          >
            {state ? trans.__('Try again') : trans.__('Install here')}
          </button>
        )}
        {isPending && (
          <>
            <button
              className="jp-Cellheat-Button"
              disabled={state.phase === 'installing' && state.stopping}
              onClick={actions.stop}
              onMouseDown={keepFocus}
            >
              {trans.__('Stop')}
            </button>
            <Elapsed since={state.since} key={state.since} />
          </>
        )}
      </div>
    </section>
  );
}

interface ICommandProps {
  readonly command: string;
  readonly trans: ITranslate;
  readonly copy: (text: string) => Promise<void>;
}

function Command({ command, trans, copy }: ICommandProps): JSX.Element {
  return (
    <div className="jp-Cellheat-Missing-command">
      <code tabIndex={0}>{command}</code>
      <CopyButton
        label={trans.__('Copy')}
        title={trans.__('Copy the line that installs it')}
        trans={trans}
        onCopy={() => copy(command)}
      />
    </div>
  );
}

/**
 * The same in the output of a cell. A document may say anything, so what installs the package is
 * our own line and not its.
 */
export function MissingRemark({
  missing,
  asked,
  trans
}: Pick<IMissingProps, 'missing' | 'asked' | 'trans'>): JSX.Element {
  const message = missingMessage(missing, trans, asked);
  return (
    <p className="jp-Cellheat-Remark">
      {message.title} {message.text}
      {missing.command !== null && (
        <>
          {' '}
          {trans.__('In a cell:')} <code>{`%pip install ${pipName(missing.name)}`}</code>
        </>
      )}
    </p>
  );
}
