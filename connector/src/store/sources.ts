import type { Session } from './store.ts';
import type { SourceTable } from './tables.ts';

/** What a sync has done so far; counts are records as they came, repeats included. */
export interface SyncProgress {
  readonly kind: 'full' | 'changes';
  readonly phase: string | null;
  readonly pages: number;
  readonly records: number;
  /** Business time, in ms. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export const NO_PROGRESS: SyncProgress = Object.freeze({
  kind: 'full',
  phase: null,
  pages: 0,
  records: 0,
  startedAt: null,
  endedAt: null,
});

/**
 * Takes a source for one process until `until` (wall-clock ms), if nobody has it and there is something to do: it is due, or events wait.
 * Null if not.
 */
export async function leaseSource(
  session: Session,
  id: string,
  token: string,
  wall: number,
  until: number,
): Promise<SourceTable | null> {
  const row = await session.db
    .updateTable('sources')
    .set({ leaseToken: token, leaseUntil: until })
    .where('id', '=', id)
    .where('enabled', '=', 1)
    .where('leaseUntil', '<=', wall)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('dueAt', '<=', wall),
        exists(selectFrom('sourceEvents').select('seq').whereRef('sourceEvents.sourceId', '=', 'sources.id').limit(1)),
      ]),
    )
    .returningAll()
    .executeTakeFirst();
  return row ?? null;
}

/** Sources that there is something to do for. */
export async function sourcesWithWork({ db }: Session, wall: number): Promise<string[]> {
  const rows = await db
    .selectFrom('sources')
    .select('id')
    .where('enabled', '=', 1)
    .where('leaseUntil', '<=', wall)
    .where(({ or, eb, exists, selectFrom }) =>
      or([
        eb('dueAt', '<=', wall),
        exists(selectFrom('sourceEvents').select('seq').whereRef('sourceEvents.sourceId', '=', 'sources.id').limit(1)),
      ]),
    )
    .orderBy('dueAt')
    .execute();
  return rows.map(({ id }) => id);
}

/** Changes a source for whoever has leased it; false where the lease is another's by now. */
export async function updateLeased(
  { db }: Session,
  { id, leaseToken }: Pick<SourceTable, 'id' | 'leaseToken'>,
  change: Partial<Omit<SourceTable, 'id'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('sources')
    .set(change)
    .where('id', '=', id)
    .where('leaseToken', '=', leaseToken)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Gives back whatever is leased, where no other process can have it. */
export async function endLeases({ db }: Session): Promise<void> {
  await db
    .updateTable('sources')
    .set({ leaseToken: null, leaseUntil: 0 })
    .where('leaseToken', 'is not', null)
    .execute();
}

/** Of a source's objects, how many there are and how many are put aside, by kind; and the events that wait. */
export async function countObjects(
  { db }: Session,
  sourceId: string,
): Promise<{ objects: { kind: string; known: number; putAside: number }[]; pendingEvents: number }> {
  const objects = await db
    .selectFrom('sourceObjects')
    .select(({ fn }) => ['kind', fn.countAll<number>().as('known'), fn.count<number>('problem').as('putAside')])
    .where('sourceId', '=', sourceId)
    .groupBy('kind')
    .orderBy('kind')
    .execute();
  const { waiting } = await db
    .selectFrom('sourceEvents')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('sourceId', '=', sourceId)
    .executeTakeFirstOrThrow();
  const counts = objects.map(({ kind, known, putAside }) => ({
    kind,
    known: Number(known),
    putAside: Number(putAside),
  }));
  return { objects: counts, pendingEvents: Number(waiting) };
}
