import type { AnyObject, Entity } from './objects.ts';
import type { ObjectKind } from '../records.ts';

/** What an entity’s objects are here. A refund receipt is a credit note as well, under the same id. */
export const KIND: Readonly<Record<Entity, ObjectKind>> = {
  Customer: 'customer',
  Invoice: 'invoice',
  CreditMemo: 'creditNote',
  Payment: 'payment',
  RefundReceipt: 'refund',
};

/** The id of what a payment says beside the money: credits that it applied, money that it paid back. */
export function ofPayment(id: string): string {
  return `payment:${id}`;
}

export function ofRefundReceipt(id: string): string {
  return `refundReceipt:${id}`;
}

export function ofDeposit(invoiceId: string): string {
  return `invoice:${invoiceId}:deposit`;
}

/** The object that a record came from, or null if none of QuickBooks can be meant. */
export function objectBehind(kind: ObjectKind, externalId: string): { entity: Entity; id: string } | null {
  const made = /^(payment|refundReceipt):(.+)$/.exec(externalId);
  if (made) return { entity: made[1] === 'payment' ? 'Payment' : 'RefundReceipt', id: made[2]! };
  const entity = (Object.keys(KIND) as Entity[]).find((one) => KIND[one] === kind && one !== 'RefundReceipt');
  return entity ? { entity, id: externalId } : null;
}

/** More than any object is changed within a second. */
const WITHIN_A_SECOND = 1_000_000;

/**
 * The order of an object’s states: QuickBooks tells the time of the last change to the second, and counts changes. A deletion, which
 * has no count, is the last of its second.
 */
export function versionOf({ status, SyncToken, MetaData }: AnyObject): number {
  const count = status === 'Deleted' ? Infinity : Number(SyncToken ?? 0) || 0;
  return versionAt(Date.parse(MetaData.LastUpdatedTime), count);
}

/** The version of a state of which only the instant is known, in milliseconds. */
export function versionAt(instant: number, count: number): number {
  return Math.floor(instant / 1000) * WITHIN_A_SECOND + Math.min(Math.max(count, 0), WITHIN_A_SECOND - 1);
}
