import type { ISessionContext } from '@jupyterlab/apputils';
import { Kernel, KernelMessage, Session } from '@jupyterlab/services';
import { kernelAvailability } from '../kernel/availability';
import { heldBytes } from '../kernel/usage';
import { CellRuns } from '../model/slowest/runs';

/** A kernel that had nothing to do for so long rests. */
const REST_MS = 200;

const GONE: readonly Kernel.Status[] = [
  'starting',
  'restarting',
  'autorestarting',
  'dead',
  'terminating'
];

/** What a listener is told from outside. */
export interface IListening {
  /** Whether the kernel may be asked for its memory. */
  readonly mayAsk: () => boolean;
  /** Whether a profiler is on for this cell. */
  readonly isProfiled: (cell: string) => boolean;
  /** Something changed. */
  readonly tell: () => void;
}

/** Hears how long the cells of one notebook take, and asks for memory where it may. */
export class Listener {
  constructor(
    private readonly _context: ISessionContext,
    private readonly _options: IListening
  ) {
    this._follow(_context.session);
    _context.sessionChanged.connect((_, { newValue }) => this._follow(newValue));
    _context.kernelChanged.connect(() => this._clear());
    _context.statusChanged.connect((_, status) => this._onStatus(status));
    _context.connectionStatusChanged.connect((_, status) => {
      // a kernel that restarts connects anew, and then gets what was sent meanwhile
      if (status !== 'connected' && !this._isStarting) {
        this.runs.lost();
        this._options.tell();
      }
    });
    _context.disposed.connect(() => clearTimeout(this._timer));
  }

  readonly runs = new CellRuns();

  /** Ask for memory if that is not known and may be asked now. */
  check(): void {
    const { hasStart, isWaiting } = this.runs.memory;
    if (!hasStart || isWaiting) {
      this._whenResting();
    }
  }

  private _follow(session: Session.ISessionConnection | null): void {
    session?.anyMessage.connect((_, { msg, direction }) =>
      direction === 'send' ? this._onSent(msg) : this._onReceived(msg)
    );
  }

  private _onSent(message: KernelMessage.IMessage): void {
    const { cellId } = message.metadata ?? {};
    if (message.header.msg_type === 'execute_request' && typeof cellId === 'string') {
      const { code } = message.content as KernelMessage.IExecuteRequestMsg['content'];
      this.runs.sent(message.header.msg_id, cellId, code, this._options.isProfiled(cellId));
    }
  }

  private _onReceived(message: KernelMessage.IMessage): void {
    const parent = message.parent_header as Partial<KernelMessage.IHeader>;
    const request = parent.msg_id;
    if (request === undefined || !RUNNING.includes(parent.msg_type)) {
      return;
    }
    const { runs } = this;
    if (KernelMessage.isStatusMsg(message)) {
      const { execution_state: state } = message.content;
      if (state === 'busy') {
        runs.began(request, timeOf(message), Date.now());
      } else if (state === 'idle') {
        runs.ended(request, timeOf(message));
        this._onEnd(parent.msg_type === 'execute_request');
      }
      this._options.tell();
    } else if (KernelMessage.isExecuteInputMsg(message)) {
      runs.accepted(request, message.content.execution_count);
    } else if (KernelMessage.isErrorMsg(message)) {
      runs.failed(request, message.content.ename);
    } else if (isAborted(message)) {
      runs.skipped(request);
    }
  }

  private _onEnd(ofCode: boolean): void {
    const { memory } = this.runs;
    if (!this._options.mayAsk()) {
      memory.unknown('not-watched');
    } else if (ofCode || memory.isWaiting) {
      // a widget may say something many times a second: that alone is no reason to ask
      this._whenResting();
    }
  }

  private _onStatus(status: Kernel.Status): void {
    if (status === 'starting' && this._isStarting) {
      // what was forgotten when it went is not to be told from cells that were sent since
      return;
    }
    if (GONE.includes(status)) {
      this._clear();
    } else if (status === 'idle' || status === 'busy') {
      this._isStarting = false;
    }
    if (status === 'idle') {
      this.check();
    }
  }

  private _whenResting(): void {
    clearTimeout(this._timer);
    if (this.runs.isResting && !this._asking && this._options.mayAsk()) {
      this._timer = setTimeout(() => void this._ask(), REST_MS);
    }
  }

  private async _ask(): Promise<void> {
    const kernel = this._context.session?.kernel;
    const { kind } = kernelAvailability(this._context);
    const { runs, _silence: silence } = this;
    if (kind === 'not-python') {
      this._end('not-python');
    } else if (silence !== null) {
      this._end(silence);
    } else if (kind === 'ready' && kernel?.status === 'idle' && runs.isResting) {
      this._asking = true;
      const held = await heldBytes(kernel);
      this._asking = false;
      if (held === 'lost' || kernel !== this._context.session?.kernel) {
        return;
      }
      if (!runs.isResting) {
        // it may be of what runs by now: the next rest brings another
        return;
      }
      if (typeof held !== 'number') {
        this._silence = held;
      }
      this._end(held);
    }
  }

  private _end(held: number | 'not-python' | 'no-answer' | 'no-number'): void {
    if (typeof held === 'number') {
      this.runs.memory.holds(held);
    } else {
      this.runs.memory.unknown(held);
    }
    this._options.tell();
  }

  private _clear(): void {
    clearTimeout(this._timer);
    this._silence = null;
    this._isStarting = true;
    this.runs.clear();
    this._options.tell();
  }

  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _asking = false;
  /** The next kernel has not said a word yet. */
  private _isStarting = true;
  /** Why this kernel is asked no more. */
  private _silence: 'no-answer' | 'no-number' | null = null;
}

/** Requests that run the user's code. */
const RUNNING: readonly (string | undefined)[] = ['execute_request', 'comm_msg'];

/** Milliseconds of the kernel's clock; of ours for a kernel that does not say. */
function timeOf({ header: { date } }: KernelMessage.IMessage): number {
  const at = Date.parse(date);
  // a date of JavaScript ends with milliseconds
  const [, finer] = /\.\d{3}(\d{1,3})/.exec(date ?? '') ?? [];
  return Number.isNaN(at) ? Date.now() : at + (finer ? Number(`0.${finer}`) : 0);
}

function isAborted(message: KernelMessage.IMessage): boolean {
  return KernelMessage.isExecuteReplyMsg(message) && message.content.status === 'aborted';
}
