import type { Invoice } from 'chargebee';
import type { SourceRecord } from '../records.ts';
import type { ImportContext, SourceEvent } from '../source.ts';
import { dependsOnAutoCollection } from './charging.ts';
import { PAYMENT_FIELDS } from './customer.ts';
import { payerOf } from './invoice.ts';
import { kindOf, type Mapping, recordsFrom } from './records.ts';
import type { Settings } from './settings.ts';
import { OBJECT_NAMES, type ObjectName, versionOf } from './shapes.ts';

type Fields = Readonly<Record<string, unknown>>;

/** An object of an event: what it is, and what else of the event it needs to be understood. */
interface Payload {
  readonly name: ObjectName;
  readonly object: Fields;
  /** Of invoices: whether the customer or subscription told with it is charged automatically; null where neither was told. */
  readonly autoCollection: boolean | null;
}

/** What a stored event says; null where an invoice tells neither by itself nor by who came with it how it is collected. */
export function recordsOf(mapping: Mapping, { payload }: Pick<SourceEvent, 'payload'>): readonly SourceRecord[] | null {
  const { name, object, autoCollection } = payload as Payload;
  if (name === 'invoice' && autoCollection === null && dependsOnAutoCollection(object as unknown as Invoice))
    return null;
  return recordsFrom(name, object, mapping, () => autoCollection ?? false);
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

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What an event of n8n's Chargebee Trigger says, or a bare object. Whether an invoice is collected automatically is told by the customer or
 * subscription that came with it, else by what was known of its customer before.
 */
export function importOf(
  given: unknown,
  { timeZone, settings, customFieldsOf }: Pick<ImportContext<Settings>, 'timeZone' | 'settings' | 'customFieldsOf'>,
): readonly SourceRecord[] | null {
  const mapping: Mapping = { timeZone, settings: settings ?? { customFields: {}, paymentMethods: true } };
  const told = objectsOf(given);
  if (told === null) return null;
  return told.objects.flatMap(({ payload }) => {
    const { name, object, autoCollection } = payload as Payload;
    const isKnownToBe = (customer: string) => customFieldsOf(customer)[PAYMENT_FIELDS.autoCollection] === true;
    return recordsFrom(name, object, mapping, (invoice) => autoCollection ?? isKnownToBe(payerOf(invoice)));
  });
}
