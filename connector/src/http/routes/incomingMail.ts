import type { z } from 'zod';
import { parseMail } from '../../delivery/parseMail.ts';
import type { IncomingMail } from '../../domain/incoming/mail.ts';
import { requireAdmin } from '../../domain/actor.ts';
import { readReception } from '../../store/mailReception.ts';
import { receiveMail } from '../../usecases/messages/receiveMail.ts';
import { incomingMailAnswer, incomingMailInput, mailReception } from '../contracts/incomingMail.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

export const incomingMailRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/incoming-messages',
    summary:
      'Hand in a message that came: a reply, a bounce, a receipt or a complaint finds its own way to what it is about (INV-7)',
    tag: 'History',
    body: incomingMailInput,
    answer: incomingMailAnswer,
    handle: async ({ deps, actor, body }) => {
      const mail = body.raw === undefined ? mailOf(body) : await parseMail(Buffer.from(body.raw, 'base64'));
      return { body: await receiveMail(deps, actor, mail) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/mail-reception',
    summary: 'Whether the mailbox is read: when it last was, and what was wrong (INV-7)',
    tag: 'History',
    answer: mailReception,
    handle: async ({ deps, actor }) => {
      requireAdmin(actor, 'the mailbox', 'read');
      const { incomingMailbox: mailbox, store } = deps;
      const state = mailbox === null ? undefined : await readReception(store.session, mailbox);
      const { readAt = null, received = 0, error = null, errorAt = null } = state ?? {};
      return {
        body: { mailbox, readAt: isoInstant(readAt), received: Number(received), error, errorAt: isoInstant(errorAt) },
      };
    },
  }),
];

/** The message of a body in pieces. */
function mailOf(pieces: z.output<typeof incomingMailInput>): IncomingMail {
  const { headers = new Map<string, string[]>(), from = [], to = [], subject = '', text = '', html, date } = pieces;
  return {
    headers,
    from: from[0]?.toLowerCase() ?? null,
    to,
    subject,
    text,
    html: html || '',
    date: date ?? null,
    parts: [],
    source: text,
  };
}
