import type { Session } from './store.ts';
import type { MailReceptionTable } from './tables.ts';

/** One process's hold on a mailbox. */
export interface Reading {
  readonly mailbox: string;
  readonly token: string;
  /** Wall-clock ms. */
  readonly now: number;
}

export const READING_LEASE_MS = 2 * 60_000;

/**
 * Takes the mailbox, or holds it longer; null if another process reads it. On SQLite there is no other, and what a dead one held is free at once
 * (CLK-2).
 */
export async function holdMailbox(
  { db, dialect }: Session,
  { mailbox, token, now }: Reading,
): Promise<MailReceptionTable | null> {
  await db
    .insertInto('mailReception')
    .values({
      ...{ mailbox, uidValidity: null, lastUid: 0, received: 0, readAt: null, error: null, errorAt: null },
      ...{ leaseToken: null, leaseUntil: 0 },
    })
    .onConflict((conflict) => conflict.column('mailbox').doNothing())
    .execute();
  let query = db
    .updateTable('mailReception')
    .set({ leaseToken: token, leaseUntil: now + READING_LEASE_MS })
    .where('mailbox', '=', mailbox);
  if (dialect.name !== 'sqlite')
    query = query.where(({ or, eb }) => or([eb('leaseUntil', '<', now), eb('leaseToken', '=', token)]));
  return (await query.returningAll().executeTakeFirst()) ?? null;
}

/** Writes down how far the mailbox has been read; false if another process has it by now. */
export async function noteReading(
  { db }: Session,
  { mailbox, token, now }: Reading,
  { uidValidity, lastUid, received }: Pick<MailReceptionTable, 'uidValidity' | 'lastUid' | 'received'>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('mailReception')
    .set({ uidValidity, lastUid, received, readAt: now, error: null, errorAt: null })
    .set({ leaseUntil: now + READING_LEASE_MS })
    .where('mailbox', '=', mailbox)
    .where('leaseToken', '=', token)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function noteReadingError(
  { db }: Session,
  { mailbox, token, now }: Reading,
  error: string,
): Promise<void> {
  await db
    .updateTable('mailReception')
    .set({ error, errorAt: now })
    .where('mailbox', '=', mailbox)
    .where('leaseToken', '=', token)
    .execute();
}

/** Lets go, so that another process need not wait. */
export async function releaseMailbox({ db }: Session, { mailbox, token }: Reading): Promise<void> {
  await db
    .updateTable('mailReception')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where('mailbox', '=', mailbox)
    .where('leaseToken', '=', token)
    .execute();
}

export async function readReception({ db }: Session, mailbox: string): Promise<MailReceptionTable | undefined> {
  return db.selectFrom('mailReception').selectAll().where('mailbox', '=', mailbox).executeTakeFirst();
}
