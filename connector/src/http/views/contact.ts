import type { Contact } from '../../domain/recipients.ts';
import type { ContactTable } from '../../store/tables.ts';

/** A contact as the API answers it. */
export function contactView(contact: Contact | ContactTable) {
  const { id, externalId, firstName, lastName, email, phone, position, isMain, isInvalid, invalidReason } = contact;
  return {
    id,
    externalId,
    firstName,
    lastName,
    email,
    phone,
    position,
    isMain: Boolean(isMain),
    isInvalid: Boolean(isInvalid),
    invalidReason,
  };
}
