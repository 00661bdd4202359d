import { z } from 'zod';
import { requireAdmin } from '../../domain/actor.ts';
import { notFound } from '../../domain/errors.ts';
import { EVENT_TYPE_NAMES } from '../../domain/eventTypes.ts';
import type { Threshold } from '../../domain/subscription.ts';
import { sampleBody } from '../../events/body.ts';
import type { Session } from '../../store/store.ts';
import type { DeliveryStatus, WebhookTable } from '../../store/tables.ts';
import { wholeNumber } from '../../usecases/lists/cursorNumber.ts';
import { acknowledge } from '../../usecases/webhooks/acknowledge.ts';
import { redeliver } from '../../usecases/webhooks/redeliver.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  findWebhook,
  rotateSecret,
  testWebhook,
} from '../../usecases/webhooks/webhooks.ts';
import { empty, idParams, listOf, page } from '../contracts/common.ts';
import { deleted } from '../contracts/organization.ts';
import {
  acknowledgeAnswer,
  acknowledgeInput,
  createdWebhook,
  deliveriesQuery,
  delivery,
  deliveryParams,
  newSecret,
  redeliverInput,
  sample,
  samplesQuery,
  testAnswer,
  testInput,
  webhook,
  webhookInput,
  webhookPatch,
} from '../contracts/webhooks.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { isoInstant } from '../views/instants.ts';

const tag = 'Webhooks';

const webhookView = ({
  secretsJson: _,
  eventsJson,
  thresholdsJson,
  disabledAt,
  createdAt,
  updatedAt,
  ...row
}: WebhookTable) => ({
  ...row,
  events: JSON.parse(eventsJson) as string[],
  thresholds: JSON.parse(thresholdsJson) as Threshold[],
  enabled: disabledAt === null,
  createdAt: isoInstant(createdAt),
  updatedAt: isoInstant(updatedAt),
});

interface DeliveryFilter {
  readonly webhookId: string;
  readonly status?: DeliveryStatus;
  readonly eventId?: string;
  /** Older than this one. */
  readonly before?: number;
  readonly limit: number;
}

/** Newest first; by the index on a webhook's deliveries, or on its dead ones. */
async function readDeliveries({ db }: Session, { webhookId, status, eventId, before, limit }: DeliveryFilter) {
  let query = db
    .selectFrom('webhookDeliveries as d')
    .innerJoin('events as e', 'e.id', 'd.eventId')
    .select(['d.seq', 'd.eventId', 'e.type', 'e.customerId', 'd.status', 'd.attempts', 'd.lastStatus', 'd.lastError'])
    .select(['d.dueAt', 'd.leaseToken', 'd.endedAt'])
    .where('d.webhookId', '=', webhookId)
    .orderBy('d.seq', 'desc')
    .limit(limit);
  if (status !== undefined) query = query.where('d.status', '=', status);
  if (eventId !== undefined) query = query.where('d.eventId', '=', eventId);
  if (before !== undefined) query = query.where('d.seq', '<', before);
  return query.execute();
}

/** The first attempt, and one that is being made, are now: they have no date. */
const deliveryView = ({
  seq: _,
  dueAt,
  leaseToken,
  endedAt,
  ...row
}: Awaited<ReturnType<typeof readDeliveries>>[number]) => ({
  ...row,
  nextAttemptAt: isoInstant(leaseToken === null && dueAt !== 0 ? dueAt : null),
  endedAt: isoInstant(endedAt),
});

export const webhookRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/webhooks',
    summary: 'List webhooks, without their secrets',
    tag,
    query: page,
    answer: listOf(webhook),
    handle: async ({ deps, actor, query: { limit, cursor } }) => {
      requireAdmin(actor, 'webhooks');
      const after = decodeCursor(cursor, 1);
      let query = deps.store.session.db
        .selectFrom('webhooks')
        .selectAll()
        .orderBy('id')
        .limit(limit + 1);
      if (after) query = query.where('id', '>', after[0]!);
      const rows = await query.execute();
      const data = rows.slice(0, limit).map(webhookView);
      return { body: { data, nextCursor: rows.length > limit ? encodeCursor([data.at(-1)!.id]) : null } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks',
    isOneTransaction: true,
    summary: 'Subscribe to events (EVT-1)',
    tag,
    body: webhookInput,
    answer: createdWebhook,
    status: 201,
    handle: async ({ deps, actor, body }) => {
      const { id, secret } = await createWebhook(deps, actor, body);
      return { body: { ...webhookView(await findWebhook(deps.store.session, id)), secret } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhooks/{id}',
    summary: 'Read a webhook, without its secret',
    tag,
    params: idParams,
    answer: webhook,
    handle: async ({ deps, actor, params }) => {
      requireAdmin(actor, 'webhooks');
      return { body: webhookView(await findWebhook(deps.store.session, params.id)) };
    },
  }),
  defineRoute({
    method: 'put',
    path: '/v1/webhooks/{id}',
    summary: 'Change what the body names',
    tag,
    params: idParams,
    body: webhookPatch,
    answer: webhook,
    handle: async ({ deps, actor, params, body }) => {
      await changeWebhook(deps, actor, params.id, body);
      return { body: webhookView(await findWebhook(deps.store.session, params.id)) };
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/webhooks/{id}',
    summary: 'Unsubscribe',
    tag,
    params: idParams,
    answer: deleted,
    handle: async ({ deps, actor, params }) => {
      await deleteWebhook(deps, actor, params.id);
      return { body: { deleted: true } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/{id}/rotate',
    isOneTransaction: true,
    summary: 'Make a new secret; the former one signs along for 24 hours',
    tag,
    params: idParams,
    body: empty,
    answer: newSecret,
    isSecret: true,
    handle: async ({ deps, actor, params }) => ({ body: await rotateSecret(deps, actor, params.id) }),
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/{id}/test',
    summary: 'Send a sample now, and say what the receiver answered',
    tag,
    params: idParams,
    body: testInput,
    answer: testAnswer,
    handle: async ({ deps, actor, params, body }) => {
      const { eventId, status, error } = await testWebhook(deps, actor, params.id, body.type);
      return { body: { eventId, delivered: error === null, status, error } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/webhooks/{id}/deliveries',
    summary: 'What was sent and what waits, newest first; delivered ones are kept for a week, dead ones for a month',
    tag,
    params: idParams,
    query: deliveriesQuery,
    answer: listOf(delivery),
    handle: async ({ deps, actor, params, query: { limit, cursor, status } }) => {
      requireAdmin(actor, 'webhooks');
      const { session } = deps.store;
      const { id: webhookId } = await findWebhook(session, params.id);
      const place = decodeCursor(cursor, 1);
      const before = place === null ? {} : { before: wholeNumber(place[0]!) };
      const rows = await readDeliveries(session, { webhookId, status, ...before, limit: limit + 1 });
      const shown = rows.slice(0, limit);
      const nextCursor = rows.length > limit ? encodeCursor([String(shown.at(-1)!.seq)]) : null;
      return { body: { data: shown.map(deliveryView), nextCursor } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/{id}/deliveries/{eventId}/redeliver',
    summary: 'Send an event again',
    tag,
    params: deliveryParams,
    body: redeliverInput,
    answer: delivery,
    handle: async ({ deps, actor, params: { id: webhookId, eventId }, body }) => {
      await redeliver(deps, actor, webhookId, eventId, body);
      const [row] = await readDeliveries(deps.store.session, { webhookId, eventId, limit: 1 });
      if (!row) throw notFound('webhook', webhookId);
      return { body: deliveryView(row) };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/webhooks/{id}/deliveries/{eventId}/acknowledge',
    summary: 'Say that the receiver begins to work on an event, and learn whether it is the first to do so',
    tag,
    params: deliveryParams,
    body: acknowledgeInput,
    answer: acknowledgeAnswer,
    handle: async ({ deps, actor, params: { id: webhookId, eventId }, body }) => ({
      body: { first: await acknowledge(deps, actor, webhookId, eventId, body.token) },
    }),
  }),
  defineRoute({
    method: 'get',
    path: '/v1/events/samples',
    summary: 'What events look like as webhooks get them: one of each type, or of the type asked for',
    tag,
    query: samplesQuery,
    answer: z.array(sample),
    handle: async ({ query: { type } }) => ({
      body: (type === undefined ? EVENT_TYPE_NAMES : [type]).map((each) => sampleBody(each)),
    }),
  }),
];
