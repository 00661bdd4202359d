import { type EntryKind, entryProperties, upsertEntries } from '../entry';

const kind: EntryKind = {
  resource: 'payment',
  path: '/v1/payments/batch',
  property: 'payments',
  what: 'payment',
  date: { name: 'paidAt', displayName: 'Payment Date' },
};

export const description = entryProperties(kind);

export const execute = upsertEntries(kind);
