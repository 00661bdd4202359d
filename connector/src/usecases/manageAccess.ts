import { createHash, randomBytes } from 'node:crypto';
import { type Actor, requireAdmin, type Role } from '../domain/actor.ts';
import { conflict, forbidden, notFound } from '../domain/errors.ts';
import { appendEvents } from '../store/events.ts';
import type { ApiKeyTable, UserTable } from '../store/tables.ts';
import type { Deps } from './deps.ts';

export interface UserInput {
  readonly externalId?: string | null;
  readonly name: string;
  readonly email: string;
  readonly phone?: string | null;
  readonly role?: Role;
  readonly position?: 'financeUser' | 'accountManager';
}

/** CUS-5: creates a user, or (with `id`) changes what the input names. Admins only. */
export async function saveUser(
  deps: Deps,
  actor: Actor,
  id: string | null,
  input: Partial<UserInput>,
): Promise<string> {
  requireAdmin(actor, 'users');
  return deps.store.transaction(async (session) => {
    const { db } = session;
    const old =
      id === null ? undefined : await db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
    if (id !== null && !old) throw notFound('user', id);
    if (input.email !== undefined) {
      const taken = await db.selectFrom('users').select('id').where('email', '=', input.email).executeTakeFirst();
      if (taken && taken.id !== id) throw conflict(`There is already a user with the address ${input.email}`);
    }
    const now = deps.clock.now();
    const row: UserTable = {
      id: id ?? deps.newId('usr'),
      externalId: input.externalId === undefined ? (old?.externalId ?? null) : input.externalId,
      name: input.name ?? old!.name,
      email: input.email ?? old!.email,
      phone: input.phone === undefined ? (old?.phone ?? null) : input.phone,
      role: input.role ?? old?.role ?? 'member',
      position: input.position ?? old?.position ?? 'accountManager',
      createdAt: old?.createdAt ?? now,
    };
    if (old) await db.updateTable('users').set(row).where('id', '=', row.id).execute();
    else await db.insertInto('users').values(row).execute();
    const data = { userId: row.id, name: row.name, email: row.email, role: row.role };
    await appendEvents(session, deps.newId, now, actor, [
      { type: old ? 'userUpdated' : 'userCreated', customerId: null, data },
    ]);
    return row.id;
  });
}

/** SHA-256, hex: a key is long and random, so that nothing slower is needed. */
export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

export interface KeyInput {
  readonly name: string;
  readonly role?: Role;
  readonly userId?: string | null;
}

/** Makes an API key; the key itself is answered this once and kept as a hash. */
export async function createKey(deps: Deps, actor: Actor, input: KeyInput): Promise<{ id: string; key: string }> {
  requireAdmin(actor, 'API keys');
  const key = `dun_${randomBytes(24).toString('base64url')}`;
  const id = await storeKey(deps, key, input);
  const data = { keyId: id, name: input.name };
  await deps.store.transaction((session) =>
    appendEvents(session, deps.newId, deps.clock.now(), actor, [{ type: 'apiKeyCreated', customerId: null, data }]),
  );
  return { id, key };
}

async function storeKey(deps: Deps, key: string, { name, role = 'admin', userId = null }: KeyInput): Promise<string> {
  const { db } = deps.store.session;
  if (userId !== null && !(await db.selectFrom('users').select('id').where('id', '=', userId).executeTakeFirst()))
    throw notFound('user', userId);
  const row: ApiKeyTable = {
    id: deps.newId('key'),
    name,
    hash: hashKey(key),
    hint: key.slice(-4),
    role,
    userId,
    createdAt: deps.clock.now(),
    revokedAt: null,
  };
  await db.insertInto('apiKeys').values(row).execute();
  return row.id;
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
    if (row.role === 'owner') {
      if (actor.role !== 'owner') throw forbidden('The owner’s key is revoked by the owner');
      const owners = await session.db
        .selectFrom('apiKeys')
        .select('id')
        .where('role', '=', 'owner')
        .where('revokedAt', 'is', null)
        .execute();
      if (owners.length === 1)
        throw conflict('This is the last owner’s key: without it nobody could manage keys any more');
    }
    const now = deps.clock.now();
    await session.db.updateTable('apiKeys').set({ revokedAt: now }).where('id', '=', id).execute();
    await appendEvents(session, deps.newId, now, actor, [
      { type: 'apiKeyRevoked', customerId: null, data: { keyId: id, name: row.name } },
    ]);
  });
}

/**
 * The owner's key at start-up: the configured one is made valid, an earlier configured one ends; without one, the first start makes one
 * and answers it, to be printed once.
 */
export async function ensureOwnerKey(deps: Deps, configured: string | null): Promise<string | null> {
  const { db } = deps.store.session;
  const owners = await db
    .selectFrom('apiKeys')
    .selectAll()
    .where('role', '=', 'owner')
    .where('revokedAt', 'is', null)
    .execute();
  if (configured === null) {
    if (owners.length > 0) return null;
    const key = `dun_${randomBytes(24).toString('base64url')}`;
    await storeKey(deps, key, { name: 'Owner', role: 'owner' });
    return key;
  }
  const hash = hashKey(configured);
  if (owners.some((row) => row.hash === hash)) return null;
  const known = await db.selectFrom('apiKeys').select('id').where('hash', '=', hash).executeTakeFirst();
  if (known)
    await db.updateTable('apiKeys').set({ role: 'owner', revokedAt: null }).where('id', '=', known.id).execute();
  else await storeKey(deps, configured, { name: 'Owner (DUNNING_API_KEY)', role: 'owner' });
  const replaced = owners.filter(({ name }) => name === 'Owner (DUNNING_API_KEY)').map(({ id }) => id);
  if (replaced.length > 0)
    await db.updateTable('apiKeys').set({ revokedAt: deps.clock.now() }).where('id', 'in', replaced).execute();
  return null;
}
