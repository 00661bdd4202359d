import type { SourceRecord } from '../records.ts';
import { customerRecord } from './customers.ts';
import { KIND, ofPayment, ofRefundReceipt, versionOf } from './ids.ts';
import { invoiceRecord } from './invoices.ts';
import { creditMemoRecord, paymentRecords, refundReceiptRecords } from './money.ts';
import { type Company, UNKNOWN_COMPANY } from './company.ts';
import { Misfit } from './misfit.ts';
import { type AnyObject, anyObject, ENTITIES, type Entity } from './objects.ts';

/**
 * What an object of QuickBooks Online says, as the API, change data capture and n8n’s node bring it: bare, or in its envelope
 * (`{"Invoice": {…}}`). `entity` says what it is where the object does not show it. Null for what is no object of a synced entity.
 */
export function recordsOf(object: unknown, company: Company = UNKNOWN_COMPANY, entity?: Entity): SourceRecord[] | null {
  const enveloped = inEnvelope(object);
  const found = enveloped?.entity ?? entity ?? entityOf(object);
  const bare = enveloped?.object ?? object;
  const stated = anyObject.safeParse(bare);
  if (found === null || !stated.success || Number.isNaN(versionOf(stated.data))) return null;
  return recordsOfEntity(found, stated.data, company);
}

/** As `recordsOf`, where it is known what the object is. A record that cannot be made is a misfit that says why. */
export function recordsOfEntity(entity: Entity, object: AnyObject, company: Company): SourceRecord[] {
  const version = versionOf(object);
  if (object.status === 'Deleted') return deletedRecords(entity, object.Id, version);
  const stated = { version, raw: object };
  try {
    switch (entity) {
      case 'Customer':
        return [customerRecord(object, stated)];
      case 'Invoice':
        return [invoiceRecord(object, stated, company)];
      case 'CreditMemo':
        return [creditMemoRecord(object, stated, company)];
      case 'Payment':
        return paymentRecords(object, stated, company);
      case 'RefundReceipt':
        return refundReceiptRecords(object, stated, company);
    }
  } catch (error) {
    if (!(error instanceof Misfit)) throw error;
    const externalId = entity === 'RefundReceipt' ? ofRefundReceipt(object.Id) : object.Id;
    return [{ ...stated, kind: KIND[entity], externalId, problem: error.message }];
  }
}

/** The object is gone, and everything that it said. */
export function deletedRecords(entity: Entity, id: string, version: number): SourceRecord[] {
  const gone = (kind: SourceRecord['kind'], externalId: string) =>
    ({ kind, externalId, version, deleted: true }) as const;
  if (entity === 'RefundReceipt') {
    return [gone('creditNote', ofRefundReceipt(id)), gone('refund', ofRefundReceipt(id))];
  }
  if (entity !== 'Payment') return [gone(KIND[entity], id)];
  return [gone('payment', id), gone('creditNote', ofPayment(id)), gone('refund', ofPayment(id))];
}

function inEnvelope(object: unknown): { readonly entity: Entity; readonly object: unknown } | null {
  if (typeof object !== 'object' || object === null || 'Id' in object) return null;
  const entity = ENTITIES.find((one) => one in object);
  return entity ? { entity, object: (object as Record<Entity, unknown>)[entity] } : null;
}

/** Objects do not say what they are; each entity has fields that the others have not. */
function entityOf(object: unknown): Entity | null {
  if (typeof object !== 'object' || object === null) return null;
  if ('DisplayName' in object) return 'CustomerRef' in object || 'Vendor1099' in object ? null : 'Customer';
  if (!('CustomerRef' in object) || !('TotalAmt' in object)) return null;
  if ('RemainingCredit' in object) return 'CreditMemo';
  if ('UnappliedAmt' in object) return 'Payment';
  return 'DueDate' in object || 'InvoiceLink' in object || 'AllowOnlinePayment' in object ? 'Invoice' : null;
}
