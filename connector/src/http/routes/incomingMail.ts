import type { z } from 'zod';
import { parseMail } from '../../delivery/parseMail.ts';
import type { IncomingMail } from '../../domain/incoming/mail.ts';
import { receiveMail } from '../../usecases/messages/receiveMail.ts';
import { incomingMailAnswer, incomingMailInput } from '../contracts/incomingMail.ts';
import { defineRoute } from '../route.ts';

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
