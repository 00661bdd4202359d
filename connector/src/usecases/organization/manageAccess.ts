import { createHash, randomBytes } from 'node:crypto';
import { type Actor, outranks, requireAdmin, requireOwner, type Role } from '../../domain/actor.ts';
import { conflict, notFound, unprocessable } from '../../domain/errors.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ApiKeyTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';

/** SHA-256, hex: a key is long and random, so that nothing slower is needed. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export interface KeyInput {
  readonly name: string;
  /** Left out: the user's, else admin. */
  readonly role?: Role;
  readonly userId?: string | null;
}

/** Makes an API key; the key itself is answered this once and kept as a hash. A user's key may do no more than the user (CUS-5). */
export async function createKey(deps: Deps, actor: Actor, input: KeyInput): Promise<{ id: string; key: string }> {
  requireAdmin(actor, 'API keys');
  return deps.store.transaction(async (session) => {
    const role = await roleFor(session, input);
    if (role === 'owner') requireOwner(actor, 'make an owner’s key');
    const key = newKey();
    const row = keyRow(deps, key, { ...input, role });
    await session.db.insertInto('apiKeys').values(row).execute();
    const data = { keyId: row.id, name: row.name, role, userId: row.userId };
    await appendEvents(session, deps.newId, deps.clock.now(), actor, [
      { type: 'apiKeyCreated', customerId: null, data },
    ]);
    return { id: row.id, key };
  });
}

async function roleFor({ db }: Session, { role, userId }: KeyInput): Promise<Role> {
  if (userId === null || userId === undefined) return role ?? 'admin';
  const user = await db.selectFrom('users').select(['name', 'role']).where('id', '=', userId).executeTakeFirst();
  if (!user) throw notFound('user', userId);
  if (role === undefined || !outranks(role, user.role)) return role ?? user.role;
  const message = `must not be more than ${user.role}, the role of ${user.name}`;
  throw unprocessable('A user’s key may do no more than the user (CUS-5)', [{ path: 'role', message }]);
}

function newKey(): string {
  return `dun_${randomBytes(24).toString('base64url')}`;
}

function keyRow(deps: Deps, key: string, { name, role, userId }: KeyInput & { readonly role: Role }): ApiKeyTable {
  return {
    id: deps.newId('key'),
    name,
    hash: hashKey(key),
    hint: key.slice(-4),
    role,
    userId: userId ?? null,
    createdAt: deps.clock.now(),
    revokedAt: null,
  };
}

/** A revoked key is refused from the next request on; the last owner's key stays. */
export async function revokeKey(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, 'API keys');
  await deps.store.transaction(async (session) => {
    const row = await session.db
      .selectFrom('apiKeys')
      .selectAll()
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirst();
    if (!row) throw notFound('API key', id);
    if (row.role === 'owner') requireOwner(actor, 'revoke an owner’s key');
    const now = deps.clock.now();
    await session.db.updateTable('apiKeys').set({ revokedAt: now }).where('id', '=', id).execute();
    await requireOwnersKey(session);
    await appendEvents(session, deps.newId, now, actor, [
      { type: 'apiKeyRevoked', customerId: null, data: { keyId: id, name: row.name } },
    ]);
  });
}

/** Refuses, with a 409, a change after which no key could do everything. */
export async function requireOwnersKey(session: Session): Promise<void> {
  await session.lockTable('apiKeys');
  const left = await session.db
    .selectFrom('apiKeys as k')
    .leftJoin('users as u', 'u.id', 'k.userId')
    .select('k.id')
    .where('k.role', '=', 'owner')
    .where('k.revokedAt', 'is', null)
    .where(({ or, eb }) => or([eb('k.userId', 'is', null), eb('u.role', '=', 'owner')]))
    .limit(1)
    .executeTakeFirst();
  if (!left) throw conflict('This is the last owner’s key: without it nobody could manage keys any more');
}

/**
 * The owner's key at start-up: the configured one is made valid, an earlier configured one ends; without one, the first start makes one
 * and answers it, to be printed once. Of connectors that start at the same moment one does so, and the others find it done.
 */
export function ensureOwnerKey(deps: Deps, configured: string | null): Promise<string | null> {
  return deps.store.transaction(async (session) => {
    await session.lockTable('apiKeys');
    const { db } = session;
    const owners = await db
      .selectFrom('apiKeys')
      .selectAll()
      .where('role', '=', 'owner')
      .where('revokedAt', 'is', null)
      .execute();
    const add = (key: string, name: string) =>
      db
        .insertInto('apiKeys')
        .values(keyRow(deps, key, { name, role: 'owner' }))
        .execute();
    if (configured === null) {
      if (owners.length > 0) return null;
      const key = newKey();
      await add(key, 'Owner');
      return key;
    }
    const hash = hashKey(configured);
    if (owners.some((row) => row.hash === hash)) return null;
    const known = await db.selectFrom('apiKeys').select('id').where('hash', '=', hash).executeTakeFirst();
    if (known)
      await db
        .updateTable('apiKeys')
        .set({ role: 'owner', userId: null, revokedAt: null })
        .where('id', '=', known.id)
        .execute();
    else await add(configured, 'Owner (DUNNING_API_KEY)');
    const replaced = owners.filter(({ name }) => name === 'Owner (DUNNING_API_KEY)').map(({ id }) => id);
    if (replaced.length > 0)
      await db.updateTable('apiKeys').set({ revokedAt: deps.clock.now() }).where('id', 'in', replaced).execute();
    return null;
  });
}
