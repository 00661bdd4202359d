import type { MailEventTable } from '../../store/tables.ts';
import { isoInstant } from './instants.ts';

/** What became of a message, as the API answers it. */
export function deliveryView({ id, actionId, event, bounceType, address, at, text }: MailEventTable) {
  return { id, actionId, event, bounceType, address, at: isoInstant(at)!, text };
}
