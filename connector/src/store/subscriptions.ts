import type { Threshold, WebhookSubscription } from '../domain/subscription.ts';
import type { Session } from './store.ts';

export interface StoredSubscription extends WebhookSubscription {
  readonly webhookId: string;
}

/** What the webhooks that are on are told; few, and read whole. */
export async function loadSubscriptions({ db }: Session): Promise<StoredSubscription[]> {
  const rows = await db
    .selectFrom('webhooks')
    .select(['id', 'eventsJson', 'thresholdsJson'])
    .where('disabledAt', 'is', null)
    .execute();
  return rows.map(({ id, eventsJson, thresholdsJson }) => ({
    webhookId: id,
    types: JSON.parse(eventsJson) as string[],
    thresholds: JSON.parse(thresholdsJson) as Threshold[],
  }));
}
