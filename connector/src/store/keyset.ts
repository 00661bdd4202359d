import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** An order of a list: by a figure that is never null, then by id. */
export interface KeysetOrder {
  readonly key: RawBuilder<string | number>;
  readonly isText: boolean;
  readonly descending: boolean;
}

/** Where a page begins: behind the record with this key and id, whatever has come and gone since. */
export interface KeysetPlace {
  readonly key: string;
  readonly id: string;
}

/** A page of ids in the given order, or by id alone; `next` is where the page after it begins. */
export async function keysetPage<T extends 'customers' | 'invoices'>(
  query: SelectQueryBuilder<Tables, T, object>,
  table: T,
  order: KeysetOrder | null,
  after: KeysetPlace | null,
  limit: number,
): Promise<{ ids: string[]; next: KeysetPlace | null }> {
  const id = sql<string>`${sql.ref(`${table}.id`)}`;
  const key = order?.key ?? id;
  let page = query
    .select([id.as('id'), key.as('sortKey')])
    .limit(limit + 1)
    .orderBy(sql`${key} ${sql.raw(order?.descending ? 'desc' : 'asc')}`);
  if (order) page = page.orderBy(id);
  if (after && !order) page = page.where(sql<boolean>`${id} > ${after.id}`);
  if (after && order) {
    const place = order.isText ? sql`${after.key}` : sql`cast(${Number(after.key)} as bigint)`;
    const beyond = sql.raw(order.descending ? '<' : '>');
    page = page.where(sql<boolean>`(${key} ${beyond} ${place} or (${key} = ${place} and ${id} > ${after.id}))`);
  }
  const rows = (await page.execute()) as { id: string; sortKey: string | number }[];
  const last = rows[limit - 1];
  const hasMore = rows.length > limit;
  return {
    ids: rows.slice(0, limit).map((row) => row.id),
    next: hasMore && last ? { key: String(last.sortKey), id: last.id } : null,
  };
}
