import type { IComparison } from './comparison';
import type {
  IAbsence,
  IAcknowledgement,
  ICatalogue,
  IConsentRequest,
  IInstallation,
  IKernelFailure,
  Profile
} from './profile';
import type { ILook } from './look';

/** Whatever the kernel may answer to a request. */
export type Answer =
  | Profile
  | IComparison
  | IComparisonAnswer
  | IKernelFailure
  | IConsentRequest
  | IInstallation
  | ICatalogue
  | ILook
  | IAcknowledgement
  | IAbsence;

/** A comparison that the kernel was asked for. */
export interface IComparisonAnswer {
  readonly kind: 'compared';
  readonly comparison: IComparison;
  /** MIME type → the same, as an output holds it. */
  readonly bundle: Readonly<Record<string, unknown>>;
}
