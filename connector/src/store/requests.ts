import type { Session } from './store.ts';

const KEPT_MS = 48 * 3_600_000;

export interface KeptAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** A request under an Idempotency-Key, carried out by one process. */
export interface KeyedRequest {
  /** The API key's. */
  readonly keyId: string;
  readonly key: string;
  /** What makes it the same request as an earlier one. */
  readonly print: string;
  /** The process that carries it out. */
  readonly process: string;
}

export type Begun =
  | { readonly kind: 'mine' }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  | { readonly kind: 'underWay' }
  | { readonly kind: 'another' };

/** Takes a request into this process's hands, unless it is in another's, answered, or another request altogether. */
export async function beginRequest({ db }: Session, request: KeyedRequest, wall: number): Promise<Begun> {
  const { keyId, key, print, process } = request;
  await db
    .deleteFrom('idempotencyKeys')
    .where('createdAt', '<', wall - KEPT_MS)
    .execute();
  const inserted = await db
    .insertInto('idempotencyKeys')
    .values({
      ...{ keyId, idempotencyKey: key, fingerprint: print, status: null, bodyJson: null, createdAt: wall },
      heldBy: process,
    })
    .onConflict((conflict) => conflict.columns(['keyId', 'idempotencyKey']).doNothing())
    .returning('keyId')
    .executeTakeFirst();
  if (inserted) return { kind: 'mine' };
  const kept = await db
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirst();
  if (kept && kept.fingerprint !== print) return { kind: 'another' };
  if (kept && kept.status !== null)
    return { kind: 'answered', answer: { status: kept.status, body: JSON.parse(kept.bodyJson!) as unknown } };
  // Its process died: one of those who ask again takes it over.
  const { numUpdatedRows } = await db
    .updateTable('idempotencyKeys')
    .set({ createdAt: wall, heldBy: process })
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .where('status', 'is', null)
    .where('heldBy', 'is', null)
    .executeTakeFirst();
  return { kind: numUpdatedRows > 0n ? 'mine' : 'underWay' };
}

/** Keeps the answer; false where the request is in another process's hands by now. */
export async function keepAnswer(
  { db }: Session,
  { keyId, key, process }: KeyedRequest,
  { status, body }: KeptAnswer,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('idempotencyKeys')
    .set({ status, bodyJson: JSON.stringify(body ?? null), heldBy: null })
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .where('heldBy', '=', process)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** After an error of our own the request may be sent again under its key. */
export async function forgetRequest({ db }: Session, { keyId, key, process }: KeyedRequest): Promise<void> {
  await db
    .deleteFrom('idempotencyKeys')
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .where('heldBy', '=', process)
    .execute();
}

/** As if a request had not been begun at that wall-clock instant: nobody knows whether it was. */
export async function forgetBegun({ db }: Session, { keyId, key, process }: KeyedRequest, wall: number): Promise<void> {
  await db
    .deleteFrom('idempotencyKeys')
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .where('heldBy', '=', process)
    .where('createdAt', '=', wall)
    .where('status', 'is', null)
    .execute();
}

/**
 * What was under way in a process that died, in any if none is named, may be asked for again: it was either undone with its transaction, or is
 * safe to do again (CLK-2).
 */
export async function releaseRequests({ db }: Session, process?: string): Promise<void> {
  let held = db.updateTable('idempotencyKeys').set({ heldBy: null }).where('status', 'is', null);
  if (process !== undefined) held = held.where('heldBy', '=', process);
  await held.execute();
}
