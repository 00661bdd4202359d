import { sql } from 'kysely';
import { type Actor, type Position, requireAdmin, requireOwner, type Role } from '../../domain/actor.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { UserTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { requireOwnersKey } from './manageAccess.ts';
import { toReference } from '../lists/records.ts';

export interface UserInput {
  readonly externalId?: string | null;
  readonly name: string;
  readonly email: string;
  readonly phone?: string | null;
  readonly role?: Role;
  readonly position?: Position;
}

/** The user with this id, or `external:<externalId>`; undefined if there is none. */
export function findUser({ db }: Session, name: string): Promise<UserTable | undefined> {
  const reference = toReference(name);
  const query = db.selectFrom('users').selectAll();
  return (
    'id' in reference ? query.where('id', '=', reference.id) : query.where('externalId', '=', reference.externalId)
  ).executeTakeFirst();
}

/** CUS-5: creates a user, or updates the one with this external id. Admins only; owners are made by owners. */
export function createUser(deps: Deps, actor: Actor, input: UserInput): Promise<{ id: string; created: boolean }> {
  requireAdmin(actor, 'users');
  return deps.store.transaction(async (session) => {
    const known = input.externalId ? await findUser(session, `external:${input.externalId}`) : undefined;
    return { id: await write(session, deps, actor, known, input), created: !known };
  });
}

/**
 * The ids of users by their addresses, in lower case; who is not there yet is made, as a member who is an account manager and has no key:
 * uninvited.
 */
export async function ensureUsers(
  session: Session,
  deps: Deps,
  actor: Actor,
  people: readonly { readonly email: string; readonly name: string }[],
): Promise<ReadonlyMap<string, string>> {
  if (people.length === 0) return new Map();
  const users = await session.db.selectFrom('users').select(['id', 'email']).execute();
  const ids = new Map(users.map(({ id, email }) => [email.toLowerCase(), id]));
  for (const { email, name } of people) {
    const key = email.toLowerCase();
    if (!ids.has(key)) ids.set(key, await write(session, deps, actor, undefined, { email, name }));
  }
  return ids;
}

/**
 * Gives a member the address that a source says is theirs now, if it is nobody else's and the one here is still the one that it said `before`. What
 * people have changed here stays, and a source changes nothing of those who administer.
 */
export async function followAddress(
  session: Session,
  deps: Deps,
  actor: Actor,
  user: UserTable,
  { before, email }: { readonly before: string; readonly email: string },
): Promise<void> {
  if (user.role !== 'member' || user.email.toLowerCase() !== before.toLowerCase()) return;
  if (!(await isTaken(session, email, user.id))) await write(session, deps, actor, user, { email });
}

/** Changes what the input names of a user. Admins only; what an owner is, owners decide. */
export function updateUser(deps: Deps, actor: Actor, name: string, input: Partial<UserInput>): Promise<string> {
  requireAdmin(actor, 'users');
  return deps.store.transaction(async (session) => {
    const old = await findUser(session, name);
    if (!old) throw notFound('user', name);
    return write(session, deps, actor, old, input);
  });
}

async function write(
  session: Session,
  deps: Deps,
  actor: Actor,
  old: UserTable | undefined,
  input: Partial<UserInput>,
): Promise<string> {
  await refuseTaken(session, input, old?.id);
  const now = deps.clock.now();
  const row: UserTable = {
    id: old?.id ?? deps.newId('usr'),
    externalId: input.externalId === undefined ? (old?.externalId ?? null) : input.externalId,
    name: input.name ?? old!.name,
    email: input.email ?? old!.email,
    phone: input.phone === undefined ? (old?.phone ?? null) : input.phone,
    role: input.role ?? old?.role ?? 'member',
    position: input.position ?? old?.position ?? 'accountManager',
    createdAt: old?.createdAt ?? now,
  };
  if (old && (Object.keys(row) as (keyof UserTable)[]).every((key) => row[key] === old[key])) return row.id;
  if (row.role !== old?.role && (row.role === 'owner' || old?.role === 'owner'))
    requireOwner(actor, 'make or unmake owners');
  const { id, ...columns } = row;
  if (old) await session.db.updateTable('users').set(columns).where('id', '=', id).execute();
  else await session.db.insertInto('users').values(row).execute();
  if (old?.role === 'owner' && row.role !== 'owner') await requireOwnersKey(session);
  const data = { userId: id, name: row.name, email: row.email, role: row.role, position: row.position };
  await appendEvents(session, deps.newId, now, actor, [
    { type: old ? 'userUpdated' : 'userCreated', customerId: null, data },
  ]);
  return id;
}

/** Whether an address, in whatever case, is that of another user. */
async function isTaken({ db }: Session, email: string, id: string | undefined): Promise<boolean> {
  const users = await db
    .selectFrom('users')
    .select('id')
    .where(sql<boolean>`lower(email) = ${email.toLowerCase()}`)
    .execute();
  return users.some((user) => user.id !== id);
}

/** One address, in whatever case, and one external id are one user. */
async function refuseTaken(
  session: Session,
  { email, externalId }: Partial<UserInput>,
  id: string | undefined,
): Promise<void> {
  await session.lockTable('users');
  if (email !== undefined) {
    if (await isTaken(session, email, id))
      throw conflict(`There is already a user with the address ${email}`, [
        { path: 'email', message: 'is another user’s: change that one, or choose another address' },
      ]);
  }
  if (externalId) {
    const taken = await findUser(session, `external:${externalId}`);
    if (taken && taken.id !== id)
      throw conflict(`There is already a user with the external id '${externalId}'`, [
        { path: 'externalId', message: 'is another user’s: change that one’s first' },
      ]);
  }
}
