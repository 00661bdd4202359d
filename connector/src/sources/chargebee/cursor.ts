import { z } from 'zod';
import type { SourcePage, SyncCursor } from '../source.ts';
import type { ListAnswer } from './lists.ts';
import { LISTS } from './lists.ts';

/** Chargebee may list a change some moments late; what is listed twice changes nothing. */
const OVERLAP_SECONDS = 120;

/** Where a sync stands: the list, the page in it, since when it asks for changes (null: a full sync), and when it began by Chargebee's clock. */
const position = z.strictObject({
  list: z
    .int()
    .min(0)
    .max(LISTS.length - 1),
  offset: z.string().nullable(),
  after: z.int().nullable(),
  began: z.int().nullable(),
});
export type Position = z.output<typeof position>;

const BEGINNING: Position = { list: 0, offset: null, after: null, began: null };

export function positionOf(cursor: SyncCursor | null): Position {
  return cursor === null ? BEGINNING : position.parse(cursor);
}

/** Where the page behind the answer begins; after the last list, where the next sync asks for changes from: the beginning of this one. */
export function nextPosition(
  at: Position,
  { nextOffset, answeredAt }: ListAnswer,
  wallSeconds: number,
): Pick<SourcePage, 'cursor' | 'hasMore' | 'listed'> {
  const began = at.began ?? (answeredAt ?? wallSeconds) - OVERLAP_SECONDS;
  if (nextOffset !== undefined) return { cursor: { ...at, began, offset: nextOffset }, hasMore: true };
  const listed = at.after === null ? { listed: LISTS[at.list]!.kinds } : {};
  if (at.list < LISTS.length - 1)
    return { cursor: { ...at, began, list: at.list + 1, offset: null }, hasMore: true, ...listed };
  return { cursor: { ...BEGINNING, after: began }, hasMore: false, ...listed };
}
