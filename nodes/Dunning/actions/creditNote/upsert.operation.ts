import { type EntryKind, entryProperties, upsertEntries } from '../entry';

const kind: EntryKind = {
  resource: 'creditNote',
  path: '/v1/credit-notes/batch',
  property: 'creditNotes',
  what: 'credit note',
  date: { name: 'issuedAt', displayName: 'Issue Date' },
};

export const description = entryProperties(kind);

export const execute = upsertEntries(kind);
