import { useState } from 'react';
import { kernelFailureMessage } from '../model/kernel/messages';
import type { IKernelFailure, Profile } from '../model/contract/profile';
import type { ResultKey } from '../model/kernel/results';
import type { ITranslate } from '../model/words/translate';
import { Message } from './message';
import { MissingRemark } from './missing';
import { IProfileProps, ProfileView } from './profile';
import { Tabs } from './tabs';

interface IOutputProps {
  readonly answer: Profile | IKernelFailure;
  readonly trans: ITranslate;
  readonly rows: number;
}

/** A result in the output of a cell. It has no links: a document may not ask for anything. */
export function Output({ answer, trans, rows }: IOutputProps): JSX.Element {
  const [chosen, choose] = useState<ResultKey | null>(null);
  if (answer.kind === 'failure') {
    return (
      <>
        <Message message={kernelFailureMessage(answer, trans)} trans={trans} />
        {answer.missing && <MissingRemark missing={answer.missing} asked trans={trans} />}
      </>
    );
  }
  const profiles = [answer, ...answer.also];
  const shown = profiles.find(({ instrument }) => instrument === chosen) ?? answer;
  const drawn = <Shown key={shown.instrument} profile={shown} trans={trans} rows={rows} />;
  if (profiles.length === 1) {
    return drawn;
  }
  return (
    <Tabs
      keys={profiles.map(({ instrument }) => instrument)}
      chosen={shown.instrument}
      choose={choose}
      trans={trans}
    >
      {drawn}
    </Tabs>
  );
}

function Shown({ profile, trans, rows }: IProfileProps): JSX.Element {
  const missing = 'missing' in profile.data ? profile.data.missing : null;
  return (
    <>
      <ProfileView profile={profile} trans={trans} rows={rows} />
      {missing && <MissingRemark missing={missing} trans={trans} />}
    </>
  );
}
