import { sql } from 'kysely';
import type { Session } from './store.ts';

/** The database's clock in milliseconds: processes on several machines are measured by one clock. */
const now = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`;

/** PostgreSQL: says that the process lives. */
export async function noteAlive({ db }: Session, name: string): Promise<void> {
  await db
    .insertInto('processes')
    .values({ name, seenAt: now })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ seenAt: now }))
    .execute();
}

/** PostgreSQL: the processes that have not said so for `silence` ms. */
export async function silentProcesses({ db }: Session, silence: number): Promise<string[]> {
  const rows = await db
    .selectFrom('processes')
    .select('name')
    .where('seenAt', '<', sql<number>`${now} - ${silence}::bigint`)
    .execute();
  return rows.map(({ name }) => name);
}

/** Forgets a process, once nothing is in its hands any more. */
export async function forgetProcess({ db }: Session, name: string): Promise<void> {
  await db.deleteFrom('processes').where('name', '=', name).execute();
}

/** Gives back the leases of the schedule and of sources that a process took; their tokens end with its name (domain/ids.ts). */
export async function endLeasesOf({ db }: Session, name: string): Promise<void> {
  const tokens = `lse!_%${name}`;
  const taken = sql<boolean>`lease_token like ${tokens} escape '!'`;
  await db.updateTable('schedule').set({ leaseToken: null, leaseUntil: 0 }).where(taken).execute();
  await db.updateTable('sources').set({ leaseToken: null, leaseUntil: 0 }).where(taken).execute();
}
