import { isKeepable } from './contracts/primitives.ts';
import { Problem } from './problem.ts';

/** Where the next page begins, opaque to callers. */
export function encodeCursor(place: readonly string[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** The inverse; a 400 for anything that is not such a cursor of as many strings as one of `lengths`. */
export function decodeCursor(cursor: string | undefined, ...lengths: number[]): string[] | null {
  if (cursor === undefined) return null;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(place) && lengths.includes(place.length) && place.every(isPart)) return place;
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  throw new Problem(400, 'The cursor is not one that this list answered', [
    { path: 'cursor', message: 'send the nextCursor of the page before, unchanged' },
  ]);
}

function isPart(part: unknown): part is string {
  return typeof part === 'string' && isKeepable(part);
}

/** A page of a list by ids from `limit` + 1 rows: the last one only says that there are more. */
export function pageOf<R extends { readonly id: string }, V>(
  rows: readonly R[],
  limit: number,
  view: (row: R) => V,
): { data: V[]; nextCursor: string | null } {
  const shown = rows.slice(0, limit);
  return { data: shown.map(view), nextCursor: rows.length > limit ? encodeCursor([shown.at(-1)!.id]) : null };
}

/** Where the next page of an ordered list begins: behind a record, by the order's key and its id. */
export function encodePlace({
  next,
  sort,
}: {
  readonly next: { readonly key: string; readonly id: string } | null;
  readonly sort: string;
}): string | null {
  if (next === null) return null;
  return encodeCursor(sort === '' ? [next.id] : [sort, next.key, next.id]);
}

/** The inverse: a list without an order goes by id alone. */
export function decodePlace(cursor: string | undefined): { sort: string; key: string; id: string } | null {
  const place = decodeCursor(cursor, 1, 3);
  if (place === null) return null;
  const [first, key, id] = place;
  return id === undefined ? { sort: '', key: first!, id: first! } : { sort: first!, key: key!, id };
}
