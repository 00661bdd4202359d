import { OWN_SOURCE } from '../domain/actor.ts';
import { conflict } from '../domain/errors.ts';
import type { Session } from './store.ts';
import type { Tables } from './tables.ts';

type WithExternalId = 'customers' | 'invoices';
type Reference = { readonly id: string } | { readonly externalId: string };

/** What `findByReferences` found: the row of a reference. */
export interface Found<Row> {
  /** Throws a conflict where several sources have a record with this external id. */
  (reference: Reference): Row | undefined;
  /** The same without throwing: undefined where the reference may mean several. */
  only(reference: Reference): Row | undefined;
  /** Why a reference names no one record, with the remedy; null where it does not name several. */
  ambiguity(reference: Reference): string | null;
}

/**
 * Rows by id and by external id, for many references at once; served by the primary key and the external-id index. With `lock` nobody
 * else changes them until the transaction ends. An external id means the record of `source`; without a source, the organisation's own
 * record, else that of the one source that has it.
 */
export async function findByReferences<T extends WithExternalId>(
  session: Session,
  table: T,
  references: Iterable<Reference>,
  lock = false,
  source: string | null = null,
): Promise<Found<Tables[T]>> {
  const ids = new Set<string>();
  const externalIds = new Set<string>();
  for (const reference of references) {
    if ('id' in reference) ids.add(reference.id);
    else externalIds.add(reference.externalId);
  }
  const select = async (column: 'id' | 'externalId', values: Set<string>) => {
    if (values.size === 0) return [];
    let query = session.db
      .selectFrom(table as 'customers')
      .selectAll()
      .where(session.oneOf(column, values));
    if (column === 'externalId' && source !== null) query = query.where('source', '=', source);
    const rows = await (lock && session.dialect.name === 'postgres'
      ? query.orderBy('id').forNoKeyUpdate().execute()
      : query.execute());
    return rows as unknown as Tables[T][];
  };
  const byId = new Map((await select('id', ids)).map((row) => [row.id, row]));
  const named = Map.groupBy(await select('externalId', externalIds), (row) => row.externalId!);
  const byExternalId = new Map([...named].map(([externalId, rows]) => [externalId, theOneMeant(rows)]));
  const ambiguity = (reference: Reference) => {
    if ('id' in reference || byExternalId.get(reference.externalId) !== null) return null;
    const sources = named.get(reference.externalId)!.map((row) => `${row.source} (${row.id})`);
    return `'external:${reference.externalId}' is in several sources, ${sources.sort().join(' and ')}: name the record by its id`;
  };
  const only = (reference: Reference) =>
    'id' in reference ? byId.get(reference.id) : (byExternalId.get(reference.externalId) ?? undefined);
  const find = (reference: Reference) => {
    const problem = ambiguity(reference);
    if (problem !== null) throw conflict(problem);
    return only(reference);
  };
  return Object.assign(find, { only, ambiguity });
}

/** Of records with one external id, what it means; null where it may be several. */
function theOneMeant<Row extends { readonly source: string }>(rows: readonly Row[]): Row | null {
  return rows.find(({ source }) => source === OWN_SOURCE) ?? (rows.length === 1 ? rows[0]! : null);
}
