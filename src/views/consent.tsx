import { Dialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { effectName } from '../model/messages';
import type { ISideEffect } from '../model/profile';

/** Ask whether timeit may repeat what these lines do outside the notebook. */
export async function askConsent(
  effects: readonly ISideEffect[],
  signal: AbortSignal,
  trans: TranslationBundle
): Promise<boolean> {
  const dialog = new Dialog({
    title: trans.__('Run this cell many times?'),
    body: (
      <div className="jp-Cellheat-Consent">
        <p>{trans.__('timeit repeats the cell, and with it what these lines do:')}</p>
        <ul className="jp-Cellheat-Effects">
          {effects.map((effect, i) => (
            <li key={i}>
              <span>{trans.__('line %1 %2', effect.line, effectName(effect, trans))}</span>{' '}
              <code>{effect.text}</code>
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
