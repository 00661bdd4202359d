import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { groupName } from '../../domain/colleagues.ts';
import { conflict, invalid, notFound } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { Deps } from '../deps.ts';
import { handOverToDo } from './handOverToDo.ts';
import { refuseWhileNamed } from './namedInPlans.ts';

export interface UserGroup {
  readonly id: string;
  readonly name: string;
  /** User ids, in the order of the users' names. */
  readonly members: readonly string[];
}

export interface UserGroupInput {
  readonly name: string;
  readonly members?: readonly string[];
}

/** Groups with their members: the given ones, or a page of all behind `after`. */
export async function readUserGroups(
  session: Session,
  page: { readonly ids: readonly string[] } | { readonly after: string; readonly limit: number },
): Promise<UserGroup[]> {
  const query = session.db.selectFrom('userGroups').select(['id', 'name']).orderBy('id');
  const groups = await (
    'ids' in page ? query.where(session.oneOf('id', page.ids)) : query.where('id', '>', page.after).limit(page.limit)
  ).execute();
  const members = await session.db
    .selectFrom('userGroupMembers as m')
    .innerJoin('users as u', 'u.id', 'm.userId')
    .select(['m.groupId', 'm.userId'])
    .where(
      session.oneOf(
        'm.groupId',
        groups.map(({ id }) => id),
      ),
    )
    .orderBy('u.name')
    .orderBy('u.id')
    .execute();
  const byGroup = Map.groupBy(members, ({ groupId }) => groupId);
  return groups.map((group) => ({ ...group, members: (byGroup.get(group.id) ?? []).map(({ userId }) => userId) }));
}

/** PLN-2: creates a group of users, or (with `id`) changes what the input names. Admins only. */
export async function saveUserGroup(
  deps: Deps,
  actor: Actor,
  id: string | null,
  input: Partial<UserGroupInput>,
): Promise<UserGroup> {
  requireAdmin(actor, 'groups of users');
  return deps.store.transaction(async (session) => {
    const { db } = session;
    await session.lockTable('userGroups');
    const [old] = id === null ? [] : await readUserGroups(session, { ids: [id] });
    if (id !== null && !old) throw notFound('user group', id);
    const name = input.name ?? old!.name;
    const taken = await db.selectFrom('userGroups').select('id').where('name', '=', name).executeTakeFirst();
    if (taken && taken.id !== id)
      throw conflict(`There is already a group named '${name}'; choose another name`, [
        { path: 'name', message: 'is another group’s name' },
      ]);
    const groupId = id ?? deps.newId('grp');
    const now = deps.clock.now();
    if (old) await db.updateTable('userGroups').set({ name }).where('id', '=', groupId).execute();
    else await db.insertInto('userGroups').values({ id: groupId, name, createdAt: now }).execute();
    if (input.members) await writeMembers(session, groupId, input.members);
    const [group] = await readUserGroups(session, { ids: [groupId] });
    const data = { groupId, name, members: group!.members };
    await appendEvents(session, deps.newId, now, actor, [
      { type: old ? 'userGroupUpdated' : 'userGroupCreated', customerId: null, data },
    ]);
    return group!;
  });
}

async function writeMembers(session: Session, groupId: string, members: readonly string[]): Promise<void> {
  const { db } = session;
  const users = await db.selectFrom('users').select('id').where(session.oneOf('id', members)).execute();
  const known = new Set(users.map(({ id }) => id));
  const unknown = members.flatMap((userId, place) =>
    known.has(userId) ? [] : [{ path: `members.${place}`, message: `there is no user '${userId}'` }],
  );
  if (unknown.length > 0) throw invalid(unknown);
  await db.deleteFrom('userGroupMembers').where('groupId', '=', groupId).execute();
  await session.insert(
    'userGroupMembers',
    [...known].map((userId) => ({ groupId, userId })),
  );
}

/** Takes a group away; one that a plan names stays (409). */
export async function deleteUserGroup(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, 'groups of users');
  await deps.store.transaction(async (session) => {
    const { db } = session;
    const group = await db.selectFrom('userGroups').selectAll().where('id', '=', id).executeTakeFirst();
    if (!group) throw notFound('user group', id);
    await refuseWhileNamed(session, deps, groupName(id), `Group '${group.name}'`);
    await handOverToDo(session, groupName(id), null);
    await db.deleteFrom('userGroupMembers').where('groupId', '=', id).execute();
    await db.deleteFrom('userGroups').where('id', '=', id).execute();
    await appendEvents(session, deps.newId, deps.clock.now(), actor, [
      { type: 'userGroupDeleted', customerId: null, data: { groupId: id, name: group.name } },
    ]);
  });
}
