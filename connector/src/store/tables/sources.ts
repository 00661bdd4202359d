// Connected sources: what they are, how far they have come, what they said.
import type { Generated } from 'kysely';
import type { ObjectKind } from '../../sources/records.ts';
import type { SourceType } from '../../sources/source.ts';

/** What is done when the source cannot be asked right before a reminder; `auto`: hold what is charged automatically, send the rest. */
export type WhenUnreachable = 'auto' | 'send' | 'hold';

export interface SourceTable {
  id: string;
  type: SourceType;
  /** The `source` of its customers, invoices and entries. */
  name: string;
  settingsJson: string;
  /** Encrypted (sources/secretBox.ts). */
  secrets: string;
  enabled: number;
  /** Between two syncs; 0: only when asked. */
  intervalMinutes: number;
  /** Whether an invoice is asked for again right before its reminder. */
  recheck: number;
  whenUnreachable: WhenUnreachable;
  /** Where the next page begins; null: with a full sync. */
  cursorJson: string | null;
  /** Counts full syncs: an object that the current one has not seen may be gone. */
  round: number;
  /** What the sync that runs, or the last one, has done. */
  progressJson: string;
  /** Business time of the end of the last whole sync. */
  lastSyncAt: number | null;
  lastError: string | null;
  /** Who syncs now; wall-clock ms. */
  leaseToken: string | null;
  leaseUntil: number;
  /** Wall-clock ms of the next sync; null: none by itself. */
  dueAt: number | null;
  createdAt: number;
  updatedAt: number;
}

/** What a source said last of an object of its own. */
export interface SourceObjectTable {
  sourceId: string;
  kind: ObjectKind;
  externalId: string;
  version: number;
  hash: string;
  /** The full sync that saw it last. */
  round: number;
  /** 1: gone at the source. */
  isDeleted: number;
  /** Of an invoice: what the source says it is; of a customer who is gone, the version of the state that is written here. */
  state: string | null;
  /** Entries that it states itself: `kind externalId`. */
  ownedJson: string | null;
  /** Why it is put aside; null: it was taken in. */
  problem: string | null;
  /** The vendor's object, where it is put aside; of what awaits a customer, the record; of a customer who is gone and not here, how it was. */
  rawJson: string | null;
  problemAt: number | null;
  /** Of an account: the customer whom it feeds. */
  customerId: string | null;
  /** The external id of the customer it waits for: of an account, or of what is settled of a customer who is gone and not here. */
  awaits: string | null;
}

/** What a webhook told and has not been applied yet. */
export interface SourceEventTable {
  seq: Generated<number>;
  sourceId: string;
  eventId: string;
  kind: ObjectKind;
  externalId: string;
  version: number;
  payloadJson: string | null;
}

/** Of a name whose source was deleted after it had brought records, which stay under it. */
export interface FormerBooksTable {
  sourceName: string;
  type: SourceType;
  /** Whose books they are (sources/source.ts, `Books`); null: nothing told. */
  books: string | null;
  leftAt: number;
}
