import type { Actor } from '../../domain/actor.ts';
import { forbidden, invalid, notFound, unprocessable } from '../../domain/errors.ts';
import { plainNote } from '../../domain/note.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { NoteTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { toReference } from '../lists/records.ts';

export interface NoteInput {
  readonly body: string;
  /** An invoice of the customer, by its id or `external:<externalId>`. */
  readonly invoiceId?: string;
  readonly actionId?: string;
  readonly replyId?: string;
}

/** Who wrote a note; whoever has a key of the same user is the same author. */
type Author = Pick<Actor, 'type' | 'id' | 'name' | 'userId'>;

/** Writes a note about a customer, an invoice, an action or a reply, for colleagues (C12); plain text, whatever comes. Answers its id. */
export async function addNote(
  deps: Deps,
  actor: Actor,
  customerName: string,
  { body, invoiceId, actionId, replyId }: NoteInput,
): Promise<string> {
  const text = plainNote(body);
  if (text === '') throw invalid([{ path: 'body', message: 'must not be empty' }]);
  return deps.store.transaction(async (session) => {
    const reference = toReference(customerName);
    const customer = (await findByReferences(session, 'customers', [reference], true))(reference);
    if (!customer) throw notFound('customer', customerName);
    const invoice = invoiceId === undefined ? null : await invoiceOf(session, customer.id, invoiceId);
    if (actionId !== undefined) await refuseStrangeAction(session, customer.id, actionId);
    if (replyId !== undefined) await refuseStrangeReply(session, customer.id, replyId);
    const { now } = await currentMoment(session, deps.clock);
    const { type, id, name, userId } = actor;
    const author: Author = { type, id, name, userId };
    const note: NoteTable = {
      id: deps.newId('nte'),
      customerId: customer.id,
      invoiceId: invoice?.id ?? null,
      actionId: actionId ?? null,
      replyId: replyId ?? null,
      body: text,
      actorJson: JSON.stringify(author),
      createdAt: now,
    };
    await session.insert('notes', [{ ...note }]);
    await appendEvents(session, deps.newId, now, actor, [noteEvent('noteAdded', note, { body: text })]);
    return note.id;
  });
}

async function invoiceOf(session: Session, customerId: string, name: string): Promise<{ id: string }> {
  const reference = toReference(name);
  const invoice = (await findByReferences(session, 'invoices', [reference]))(reference);
  if (invoice?.customerId === customerId) return invoice;
  const message = `The customer has no invoice '${name}'`;
  throw unprocessable(message, [{ path: 'invoiceId', message }]);
}

async function refuseStrangeAction({ db }: Session, customerId: string, id: string): Promise<void> {
  const found =
    (await db.selectFrom('actions').select('customerId').where('id', '=', id).executeTakeFirst()) ??
    (await db.selectFrom('schedule').select('customerId').where('actionId', '=', id).executeTakeFirst());
  if (found?.customerId === customerId) return;
  const message = `The customer has no action '${id}'`;
  throw unprocessable(message, [{ path: 'actionId', message }]);
}

async function refuseStrangeReply({ db }: Session, customerId: string, id: string): Promise<void> {
  const found = await db.selectFrom('replies').select('customerId').where('id', '=', id).executeTakeFirst();
  if (found?.customerId === customerId) return;
  const message = `The customer has no reply '${id}'`;
  throw unprocessable(message, [{ path: 'replyId', message }]);
}

/** Takes a note away, out of the history too; its author may, and admins. */
export async function deleteNote(deps: Deps, actor: Actor, id: string): Promise<void> {
  await deps.store.transaction(async (session) => {
    const note = await session.db.selectFrom('notes').selectAll().where('id', '=', id).executeTakeFirst();
    if (!note) throw notFound('note', id);
    if (actor.role === 'member' && !isAuthor(actor, JSON.parse(note.actorJson) as Author))
      throw forbidden('Only its author and admins may take a note away');
    await lockCustomers(session, [note.customerId]);
    const { now } = await currentMoment(session, deps.clock);
    await session.db.deleteFrom('notes').where('id', '=', id).execute();
    await forgetText(session, note);
    await appendEvents(session, deps.newId, now, actor, [noteEvent('noteDeleted', note)]);
  });
}

function isAuthor(actor: Actor, author: Author): boolean {
  return actor.userId === null ? actor.id === author.id : actor.userId === author.userId;
}

/** The event of its writing stays, without the words. */
async function forgetText(session: Session, { id, customerId }: NoteTable): Promise<void> {
  const told = await session.db
    .selectFrom('events')
    .select(['id', 'dataJson'])
    .where('customerId', '=', customerId)
    .where('type', '=', 'noteAdded')
    .execute();
  const events = told.map((row) => ({ id: row.id, data: JSON.parse(row.dataJson) as Record<string, unknown> }));
  await session.update(
    'events',
    ['id'],
    events
      .filter(({ data }) => data['noteId'] === id)
      .map((event) => ({ id: event.id, dataJson: JSON.stringify({ ...event.data, body: null }) })),
  );
}

function noteEvent(
  type: 'noteAdded' | 'noteDeleted',
  { id, customerId, invoiceId, actionId, replyId }: NoteTable,
  more: { readonly body?: string } = {},
): NewEvent {
  return { type, customerId, data: { noteId: id, invoiceId, actionId, replyId, ...more } };
}
