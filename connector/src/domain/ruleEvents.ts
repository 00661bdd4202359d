import type { EventType } from './eventTypes.ts';

/** RUL-7: what is an update of the customer in itself; changes of balances, score and delay show in its figures. */
const UPDATES: ReadonlySet<EventType> = new Set<EventType>([
  'customerUpdated',
  'contactValidated',
  'contactInvalidated',
]);

/** What happened to a customer, in the eyes of smart rules. */
export interface CustomerChange {
  isCreated: boolean;
  isUpdated: boolean;
}

/** RUL-1: adds events of a batch to what happened in it before, one change per customer. */
export function addChanges(
  changes: Map<string, CustomerChange>,
  events: Iterable<{ readonly type: EventType; readonly customerId: string | null }>,
): void {
  for (const { type, customerId } of events) {
    if (customerId === null) continue;
    let change = changes.get(customerId);
    if (!change) changes.set(customerId, (change = { isCreated: false, isUpdated: false }));
    if (type === 'customerCreated') change.isCreated = true;
    else if (UPDATES.has(type)) change.isUpdated = true;
  }
}
