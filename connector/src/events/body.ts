import { EVENT_TYPES, type EventType } from '../domain/eventTypes.ts';
import type { EventTable } from '../store/tables.ts';

/** An event as subscribers get it: as `GET /v1/events` shows it, and with the `timestamp` that Standard Webhooks asks for. */
export interface EventBody {
  readonly id: string;
  readonly type: string;
  readonly timestamp: string;
  readonly at: string;
  readonly actor: unknown;
  readonly customerId: string | null;
  readonly data: unknown;
}

export function eventBody(row: Omit<EventTable, 'seq'>): EventBody {
  const at = new Date(row.at).toISOString();
  return {
    id: row.id,
    type: row.type,
    timestamp: at,
    at,
    actor: JSON.parse(row.actorJson) as unknown,
    customerId: row.customerId,
    data: JSON.parse(row.dataJson) as unknown,
  };
}

const SAMPLE_AT = '2026-11-23T09:00:00.000Z';

/** What an event of a type looks like, for whoever maps its fields before one has happened. */
export function sampleBody(type: EventType, id = `evt_sample_${type}`): EventBody {
  const { ofCustomer, data } = EVENT_TYPES[type];
  return {
    id,
    type,
    timestamp: SAMPLE_AT,
    at: SAMPLE_AT,
    actor: { type: 'key', id: 'key_01k3example', name: 'Sample' },
    customerId: ofCustomer ? 'cus_01k3example' : null,
    data,
  };
}
