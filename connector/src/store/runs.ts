import type { Session } from './store.ts';
import type { RunUnderWayTable } from './tables.ts';

/** Writes how far a run has come; rows that died with their process before `deadBefore` go. */
export async function noteRun({ db }: Session, row: RunUnderWayTable, deadBefore: number): Promise<void> {
  const { seenAt, sent, failed, uncertain } = row;
  await db
    .insertInto('runsUnderWay')
    .values(row)
    .onConflict((known) => known.column('id').doUpdateSet({ seenAt, sent, failed, uncertain }))
    .execute();
  await db.deleteFrom('runsUnderWay').where('seenAt', '<', deadBefore).execute();
}

export async function forgetRun({ db }: Session, id: string): Promise<void> {
  await db.deleteFrom('runsUnderWay').where('id', '=', id).execute();
}

/** Those that said so after `aliveSince`, oldest first; of one actor, if one is named. */
export function runsUnderWay({ db }: Session, aliveSince: number, actorId?: string): Promise<RunUnderWayTable[]> {
  let rows = db.selectFrom('runsUnderWay').selectAll().where('seenAt', '>=', aliveSince).orderBy('startedAt');
  if (actorId !== undefined) rows = rows.where('actorId', '=', actorId);
  return rows.execute();
}
