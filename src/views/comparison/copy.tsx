import { useState } from 'react';
import type { IComparison } from '../../model/contract/comparison';
import { comparisonText } from '../../model/comparison/report';
import type { ITranslate } from '../../model/words/translate';

interface ICopyProps {
  readonly comparison: IComparison;
  readonly trans: ITranslate;
}

/** Copies the whole comparison as text. */
export function CopyButton({ comparison, trans }: ICopyProps): JSX.Element {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const { Clipboard } = await import('@jupyterlab/apputils');
    Clipboard.copyToSystem(comparisonText(comparison, trans));
    setCopied(true);
  };
  return (
    <button
      className="jp-Cellheat-Quiet"
      onClick={() => void copy()}
      onBlur={() => setCopied(false)}
    >
      <span aria-live="polite">{copied ? trans.__('Copied') : trans.__('Copy as text')}</span>
    </button>
  );
}
