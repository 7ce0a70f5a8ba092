import { checkIcon, copyIcon } from '@jupyterlab/ui-components';
import { useEffect, useState } from 'react';
import type { ITranslate } from '../model/words/translate';

/** For so long the button says that it has copied. */
const THANKS_MS = 2_000;

interface ICopyButtonProps {
  readonly label: string;
  readonly title: string;
  readonly trans: ITranslate;
  /** Resolves when the text is on the clipboard. */
  readonly onCopy: () => Promise<void>;
}

/** A quiet button that copies, and says when it has. */
export function CopyButton({ label, title, trans, onCopy }: ICopyButtonProps): JSX.Element {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    const timer = copied ? setTimeout(() => setCopied(0), THANKS_MS) : undefined;
    return () => clearTimeout(timer);
  }, [copied]);
  const Icon = copied ? checkIcon.react : copyIcon.react;
  return (
    <button
      className="jp-Cellheat-Quiet"
      title={title}
      onClick={() => void onCopy().then(() => setCopied(copied + 1))}
    >
      <Icon tag="span" width="14px" height="14px" />
      <span aria-live="polite">{copied ? trans.__('Copied') : label}</span>
    </button>
  );
}
