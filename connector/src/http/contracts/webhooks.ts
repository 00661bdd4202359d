import { z } from 'zod';
import { ALL_EVENTS, EVENT_TYPES, EVENT_TYPE_NAMES, type EventType } from '../../domain/eventTypes.ts';
import { id, instant, page } from './common.ts';
import { expected } from './issues.ts';

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
  if (!URL.canParse(text)) return false;
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

const webhookFields = {
  url,
  events: z.array(subscribed).min(1).max(200).meta({ description: 'Types of events, or `["*"]` for all' }),
};
export const webhookInput = z.strictObject(webhookFields).meta({ id: 'WebhookInput' });
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

export const samplesQuery = z.strictObject({ type: eventType.optional() });
export const sample = z
  .strictObject({
    id: z.string(),
    type: z.string(),
    timestamp: instant,
    at: instant,
    actor: z.object({ type: z.string(), id: z.string(), name: z.string(), via: z.literal('csv').optional() }),
    customerId: z.string().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'EventBody', description: 'An event as webhooks get it' });
