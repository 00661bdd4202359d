import { type RawBuilder, sql } from 'kysely';
import { ACCOUNT_MANAGER, FINANCE_USER, groupName } from '../../domain/colleagues.ts';
import { notFound } from '../../domain/errors.ts';
import type { Session } from '../../store/store.ts';

/** Whose actions are wanted: those of a user under every name that a step may have for them, or those that are nobody's. */
export type Responsible =
  { readonly nobody: true } | { readonly nobody: false; readonly userId: string; readonly names: readonly string[] };

const NOBODY = 'none';
const EXTERNAL = 'external:';

/** `none`, or a user by id or `external:<externalId>`; a 404 if there is no such user. */
export async function findResponsible({ db }: Session, name: string): Promise<Responsible> {
  if (name === NOBODY) return { nobody: true };
  const users = db.selectFrom('users').select(['id', 'position']);
  const user = await (
    name.startsWith(EXTERNAL)
      ? users.where('externalId', '=', name.slice(EXTERNAL.length))
      : users.where('id', '=', name)
  ).executeTakeFirst();
  if (!user) throw notFound('user', name);
  const groups = await db.selectFrom('userGroupMembers').select('groupId').where('userId', '=', user.id).execute();
  const names = [user.id, ...groups.map(({ groupId }) => groupName(groupId))];
  if (user.position === FINANCE_USER) names.push(FINANCE_USER);
  return { nobody: false, userId: user.id, names };
}

/** PLN-2: whether the rows of a table are theirs by name, or as account manager of the customer. */
export function isResponsible(session: Session, who: Responsible, table: 'actions' | 'schedule'): RawBuilder<boolean> {
  const responsible = sql.ref(`${table}.responsible`);
  const managers = sql`select 1 from customer_managers m where m.customer_id = ${sql.ref(`${table}.customerId`)}`;
  if (who.nobody)
    return sql`(${responsible} is null or (${responsible} = ${ACCOUNT_MANAGER} and not exists (${managers})))`;
  const byName = session.oneOf(`${table}.responsible`, who.names);
  return sql`(${byName} or (${responsible} = ${ACCOUNT_MANAGER} and exists (${managers} and m.user_id = ${who.userId})))`;
}
