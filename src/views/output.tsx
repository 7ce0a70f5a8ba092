import { kernelFailureMessage } from '../model/messages';
import type { IKernelFailure, Profile } from '../model/profile';
import type { ITranslate } from '../model/translate';
import { Message } from './message';
import { MissingRemark } from './missing';
import { ProfileView } from './profile';

interface IOutputProps {
  readonly answer: Profile | IKernelFailure;
  readonly trans: ITranslate;
  readonly rows: number;
}

/** A result in the output of a cell. It has no links: a document may not ask for anything. */
export function Output({ answer, trans, rows }: IOutputProps): JSX.Element {
  if (answer.kind === 'failure') {
    return <Message message={kernelFailureMessage(answer, trans)} trans={trans} />;
  }
  const missing = answer.instrument === 'memory' ? answer.data.missing : null;
  return (
    <>
      <ProfileView profile={answer} trans={trans} rows={rows} />
      {missing && <MissingRemark missing={missing} trans={trans} />}
    </>
  );
}
