import { createHash, timingSafeEqual } from 'node:crypto';
import { groupHeaders, type IncomingMail, mailInPieces } from '../../domain/incoming/mail.ts';
import { parseMail } from '../parseMail.ts';
import {
  instantOf,
  type Json,
  type MailService,
  NOTHING_TOLD,
  objectOf,
  parseJson,
  partOf,
  ServiceRefused,
  type ServiceRequest,
  textOf,
  textsOf,
  type Told,
  type ToldEvent,
} from './service.ts';

const METADATA = 'dunning-action';
const HARD = new Set(['HardBounce', 'BadEmailAddress']);
/** What Postmark counts among bounces and no bounce is: answers of machines, and people's wishes. */
const NO_BOUNCE = new Set([
  'Unsubscribe',
  'Subscribe',
  'AutoResponder',
  'AddressChange',
  'ChallengeVerification',
  'OpenRelayTest',
]);

/** Postmark signs nothing: the webhook's address carries a password, or a header of its own the secret. */
export function postmark(secret: string): MailService {
  return {
    name: 'postmark',
    // Answers come with their attachments; the secret has been checked before.
    limitMegabytes: 48,
    admit: (headers) => admit(secret, headers),
    async receive({ body }: ServiceRequest) {
      return readPostmark(objectOf(parseJson(body), 'A webhook of Postmark'));
    },
    headersFor: (actionId) => ({ [`X-PM-Metadata-${METADATA}`]: actionId, 'X-PM-KeepID': 'true' }),
  };
}

function admit(secret: string, headers: ServiceRequest['headers']): void {
  const basic = /^Basic (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  const password =
    basic &&
    Buffer.from(basic, 'base64')
      .toString()
      .replace(/^[^:]*:/, '');
  if ([password, headers['x-dunning-secret']].some((given) => given && isSame(given, secret))) return;
  throw new ServiceRefused(
    401,
    'The secret is missing or wrong: give the webhook DUNNING_POSTMARK_SECRET as the password of HTTP basic authentication, or in the header X-Dunning-Secret',
  );
}

function isSame(given: string, secret: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(given), hash(secret));
}

/** A webhook's payload → what it tells; kinds of records that nobody waits for tell nothing. */
export async function readPostmark(payload: Json): Promise<Told> {
  const { RecordType: type = 'FromFull' in payload ? 'Inbound' : undefined } = payload;
  if (type === 'Inbound') return { events: [], mails: [await inbound(payload)] };
  const event = eventOf(payload);
  return event ? { events: [event], mails: [] } : NOTHING_TOLD;
}

function eventOf(payload: Json): ToldEvent | null {
  const told = {
    names: actionsIn(partOf(payload['Metadata'])),
    address: textOf(payload['Recipient']) ?? textOf(payload['Email']),
    externalId: null,
  };
  switch (payload['RecordType']) {
    case 'Delivery':
      return { ...told, event: 'delivered', at: instantOf(payload['DeliveredAt']), text: textOf(payload['Details']) };
    case 'Open':
      return { ...told, event: 'opened', at: instantOf(payload['ReceivedAt']), text: null };
    case 'Click':
      return { ...told, event: 'clicked', at: instantOf(payload['ReceivedAt']), text: textOf(payload['OriginalLink']) };
    case 'SpamComplaint':
      return { ...told, event: 'complained', at: instantOf(payload['BouncedAt']), text: textOf(payload['Details']) };
    case 'Bounce': {
      const type = textOf(payload['Type']) ?? '';
      if (NO_BOUNCE.has(type)) return null;
      const text = textOf(payload['Details']) ?? textOf(payload['Description']);
      const bounceType = HARD.has(type) ? 'hard' : 'soft';
      return { ...told, event: 'bounced', bounceType, at: instantOf(payload['BouncedAt']), text };
    }
    default:
      return null;
  }
}

/** The metadata that the message carried; on its way the case of a header's name may change. */
function actionsIn(metadata: Json): string[] {
  return textsOf(
    ...Object.entries(metadata).flatMap(([key, value]) => (key.toLowerCase() === METADATA ? [value] : [])),
  );
}

/** A message that came to Postmark's inbound address; whole where *include raw e-mail content* is on. */
async function inbound(payload: Json): Promise<IncomingMail> {
  const raw = textOf(payload['RawEmail']);
  if (raw !== null) return parseMail(Buffer.from(raw));
  const list = Array.isArray(payload['Headers']) ? payload['Headers'].map(partOf) : [];
  const headers = groupHeaders(
    list.flatMap(({ Name, Value }) =>
      typeof Name === 'string' && typeof Value === 'string' ? [[Name, Value] as const] : [],
    ),
  );
  return mailInPieces({
    headers,
    from: textOf(payload['From']),
    fromName: textOf(payload['FromName']),
    to: textsOf(payload['OriginalRecipient'], payload['To'], payload['Cc']).join(' '),
    subject: textOf(payload['Subject']),
    text: textOf(payload['TextBody']),
    html: textOf(payload['HtmlBody']),
    date: instantOf(payload['Date']),
  });
}
