import { kernelFailureMessage } from '../model/messages';
import type { IKernelFailure, Profile } from '../model/profile';
import type { ITranslate } from '../model/translate';
import { Message } from './message';
import { ProfileView } from './profile';

interface IOutputProps {
  readonly answer: Profile | IKernelFailure;
  readonly trans: ITranslate;
  readonly rows: number;
}

/** A result in the output of a cell. It has no links: a document may not ask for anything. */
export function Output({ answer, trans, rows }: IOutputProps): JSX.Element {
  return answer.kind === 'profile' ? (
    <ProfileView profile={answer} trans={trans} rows={rows} />
  ) : (
    <Message message={kernelFailureMessage(answer, trans)} trans={trans} />
  );
}
