import { createHash, timingSafeEqual } from 'node:crypto';
import type { Invoice } from 'chargebee';
import type { SourceRecord } from '../records.ts';
import { type SourceAccess, type SourceEvent, type WebhookDelivery, WebhookRefused } from '../source.ts';
import { dependsOnAutoCollection } from './charging.ts';
import { kindOf, type MappingSettings, recordsFrom } from './records.ts';
import type { Secrets, Settings } from './settings.ts';
import { OBJECT_NAMES, type ObjectName, versionOf } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object of an event: what it is, and what else of the event it needs to be understood. */
interface Payload {
  readonly name: ObjectName;
  readonly object: Fields;
  /** Of invoices: whether the customer or subscription told with it is charged automatically; null where neither was told. */
  readonly autoCollection: boolean | null;
}

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

/** What a stored event says; null where an invoice tells neither by itself nor by who came with it how it is collected. */
export function recordsOf(
  { settings }: { readonly settings: MappingSettings },
  { payload }: Pick<SourceEvent, 'payload'>,
): readonly SourceRecord[] | null {
  const { name, object, autoCollection } = payload as Payload;
  if (name === 'invoice' && autoCollection === null && dependsOnAutoCollection(object as unknown as Invoice))
    return null;
  return recordsFrom(name, object, settings, () => autoCollection ?? false);
}

/**
 * The objects of an event (`{id, event_type, content}`) that dunning knows, or of a bare object as the API answers with it (`{invoice: {…}}`, or one
 * that says by `object` what it is); null where it is none of these.
 */
export function objectsOf(
  event: unknown,
): { readonly id: string; readonly objects: readonly Omit<SourceEvent, 'id'>[] } | null {
  if (!isObject(event)) return null;
  const { id, content, object } = event;
  const fields = isObject(content)
    ? content
    : OBJECT_NAMES.some((name) => name === object)
      ? { [object as string]: event }
      : event;
  if (!isObject(content) && !OBJECT_NAMES.some((name) => isObject(fields[name]))) return null;
  const autoCollection = autoCollectionIn(fields);
  const objects = OBJECT_NAMES.flatMap((name) =>
    [fields[name], fields[`${name}s`]].flat().flatMap((value) => {
      const kind = isObject(value) ? kindOf(name, value) : null;
      if (!isObject(value) || kind === null || typeof value.id !== 'string') return [];
      const payload: Payload = { name, object: value, autoCollection: name === 'invoice' ? autoCollection : null };
      return [{ kind, externalId: value.id, version: versionOf(value), payload }];
    }),
  );
  return { id: typeof id === 'string' ? id : '', objects };
}

function autoCollectionIn({ subscription, customer }: Fields): boolean | null {
  for (const who of [subscription, customer]) {
    if (isObject(who) && (who.auto_collection === 'on' || who.auto_collection === 'off'))
      return who.auto_collection === 'on';
  }
  return null;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** In constant time, whatever the lengths. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
