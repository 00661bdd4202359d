import { eventTypeOptions } from '../../../shared/eventTypes';
import { getMany, getManyProperties } from '../../../shared/list';
import { customerLocator, locatedId } from '../../../shared/locators';
import type { RecordKind } from '../../../shared/recordOperations';

const event: RecordKind = { path: '/v1/events', parameter: 'eventId', what: 'event' };

export const description = getManyProperties('event', [
  {
    displayName: 'After',
    name: 'after',
    type: 'string',
    default: '',
    placeholder: 'e.g. evt_01k5c0v9',
    description: 'The ID of the last event that was seen: only later ones are put out',
  },
  // The list of events knows customers by the connector’s own ID.
  { ...customerLocator, required: false, modes: customerLocator.modes?.slice(0, 2) },
  { displayName: 'Type', name: 'type', type: 'options', default: 'customerCreated', options: eventTypeOptions },
]);

/** What has happened, the oldest first. */
export const execute = getMany(event, ({ customerId, ...filters }) => ({
  ...filters,
  customerId: locatedId(customerId ?? ''),
}));
