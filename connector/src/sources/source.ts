import type { z } from 'zod';
import type { CustomFieldType } from '../domain/customField.ts';
import type { FiguresRow, WriteOutcomes, WrittenFigure } from './figures.ts';
import type { ObjectKind, SourceRecord } from './records.ts';

export const SOURCE_TYPES = ['stripe', 'chargebee', 'salesforce', 'quickbooks'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

/** Where a sync stands, in the vendor's words: JSON, kept with what was applied, so that it resumes exactly there. */
export type SyncCursor = Readonly<Record<string, unknown>>;

/** What one request to the vendor brought. Nobody relies on pages not repeating. */
export interface SourcePage {
  readonly records: readonly SourceRecord[];
  /** What changed, where the vendor lists events: they are stored and applied like those of its webhook, each once. */
  readonly events?: readonly SourceEvent[];
  /** Where the next page begins; with `hasMore` false, where the next sync does. */
  readonly cursor: SyncCursor;
  readonly hasMore: boolean;
  /** What the page is of: `customers`, `invoices`, `changes` … for the progress that people see. */
  readonly phase: string;
  /**
   * Of which kinds a full sync has now listed everything, told on the page that ends it. What was known before and was not among them is
   * asked for, since the source may have deleted it without telling.
   */
  readonly listed?: readonly ObjectKind[];
}

/** Settings and secrets of one source, as its vendor's schemas have checked them. */
export interface SourceAccess<Settings, Secrets> {
  /** The unique name: what customers, invoices and entries have as their `source`. */
  readonly name: string;
  /** The organisation's IANA time zone: whose calendar an instant of the vendor's is a date of (clock.ts, `localTime`). */
  readonly timeZone: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
}

/** Whose books a source reads. */
export interface Books {
  /** In words, as messages have it; of two that differ none is the other: *company 4620816365000000001*, *site acme*, *test mode*. */
  readonly name: string;
  /** What says so: `settings.realmId`. */
  readonly path: string;
}

/** How a client reaches the world. */
export interface ClientContext<Secrets> {
  /** As they are now: another client or process may have renewed them. */
  loadSecrets(): Promise<Secrets>;
  /**
   * Keeps tokens that the vendor has renewed (OAuth), encrypted, before they are used, in the place of those that were loaded. False, and nothing is
   * kept, where others are there by now: another process's, or a person's.
   */
  saveSecrets(secrets: Secrets, before: Secrets): Promise<boolean>;
  /** A file behind a link of the vendor's, as it is; no private address is called unless allowed. Throws Undownloadable. */
  download(url: string): Promise<Uint8Array>;
  /** Aborted when the process stops, or the question has taken too long. */
  readonly signal: AbortSignal;
  /** Wall-clock ms (CLK-2). */
  wall(): number;
}

/**
 * One vendor's API over its own SDK, for one sync or question. Its calls throw what the SDK throws; `failureOf` says what that means. They
 * try nothing again themselves: whoever calls waits as long as the vendor asks.
 */
export interface SourceClient {
  /** The page at `cursor`: null begins a full sync, whose last page's cursor leads on to what changes from its beginning on. */
  page(cursor: SyncCursor | null): Promise<SourcePage>;
  /** One object as it is now, with whatever belongs to it; a DeletedRecord where there is none. */
  fetch(kind: ObjectKind, externalId: string): Promise<readonly SourceRecord[]>;
  /** The same of many objects of a kind, for vendors who answer many at once and count requests. */
  fetchMany?(kind: ObjectKind, externalIds: readonly string[]): Promise<readonly SourceRecord[]>;
  /** CUS-4: the custom fields that the source feeds, asked for as a sync begins: what is not defined yet is, with the source as what feeds it. */
  fedFields?(): Promise<readonly FedField[]>;
  /**
   * Sets figures of accounts at the source, where they have changed since they were written last; setting one twice does no harm. `done` is
   * told of each portion as soon as the source has answered, so that it is known whatever happens next.
   */
  writeFigures?(rows: readonly FiguresRow[], done: (portion: WriteOutcomes) => Promise<void>): Promise<void>;
  /** The PDF of an invoice, unchecked; null where the source has none. */
  pdf?(invoiceExternalId: string): Promise<Uint8Array | null>;
  /** Where an invoice is paid at the source, right now, since such pages expire; null where there is no page for it. */
  paymentPage?(invoiceExternalId: string): Promise<string | null>;
}

/** CUS-4: a custom field as the source would have it. */
export interface FedField {
  readonly key: string;
  readonly label: string;
  readonly type: CustomFieldType;
  /** Of select and multiSelect; empty for the other types. */
  readonly options: readonly string[];
}

/** Something that a vendor's webhook told, to be stored and applied later. */
export interface SourceEvent {
  /** Recognises what is told again. */
  readonly id: string;
  readonly kind: ObjectKind;
  readonly externalId: string;
  /** As that of the record (records.ts). */
  readonly version: number;
  /** JSON that `recordsOf` understands; null: the object is asked for. */
  readonly payload: unknown;
}

/** A webhook as it came; header names are lower case. */
export interface WebhookDelivery {
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Raw: signatures are made over it. */
  readonly body: Buffer;
  /** Wall-clock ms. */
  readonly now: number;
}

/** A webhook that is forged, stale or not to be read; the message says what is wrong with it and holds nothing secret. */
export class WebhookRefused extends Error {
  /** 401 where nobody proved to be the vendor, 400 where the body cannot be read. */
  readonly status: 400 | 401;

  constructor(message: string, status: 400 | 401 = 401) {
    super(message);
    this.status = status;
  }
}

/** A file that cannot be had, in a sentence for people. */
export class Undownloadable extends Error {}

/** What the failure of a call means, with a sentence for people that holds nothing secret. */
export type VendorFailure =
  /** 429: by the vendor's word or, without one, by backoff. */
  | { readonly kind: 'limited'; readonly retryAfterMs: number | null; readonly message: string }
  /** 5xx, cut connections, timeouts: tried again. */
  | { readonly kind: 'unavailable'; readonly message: string }
  /** Keys or tokens that the vendor does not take: a person has to act. */
  | { readonly kind: 'unauthorized'; readonly message: string }
  /** A cursor that the vendor has forgotten: a full sync begins. */
  | { readonly kind: 'cursorLost'; readonly message: string }
  /** Anything else that the vendor refused. */
  | { readonly kind: 'refused'; readonly message: string };

/** What a vendor provides; each is one folder here, registered in vendors.ts. Mapping is pure and stands in a file of its own. */
export interface Vendor<Settings = unknown, Secrets = unknown> {
  readonly type: SourceType;
  /** As people read it: *Stripe*. */
  readonly label: string;
  /** What may be read again; strict objects with a description per field. `apiUrl`, if any, is refused unless private addresses are allowed. */
  readonly settings: z.ZodType<Settings>;
  /** What is kept encrypted and never shown. */
  readonly secrets: z.ZodType<Secrets>;
  /** Its clients give the PDFs of invoices (`pdf`). */
  readonly keepsPdfs?: boolean;
  /** Whether customers are to pay on the source's own pages (`paymentPage`), as its settings say. */
  paysThere?(settings: Settings): boolean;
  /** Nothing is called yet. */
  connect(access: SourceAccess<Settings, Secrets>, context: ClientContext<Secrets>): SourceClient;
  failureOf(error: unknown): VendorFailure;
  /**
   * Whose books these are, as far as settings and secrets tell by themselves; left out, or null, where they do not. Secrets are null where they
   * cannot be read, settings empty where workflows alone feed the source. Pure.
   */
  booksOf?(settings: Partial<Settings>, secrets: Secrets | null): Books | null;
  /** Of which books (their name) an event or object says it is; null where it does not say, or it is nothing of the vendor's. Pure. */
  booksNamedBy?(given: unknown): Books | null;
  /** Which figures go to which fields at the source, as its settings say (`writeFigures`). */
  writtenFields?(settings: Settings): Readonly<Partial<Record<WrittenFigure, string>>>;
  /** Proves a webhook by the vendor's own signature and says what it tells (nothing, for other kinds of news); throws WebhookRefused. */
  eventsOf?(access: SourceAccess<Settings, Secrets>, delivery: WebhookDelivery): readonly SourceEvent[];
  /** What a stored event says by itself; null where the object has to be asked for. Pure. */
  recordsOf?(access: SourceAccess<Settings, Secrets>, event: SourceEvent): readonly SourceRecord[] | null;
  /**
   * What an event or object of the vendor's says by itself, as the vendor's trigger or node in n8n puts it out: nobody is asked. Nothing for
   * news of other kinds; null for what is nothing of the vendor's. Pure.
   */
  importOf?(given: unknown, context: ImportContext<Settings>): readonly SourceRecord[] | null;
  /** Objects that such an event or object is about and does not tell, with the version that they have by now: they are asked for. `now`: wall-clock ms. */
  hintsOf?(given: unknown, now: number): readonly Pick<SourceEvent, 'kind' | 'externalId' | 'version'>[];
}

/** How an import is to be understood. */
export interface ImportContext<Settings> {
  /** As that of SourceAccess. */
  readonly timeZone: string;
  /** The organisation's: of objects that name none. */
  readonly currency: string;
  /** Those of the source; null where workflows alone feed it. */
  readonly settings: Settings | null;
  /** Wall-clock ms: when an object was read that does not say when it changed. */
  readonly now: number;
  /** What is known of the source's customers, by their id there; empty for those that nobody knows. */
  customFieldsOf(customerExternalId: string): Readonly<Record<string, unknown>>;
}

/** Ties a vendor's own types together, and hands it over without them. */
export function defineVendor<Settings, Secrets>(vendor: Vendor<Settings, Secrets>): Vendor {
  return vendor;
}
