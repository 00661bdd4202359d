import { createHash } from 'node:crypto';
import type { Session } from '../store/store.ts';
import { Problem } from './problem.ts';

const KEPT_MS = 48 * 3_600_000;
const STALE_MS = 10 * 60_000;

export interface KeptAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** What makes a request the same as an earlier one. */
export function fingerprint(method: string, path: string, body: unknown): string {
  return createHash('sha256')
    .update(`${method} ${path} ${JSON.stringify(body ?? null)}`)
    .digest('hex');
}

/**
 * A name for a request under an Idempotency-Key that outlives the kept answer: what cannot be done again, such as sending, keeps it with
 * what it did.
 */
export function requestKeyOf(keyId: string, key: string, print: string): string {
  return createHash('sha256').update(`${keyId} ${key} ${print}`).digest('hex');
}

/**
 * Begins a request under an Idempotency-Key: the kept answer of the same request, or null when it is to be carried out now. Another
 * request under the same key, and one that is still under way, are 409.
 */
export async function beginIdempotent(
  session: Session,
  keyId: string,
  key: string,
  print: string,
  wall: number,
): Promise<KeptAnswer | null> {
  const { db } = session;
  await db
    .deleteFrom('idempotencyKeys')
    .where('createdAt', '<', wall - KEPT_MS)
    .execute();
  const inserted = await db
    .insertInto('idempotencyKeys')
    .values({ keyId, idempotencyKey: key, fingerprint: print, status: null, bodyJson: null, createdAt: wall })
    .onConflict((conflict) => conflict.columns(['keyId', 'idempotencyKey']).doNothing())
    .returning('keyId')
    .executeTakeFirst();
  if (inserted) return null;
  const kept = await db
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .executeTakeFirstOrThrow();
  if (kept.fingerprint !== print)
    throw new Problem(409, 'This Idempotency-Key was used for another request: use a new one for each request');
  if (kept.status !== null) return { status: kept.status, body: JSON.parse(kept.bodyJson!) as unknown };
  if (kept.createdAt > wall - STALE_MS) {
    throw new Problem(
      409,
      'The same request is still under way: send it again in a second for its answer',
      undefined,
      1,
    );
  }
  // The process that had it died; what it may have done is safe to do again, or found again by its `requestKeyOf`.
  await db
    .updateTable('idempotencyKeys')
    .set({ createdAt: wall })
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .execute();
  return null;
}

/**
 * SQLite, at start-up: whatever was under way was the dead process’s (CLK-2), and may be asked for again at once. What it may have done is
 * safe to do again, or found again by its `requestKeyOf`.
 */
export async function releaseRequestsOfDeadProcess({ db, dialect }: Session, wall: number): Promise<void> {
  if (dialect.name !== 'sqlite') return;
  await db
    .updateTable('idempotencyKeys')
    .set({ createdAt: wall - STALE_MS })
    .where('status', 'is', null)
    .where('createdAt', '>', wall - STALE_MS)
    .execute();
}

export async function keepAnswer(
  session: Session,
  keyId: string,
  key: string,
  { status, body }: KeptAnswer,
): Promise<void> {
  await session.db
    .updateTable('idempotencyKeys')
    .set({ status, bodyJson: JSON.stringify(body ?? null) })
    .where('keyId', '=', keyId)
    .where('idempotencyKey', '=', key)
    .execute();
}

/** After an error of our own the request may be sent again under its key. */
export async function forget(session: Session, keyId: string, key: string): Promise<void> {
  await session.db.deleteFrom('idempotencyKeys').where('keyId', '=', keyId).where('idempotencyKey', '=', key).execute();
}
