import { type Actor, requireAdmin } from '../../domain/actor.ts';
import { conflict, invalid, notFound } from '../../domain/errors.ts';
import { ALL_EVENTS, EVENT_TYPE_NAMES, type EventType, type Subscription } from '../../domain/eventTypes.ts';
import { sampleBody } from '../../events/body.ts';
import type { Answer } from '../../events/post.ts';
import { rotate, type Secrets, signedHeaders } from '../../events/signature.ts';
import { giveUp } from '../../store/deliveries.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { WebhookTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { changedSubscription, type SubscriptionInput, subscriptionOf } from './subscription.ts';

export interface WebhookInput extends SubscriptionInput {
  readonly url: string;
}

/** Creates a webhook; its secret is answered this once. Admins only, since it sees everything that happens. */
export async function createWebhook(
  deps: Deps,
  actor: Actor,
  { url, events, thresholds }: WebhookInput,
): Promise<{ id: string; secret: string }> {
  requireAdmin(actor, 'webhooks');
  checkUrl(deps, url);
  const id = deps.newId('whk');
  const secrets = rotate([], deps.clock.wall());
  const now = deps.clock.now();
  await deps.store.transaction(async (session) => {
    const subscription = await subscriptionOf(session, { events, thresholds });
    // Told first: a webhook is not told of its own beginning.
    await tell(session, deps, actor, 'webhookCreated', { id, url });
    await session.db
      .insertInto('webhooks')
      .values({ id, url, ...subscription, ...secretsOf(secrets), createdAt: now, updatedAt: now })
      .execute();
  });
  return { id, secret: secrets[0].secret };
}

export interface WebhookChange extends Partial<WebhookInput> {
  readonly enabled?: boolean;
}

/** Changes what the input names. While a webhook is off, nothing is kept for it. */
export async function changeWebhook(deps: Deps, actor: Actor, id: string, change: WebhookChange): Promise<void> {
  requireAdmin(actor, 'webhooks');
  if (change.url !== undefined) checkUrl(deps, change.url);
  const { enabled } = change;
  await deps.store.transaction(async (session) => {
    const old = await findWebhook(session, id);
    const now = deps.clock.now();
    const named: Partial<WebhookTable> = {
      ...(change.url === undefined ? {} : { url: change.url }),
      ...(await changedSubscription(session, old, change)),
      ...(enabled === true ? { disabledAt: null, disabledReason: null } : {}),
      ...(enabled === false && old.disabledAt === null
        ? { disabledAt: now, disabledReason: 'It was switched off' }
        : {}),
    };
    const names = { url: 'url', eventsJson: 'events', thresholdsJson: 'thresholds', disabledAt: 'enabled' };
    const changed = Object.entries(names).filter(
      ([column]) => column in named && named[column as keyof typeof names] !== old[column as keyof typeof names],
    );
    if (changed.length === 0) return;
    await session.db
      .updateTable('webhooks')
      .set({ ...named, updatedAt: now })
      .where('id', '=', id)
      .execute();
    if (named.disabledAt) await giveUp(session, id, 'The webhook was switched off', deps.clock.wall());
    const data = { changed: changed.map(([, name]) => name) };
    await tell(session, deps, actor, 'webhookUpdated', { ...old, ...named }, data);
  });
}

/** Makes a new secret; the former one signs along for 24 hours, so that nothing is refused while receivers change over. */
export async function rotateSecret(deps: Deps, actor: Actor, id: string): Promise<{ id: string; secret: string }> {
  requireAdmin(actor, 'webhooks');
  return deps.store.transaction(async (session) => {
    const webhook = await findWebhook(session, id);
    const secrets = rotate(JSON.parse(webhook.secretsJson) as Secrets, deps.clock.wall());
    const updated = { ...secretsOf(secrets), updatedAt: deps.clock.now() };
    await session.db.updateTable('webhooks').set(updated).where('id', '=', id).execute();
    await tell(session, deps, actor, 'webhookUpdated', webhook, { changed: ['secret'] });
    return { id, secret: secrets[0].secret };
  });
}

/** Deletes a webhook and what waits for it. */
export async function deleteWebhook(deps: Deps, actor: Actor, id: string): Promise<void> {
  requireAdmin(actor, 'webhooks');
  await deps.store.transaction(async (session) => {
    const webhook = await findWebhook(session, id);
    await session.db.deleteFrom('webhooks').where('id', '=', id).execute();
    await session.db.deleteFrom('webhookDeliveries').where('webhookId', '=', id).execute();
    await session.db.deleteFrom('webhookAcknowledgements').where('webhookId', '=', id).execute();
    await tell(session, deps, actor, 'webhookDeleted', webhook);
  });
}

/** Sends a sample, right now and once; it is no event and is listed nowhere. */
export async function testWebhook(
  deps: Deps,
  actor: Actor,
  id: string,
  type: EventType | undefined,
): Promise<Answer & { eventId: string }> {
  requireAdmin(actor, 'webhooks');
  const webhook = await findWebhook(deps.store.session, id);
  const [first] = JSON.parse(webhook.eventsJson) as Subscription;
  const chosen = type ?? (first === undefined || first === ALL_EVENTS ? EVENT_TYPE_NAMES[0] : first);
  const eventId = deps.newId('evt');
  const body = JSON.stringify(sampleBody(chosen, eventId));
  const headers = signedHeaders(JSON.parse(webhook.secretsJson) as Secrets, eventId, deps.clock.wall(), body);
  return { eventId, ...(await deps.post.send(webhook.url, headers, body)) };
}

/** A webhook, or a 404. */
export async function findWebhook({ db }: Session, id: string): Promise<WebhookTable> {
  const row = await db.selectFrom('webhooks').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw notFound('webhook', id);
  return row;
}

/** Refuses a webhook that is switched off, with a 409. */
export function refuseDisabled({ disabledAt, disabledReason }: WebhookTable): void {
  if (disabledAt !== null)
    throw conflict(`The webhook is off (${disabledReason}): switch it on with {"enabled": true}`);
}

function checkUrl({ post }: Deps, url: string): void {
  const refusal = post.refusal(new URL(url));
  if (refusal !== null) throw invalid([{ path: 'url', message: refusal }]);
}

function secretsOf(secrets: Secrets): Pick<WebhookTable, 'secretsJson'> {
  return { secretsJson: JSON.stringify(secrets) };
}

/** An address may itself be a secret: events name its host alone. */
function tell(
  session: Session,
  { newId, clock }: Deps,
  actor: Actor,
  type: EventType,
  { id, url }: Pick<WebhookTable, 'id' | 'url'>,
  more: object = {},
): Promise<void> {
  const data = { webhookId: id, host: new URL(url).host, ...more };
  return appendEvents(session, newId, clock.now(), actor, [{ type, customerId: null, data }]);
}
