import { keptText } from '../../domain/keptText.ts';
import { contactsOf } from '../../store/contacts.ts';
import type { NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { sameAddress } from './contacts.ts';

/**
 * CUS-3: contacts of a locked customer with an address that a server says is none are invalid until somebody validates them. Answers what is to be told
 * (EVT-1), which is an update of the customer (RUL-7); nothing, where they were invalid already.
 */
export async function invalidateAddress(
  session: Session,
  customerId: string,
  address: string,
  said: string,
): Promise<NewEvent[]> {
  const bounced = (await contactsOf(session, customerId)).filter(
    ({ email, isInvalid }) => isInvalid === 0 && sameAddress(email, address),
  );
  const reason = keptText(said, 500);
  await session.update(
    'contacts',
    ['id'],
    bounced.map(({ id }) => ({ id, isInvalid: 1, invalidReason: reason })),
  );
  return bounced.map(({ id, email }) => ({
    type: 'contactInvalidated',
    customerId,
    data: { contactId: id, email, reason },
  }));
}
