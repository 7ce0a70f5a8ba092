import { Cataloguer } from '../../../src/kernel/cataloguer';
import type { CatalogueState } from '../../../src/model/kernel/catalogue';
import type { ICatalogue } from '../../../src/model/contract/profile';
import { ScriptedConnection, ScriptedSession, settle } from './scripted';

const CATALOGUE: ICatalogue = { version: 1, kind: 'catalogue', instruments: [] };

function cataloguer(...replies: ConstructorParameters<typeof ScriptedConnection>) {
  const session = new ScriptedSession();
  const connection = new ScriptedConnection(...replies);
  const states: (CatalogueState | null)[] = [];
  return {
    session,
    connection,
    states,
    cataloguer: new Cataloguer(session, connection, state => states.push(state))
  };
}

describe('a cataloguer', () => {
  it('asks a kernel once', async () => {
    const { cataloguer: one, connection, states } = cataloguer(CATALOGUE);
    await Promise.all([one.ask(), one.ask()]);
    await one.ask();
    expect(connection.ops).toEqual(['catalogue']);
    expect(states.at(-1)).toEqual({ phase: 'known', catalogue: CATALOGUE });
  });

  it('asks again once a package was installed, and only where it was asked before', async () => {
    const { cataloguer: one, connection } = cataloguer(CATALOGUE, CATALOGUE);
    await one.renew();
    expect(connection.ops).toEqual([]);
    await one.ask();
    await one.renew();
    expect(connection.ops).toEqual(['catalogue', 'catalogue']);
  });

  it('forgets it with the kernel', async () => {
    const { cataloguer: one, session, states } = cataloguer(CATALOGUE);
    await one.ask();
    session.lost.resolve({ kind: 'restarted' });
    await settle();
    expect(states.at(-1)).toBeNull();
  });

  it('says why it is not known, and can be asked again', async () => {
    const { cataloguer: one, states } = cataloguer({ kind: 'not-answering' }, CATALOGUE);
    await one.ask();
    expect(states.at(-1)).toEqual({ phase: 'failed', failure: { kind: 'not-answering' } });
    await one.ask();
    expect(states.at(-1)?.phase).toBe('known');
  });
});
