import { onTestFinished } from 'vitest';
import type * as webhooks from '../../../connector/src/http/contracts/webhooks.ts';
import { type Behaviour, type Receiver, startReceiver } from '../../support/receiver.ts';
import type { Client, Output } from './client.ts';

export type Webhook = Output<typeof webhooks.webhook>;
export type CreatedWebhook = Output<typeof webhooks.createdWebhook>;
export type Delivery = Output<typeof webhooks.delivery>;

/** A subscriber for one test. Start it before the connector, so that it ends after it. */
export async function receive(behaviour?: Behaviour): Promise<Receiver> {
  const receiver = await startReceiver(behaviour);
  onTestFinished(() => receiver.down());
  return receiver;
}

/** Subscribes a receiver to some types of events, or to all. */
export function subscribe(api: Client, { url }: Receiver, ...events: string[]): Promise<CreatedWebhook> {
  return api.post('/v1/webhooks', { url: `${url}/hook`, events: events.length > 0 ? events : ['*'] });
}

/** Newest first. */
export function deliveries(api: Client, { id }: { readonly id: string }, status?: string): Promise<Delivery[]> {
  return api.all(`/v1/webhooks/${id}/deliveries${status ? `?status=${status}` : ''}`);
}

/** Resolves when as many deliveries stand at a status: a receiver has its request before the connector has its answer. */
export async function untilDeliveries(
  api: Client,
  webhook: { readonly id: string },
  status: string,
  count: number,
): Promise<Delivery[]> {
  for (;;) {
    const rows = await deliveries(api, webhook, status);
    if (rows.length >= count) return rows;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What a receiver got of each customer, in order, repeats included. */
export function perCustomer({ received }: Receiver): Map<string | null, string[]> {
  const byCustomer = Map.groupBy(received, ({ body }) => body.customerId);
  return new Map([...byCustomer].map(([id, list]) => [id, list.map(({ body }) => body.id)]));
}
