import type { Kind, Records } from './site.ts';

type Listed = Records[Kind];

/** The API answers it with a 400. */
export class RefusedQuery extends Error {
  readonly param: string;

  constructor(param: string, message: string) {
    super(`${param} : ${message}`);
    this.param = param;
  }
}

/** By which fields a list is sorted; credit notes know no more than their date. */
const ORDERS: Readonly<Record<Kind, readonly string[]>> = {
  customer: ['created_at', 'updated_at'],
  invoice: ['date', 'updated_at'],
  credit_note: ['date'],
  transaction: ['date', 'updated_at'],
  subscription: ['created_at', 'updated_at'],
};
const KNOWN = new Set(['limit', 'offset', 'include_deleted', 'updated_at[after]', 'id[is]', 'id[in]', 'sort_by[asc]']);

/** A page of a list, with `next_offset` while more follow. A parameter that Chargebee would not know is refused. */
export function listPage(kind: Kind, records: Iterable<Listed>, query: URLSearchParams): object {
  for (const name of query.keys()) if (!KNOWN.has(name)) throw new RefusedQuery(name, 'is not supported here');
  const order = query.get('sort_by[asc]') ?? 'id';
  if (order !== 'id' && !ORDERS[kind].includes(order)) throw new RefusedQuery('sort_by[asc]', `cannot be ${order}`);
  const place = (record: Listed) => (order === 'id' ? 0 : (record[order as 'updated_at'] ?? 0));
  const limit = Number(query.get('limit') ?? 10);
  if (!(limit >= 1 && limit <= 100)) throw new RefusedQuery('limit', 'must be between 1 and 100');

  const after = Number(query.get('updated_at[after]') ?? 0);
  const wanted = query.get('id[in]');
  const ids = wanted === null ? null : (JSON.parse(wanted) as string[]);
  const [from, fromId] = offsetOf(query.get('offset'));
  const found = [...records]
    .filter((record) => query.get('include_deleted') === 'true' || !record.deleted)
    .filter((record) => record.updated_at! > after)
    .filter(({ id }) => id === (query.get('id[is]') ?? id) && (ids?.includes(id) ?? true))
    .toSorted((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
    .filter((record) => place(record) > from || (place(record) === from && record.id >= fromId));
  const next = found[limit];
  return {
    list: found.slice(0, limit).map((record) => ({ [kind]: record })),
    ...(next && { next_offset: JSON.stringify([String(place(next) * 1000), next.id]) }),
  };
}

function offsetOf(text: string | null): [number, string] {
  if (text === null) return [0, ''];
  try {
    const [time, id] = JSON.parse(text) as [string, string];
    return [Number(time) / 1000, id];
  } catch {
    throw new RefusedQuery('offset', 'invalid value');
  }
}
