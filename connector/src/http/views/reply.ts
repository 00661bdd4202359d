import type { NoteTable } from '../../store/tables.ts';
import type { ListedReply } from '../../usecases/replies/readReplies.ts';
import { isoInstant } from './instants.ts';
import { noteView } from './note.ts';

/** A reply as lists answer it. */
export function listedReplyView({ reply, customer, message, invoice, answers }: ListedReply) {
  return {
    id: reply.id,
    customer,
    message: { ...message, executedAt: isoInstant(message.executedAt) },
    invoice,
    from: { name: reply.fromName, email: reply.fromEmail },
    at: isoInstant(reply.at)!,
    subject: reply.subject,
    text: reply.text,
    unread: reply.readAt === null,
    readAt: isoInstant(reply.readAt),
    readBy: reply.readByJson === null ? null : actorOf(reply.readByJson),
    answers: answers.map(({ actionId, status, executedAt, actorJson }) => ({
      actionId,
      // Between handing over and its outcome an action is still planned.
      status: status === 'sending' ? 'planned' : status,
      executedAt: isoInstant(executedAt),
      by: actorOf(actorJson),
    })),
  };
}

/** A reply as the API answers it alone. */
export function replyView({ notes, ...listed }: ListedReply & { readonly notes: readonly NoteTable[] }) {
  const { deliveryId, messageId, text, fullText, html } = listed.reply;
  return {
    ...listedReplyView(listed),
    deliveryId,
    messageId,
    fullText: fullText ?? text,
    html,
    notes: notes.map(noteView),
  };
}

function actorOf(json: string): { type: string; id: string; name: string } {
  const { type, id, name } = JSON.parse(json) as { type: string; id: string; name: string };
  return { type, id, name };
}
