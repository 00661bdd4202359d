import { createHmac, timingSafeEqual } from 'node:crypto';
import type { BounceType } from '../../domain/delivery.ts';
import { groupHeaders, type IncomingMail, mailInPieces } from '../../domain/incoming/mail.ts';
import { bounceTypeOf } from '../../domain/incoming/reports.ts';
import { parseMail } from '../parseMail.ts';
import {
  type Json,
  type MailService,
  objectOf,
  parseJson,
  partOf,
  plainEvent,
  type PlainKinds,
  secondsOf,
  ServiceRefused,
  type ServiceRequest,
  textOf,
  textsOf,
  type Told,
  type ToldEvent,
} from './service.ts';

const VARIABLE = 'dunning-action';
const KINDS: PlainKinds = {
  delivered: 'delivered',
  opened: 'opened',
  clicked: 'clicked',
  complained: 'complained',
};
/** Mailgun repeats what was not taken for eight hours, and clocks differ. */
export const MAILGUN_FRESH_MS = 9 * 3_600_000;

/**
 * Mailgun's webhooks and routes: HMAC over a time and a token. The signature does not cover the rest, so that it is good for a while and for one
 * body only.
 */
export function mailgun(signingKey: string): MailService {
  return {
    name: 'mailgun',
    limitMegabytes: 32,
    async receive(request) {
      const { headers, body } = request;
      const type = headers['content-type'] ?? '';
      if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(type)) {
        const form = await formOf(body, type);
        const token = verify(signingKey, form, request);
        return { events: [], mails: [await routed(form)], token };
      }
      const payload = objectOf(parseJson(body), 'A webhook of Mailgun');
      const token = verify(signingKey, partOf(payload['signature']), request);
      return { ...readMailgun(objectOf(payload['event-data'], 'event-data')), token };
    },
    headersFor: (actionId) => ({ 'X-Mailgun-Variables': JSON.stringify({ [VARIABLE]: actionId }) }),
  };
}

async function formOf(body: Buffer, type: string): Promise<Json> {
  try {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    return Object.fromEntries(form);
  } catch {
    throw new ServiceRefused(400, 'The form is not complete');
  }
}

/** The token, which is used up. */
function verify(signingKey: string, { timestamp, token, signature }: Json, { now }: ServiceRequest): string {
  const [time, name, given] = [textOf(timestamp), textOf(token), textOf(signature)];
  if (time === null || name === null || given === null)
    throw new ServiceRefused(401, 'The signature is missing: timestamp, token and signature');
  const wanted = createHmac('sha256', signingKey).update(`${time}${name}`).digest();
  const hex = Buffer.from(given, 'hex');
  if (hex.length !== wanted.length || !timingSafeEqual(hex, wanted))
    throw new ServiceRefused(
      401,
      'The signature does not fit: DUNNING_MAILGUN_SIGNING_KEY must be the webhook signing key',
    );
  if (Math.abs(now - (secondsOf(time) ?? 0)) > MAILGUN_FRESH_MS)
    throw new ServiceRefused(401, 'The request is older than nine hours: it is not taken any more');
  return name;
}

/** An event → what it tells; kinds that nobody waits for (accepted, unsubscribed, …) tell nothing. */
export function readMailgun(payload: Json): Told {
  const event = eventOf(payload);
  return { events: event ? [event] : [], mails: [] };
}

function eventOf(payload: Json): ToldEvent | null {
  const id = textOf(payload['id']);
  const messageId = textOf(partOf(partOf(payload['message'])['headers'])['message-id']);
  const told = {
    names: textsOf(partOf(payload['user-variables'])[VARIABLE], messageId),
    address: textOf(payload['recipient']),
    at: secondsOf(payload['timestamp']),
    externalId: id === null ? null : `mailgun-${id}`,
  };
  const status = partOf(payload['delivery-status']);
  const text = textOf(status['message']) ?? textOf(status['description']) ?? textOf(payload['reason']);
  switch (payload['event']) {
    case 'failed':
      return { ...told, event: 'bounced', bounceType: bounceType(payload, status), text };
    case 'rejected':
      return { ...told, event: 'bounced', bounceType: 'soft', text: textOf(partOf(payload['reject'])['reason']) };
    default:
      return plainEvent(told, payload['event'], KINDS, { text, url: payload['url'] });
  }
}

/** *Permanent* is also what was refused for its content, given up, or not tried because of a complaint: no fault of the address. */
function bounceType({ severity, reason }: Json, { code, message }: Json): BounceType {
  if (severity !== 'permanent') return 'soft';
  if (reason === 'suppress-bounce') return 'hard';
  if (reason !== 'bounce' && reason !== 'generic') return 'soft';
  return bounceTypeOf('', `${textOf(code) ?? ''} ${textOf(message) ?? 'refused'}`);
}

/** A message that a route forwards: whole, where the route's address ends in `mime`. */
async function routed(form: Json): Promise<IncomingMail> {
  const whole = textOf(form['body-mime']);
  if (whole !== null) return parseMail(Buffer.from(whole));
  const pairs = Array.isArray(form['message-headers'])
    ? (form['message-headers'] as unknown[])
    : parseJson(textOf(form['message-headers']) ?? '[]');
  const headers = groupHeaders(
    (Array.isArray(pairs) ? (pairs as unknown[]) : []).flatMap((pair) => {
      const [name, value] = Array.isArray(pair) ? (pair as unknown[]) : [];
      return typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : [];
    }),
  );
  return mailInPieces({
    headers,
    from: textOf(form['from']) ?? textOf(form['sender']),
    to: textsOf(form['recipient'], form['To']).join(' '),
    subject: textOf(form['subject']),
    text: textOf(form['body-plain']),
    html: textOf(form['body-html']),
    date: secondsOf(form['timestamp']),
  });
}
