import { type EntryKind, entryProperties, upsertEntries } from '../entry';

const kind: EntryKind = {
  resource: 'refund',
  path: '/v1/refunds/batch',
  property: 'refunds',
  what: 'refund',
  date: { name: 'paidAt', displayName: 'Refund Date' },
};

export const description = entryProperties(kind);

export const execute = upsertEntries(kind);
