import { type IDataObject, type IHookFunctions, NodeOperationError } from 'n8n-workflow';
import type { CreatedWebhook, Webhook, WebhookInput } from '../shared/api';
import { type Connector, connect } from '../shared/transport';
import { missingThreshold, type ThresholdForm, thresholdsOf } from './thresholds';

/** What the workflow's static data keep of its webhook at the connector. */
export interface Subscription extends IDataObject {
  webhookId?: string;
  secret?: string;
}

const PATH = '/v1/webhooks';

/** Asks the connector whether the webhook of this workflow is there; one that differs is set right, so that none is made twice. */
export async function checkExists(context: IHookFunctions): Promise<boolean> {
  const { webhookId, secret } = subscriptionOf(context);
  if (!webhookId || !secret) return false;
  const connector = await connect(context);
  const webhook = await connector.find<Webhook>(pathOf(webhookId));
  if (!webhook) return false;
  const wanted = wantedBy(context);
  // A threshold without a currency is the organisation’s, which the connector knows: it compares them itself.
  const isRight =
    webhook.enabled &&
    webhook.url === wanted.url &&
    [...webhook.events].sort().join() === [...wanted.events].sort().join() &&
    webhook.thresholds.length + (wanted.thresholds ?? []).length === 0;
  if (!isRight) await connector.put<Webhook>(pathOf(webhookId), { body: { ...wanted, enabled: true } });
  return true;
}

/** Subscribes. What an activation that broke off has left behind at this address goes first. */
export async function create(context: IHookFunctions): Promise<boolean> {
  const connector = await connect(context);
  const wanted = wantedBy(context);
  for (const { id, url } of await connector.list<Webhook>(PATH, {})) {
    if (url === wanted.url) await unsubscribe(connector, id);
  }
  const { id, secret } = await connector.post<CreatedWebhook>(PATH, { body: wanted });
  Object.assign(subscriptionOf(context), { webhookId: id, secret });
  return true;
}

/** Unsubscribes; a webhook that is gone already is as it should be. */
export async function remove(context: IHookFunctions): Promise<boolean> {
  const subscription = subscriptionOf(context);
  const { webhookId } = subscription;
  if (!webhookId) return true;
  await unsubscribe(await connect(context), webhookId);
  delete subscription.webhookId;
  delete subscription.secret;
  return true;
}

function subscriptionOf(context: IHookFunctions): Subscription {
  return context.getWorkflowStaticData('node');
}

function wantedBy(context: IHookFunctions): WebhookInput {
  const events = context.getNodeParameter('events', []) as string[];
  const url = context.getNodeWebhookUrl('default');
  if (events.length === 0) {
    throw new NodeOperationError(context.getNode(), 'No event is chosen', {
      description: 'Choose at least one event that is to start the workflow',
    });
  }
  if (!url) throw new NodeOperationError(context.getNode(), 'n8n has no webhook URL for this node');
  const thresholds = thresholdsOf((name) => context.getNodeParameter(name, {}) as ThresholdForm, events);
  const missing = missingThreshold(events, thresholds);
  if (missing !== null) {
    throw new NodeOperationError(context.getNode(), 'No threshold is set', {
      description: `Add one under "${missing}", or take the event away`,
    });
  }
  return { url, events: events.includes('*') ? ['*'] : (events as WebhookInput['events']), thresholds };
}

async function unsubscribe(connector: Connector, id: string): Promise<void> {
  await connector.discard(pathOf(id));
}

function pathOf(id: string): string {
  return `${PATH}/${encodeURIComponent(id)}`;
}
