import type { EventType } from './eventTypes.ts';

/** RUL-7: what counts as an update of the customer. Writes of plan or managers alone, pauses and the like do not. */
const UPDATES: ReadonlySet<EventType> = new Set<EventType>([
  'customerUpdated',
  'contactValidated',
  'contactInvalidated',
  'invoiceImported',
  'invoiceSent',
  'invoiceMarkedSent',
  'invoiceUpdated',
  'invoiceOverdue',
  'invoicePaid',
  'invoiceVoided',
  'paymentRecorded',
  'creditNoteRecorded',
  'refundRecorded',
]);

/** What happened to a customer, in the eyes of smart rules. */
export interface CustomerChange {
  isCreated: boolean;
  isUpdated: boolean;
}

/** RUL-1: the events of a batch as one per customer. */
export function customerChanges(
  events: Iterable<{ readonly type: EventType; readonly customerId: string | null }>,
): Map<string, CustomerChange> {
  const changes = new Map<string, CustomerChange>();
  for (const { type, customerId } of events) {
    if (customerId === null) continue;
    let change = changes.get(customerId);
    if (!change) changes.set(customerId, (change = { isCreated: false, isUpdated: false }));
    if (type === 'customerCreated') change.isCreated = true;
    else if (UPDATES.has(type)) change.isUpdated = true;
  }
  return changes;
}
