import type { EventType } from '../domain/eventTypes.ts';

/** EVT-1: what happened, to be told to subscribers in this order. */
export interface NewEvent {
  readonly type: EventType;
  readonly customerId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
}
