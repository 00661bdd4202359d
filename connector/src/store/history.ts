import {
  type Change,
  type CustomerPast,
  type PastEntry,
  type PastInvoice,
  type Pause,
  Timeline,
} from '../domain/backtestPast.ts';
import { type Day, fromIsoDate } from '../domain/day.ts';
import type { EventType } from '../domain/eventTypes.ts';
import type { Session } from './store.ts';
import type { EntryTable, EventTable, InvoiceTable, SubjectKind } from './tables.ts';

/** The contact that the minimum contact delay counts from (MIN-1). */
export interface LastContact {
  readonly actionId: string;
  readonly on: Day;
  /** `‘First reminder’`, or what an ad hoc message is called. */
  readonly words: string;
}

/** Which contact is meant: the one of a day, or the last before a day; null means that there is none. */
export type ContactPlace = { readonly on: Day | null } | { readonly before: Day };

/** The contact that counts for a subject (MIN-1, MIN-3), or null if there was none; served by an index on customers, or on references. */
export async function lastContactOf(
  session: Session,
  kind: SubjectKind,
  subjectId: string,
  place: ContactPlace,
): Promise<LastContact | null> {
  if ('on' in place && place.on === null) return null;
  let query = session.db
    .selectFrom('actions')
    .select(['id', 'stepName', 'executedOn'])
    .where('executedOn', 'on' in place ? '=' : '<', 'on' in place ? place.on : place.before)
    .where('status', 'in', ['executed', 'uncertain'])
    .where('channel', '!=', 'task')
    .orderBy('executedOn', 'desc')
    .orderBy('executedAt', 'desc')
    .limit(1);
  query =
    kind === 'customer'
      ? query.where('customerId', '=', subjectId).where('subjectKind', '=', kind)
      : query
          .where('referenceId', '=', subjectId)
          .where((where) => where.or([where('subjectId', '=', subjectId), where('planId', 'is', null)]));
  const row = await query.executeTakeFirst();
  if (!row) return null;
  const words = row.stepName === null ? 'an ad hoc message' : `‘${row.stepName}’`;
  return { actionId: row.id, on: row.executedOn!, words };
}

/** Events that change what is collected on, beside invoices and entries, which carry their own dates. */
const TELLING: readonly EventType[] = [
  'customerPaused',
  'customerResumed',
  'customerExcluded',
  'customerIncluded',
  'invoicePaused',
  'invoiceResumed',
  'invoiceVoided',
  'disputeOpened',
  'disputeClosed',
  'promiseMade',
  'promiseWithdrawn',
];

type InvoiceRow = Pick<
  InvoiceTable,
  'id' | 'customerId' | 'number' | 'currency' | 'grossAmount' | 'issuedOn' | 'dueOn' | 'sent' | 'isVoid'
>;

/**
 * The pasts of customers, in the order of the ids: all their invoices, what was paid, credited and refunded, and what events tell of
 * disputes, pauses, promises, exclusions and voids. `effectiveDay` says from which day on an instant counts. Four queries, each served by
 * the index on the customer.
 */
export async function loadPasts(
  session: Session,
  customerIds: readonly string[],
  effectiveDay: (at: number) => Day,
): Promise<CustomerPast[]> {
  const { db } = session;
  const invoices: InvoiceRow[] = await db
    .selectFrom('invoices')
    .select(['id', 'customerId', 'number', 'currency', 'grossAmount', 'issuedOn', 'dueOn', 'sent', 'isVoid'])
    .where(session.oneOf('customerId', customerIds))
    .execute();
  const entries = await db
    .selectFrom('entries')
    .select(['id', 'customerId', 'kind', 'occurredOn', 'currency', 'amount'])
    .where(session.oneOf('customerId', customerIds))
    .execute();
  const allocations = await db
    .selectFrom('allocations as a')
    .innerJoin('entries as e', 'e.id', 'a.entryId')
    .select(['a.entryId', 'a.invoiceId', 'a.amount'])
    .where(session.oneOf('e.customerId', customerIds))
    .execute();
  const events = await db
    .selectFrom('events')
    .select(['customerId', 'type', 'at', 'dataJson'])
    .where(session.oneOf('customerId', customerIds))
    .where('type', 'in', TELLING)
    .orderBy('seq')
    .execute();

  const invoicesOf = Map.groupBy(invoices, ({ customerId }) => customerId);
  const entriesOf = Map.groupBy(entries, ({ customerId }) => customerId);
  const allocationsOf = Map.groupBy(allocations, ({ entryId }) => entryId);
  const eventsOf = Map.groupBy(events, ({ customerId }) => customerId!);
  return customerIds.map((id) => {
    const told = tell(eventsOf.get(id) ?? [], effectiveDay);
    return {
      id,
      invoices: (invoicesOf.get(id) ?? []).map((row) => pastInvoice(row, told)),
      entries: (entriesOf.get(id) ?? []).map((row) => pastEntry(row, allocationsOf.get(row.id) ?? [])),
      paused: timeline<Pause>('none', told.paused.get(id)),
      excluded: timeline(false, told.excluded),
    };
  });
}

function timeline<T>(initial: T, changes: readonly Change<T>[] = []): Timeline<T> {
  return new Timeline(initial, changes);
}

function pastInvoice({ sent, isVoid, ...row }: InvoiceRow, told: Told): PastInvoice {
  return {
    ...row,
    outstanding: row.grossAmount,
    sent: sent === 1,
    isVoid: false,
    isDisputed: false,
    // What is void without an event was so when it came.
    voidOn: isVoid === 1 ? (told.voidOn.get(row.id) ?? row.issuedOn) : null,
    disputed: told.disputed.get(row.id) ?? [],
    paused: timeline<Pause>('none', told.paused.get(row.id)),
  };
}

function pastEntry(
  { id, kind, occurredOn, currency, amount }: Pick<EntryTable, 'id' | 'kind' | 'occurredOn' | 'currency' | 'amount'>,
  allocations: PastEntry['allocations'],
): PastEntry {
  return { id, kind, on: occurredOn, currency, amount, allocations };
}

/** What the events of one customer say, by the id of the customer or invoice. */
interface Told {
  readonly paused: Map<string, Change<Pause>[]>;
  readonly disputed: Map<string, Change<boolean>[]>;
  readonly excluded: Change<boolean>[];
  readonly voidOn: Map<string, Day>;
}

function tell(
  events: readonly Pick<EventTable, 'customerId' | 'type' | 'at' | 'dataJson'>[],
  effectiveDay: (at: number) => Day,
): Told {
  const told: Told = { paused: new Map(), disputed: new Map(), excluded: [], voidOn: new Map() };
  for (const { customerId, type, at, dataJson } of events) {
    const on = effectiveDay(at);
    const data = JSON.parse(dataJson) as EventData;
    const note = <T>(changes: Map<string, Change<T>[]>, id: string, value: T) => {
      const list = changes.get(id);
      if (list) list.push({ on, value });
      else changes.set(id, [{ on, value }]);
    };
    const pause = (id: string) => note(told.paused, id, data.until ? fromIsoDate(data.until) : 'forever');
    switch (type as EventType) {
      case 'customerPaused':
        pause(customerId!);
        break;
      case 'customerResumed':
        note(told.paused, customerId!, 'none');
        break;
      case 'customerExcluded':
      case 'customerIncluded':
        told.excluded.push({ on, value: type === 'customerExcluded' });
        break;
      case 'invoicePaused':
        pause(data.invoiceId);
        break;
      case 'invoiceResumed':
        note(told.paused, data.invoiceId, 'none');
        break;
      case 'promiseMade':
        // PRO-1: up to and including the promised day.
        if (data.pause) note(told.paused, data.invoiceId, fromIsoDate(data.date!) + 1);
        break;
      case 'promiseWithdrawn':
        if (data.resumed) note(told.paused, data.invoiceId, 'none');
        break;
      case 'disputeOpened':
      case 'disputeClosed':
        note(told.disputed, data.invoiceId, type === 'disputeOpened');
        break;
      case 'invoiceVoided':
        told.voidOn.set(data.invoiceId, on);
        break;
    }
  }
  return told;
}

interface EventData {
  readonly invoiceId: string;
  readonly until?: string | null;
  readonly date?: string;
  readonly pause?: boolean;
  readonly resumed?: boolean;
}
