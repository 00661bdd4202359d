import { createPublicKey, createVerify, type KeyObject } from 'node:crypto';
import { bounceTypeOf } from '../../domain/incoming/reports.ts';
import {
  type Json,
  type MailService,
  objectOf,
  parseJson,
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

const ARGUMENT = 'dunning_action';
const KINDS: PlainKinds = { delivered: 'delivered', open: 'opened', click: 'clicked', spamreport: 'complained' };

/** The verification key as SendGrid shows it (base64 of its DER form), or as PEM. Throws for what is none. */
export function sendgridKey(text: string): KeyObject {
  const key = text.includes('-----BEGIN')
    ? createPublicKey(text.replaceAll('\\n', '\n'))
    : createPublicKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'spki' });
  if (key.asymmetricKeyType !== 'ec') throw new Error('not an ECDSA key');
  return key;
}

/** SendGrid's Event Webhook: ECDSA over the time and the bytes of the body. An old request that is sent again counts once, as all do. */
export function sendgrid(publicKey: string): MailService {
  const key = sendgridKey(publicKey);
  return {
    name: 'sendgrid',
    limitMegabytes: 4,
    async receive(request) {
      verify(key, request);
      const events = parseJson(request.body);
      if (!Array.isArray(events)) throw new ServiceRefused(400, 'A webhook of SendGrid must be a list of events');
      return readSendgrid(events.map((event) => objectOf(event, 'An event of SendGrid')));
    },
    headersFor: (actionId) => ({ 'X-SMTPAPI': JSON.stringify({ unique_args: { [ARGUMENT]: actionId } }) }),
  };
}

function verify(key: KeyObject, { headers, body }: ServiceRequest): void {
  const signature = headers['x-twilio-email-event-webhook-signature'];
  const timestamp = headers['x-twilio-email-event-webhook-timestamp'];
  if (!signature || !timestamp)
    throw new ServiceRefused(401, 'The signature is missing: switch the signed event webhook on at SendGrid');
  const isSigned = createVerify('sha256').update(timestamp).update(body).verify(key, signature, 'base64');
  if (!isSigned)
    throw new ServiceRefused(401, 'The signature does not fit: DUNNING_SENDGRID_PUBLIC_KEY must be this webhook’s key');
}

/** Events → what they tell; those that nobody waits for (processed, unsubscribed, …) tell nothing. */
export function readSendgrid(events: readonly Json[]): Told {
  return { events: events.flatMap((event) => eventOf(event) ?? []), mails: [] };
}

function eventOf(payload: Json): ToldEvent | null {
  const id = textOf(payload['sg_event_id']);
  const told = {
    names: textsOf(payload[ARGUMENT], payload['smtp-id']),
    address: textOf(payload['email']),
    at: secondsOf(payload['timestamp']),
    externalId: id === null ? null : `sendgrid-${id}`,
  };
  const text = textOf(payload['reason']) ?? textOf(payload['response']);
  switch (payload['event']) {
    case 'bounce': {
      // *Blocked* is a refusal of the message, not of the address.
      const status = payload['type'] === 'blocked' ? '4.0.0' : (textOf(payload['status']) ?? '5.0.0');
      return { ...told, event: 'bounced', bounceType: bounceTypeOf(status, text ?? ''), text };
    }
    case 'deferred':
      return { ...told, event: 'bounced', bounceType: 'soft', text };
    case 'dropped': {
      // SendGrid did not even try, for what it remembers of the address.
      const isGone = /^(bounced address|invalid)/i.test(text ?? '');
      return { ...told, event: 'bounced', bounceType: isGone ? 'hard' : 'soft', text };
    }
    default:
      return plainEvent(told, payload['event'], KINDS, { text, url: payload['url'] });
  }
}
