import { Instrument, PackageName } from '../model/contract/profile';
import type { IComparedCell } from '../model/kernel/run';
import type { Beside } from '../model/instruments/ways';

/** The cell that a request is about. */
export interface ICellToMeasure {
  readonly id: string;
  readonly source: string;
}

/** Put an instrument on the next execution of one cell. */
export interface IArmRequest {
  readonly op: 'arm';
  readonly token: string;
  readonly instrument: Exclude<Instrument, 'timeit'>;
  /** The way to measure, or `null` for the one that the kernel prefers. */
  readonly tool: string | null;
  /** Instruments to put on beside it, where they do not disturb one another. */
  readonly also: readonly Beside[];
  /** Seconds between two samples of what samples. */
  readonly interval_s: number;
  readonly cell: ICellToMeasure;
}

/** Repeat a cell beside the notebook, as if it had not run. */
export interface ITimeitRequest {
  readonly op: 'timeit';
  readonly token: string;
  readonly cell: ICellToMeasure;
  readonly budget_s: number;
  /** The user knows what the cell would do again. */
  readonly consent: boolean;
}

/** Compare cells beside the notebook, as if they had not run. */
export interface ICompareRequest {
  readonly op: 'compare';
  /** Where it is told what is being done. */
  readonly cell: string;
  readonly cells: readonly IComparedCell[];
  readonly budget_s: number;
  /** The user knows what the cells would do again. */
  readonly consent: boolean;
}

/** Fetch the profile, or take the instrument off a cell that did not run. */
export interface ITokenRequest {
  readonly op: 'collect' | 'disarm';
  readonly token: string;
}

/** Install a package with the pip of the kernel's own Python. */
export interface IInstallRequest {
  readonly op: 'install';
  readonly name: PackageName;
}

/** Go on with a comparison that the kernel has, and tell of it in the cell that shows it. */
export interface IMoreRequest {
  readonly op: 'more';
  readonly token: string;
  readonly cell: string;
  readonly seconds: number;
}

/** Repeat a comparison that the kernel has in fresh processes. */
export interface IConfirmRequest {
  readonly op: 'confirm';
  readonly token: string;
  readonly cell: string;
  readonly processes: number;
}

/**
 * Ask what the kernel is doing now. It has to be sent to a subshell while a cell runs, with
 * `allow_stdin` as the notebook sends its cells: ipykernel takes the last request's word for all.
 */
export interface INowRequest {
  readonly op: 'now';
  /** The cell that runs, where it is known: it names the lines of the stack. */
  readonly cell: ICellToMeasure | null;
  /** Look again and again for so long, at most 10; 0 asks for one look. */
  readonly seconds: number;
}

/** Write the calls of a run as a file of cProfile; the path starts at the kernel's folder. */
export interface ISaveRequest {
  readonly op: 'save-prof';
  readonly token: string;
  readonly path: string;
}

/** Read such a file. */
export interface ILoadRequest {
  readonly op: 'load-prof';
  readonly path: string;
}

/** Say what can be measured with in this kernel. */
export interface ICatalogueRequest {
  readonly op: 'catalogue';
}

/** See that the helper is there, so that cells can import it. */
export interface IConnectRequest {
  readonly op: 'connect';
}

/** What the front end asks of the helper. */
export type Request =
  | IArmRequest
  | ITimeitRequest
  | ICompareRequest
  | ITokenRequest
  | IInstallRequest
  | IMoreRequest
  | IConfirmRequest
  | INowRequest
  | ICatalogueRequest
  | ISaveRequest
  | ILoadRequest
  | IConnectRequest;
