import { useCallback } from 'react';
import type { ILook, IStackFrame, IThreadStack } from '../model/contract/look';
import {
  frameName,
  lookFailureMessage,
  lookFoot,
  lookSentence,
  LookState,
  otherThreads
} from '../model/kernel/looking';
import type { ISourceFile } from '../model/contract/profile';
import { CellMatch, cellOf } from '../model/kernel/source';
import type { ITranslate } from '../model/words/translate';
import { CommandIDs, ICellText } from '../tokens';
import type { Execute } from './again';
import { Message } from './message';
import { Elapsed, keepFocus } from './progress';
import { Sentence } from './sentence';
import { Tables } from './tables';

interface ILookProps {
  readonly state: LookState;
  readonly cells: readonly ICellText[];
  readonly trans: ITranslate;
  readonly rows: number;
  readonly execute: Execute;
}

/** What the kernel is doing now: one stack, what was seen lately, and how to stop looking. */
export function Look(props: ILookProps): JSX.Element {
  const { state, trans, execute } = props;
  if (state.phase === 'failed') {
    return (
      <Message message={lookFailureMessage(state.failure, trans)} trans={trans}>
        <div className="jp-Cellheat-Actions">
          <Action id={CommandIDs.closeStack} label={trans.__('Close')} execute={execute} />
        </div>
      </Message>
    );
  }
  const going = state.phase === 'asking' || state.going;
  return (
    <section className="jp-Cellheat-Look" aria-label={trans.__('What it is doing now')}>
      {state.phase === 'asking' ? (
        <p role="status">{trans.__('Asking what it is doing…')}</p>
      ) : (
        <Seen {...props} look={state.look} over={state.over} />
      )}
      <div className="jp-Cellheat-Actions">
        {going ? (
          <Action id={CommandIDs.stopStack} label={trans.__('Stop looking')} execute={execute} />
        ) : (
          <>
            {state.phase === 'seen' && !state.over && (
              <Action id={CommandIDs.showStack} label={trans.__('Look again')} execute={execute} />
            )}
            <Action id={CommandIDs.closeStack} label={trans.__('Close')} execute={execute} />
          </>
        )}
        {state.phase === 'asking' && <Elapsed since={state.since} />}
      </div>
    </section>
  );
}

interface IActionProps {
  readonly id: string;
  readonly label: string;
  readonly execute: Execute;
}

function Action({ id, label, execute }: IActionProps): JSX.Element {
  return (
    <button className="jp-Cellheat-Button" onClick={() => void execute(id)} onMouseDown={keepFocus}>
      {label}
    </button>
  );
}

interface ISeenProps extends Omit<ILookProps, 'state'> {
  readonly look: ILook;
  readonly over: boolean;
}

function Seen({ look, over, cells, trans, rows, execute }: ISeenProps): JSX.Element {
  const goTo = useCallback(
    (cell: string, line: number) => execute(CommandIDs.goToLine, { cell, line }),
    [execute]
  );
  const links = look.files.map(file => cellOf(file, cells));
  const stack = { files: look.files, links, goTo, trans };
  const main = look.threads.find(thread => thread.main);
  return (
    <>
      <h2>
        <Sentence parts={lookSentence(look, trans, over)} />
      </h2>
      {over && <p>{trans.__('The cell has ended since.')}</p>}
      {main && <Stack thread={main} {...stack} />}
      {otherThreads(look).map((thread, i) => (
        <details key={i}>
          <summary>{thread.name}</summary>
          <Stack thread={thread} {...stack} />
        </details>
      ))}
      <Tables data={look} trans={trans} rows={rows} links={links} goTo={goTo} />
      {look.notes.map(({ code, text }) => (
        <p key={code}>{text}</p>
      ))}
      <footer>{lookFoot(look, trans)}</footer>
    </>
  );
}

interface IStackProps {
  readonly thread: IThreadStack;
  readonly files: readonly ISourceFile[];
  readonly links: readonly CellMatch[];
  readonly goTo: (cell: string, line: number) => void;
  readonly trans: ITranslate;
}

/** The functions of a thread, the outermost first. */
function Stack({ thread, files, links, goTo, trans }: IStackProps): JSX.Element {
  const { frames, total } = thread;
  return (
    <>
      <ol className="jp-Cellheat-Stack">
        {frames.map((frame, i) => (
          <li key={i} data-kind={frame.kind}>
            <code>{frameName(frame, trans)}</code>
            {frame.place && <Where frame={frame} files={files} links={links} goTo={goTo} />}
          </li>
        ))}
      </ol>
      {total > frames.length && (
        <p>{trans.__('%1 functions between them are left out.', total - frames.length)}</p>
      )}
    </>
  );
}

function Where({
  frame,
  files,
  links,
  goTo
}: Pick<IStackProps, 'files' | 'links' | 'goTo'> & { frame: IStackFrame }): JSX.Element {
  const [file, line] = frame.place!;
  const text = `${files[file].label}:${line}`;
  const match = links[file];
  return match && match !== 'changed' ? (
    <button className="jp-Cellheat-Link" onClick={() => goTo(match.cell, line)}>
      {text}
    </button>
  ) : (
    <code>{text}</code>
  );
}
