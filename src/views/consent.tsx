import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { consentReason, effectPlace } from '../model/kernel/messages';
import type { ISideEffect } from '../model/contract/profile';
import type { IRun } from '../model/kernel/run';

/** Ask whether what these lines do outside the notebook may be repeated. */
export async function askConsent(
  instrument: IRun['instrument'],
  effects: readonly ISideEffect[],
  signal: AbortSignal,
  trans: TranslationBundle
): Promise<boolean> {
  const dialog = new Dialog({
    title:
      instrument === 'compare'
        ? trans.__('Run these cells many times?')
        : trans.__('Run this cell many times?'),
    body: (
      <div className="jp-Cellheat-Consent">
        <p>{consentReason(instrument, trans)}</p>
        <ul className="jp-Cellheat-Effects">
          {effects.map((effect, i) => (
            <li key={i}>
              <span>{effectPlace(effect, trans)}</span> <code>{effect.text}</code>
            </li>
          ))}
        </ul>
      </div>
    ),
    buttons: [Dialog.cancelButton(), Dialog.okButton({ label: trans.__('Run Many Times') })],
    defaultButton: 0
  });
  const reject = () => dialog.reject();
  signal.addEventListener('abort', reject);
  const { button } = await dialog.launch();
  signal.removeEventListener('abort', reject);
  return button.accept;
}
