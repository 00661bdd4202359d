import { read } from '../misread.ts';
import type { DeletedRecord, ObjectKind, SourceRecord } from '../records.ts';
import { creditNoteRecord } from './creditNote.ts';
import { customerRecord } from './customer.ts';
import { invoiceRecord } from './invoice.ts';
import type { Settings } from './settings.ts';
import { type ObjectName, objectOf, type Objects, versionOf } from './shapes.ts';
import { entryKindOf, transactionRecord } from './transaction.ts';

/** What mapping needs besides the object. */
export interface Mapping {
  readonly timeZone: string;
  readonly settings: Pick<Settings, 'customFields' | 'paymentMethods'>;
}

/** Whether an invoice's customer, or its subscription where that says otherwise, is charged automatically. */
export type AutoCollectionOf = (invoice: Objects['invoice']) => boolean;

/**
 * What an object of Chargebee says, in the shape of all sources; nothing for objects that are no business of dunning (authorizations, reversals,
 * transactions without a customer). Pure.
 */
export function recordsFrom(
  name: ObjectName,
  value: unknown,
  { timeZone, settings }: Mapping,
  autoCollectionOf: AutoCollectionOf,
): readonly SourceRecord[] {
  const kind = kindOf(name, value);
  if (kind === null) return [];
  const checked = objectOf(name, value);
  if ('problem' in checked) return misfit(kind, value, checked.problem);
  const { id, deleted } = checked.object;
  if (deleted) {
    const last = name === 'customer' ? lastOf(checked.object as Objects['customer'], settings) : {};
    return [{ kind, externalId: id, version: versionOf(checked.object), deleted: true, ...last }];
  }
  if (name === 'transaction' && (checked.object as Objects['transaction']).customer_id === undefined) return [];
  const stated = { kind, externalId: id, version: versionOf(checked.object), raw: value };
  return [
    read('Chargebee', stated, () => {
      switch (name) {
        case 'customer':
          return customerRecord(checked.object as Objects['customer'], settings);
        case 'invoice': {
          const invoice = checked.object as Objects['invoice'];
          return invoiceRecord(invoice, autoCollectionOf(invoice), timeZone);
        }
        case 'credit_note':
          return creditNoteRecord(checked.object as Objects['credit_note'], timeZone);
        case 'transaction': {
          const transaction = checked.object as Objects['transaction'];
          return transactionRecord(transaction, kind as 'payment' | 'refund', transaction.customer_id!, timeZone);
        }
      }
    }),
  ];
}

/** How a customer was who is deleted, unless the personal data were deleted too. */
function lastOf(customer: Objects['customer'], settings: Mapping['settings']): Pick<DeletedRecord, 'last'> {
  return customer.pii_cleared === 'cleared' ? {} : { last: customerRecord(customer, settings) };
}

/** What the object is here; null where it is nothing. */
export function kindOf(name: ObjectName, value: unknown): ObjectKind | null {
  if (name === 'credit_note') return 'creditNote';
  return name === 'transaction' ? entryKindOf(value as Objects['transaction']) : name;
}

function misfit(kind: ObjectKind, value: unknown, problem: string): readonly SourceRecord[] {
  const { id, ...fields } = value as { readonly id?: unknown } & Parameters<typeof versionOf>[0];
  if (typeof id !== 'string') return [];
  return [
    {
      kind,
      externalId: id,
      version: versionOf(fields),
      raw: value,
      problem: `Chargebee’s object cannot be read: ${problem}`,
    },
  ];
}
