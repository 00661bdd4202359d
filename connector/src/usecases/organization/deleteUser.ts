import { type Actor, requireAdmin, requireOwner } from '../../domain/actor.ts';
import { conflict, notFound, unprocessable } from '../../domain/errors.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { UserTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { disableRulesNaming } from '../rules/disableRules.ts';
import { handOverToDo } from './handOverToDo.ts';
import { requireOwnersKey } from './manageAccess.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { refuseWhileNamed } from './namedInPlans.ts';
import { replan } from '../schedule/replan.ts';
import { findUser } from './saveUser.ts';

const BATCH = 1000;

/**
 * Takes a user away, with their keys, saved views and memberships of groups. Whom a plan names stays (409); so does an account manager,
 * unless `replaceBy` names the user who takes over their customers, their places in groups and what they have to do.
 */
export async function deleteUser(deps: Deps, actor: Actor, name: string, replaceBy: string | undefined): Promise<void> {
  requireAdmin(actor, 'users');
  await deps.store.transaction(async (session) => {
    const user = await findUser(session, name);
    if (!user) throw notFound('user', name);
    if (user.role === 'owner') requireOwner(actor, 'take an owner away');
    const successor = replaceBy === undefined ? null : await successorOf(session, user, replaceBy);
    await refuseWhileNamed(session, deps, user.id, user.name);
    const moment = await currentMoment(session, deps.clock);
    await handOverCustomers(session, deps, moment, actor, user, successor);
    await leaveGroups(session, user, successor);
    await handOverToDo(session, user.id, successor?.id ?? null);
    const { db } = session;
    await db.deleteFrom('savedViews').where('userId', '=', user.id).execute();
    await db
      .updateTable('apiKeys')
      .set({ revokedAt: moment.now })
      .where('userId', '=', user.id)
      .where('revokedAt', 'is', null)
      .execute();
    await requireOwnersKey(session);
    await db.updateTable('apiKeys').set({ userId: null }).where('userId', '=', user.id).execute();
    await db.deleteFrom('users').where('id', '=', user.id).execute();
    await disableRulesNaming(session, deps, actor, { userId: user.id, name: user.name });
    const data = { userId: user.id, name: user.name, email: user.email, replacedBy: successor?.id ?? null };
    await appendEvents(session, deps.newId, moment.now, actor, [{ type: 'userDeleted', customerId: null, data }]);
  });
}

async function successorOf(session: Session, user: UserTable, replaceBy: string): Promise<UserTable> {
  const successor = await findUser(session, replaceBy);
  if (successor && successor.id !== user.id) return successor;
  const message = successor ? 'must be another user' : `there is no user '${replaceBy}'`;
  throw unprocessable(`replaceBy: ${message}`, [{ path: 'replaceBy', message }]);
}

/** The successor takes the user's place among the account managers of each customer, set by set. */
async function handOverCustomers(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  user: UserTable,
  successor: UserTable | null,
): Promise<void> {
  const { db } = session;
  const managed = await db.selectFrom('customerManagers').select('customerId').where('userId', '=', user.id).execute();
  if (managed.length === 0) return;
  if (!successor) {
    const message = `is account manager of ${managed.length} customers`;
    throw conflict(`${user.name} ${message}: assign others first, or say who takes over with ?replaceBy=<userId>`, [
      { path: 'accountManagers', message },
    ]);
  }
  await refuseHeld(session, user);
  const ids = managed.map(({ customerId }) => customerId).sort();
  for (let start = 0; start < ids.length; start += BATCH) {
    const part = ids.slice(start, start + BATCH);
    await lockCustomers(session, part);
    const rows = await db
      .selectFrom('customerManagers')
      .selectAll()
      .where(session.oneOf('customerId', part))
      .orderBy('customerId')
      .orderBy('place')
      .execute();
    await db.deleteFrom('customerManagers').where(session.oneOf('customerId', part)).execute();
    const after = [...Map.groupBy(rows, ({ customerId }) => customerId)].map(([customerId, managers]) => ({
      customerId,
      userIds: [...new Set(managers.map(({ userId }) => (userId === user.id ? successor.id : userId)))],
    }));
    await session.insert(
      'customerManagers',
      after.flatMap(({ customerId, userIds }) => userIds.map((userId, place) => ({ customerId, userId, place }))),
    );
    const events = after.map(({ customerId, userIds }): NewEvent => ({
      type: 'accountManagersAssigned',
      customerId,
      data: { accountManagers: userIds },
    }));
    await appendEvents(session, deps.newId, moment.now, actor, events);
    await replan(session, deps, moment, actor, part);
  }
}

/** X3: who looks after an account of a source is said there. */
async function refuseHeld({ db }: Session, user: UserTable): Promise<void> {
  const held = await db
    .selectFrom('customerManagers as m')
    .innerJoin('customers as c', 'c.id', 'm.customerId')
    .select(['c.name', 'c.managersSource'])
    .where('m.userId', '=', user.id)
    .where('c.managersSource', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  if (!held) return;
  const message = `${held.managersSource} says that they look after ‘${held.name}’, and maybe others: give those accounts other owners there first`;
  throw conflict(`${user.name} cannot be taken away: ${message}`, [{ path: 'accountManagers', message }]);
}

async function leaveGroups({ db }: Session, user: UserTable, successor: UserTable | null): Promise<void> {
  const left = await db.deleteFrom('userGroupMembers').where('userId', '=', user.id).returning('groupId').execute();
  if (!successor || left.length === 0) return;
  await db
    .insertInto('userGroupMembers')
    .values(left.map(({ groupId }) => ({ groupId, userId: successor.id })))
    .onConflict((known) => known.doNothing())
    .execute();
}
