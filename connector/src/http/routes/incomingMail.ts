import { parseMail } from '../../delivery/parseMail.ts';
import { mailInPieces } from '../../domain/incoming/mail.ts';
import { requireAdmin } from '../../domain/actor.ts';
import { readReception } from '../../store/mailReception.ts';
import { receiveMail } from '../../usecases/incoming/receiveMail.ts';
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
      const { raw, headers = new Map<string, string[]>(), html, ...pieces } = body;
      const mail =
        raw === undefined
          ? mailInPieces({ ...pieces, headers, html: html || null })
          : await parseMail(Buffer.from(raw, 'base64'));
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
