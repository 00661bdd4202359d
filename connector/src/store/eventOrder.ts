import { sql } from 'kysely';
import type { Session } from './store.ts';

/**
 * PostgreSQL numbers events when they are written and shows them when they are committed: a number may come into view after a higher one.
 * Whoever follows the numbers must not pass one that is still to come. So a transaction says, before it takes its first number, which
 * numbers it may take: those above the last one given out. It says so by a lock that nobody waits for, that every process sees, and that
 * ends with the transaction.
 */
const SPACE = 0x64756e6e; // "dunn": the upper half of the lock's key; the lower half is the number
const SEQUENCE = sql.raw('events_seq_seq');

const announced = new WeakSet<Session>();

/** Before a transaction writes its first events. SQLite has one writer at a time, whose numbers come into view in order. */
export async function announceEvents(session: Session): Promise<void> {
  if (session.dialect.name !== 'postgres' || announced.has(session)) return;
  announced.add(session);
  await sql`select pg_advisory_xact_lock_shared((${sql.lit(SPACE)}::bigint << 32) | (last_value & 4294967295)) from ${SEQUENCE}`.execute(
    session.db,
  );
}

/**
 * The highest number up to which nothing new can come into view; null: there is no such limit. Asked before the events are read: what a
 * transaction that announces itself later writes has a higher number than the last one given out now, and what one that has announced
 * itself may write is above the number of its lock. Costs as much as there are locks at this moment.
 */
export async function settledUntil(session: Session): Promise<number | null> {
  if (session.dialect.name !== 'postgres') return null;
  const { db } = session;
  const given = await sql<{ last: number }>`select last_value as last from ${SEQUENCE}`.execute(db);
  const { last } = given.rows[0]!;
  const open = await sql<{ low: number | null }>`
    select min(objid::bigint) as low from pg_locks where locktype = 'advisory' and classid = ${sql.lit(SPACE)} and objsubid = 1
      and database = (select oid from pg_database where datname = current_database())`.execute(db);
  const low = open.rows[0]?.low ?? null;
  return low === null ? last : Math.min(last, low);
}
