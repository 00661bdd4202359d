import { sql } from 'kysely';
import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { aliasName } from '../../domain/colleagues.ts';
import { conflict, notFound } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { Tables } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { refuseWhileNamed } from './namedInPlans.ts';

type SenderAlias = Tables['senderAliases'];

export interface SenderAliasInput {
  /** As recipients see it. */
  readonly name: string;
  readonly email: string;
}

/** PLN-2: creates an alias that messages may come from, or (with `id`) changes what the input names. Admins only. */
export async function saveSenderAlias(
  deps: Deps,
  actor: Actor,
  id: string | null,
  input: Partial<SenderAliasInput>,
): Promise<SenderAlias> {
  requireAdmin(actor, 'sender aliases');
  return deps.store.transaction(async (session) => {
    const { db } = session;
    await session.lockTable('senderAliases');
    const old = id === null ? undefined : await findAlias(session, id);
    if (id !== null && !old) throw notFound('sender alias', id);
    const now = deps.clock.now();
    const alias: SenderAlias = {
      id: id ?? deps.newId('als'),
      name: input.name ?? old!.name,
      email: input.email ?? old!.email,
      createdAt: old?.createdAt ?? now,
    };
    const taken = await db
      .selectFrom('senderAliases')
      .select('id')
      .where(sql<boolean>`lower(email) = ${alias.email.toLowerCase()}`)
      .execute();
    if (taken.some((other) => other.id !== id))
      throw conflict(`There is already an alias with the address ${alias.email}`, [
        { path: 'email', message: 'is another alias’s: change that one, or choose another address' },
      ]);
    const { id: aliasId, ...columns } = alias;
    if (old) await db.updateTable('senderAliases').set(columns).where('id', '=', aliasId).execute();
    else await db.insertInto('senderAliases').values(alias).execute();
    const data = { aliasId, name: alias.name, email: alias.email };
    await appendEvents(session, deps.newId, now, actor, [
      { type: old ? 'senderAliasUpdated' : 'senderAliasCreated', customerId: null, data },
    ]);
    return alias;
  });
}

export function findAlias({ db }: Session, id: string): Promise<SenderAlias | undefined> {
  return db.selectFrom('senderAliases').selectAll().where('id', '=', id).executeTakeFirst();
}

/** Takes an alias away; one that a plan's step comes from stays (409). */
export async function deleteSenderAlias(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, 'sender aliases');
  await deps.store.transaction(async (session) => {
    const alias = await findAlias(session, id);
    if (!alias) throw notFound('sender alias', id);
    await refuseWhileNamed(session, deps, aliasName(id), `Alias '${alias.name}'`);
    await session.db.deleteFrom('senderAliases').where('id', '=', id).execute();
    await appendEvents(session, deps.newId, deps.clock.now(), actor, [
      { type: 'senderAliasDeleted', customerId: null, data: { aliasId: id, name: alias.name, email: alias.email } },
    ]);
  });
}
