import { z } from 'zod';
import { WAYS } from '../../domain/actor.ts';
import { ALL_EVENTS, EVENT_TYPES, EVENT_TYPE_NAMES, type EventType } from '../../domain/eventTypes.ts';
import { amount, currency, id, instant, page } from './common.ts';
import { expected } from './issues.ts';
import { isKeepable } from './primitives.ts';

export const eventType = z.enum(EVENT_TYPE_NAMES).meta({
  id: 'EventType',
  description: EVENT_TYPE_NAMES.map((type) => `- \`${type}\`: ${EVENT_TYPES[type].about}`).join('\n'),
  example: 'invoiceOverdue',
});

const NAMES: ReadonlySet<string> = new Set([ALL_EVENTS, ...EVENT_TYPE_NAMES]);
const subscribed = z
  .string()
  .refine((type): type is EventType | typeof ALL_EVENTS => NAMES.has(type), {
    error: expected(`an event type; known are ${EVENT_TYPE_NAMES.join(', ')}, and '${ALL_EVENTS}' for all`),
  })
  .meta({ override: { type: 'string', enum: [...NAMES] } });

const ADDRESS = 'an address such as https://n8n.example.com/webhook/4f1c, without a name or password in it';

function isReceiver(text: string): boolean {
  if (!isKeepable(text) || !URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' && hostname !== '';
}

const url = z
  .string({ error: expected(ADDRESS) })
  .max(2000)
  .refine(isReceiver, { error: expected(ADDRESS) })
  .meta({
    format: 'uri',
    description:
      'Where events are sent to, by POST. Private addresses only as far as DUNNING_PRIVATE_ADDRESSES allows.',
    example: 'https://n8n.example.com/webhook/4f1c',
  });

const passes = z.enum(['above', 'below']);
const threshold = z
  .discriminatedUnion(
    'on',
    [
      z.strictObject({
        on: z.literal('amountDue'),
        passes,
        value: amount,
        currency: currency.optional().meta({ description: 'Left out: the organisation’s' }),
      }),
      z.strictObject({
        on: z.literal('averagePaymentDelay'),
        passes,
        value: z.int().meta({ description: 'Days' }),
      }),
    ],
    { error: expected('a threshold on amountDue or averagePaymentDelay, as {on, passes, value}') },
  )
  .meta({
    id: 'WebhookThreshold',
    description: 'Told by amountDuePassed or averagePaymentDelayPassed, on the crossing only (RUL-1)',
  });

const webhookFields = {
  url,
  events: z.array(subscribed).min(1).max(200).meta({ description: 'Types of events, or `["*"]` for all' }),
  thresholds: z.array(threshold).max(50).meta({
    description: 'Values that customers’ figures pass; needed by amountDuePassed and averagePaymentDelayPassed',
  }),
};
export const webhookInput = z
  .strictObject({ ...webhookFields, thresholds: webhookFields.thresholds.default([]) })
  .meta({ id: 'WebhookInput' });
export const webhookPatch = z
  .strictObject({
    ...webhookFields,
    enabled: z.boolean().meta({ description: 'Off: nothing is sent or kept for it; what was waiting is dead' }),
  })
  .partial()
  .meta({ id: 'WebhookPatch' });

export const webhook = z
  .strictObject({
    id: z.string(),
    url: z.string(),
    events: z.array(z.string()),
    thresholds: z.array(threshold),
    enabled: z.boolean(),
    disabledReason: z.string().nullable().meta({ description: 'Why it is off, such as an answer 410' }),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Webhook' });

const secret = z
  .string()
  .meta({ description: 'Signs what is sent (Standard Webhooks); shown this once', example: 'whsec_MfKQ9r8GKYqr…' });
export const createdWebhook = webhook.extend({ secret }).meta({ id: 'CreatedWebhook' });
export const newSecret = z.strictObject({ id: z.string(), secret }).meta({ id: 'WebhookSecret' });

export const testInput = z
  .strictObject({ type: eventType.optional().meta({ description: 'The first that it subscribes to, if left out' }) })
  .meta({ id: 'WebhookTest' });
export const testAnswer = z
  .strictObject({
    eventId: z.string(),
    delivered: z.boolean(),
    status: z.int().nullable().meta({ description: 'What the receiver answered, if it did' }),
    error: z.string().nullable(),
  })
  .meta({ id: 'WebhookTestResult' });

const deliveryStatus = z.enum(['pending', 'delivered', 'failed', 'dead']).meta({
  description:
    'pending: to be sent; failed: tried, and tried again at nextAttemptAt; dead: given up, redeliver sends it',
});
export const deliveriesQuery = page.extend({ status: deliveryStatus.optional() });
export const deliveryParams = z.strictObject({ id, eventId: id });
export const delivery = z
  .strictObject({
    eventId: z.string(),
    type: z.string(),
    customerId: z.string().nullable(),
    status: deliveryStatus,
    attempts: z.int(),
    lastStatus: z.int().nullable(),
    lastError: z.string().nullable(),
    nextAttemptAt: instant.nullable().meta({ description: 'By the real clock' }),
    endedAt: instant.nullable().meta({ description: 'When it was delivered or given up' }),
  })
  .meta({ id: 'WebhookDelivery' });

export const redeliverInput = z
  .strictObject({
    again: z
      .boolean()
      .default(false)
      .meta({ description: 'Forget that the receiver has acknowledged it: it begins to work on it again' }),
  })
  .meta({ id: 'WebhookRedelivery' });

export const acknowledgeInput = z
  .strictObject({
    token: id
      .min(8)
      .max(100)
      .meta({ description: 'Made up for this delivery: who asks again with it gets the first answer again' }),
  })
  .meta({ id: 'WebhookAcknowledgement' });
export const acknowledgeAnswer = z.strictObject({
  first: z.boolean().meta({ description: 'Whether nobody has acknowledged the event before' }),
});

export const samplesQuery = z.strictObject({ type: eventType.optional() });
export const sample = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    timestamp: instant,
    at: instant,
    actor: z.object({ type: z.string(), id: z.string(), name: z.string(), via: z.enum(WAYS).optional() }),
    customerId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EventBody', description: 'An event as webhooks get it' });
