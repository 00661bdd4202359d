import type Stripe from 'stripe';
import type { SourceRecord } from '../records.ts';
import type { SourcePage, SyncCursor } from '../source.ts';
import type { StripeApi } from './api.ts';
import { EVENT_TYPES, sourceEvent } from './events.ts';
import { creditNoteRecord, customerRecord, invoiceRecord } from './reading.ts';

/** The most that Stripe gives at once. */
const LIMIT = 100;
const PHASES = ['customers', 'invoices', 'creditNotes', 'refunds'] as const;
type Phase = (typeof PHASES)[number];

/** A full sync lists what there is, then reads the events since it began; later syncs read events alone. */
type StripeCursor =
  | { readonly phase: Phase; readonly after: string | null; readonly events: EventPlace }
  | { readonly phase: 'changes'; readonly events: EventPlace };

/** Behind an event; while there never was one, since an instant (s), newest first: `until` is then where the next sync begins. */
type EventPlace =
  { readonly after: string } | { readonly since: number; readonly older: string | null; readonly until: string | null };

/** One page of Stripe's. */
export async function stripePage(api: StripeApi, from: SyncCursor | null): Promise<SourcePage> {
  const cursor = (from as StripeCursor | null) ?? { phase: 'customers', after: null, events: await newestEvent(api) };
  return cursor.phase === 'changes' ? changes(api, cursor.events) : listing(api, cursor.phase, cursor);
}

/** The list of events goes on from here, once everything is listed. */
async function newestEvent({ sdk, context }: StripeApi): Promise<EventPlace> {
  const [newest] = (await sdk.events.list({ limit: 1, types: [...EVENT_TYPES] })).data;
  const since = Math.floor(context.wall() / 1000) - 3600;
  return newest ? { after: newest.id } : { since, older: null, until: null };
}

async function listing(
  api: StripeApi,
  phase: Phase,
  { after, events }: { readonly after: string | null; readonly events: EventPlace },
): Promise<SourcePage> {
  const page = { limit: LIMIT, ...(after === null ? {} : { starting_after: after }) };
  const { records, last, hasMore } = await LISTS[phase](api, page);
  const next = PHASES[PHASES.indexOf(phase) + 1];
  if (hasMore && last !== null) return { records, cursor: { phase, after: last, events }, hasMore: true, phase };
  if (next) return { records, cursor: { phase: next, after: null, events }, hasMore: true, phase };
  const listed = ['customer', 'invoice', 'creditNote'] as const;
  return { records, cursor: { phase: 'changes', events }, hasMore: true, phase, listed };
}

interface Listed {
  readonly records: SourceRecord[];
  readonly last: string | null;
  readonly hasMore: boolean;
}

type Lister = (api: StripeApi, page: Stripe.PaginationParams) => Promise<Listed>;

/** A list of Stripe's: newest first, so that what comes meanwhile is on no page, but in an event. */
function lister<T extends { readonly id: string }>(
  list: (api: StripeApi, page: Stripe.PaginationParams) => Promise<Stripe.Response<Stripe.ApiList<T>>>,
  recordsOf: (api: StripeApi, object: T, version: number) => Promise<readonly SourceRecord[]>,
): Lister {
  return async (api, page) => {
    const { answer, version } = await api.asked(() => list(api, page));
    const records: SourceRecord[] = [];
    for (const object of answer.data) records.push(...(await recordsOf(api, object, version)));
    return { records, last: answer.data.at(-1)?.id ?? null, hasMore: answer.has_more };
  };
}

const LISTS: Record<Phase, Lister> = {
  customers: lister<Stripe.Customer>(
    ({ sdk }, page) => sdk.customers.list(page),
    async ({ mapping }, customer, version) => [customerRecord(customer, version, mapping)],
  ),
  invoices: lister<Stripe.Invoice>(
    ({ sdk }, page) => sdk.invoices.list({ ...page, expand: ['data.payments'] }),
    async (api, invoice, version) => [invoiceRecord(invoice, version, api.mapping) ?? (await api.invoice(invoice.id))],
  ),
  creditNotes: lister<Stripe.CreditNote>(
    ({ sdk }, page) => sdk.creditNotes.list(page),
    async ({ mapping }, note, version) => [creditNoteRecord(note, version, mapping)],
  ),
  refunds: lister<Stripe.Refund>(
    ({ sdk }, page) => sdk.refunds.list(page),
    (api, refund, version) => api.refund(refund, version),
  ),
};

/** Events behind a place. */
async function changes(api: StripeApi, place: EventPlace): Promise<SourcePage> {
  const types = [...EVENT_TYPES];
  const params: Stripe.EventListParams =
    'after' in place
      ? { limit: LIMIT, types, ending_before: place.after }
      : { limit: LIMIT, types, created: { gte: place.since }, ...(place.older ? { starting_after: place.older } : {}) };
  const page = await api.sdk.events.list(params);
  const newest = page.data[0]?.id ?? null;
  const told = { records: [], events: page.data.flatMap((event) => sourceEvent(event) ?? []) };
  const phase = 'changes' as const;
  if ('after' in place) {
    const events = newest === null ? place : { after: newest };
    return { ...told, cursor: { phase, events }, hasMore: page.has_more && newest !== null, phase };
  }
  const until = place.until ?? newest;
  const oldest = page.data.at(-1)?.id ?? null;
  const hasMore = page.has_more && oldest !== null;
  const events: EventPlace = hasMore
    ? { ...place, older: oldest, until }
    : until === null
      ? { ...place, older: null }
      : { after: until };
  return { ...told, cursor: { phase, events }, hasMore, phase };
}
