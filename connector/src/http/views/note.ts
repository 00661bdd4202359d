import type { NoteTable } from '../../store/tables.ts';
import { isoInstant } from './instants.ts';

/** A note as the API answers it. */
export function noteView({ id, customerId, invoiceId, actionId, replyId, body, actorJson, createdAt }: NoteTable) {
  const { type, id: authorId, name } = JSON.parse(actorJson) as { type: string; id: string; name: string };
  const author = { type, id: authorId, name };
  return { id, customerId, invoiceId, actionId, replyId, body, author, createdAt: isoInstant(createdAt)! };
}
