import type { Contact, RecipientSources } from './recipients.ts';

/** Whom a text message or a call reaches. */
export interface PhoneRecipient {
  readonly phone: string;
  readonly contact: Contact | null;
}

type PhoneSources = Pick<RecipientSources, 'contacts' | 'customFields'>;

const PHONE = /^\+?\d[\d\s()./-]{3,29}$/;

function ofEntry(entry: string, { contacts, customFields }: PhoneSources): PhoneRecipient[] {
  const reachable = contacts.filter(({ phone }) => phone !== null);
  const of = (some: readonly Contact[]) => some.map((contact) => ({ phone: contact.phone!, contact }));
  if (entry === 'main') return of(reachable.filter(({ isMain }) => isMain).slice(0, 1));
  if (entry.startsWith('custom.')) {
    const value = customFields[entry.slice('custom.'.length)];
    return typeof value === 'string' && PHONE.test(value) ? [{ phone: value, contact: null }] : [];
  }
  if (entry.includes('@')) return of(reachable.filter(({ email }) => email?.toLowerCase() === entry.toLowerCase()));
  return of(reachable.filter(({ position }) => position === entry));
}

/** The same number, however it is written. */
function digits(phone: string): string {
  return phone.replace(/[^\d+]/g, '');
}

/**
 * PLN-2: the phones that a step's recipients stand for, each once, in order; without `entries` the main contact's, else the first there
 * is. An address that bounced says nothing about its owner's phone. An empty answer means that there is nobody to reach (MAN-2).
 */
export function resolvePhones(entries: readonly string[] | undefined, sources: PhoneSources): PhoneRecipient[] {
  if (entries && entries.length > 0) {
    const seen = new Set<string>();
    return entries
      .flatMap((entry) => ofEntry(entry, sources))
      .filter(({ phone }) => !seen.has(digits(phone)) && seen.add(digits(phone)));
  }
  const reachable = sources.contacts.filter(({ phone }) => phone !== null);
  const chosen = reachable.find(({ isMain }) => isMain) ?? reachable[0];
  return chosen ? [{ phone: chosen.phone!, contact: chosen }] : [];
}
