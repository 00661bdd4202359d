import type { IncomingMail } from '../../domain/incoming/mail.ts';
import { bounceTypeOf } from '../../domain/incoming/reports.ts';
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
  textOf,
  textsOf,
  type Told,
  type ToldEvent,
} from './service.ts';
import { type ReadText, snsVerifier, subscribeUrlOf } from './sns.ts';

const TAG = 'dunning-action';

/** Amazon SES, which tells through topics of SNS; only topics that are named are heard, and subscribed to. */
export function ses(topicArns: readonly string[], read: ReadText): MailService {
  const verify = snsVerifier(read);
  return {
    name: 'ses',
    limitMegabytes: 1,
    async receive({ body }) {
      const message = objectOf(parseJson(body), 'A message of SNS');
      if (!topicArns.includes(textOf(message['TopicArn']) ?? ''))
        throw new ServiceRefused(401, 'The topic is not among DUNNING_SES_TOPIC_ARNS');
      await verify(message);
      if (message['Type'] === 'SubscriptionConfirmation') {
        await read(subscribeUrlOf(message));
        return NOTHING_TOLD;
      }
      if (message['Type'] !== 'Notification') return NOTHING_TOLD;
      const notification = objectOf(parseJson(textOf(message['Message']) ?? ''), 'Message');
      return readSes(notification, textOf(message['MessageId']) ?? '');
    },
    headersFor: (actionId) => ({ 'X-SES-MESSAGE-TAGS': `${TAG}=${actionId}` }),
  };
}

/** A notification or published event → what it tells, per recipient; `id` names the message of SNS, which may come more than once. */
export async function readSes(notification: Json, id: string): Promise<Told> {
  const type = textOf(notification['eventType']) ?? textOf(notification['notificationType']);
  const mail = partOf(notification['mail']);
  if (type === 'Received') {
    const received = await receivedMail(notification);
    return { events: [], mails: received ? [received] : [] };
  }
  const named = { names: namesOf(mail) };
  const events = eventsOf(type, notification, mail).map((event) => ({
    ...named,
    ...event,
    externalId: `ses-${id}-${event.address ?? ''}`,
  }));
  return { events, mails: [] };
}

/** SES gives messages an id of its own: ours stands in the tags of published events, and in the headers where they are included. */
function namesOf(mail: Json): string[] {
  const tag = partOf(mail['tags'])[TAG];
  const headers = Array.isArray(mail['headers']) ? mail['headers'].map(partOf) : [];
  const header = (name: string) => headers.find((each) => textOf(each['name'])?.toLowerCase() === name)?.['value'];
  return textsOf(
    ...(Array.isArray(tag) ? (tag as unknown[]) : []),
    header('x-dunning-action'),
    header('message-id'),
    partOf(mail['commonHeaders'])['messageId'],
  );
}

type Event = Omit<ToldEvent, 'names' | 'externalId'>;

function eventsOf(type: string | null, notification: Json, mail: Json): Event[] {
  const only = (Array.isArray(mail['destination']) ? textsOf(...(mail['destination'] as unknown[])) : []).slice(0, 2);
  const alone = only.length === 1 ? only[0]! : null;
  const part = (name: string) => partOf(notification[name]);
  switch (type) {
    case 'Delivery': {
      const { recipients, timestamp, smtpResponse } = part('delivery');
      const told = { event: 'delivered', at: instantOf(timestamp), text: textOf(smtpResponse) } as const;
      return textsOf(...listOf(recipients)).map((address) => ({ ...told, address }));
    }
    case 'Bounce': {
      const { bouncedRecipients, bounceType, timestamp } = part('bounce');
      return recipientsOf(bouncedRecipients).map(({ address, status, text }) => ({
        event: 'bounced',
        bounceType: bounceType === 'Permanent' ? bounceTypeOf(status ?? '5.0.0', text ?? '') : 'soft',
        ...{ address, at: instantOf(timestamp), text },
      }));
    }
    case 'DeliveryDelay': {
      const { delayedRecipients, timestamp } = part('deliveryDelay');
      const told = { event: 'bounced', bounceType: 'soft', at: instantOf(timestamp) } as const;
      return recipientsOf(delayedRecipients).map(({ address, text }) => ({ ...told, address, text }));
    }
    case 'Complaint': {
      const { complainedRecipients, complaintFeedbackType, timestamp } = part('complaint');
      const told = { event: 'complained', at: instantOf(timestamp), text: textOf(complaintFeedbackType) } as const;
      return recipientsOf(complainedRecipients).map(({ address }) => ({ ...told, address }));
    }
    case 'Reject': {
      const text = textOf(part('reject')['reason']);
      return only.map((address) => ({ event: 'bounced', bounceType: 'soft', address, at: null, text }));
    }
    case 'Open':
      return [{ event: 'opened', address: alone, at: instantOf(part('open')['timestamp']), text: null }];
    case 'Click': {
      const { timestamp, link } = part('click');
      return [{ event: 'clicked', address: alone, at: instantOf(timestamp), text: textOf(link) }];
    }
    default:
      return [];
  }
}

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

function recipientsOf(list: unknown) {
  return listOf(list)
    .map(partOf)
    .map(({ emailAddress, status, diagnosticCode }) => ({
      address: textOf(emailAddress),
      status: textOf(status),
      text: textOf(diagnosticCode),
    }));
}

/** A message that SES received, where its rule's SNS action includes the content. */
async function receivedMail(notification: Json): Promise<IncomingMail | null> {
  const content = textOf(notification['content']);
  if (content === null) return null;
  const { encoding } = partOf(partOf(notification['receipt'])['action']);
  return parseMail(Buffer.from(content, encoding === 'BASE64' ? 'base64' : 'utf8'));
}
