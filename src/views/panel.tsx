import { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { Message as LuminoMessage } from '@lumino/messaging';
import { useState } from 'react';
import { concerns } from '../model/kernel/looking';
import { IComparing, IN_PANEL } from '../model/kernel/comparing';
import { headline } from '../model/profile/headline';
import { InstallState, isInstalled } from '../model/kernel/installation';
import {
  availabilityMessage,
  IMessage,
  progressMessage,
  runFailureMessage
} from '../model/kernel/messages';
import type { IMissingPackage } from '../model/contract/profile';
import { IResult, mainResult, ResultKey } from '../model/kernel/results';
import { IRun, isPending } from '../model/kernel/run';
import { textOf } from '../model/words/sentence';
import { tellingLine } from '../model/kernel/source';
import type { ITranslate } from '../model/words/translate';
import { verdictSentence } from '../model/comparison/verdict';
import { CommandIDs, ICellText, IComparings, IProfileStore, ISelection, ISlowest } from '../tokens';
import { Again, Execute } from './again';
import { missingActions } from './actions';
import { Before } from './before';
import { ComparingBody, Names } from './comparison/progress';
import { CopyButton } from './copy';
import { heatIcon, slowestIcon } from './icon';
import { Instruments } from './instruments';
import { Look } from './look';
import { Message } from './message';
import { Missing } from './missing';
import { Progress } from './progress';
import { Result } from './result';
import { SlowestCells } from './slowest';
import { Tabs } from './tabs';

/** What the panel needs. */
export interface IProfilePanelOptions {
  readonly store: IProfileStore;
  /** What the comparisons under way tell. */
  readonly comparings: IComparings;
  /** How long cells took. */
  readonly slowest: ISlowest;
  readonly commands: CommandRegistry;
  readonly translator: ITranslator;
  /** How many functions a table shows at first. */
  readonly tableRows: () => number;
  /** Whether kernels are asked for their memory while the list of slowest cells is closed. */
  readonly watchMemory: () => boolean;
  /** The panel is shown now. */
  readonly onShown: () => void;
}

/** The side panel: the last result of the active cell, or why there is none. */
export class ProfilePanel extends ReactWidget {
  constructor(private readonly _options: IProfilePanelOptions) {
    super();
    this._trans = _options.translator.load('cellheat');
    this.id = 'cellheat-panel';
    this.addClass('jp-Cellheat-Panel');
    this.title.icon = heatIcon;
    this.title.caption = this._trans.__('Cellheat');
  }

  protected onAfterShow(message: LuminoMessage): void {
    super.onAfterShow(message);
    this._options.onShown();
  }

  protected render(): JSX.Element {
    const { store, comparings, slowest, tableRows, watchMemory } = this._options;
    return (
      <UseSignal signal={store.changed}>
        {() => (
          <Panel
            store={store}
            comparings={comparings}
            slowest={slowest}
            watching={watchMemory()}
            trans={this._trans}
            rows={tableRows()}
            execute={this._execute}
          />
        )}
      </UseSignal>
    );
  }

  // made once, so that what is drawn from it need not be drawn again
  private readonly _execute: Execute = async (id, args) => {
    try {
      await this._options.commands.execute(id, args);
    } catch (error) {
      // a command that fails says so itself
      console.error(id, error);
    }
  };
  private readonly _trans: TranslationBundle;
}

interface IPanelProps {
  readonly store: IProfileStore;
  readonly comparings: IComparings;
  readonly slowest: ISlowest;
  readonly watching: boolean;
  readonly trans: ITranslate;
  readonly rows: number;
  readonly execute: Execute;
}

function Panel(props: IPanelProps): JSX.Element {
  const { store, comparings, trans, rows, execute } = props;
  const { selection } = store;
  const run = selection && store.latest(selection.notebook, selection.cellId);
  const done = selection && store.latestDone(selection.notebook, selection.cellId);
  const pending = selection && store.pending(selection.notebook);
  const { results, shown, choose } = useShown(store, done);
  const look = selection && store.look(selection.notebook);
  const looked = look && concerns(look, selection.cellId, store.cells()) && (
    <Look state={look} cells={store.cells()} trans={trans} rows={rows} execute={execute} />
  );
  const ended = look?.phase === 'seen' && look.over;
  if (store.page === 'instruments') {
    return <Instruments store={store} trans={trans} execute={execute} />;
  }
  if (store.page === 'slowest') {
    return <SlowestCells {...props} />;
  }
  return (
    <>
      <Header
        selection={selection}
        trans={trans}
        onCopy={shown && (() => execute(CommandIDs.copyReport, { result: shown.key }))}
        onSlowest={() => void execute(CommandIDs.showSlowest)}
      />
      <p className="jp-Cellheat-Spoken" role="status">
        {spoken(selection, run, trans)}
      </p>
      <div className="jp-Cellheat-Body">
        {pending && pending !== run && (
          <OtherRun run={pending} cells={store.cells()} trans={trans} execute={execute} />
        )}
        {run && run.selected > 1 && (
          <p className="jp-Cellheat-Line">
            {trans._n(
              '%1 cell was selected; only the active one was profiled.',
              '%1 cells were selected; only the active one was profiled.',
              run.selected
            )}
          </p>
        )}
        {!ended && looked}
        <State
          selection={selection}
          run={run}
          comparings={comparings}
          installation={selection && store.installation(selection.notebook)}
          looked={look !== null}
          trans={trans}
          execute={execute}
        />
        {shown && (
          <Tabs
            keys={results.map(({ key }) => key)}
            chosen={shown.key}
            choose={choose}
            trans={trans}
          >
            <Result
              key={`${selection!.cellId} ${shown.key}`}
              shown={shown}
              latest={run?.state.phase === 'done'}
              selection={selection!}
              cells={store.cells()}
              trans={trans}
              rows={rows}
              execute={execute}
              installation={store.installation(selection!.notebook)}
            />
          </Tabs>
        )}
        {ended && looked}
      </div>
    </>
  );
}

/** The results of the cell, and the one to show: the newest, or what was chosen since it came. */
function useShown(
  store: IProfileStore,
  done: IRun | null
): { results: readonly IResult[]; shown: IResult | null; choose: (key: ResultKey) => void } {
  const [chosen, setChosen] = useState<{ key: ResultKey; since: IRun | null } | null>(null);
  const { selection } = store;
  const results = selection ? store.results(selection.notebook, selection.cellId) : [];
  const key = chosen?.since === done ? chosen?.key : null;
  return {
    results,
    shown: results.find(one => one.key === key) ?? mainResult(results, done),
    choose: key => setChosen({ key, since: done })
  };
}

interface IHeaderProps {
  readonly selection: ISelection | null;
  readonly trans: ITranslate;
  readonly onCopy: (() => Promise<void>) | null;
  readonly onSlowest: () => void;
}

function Header({ selection, trans, onCopy, onSlowest }: IHeaderProps): JSX.Element {
  return (
    <header className="jp-Cellheat-Header">
      <h1>{trans.__('Cellheat')}</h1>
      {selection && (
        <code className="jp-Cellheat-Chip">
          {selection.prompt} {tellingLine(selection.source)}
        </code>
      )}
      {onCopy && (
        <CopyButton
          label={trans.__('Copy as text')}
          title={trans.__('Copy the result as text')}
          trans={trans}
          onCopy={onCopy}
        />
      )}
      <button
        className="jp-Cellheat-Quiet"
        title={trans.__('Slowest cells')}
        aria-label={trans.__('Slowest cells')}
        onClick={onSlowest}
      >
        <slowestIcon.react tag="span" width="16px" height="16px" />
      </button>
    </header>
  );
}

interface IOtherRunProps {
  readonly run: IRun;
  readonly cells: readonly ICellText[];
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** A run of another cell is under way, and only one can be. */
function OtherRun({ run, cells, trans, execute }: IOtherRunProps): JSX.Element {
  const cell = cells.find(({ id }) => id === run.cellId);
  const line = cell ? tellingLine(cell.source) : '';
  return (
    <p className="jp-Cellheat-Line">
      {run.instrument === 'compare'
        ? trans.__('Other cells are being compared:')
        : trans.__('Another cell is being profiled:')}{' '}
      <button
        className="jp-Cellheat-Link"
        onClick={() => execute(CommandIDs.goToLine, { cell: run.cellId, line: 1 })}
      >
        {line || trans.__('go to it')}
      </button>
    </p>
  );
}

interface IStateProps {
  readonly selection: ISelection | null;
  readonly run: IRun | null;
  readonly comparings: IComparings;
  /** Of a package into this notebook's kernel. */
  readonly installation: InstallState | null;
  /** What it is doing now stands above. */
  readonly looked: boolean;
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** What there is to say besides a result. */
function State(props: IStateProps): JSX.Element | null {
  const { selection, run, comparings, installation, looked, trans, execute } = props;
  const message = stateMessage(selection, run, trans);
  if (run && isPending(run)) {
    const notebook = selection?.notebook ?? run;
    const told = () => {
      const { instrument, state } = run;
      const comparing = instrument === 'compare' ? comparings.of(notebook, IN_PANEL) : null;
      return comparing && state.phase === 'running'
        ? { ...comparing, stopping: state.stopping }
        : null;
    };
    return (
      <UseSignal signal={comparings.changed} shouldUpdate={(_, of) => of === notebook}>
        {() => (
          <Pending run={run} comparing={told()} looked={looked} trans={trans} execute={execute} />
        )}
      </UseSignal>
    );
  }
  const ready = selection?.availability.kind === 'ready';
  const missing = missingFor(run);
  const installed = missing !== null && isInstalled(missing, installation);
  if (message) {
    return (
      <Message message={message} trans={trans}>
        {missing && (
          <Missing
            missing={missing}
            asked
            state={installation}
            trans={trans}
            actions={missingActions(execute, { instrument: run!.instrument, tool: run!.tool })}
          />
        )}
        {run && ready && !installed && (
          <div className="jp-Cellheat-Actions">
            <Again run={run} trans={trans} execute={execute} />
          </div>
        )}
      </Message>
    );
  }
  return run ? null : <Before trans={trans} execute={execute} />;
}

interface IPendingProps {
  readonly run: IRun;
  /** What a comparison has told of itself. */
  readonly comparing: IComparing | null;
  readonly looked: boolean;
  readonly trans: ITranslate;
  readonly execute: Execute;
}

/** A run under way; a comparison says what it is doing. */
function Pending({ run, comparing, looked, trans, execute }: IPendingProps): JSX.Element {
  const stop = () => void execute(CommandIDs.stopRun);
  return (
    <Progress
      run={run}
      trans={trans}
      onCancel={() => execute(CommandIDs.cancelRun)}
      onStop={stop}
      onLook={looked ? undefined : () => void execute(CommandIDs.showStack)}
    >
      {comparing && (
        <>
          <Names names={comparing.progress.names} />
          <ComparingBody comparing={comparing} blind={false} trans={trans} onStop={stop} />
        </>
      )}
    </Progress>
  );
}

/** The package without which a run could not be made. */
function missingFor(run: IRun | null): IMissingPackage | null {
  const failure = run?.state.phase === 'failed' ? run.state.failure : null;
  return failure?.kind === 'kernel' ? failure.failure.missing : null;
}

/** A failure comes first: that the kernel is gone is then only the reason for it. */
function stateMessage(
  selection: ISelection | null,
  run: IRun | null,
  trans: ITranslate
): IMessage | null {
  return run?.state.phase === 'failed'
    ? runFailureMessage(run, run.state.failure, trans)
    : availabilityMessage(selection?.availability ?? { kind: 'no-notebook' }, trans);
}

/** What a screen reader says when the state changes. */
function spoken(selection: ISelection | null, run: IRun | null, trans: ITranslate): string {
  if (run?.state.phase === 'done') {
    const { result } = run.state;
    return result.kind === 'profile'
      ? textOf(headline(result, trans))
      : verdictSentence(result, trans);
  }
  const message = (run && progressMessage(run, trans)) ?? stateMessage(selection, run, trans);
  return message?.title ?? '';
}
