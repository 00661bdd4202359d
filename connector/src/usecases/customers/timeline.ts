import { type RawBuilder, sql } from 'kysely';
import {
  ACTION_TYPES,
  kindOf,
  MESSAGE_CHANNELS,
  SENDING_TYPES,
  type TimelineKind,
  typesOf,
} from '../../domain/timeline.ts';
import type { Session } from '../../store/store.ts';
import type { EventTable } from '../../store/tables.ts';
import { wholeNumber } from '../lists/cursorNumber.ts';
import { readSettings } from '../moment.ts';
import { titleOf } from './timelineTitle.ts';

export interface TimelineQuery {
  readonly customerId: string;
  readonly kind?: TimelineKind;
  readonly invoiceId?: string;
  /** Goes on behind the entry with this place. */
  readonly after?: string;
  readonly limit: number;
}

export interface NamedInvoice {
  readonly id: string;
  readonly externalId: string | null;
  readonly number: string;
}

export interface TimelineEntry {
  readonly id: string;
  readonly at: number;
  readonly kind: TimelineKind;
  readonly type: string;
  readonly title: string;
  readonly actor: unknown;
  readonly data: Readonly<Record<string, unknown>>;
  readonly invoice: NamedInvoice | null;
}

type EventData = Readonly<Record<string, unknown>>;

/**
 * C6, EVT-1: what has happened with a customer, newest first, made from its events. Pages are stable: new entries come in front. Served by
 * the index on customer and order; a page costs five queries, however long.
 */
export async function readTimeline(
  session: Session,
  { customerId, kind, invoiceId, after, limit }: TimelineQuery,
): Promise<{ data: TimelineEntry[]; next: string | null }> {
  let query = session.db
    .selectFrom('events')
    .selectAll()
    .where('customerId', '=', customerId)
    .orderBy('seq', 'desc')
    .limit(limit + 1);
  if (after !== undefined) query = query.where('seq', '<', wholeNumber(after));
  if (kind !== undefined) query = query.where(isOfKind(session, kind));
  if (invoiceId !== undefined) query = query.where(dataHas(`nvoiceId":"${invoiceId}"`));
  const rows = await query.execute();
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { data: await toEntries(session, shown), next: rows.length > limit && last ? String(last.seq) : null };
}

function isOfKind(session: Session, kind: TimelineKind): RawBuilder<boolean> {
  const isMessage = sql`(${session.oneOf('type', SENDING_TYPES)} and (${sql.join(
    MESSAGE_CHANNELS.map((channel) => dataHas(`"channel":"${String(channel)}"`)),
    sql` or `,
  )}))`;
  const isAboutAction = sql`type like ${`${ACTION_TYPES}%`}`;
  if (kind === 'message') return sql`(${isMessage} or ${session.oneOf('type', typesOf(kind))})`;
  if (kind === 'action') return sql`(${isAboutAction} and not ${isMessage})`;
  if (kind === 'change') return sql`(not ${isAboutAction} and not ${session.oneOf('type', typesOf())})`;
  return session.oneOf('type', typesOf(kind));
}

/** Whether an event's data have this piece of JSON. */
function dataHas(json: string): RawBuilder<boolean> {
  return sql`data_json like ${`%${json.replace(/[\\%_]/g, '\\$&')}%`} escape '\\'`;
}

async function toEntries(session: Session, rows: readonly EventTableRow[]): Promise<TimelineEntry[]> {
  const events = rows.map((row) => ({ row, data: JSON.parse(row.dataJson) as EventData }));
  const invoices = await invoicesOf(
    session,
    events.map(({ data }) => data),
  );
  const messages = await messagesOf(
    session,
    events.map(({ data }) => data),
  );
  const names = await namesIn(
    session,
    events.map(({ data }) => data),
  );
  const { disputeReasons } = await readSettings(session);
  const reasons = new Map(disputeReasons.map(({ key, label }) => [key, label]));
  return events.map(({ row, data }): TimelineEntry => {
    const kind = kindOf(row.type, data['channel']);
    const message = kind === 'message' ? (messages.get(String(data['actionId'])) ?? null) : null;
    const invoice = invoices.get(String(invoiceIn(data))) ?? null;
    const told = message ? { ...data, message } : data;
    return {
      id: row.id,
      at: row.at,
      kind,
      type: row.type,
      title: titleOf(row.type, told, { invoice: invoice?.number ?? null, names, reasons }),
      actor: JSON.parse(row.actorJson) as unknown,
      data: told,
      invoice,
    };
  });
}

type EventTableRow = Omit<EventTable, 'seq'>;

function invoiceIn(data: EventData): unknown {
  return data['invoiceId'] ?? data['referenceInvoiceId'];
}

async function invoicesOf(session: Session, data: readonly EventData[]): Promise<Map<string, NamedInvoice>> {
  const ids = new Set(data.map(invoiceIn).filter((id) => typeof id === 'string'));
  if (ids.size === 0) return new Map();
  const rows = await session.db
    .selectFrom('invoices')
    .select(['id', 'externalId', 'number'])
    .where(session.oneOf('id', ids))
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

/** What the connector rendered, by action. */
async function messagesOf(
  session: Session,
  data: readonly EventData[],
): Promise<Map<string, { readonly subject: string; readonly to: string[]; readonly cc: string[] }>> {
  const ids = new Set(data.map((each) => each['actionId']).filter((id) => typeof id === 'string'));
  if (ids.size === 0) return new Map();
  const rows = await session.db
    .selectFrom('messages')
    .select(['actionId', 'envelopeJson'])
    .where(session.oneOf('actionId', ids))
    .execute();
  return new Map(
    rows.map(({ actionId, envelopeJson }) => {
      const { subject, to, cc } = JSON.parse(envelopeJson) as { subject: string; to: string[]; cc: string[] };
      return [actionId, { subject, to, cc }];
    }),
  );
}

/** Names of the plans and users that events have by their ids. */
async function namesIn(session: Session, data: readonly EventData[]): Promise<Map<string, string>> {
  const plans = new Set(data.map((each) => each['dunningPlanId']).filter((id) => typeof id === 'string'));
  const users = new Set(data.flatMap((each) => (each['accountManagers'] as string[] | undefined) ?? []));
  const select = (table: 'plans' | 'users', ids: ReadonlySet<string>) =>
    ids.size === 0
      ? []
      : session.db
          .selectFrom(table as 'plans')
          .select(['id', 'name'])
          .where(session.oneOf('id', ids))
          .execute();
  const rows = [...(await select('plans', plans)), ...(await select('users', users))];
  return new Map(rows.map(({ id, name }) => [id, name]));
}
