import type { SourceRecord } from '../../sources/records.ts';
import type { Session } from '../../store/store.ts';
import type { SourceTable } from '../../store/tables.ts';

/** What waits for some customers of the source's own, where they are here by now. */
export async function waitingFor(
  session: Session,
  { id, name }: Pick<SourceTable, 'id' | 'name'>,
  customers: readonly string[],
): Promise<SourceRecord[]> {
  if (customers.length === 0) return [];
  const rows = await waiting(session, id)
    .where(session.oneOf('o.awaits', customers))
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('customers as c')
          .select('c.id')
          .where('c.source', '=', name)
          .whereRef('c.externalId', '=', 'o.awaits'),
      ),
    )
    .execute();
  return rows.map(({ rawJson }) => JSON.parse(rawJson!) as SourceRecord);
}

/** What waits for a customer, by its id at the source. */
export function waiting({ db }: Session, sourceId: string) {
  return db
    .selectFrom('sourceObjects as o')
    .select(['o.externalId', 'o.rawJson'])
    .where('o.sourceId', '=', sourceId)
    .where('o.awaits', 'is not', null)
    .orderBy('o.externalId');
}
