import { Fragment } from 'react';
import type { CSSProperties } from 'react';
import type { ITranslate } from '../../model/words/translate';
import type { Side } from '../../model/comparison/variants';
import type { IBlock, IToken } from './marking';

/** A code as it is shown. */
export interface IShownCode {
  readonly title: string;
  readonly code: string | null;
  /** Time of one call, where it may be told. */
  readonly time: { readonly text: string; readonly spread: string } | null;
  readonly side: Side;
}

interface ICodeProps {
  readonly shown: IShownCode;
  readonly text: string | null;
  /** In colour and with differences, once that is known. */
  readonly blocks: readonly IBlock[] | null;
  readonly trans: ITranslate;
}

/** One of the codes, under its name and its time. */
export function Code({ shown, text, blocks, trans }: ICodeProps): JSX.Element {
  return (
    <section className="jp-Cellheat-Code" data-side={shown.side}>
      <h3>
        <span className="jp-Cellheat-Code-title">{shown.title}</span>
        {shown.time && (
          <span className="jp-Cellheat-Code-time">
            {shown.time.text}, {shown.time.spread}
          </span>
        )}
      </h3>
      {text === null ? (
        <p>{trans.__('Its source is not known.')}</p>
      ) : (
        <code>{blocks ? blocks.map((block, i) => <Block key={i} block={block} />) : text}</code>
      )}
    </section>
  );
}

function Block({ block }: { block: IBlock }): JSX.Element {
  return (
    <span className="jp-Cellheat-Code-block" data-changed={block.changed || undefined}>
      {block.lines.map((tokens, i) => (
        <span key={i} className="jp-Cellheat-Code-line" style={indentOf(tokens)}>
          {tokens.map((token, j) => (
            <Token key={j} token={token} />
          ))}
          {'\n'}
        </span>
      ))}
    </span>
  );
}

/** Letters: a narrow page has no room for more. */
const DEEPEST = 10;

/** Where a line that is broken goes on: further in than it began. */
function indentOf(tokens: readonly IToken[]): CSSProperties {
  const indent = tokens
    .map(({ text }) => text)
    .join('')
    .search(/\S/);
  return {
    '--jp-cellheat-indent': `${Math.min(Math.max(0, indent) + 4, DEEPEST)}ch`
  } as CSSProperties;
}

function Token({ token: { text, style, changed } }: { token: IToken }): JSX.Element {
  const content = style ? <span className={style}>{text}</span> : text;
  return changed ? <mark>{content}</mark> : <Fragment>{content}</Fragment>;
}
