import type { Day } from '../domain/day.ts';
import type { Session } from './store.ts';
import type { SubjectKind } from './tables.ts';

/** The contact that the minimum contact delay counts from (MIN-1). */
export interface LastContact {
  readonly actionId: string;
  readonly on: Day;
  /** `‘First reminder’`, or what an ad hoc message is called. */
  readonly words: string;
}

/**
 * The contact that counts for a subject (MIN-3) and took place on a day, or null if none did; served by the index on customers, or on
 * references.
 */
export async function lastContactOf(
  session: Session,
  kind: SubjectKind,
  subjectId: string,
  on: Day | null,
): Promise<LastContact | null> {
  if (on === null) return null;
  let query = session.db
    .selectFrom('actions')
    .select(['id', 'stepName', 'channel'])
    .where('executedOn', '=', on)
    .where('status', 'in', ['executed', 'uncertain'])
    .where('channel', '!=', 'task')
    .orderBy('executedAt', 'desc')
    .limit(1);
  query =
    kind === 'customer'
      ? query.where('customerId', '=', subjectId).where('subjectKind', '=', kind)
      : query
          .where('referenceId', '=', subjectId)
          .where((where) => where.or([where('subjectId', '=', subjectId), where('planId', 'is', null)]));
  const row = await query.executeTakeFirst();
  if (!row) return null;
  return { actionId: row.id, on, words: row.stepName === null ? 'an ad hoc message' : `‘${row.stepName}’` };
}
