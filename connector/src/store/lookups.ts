import type { Session } from './store.ts';
import type { Tables } from './tables.ts';

type WithExternalId = 'customers' | 'invoices';
type Reference = { readonly id: string } | { readonly externalId: string };

/**
 * Rows by id and by external id, for many references at once; served by the primary key and the external-id index. With `lock` nobody
 * else changes them until the transaction ends.
 */
export async function findByReferences<T extends WithExternalId>(
  session: Session,
  table: T,
  references: Iterable<Reference>,
  lock = false,
) {
  const ids = new Set<string>();
  const externalIds = new Set<string>();
  for (const reference of references) {
    if ('id' in reference) ids.add(reference.id);
    else externalIds.add(reference.externalId);
  }
  const select = async (column: 'id' | 'externalId', values: Set<string>) => {
    if (values.size === 0) return [];
    const query = session.db
      .selectFrom(table as 'customers')
      .selectAll()
      .where(session.oneOf(column, values));
    return lock && session.dialect.name === 'postgres'
      ? query.orderBy('id').forNoKeyUpdate().execute()
      : query.execute();
  };
  const byId = new Map((await select('id', ids)).map((row) => [row.id, row as unknown as Tables[T]]));
  const byExternalId = new Map(
    (await select('externalId', externalIds)).map((row) => [row.externalId!, row as unknown as Tables[T]]),
  );
  return (reference: Reference): Tables[T] | undefined =>
    'id' in reference ? byId.get(reference.id) : byExternalId.get(reference.externalId);
}
