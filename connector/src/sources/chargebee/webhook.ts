import { createHash, timingSafeEqual } from 'node:crypto';
import { type SourceAccess, type SourceEvent, type WebhookDelivery, WebhookRefused } from '../source.ts';
import { isObject, objectsOf } from './events.ts';
import type { Secrets, Settings } from './settings.ts';

/** Proves a webhook by its basic authentication, and says of which objects it tells. */
export function eventsOf(
  { secrets }: SourceAccess<Settings, Secrets>,
  { headers, body }: WebhookDelivery,
): readonly SourceEvent[] {
  if (secrets.webhookUser === undefined || secrets.webhookPassword === undefined) {
    throw new WebhookRefused(
      'This source takes no webhooks: set webhookUser and webhookPassword, and the same in Chargebee',
    );
  }
  const expected = `Basic ${Buffer.from(`${secrets.webhookUser}:${secrets.webhookPassword}`).toString('base64')}`;
  if (!isSame(headers.authorization ?? '', expected))
    throw new WebhookRefused('The user name or password of the webhook is wrong');
  let event: unknown;
  try {
    event = JSON.parse(body.toString('utf8'));
  } catch {
    throw new WebhookRefused('The body is not JSON', 400);
  }
  const told = isObject(event) && isObject(event.content) ? objectsOf(event) : null;
  if (!told?.id) throw new WebhookRefused('The body is not an event of Chargebee: it has no id and content', 400);
  return told.objects.map(({ kind, externalId, version, payload }) => ({
    id: `${told.id}:${kind}:${externalId}`,
    kind,
    externalId,
    version,
    payload,
  }));
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
