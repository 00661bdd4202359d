import type { Actor } from '../../domain/actor.ts';
import type { SourceUser } from '../../sources/records.ts';
import { loadSourceObjects, objectKey, type ObjectName, writeSourceObjects } from '../../store/sourceObjects.ts';
import type { Session } from '../../store/store.ts';
import type { SourceObjectTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { ensureUsers, findUser, followAddress } from '../organization/saveUser.ts';

/** Who a person of the source is here, and the address that the source said last. */
interface Met {
  readonly userId: string;
  readonly email: string;
}

type Person = SourceUser & { readonly externalId: string };

/**
 * The ids of the users whom a source's people are, by their addresses in lower case. Who has been met before is known by the source's id, whatever the
 * address is now; who has not, by the address, and is made where nobody has it.
 */
export async function sourceUsers(
  session: Session,
  deps: Deps,
  actor: Actor,
  people: readonly SourceUser[],
): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0) return new Map();
  const source = await session.db
    .selectFrom('sources')
    .select(['id', 'round'])
    .where('name', '=', actor.id)
    .executeTakeFirstOrThrow();
  const persons = [...new Map(people.filter(hasId).map((person) => [person.externalId, person])).values()];
  const known = await loadSourceObjects(session, source.id, persons.map(nameOf));
  const metOf = (person: Person): Met | null => {
    const state = known.get(objectKey(nameOf(person)))?.state ?? null;
    return state === null ? null : (JSON.parse(state) as Met);
  };
  const users = new Map<string, string>();
  for (const person of persons) {
    const met = metOf(person);
    const user = met && (await findUser(session, met.userId));
    if (!user) continue;
    if (met.email !== person.email)
      await followAddress(session, deps, actor, user, { before: met.email, email: person.email });
    users.set(person.email.toLowerCase(), user.id);
  }
  const unknown = people.filter(({ email }) => !users.has(email.toLowerCase()));
  for (const [email, id] of await ensureUsers(session, deps, actor, unknown))
    if (!users.has(email)) users.set(email, id);
  const rows = persons.flatMap((person) => {
    const now: Met = { userId: users.get(person.email.toLowerCase())!, email: person.email };
    const met = metOf(person);
    return met?.userId === now.userId && met.email === now.email ? [] : [rowOf(source, person, now, deps.clock.wall())];
  });
  await writeSourceObjects(session, rows, known);
  return users;
}

const hasId = (person: SourceUser): person is Person => person.externalId !== undefined;

const nameOf = ({ externalId }: Person): ObjectName => ({ kind: 'user', externalId });

function rowOf(
  { id: sourceId, round }: { readonly id: string; readonly round: number },
  person: Person,
  now: Met,
  version: number,
): SourceObjectTable {
  return {
    ...{ sourceId, ...nameOf(person), version, hash: '', round, isDeleted: 0, state: JSON.stringify(now) },
    ...{ ownedJson: null, problem: null, rawJson: null, problemAt: null, customerId: null, awaits: null },
  };
}
