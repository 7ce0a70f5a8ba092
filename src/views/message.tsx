import type { ReactNode } from 'react';
import type { IMessage } from '../model/kernel/messages';
import type { ITranslate } from '../model/words/translate';

interface IMessageProps {
  readonly message: IMessage;
  readonly trans: ITranslate;
  /** Buttons, and what stands above them. */
  readonly children?: ReactNode;
}

/** What was seen, why it matters, what to try. */
export function Message({ message, trans, children }: IMessageProps): JSX.Element {
  return (
    <section className="jp-Cellheat-Message">
      <h2>{message.title}</h2>
      {message.text && <p>{message.text}</p>}
      {children}
      {message.detail && (
        <details>
          <summary>{trans.__('Details')}</summary>
          <pre tabIndex={0}>{message.detail}</pre>
        </details>
      )}
    </section>
  );
}
