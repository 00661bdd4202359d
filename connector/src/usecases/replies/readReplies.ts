import type { Actor } from '../../domain/actor.ts';
import { notFound } from '../../domain/errors.ts';
import type { ReplyStatus } from '../../domain/reply.ts';
import type { Session } from '../../store/store.ts';
import type { NoteTable, ReplyTable } from '../../store/tables.ts';
import { visibleTo } from '../../store/visibleCustomers.ts';
import type { Envelope } from '../messages/composeMessage.ts';

/** An e-mail that answers a reply. */
export interface Answer {
  readonly replyId: string;
  readonly actionId: string;
  readonly status: string;
  readonly executedAt: number | null;
  readonly actorJson: string;
}

/** A reply with what people need to know beside it. */
export interface ListedReply {
  readonly reply: ReplyTable;
  readonly customer: { readonly id: string; readonly externalId: string | null; readonly name: string };
  /** The message that it answers. */
  readonly message: {
    readonly actionId: string;
    readonly stepName: string | null;
    readonly subject: string | null;
    readonly executedAt: number | null;
  };
  readonly invoice: { readonly id: string; readonly externalId: string | null; readonly number: string } | null;
  /** Oldest first. */
  readonly answers: readonly Answer[];
}

export interface ReplyFilter {
  /** CUS-5: whoever reads the list. */
  readonly actor: Actor;
  readonly status?: ReplyStatus;
  readonly customerId?: string;
}

/** Replies behind the id `after`: unread ones with who has waited longest first, all others newest first. */
export async function listReplies(
  session: Session,
  { actor, status, customerId }: ReplyFilter,
  after: string | null,
  limit: number,
): Promise<ListedReply[]> {
  const isOldestFirst = status === 'unread';
  let query = session.db
    .selectFrom('replies')
    .selectAll()
    .$call(visibleTo(actor, 'customerId'))
    .orderBy('id', isOldestFirst ? 'asc' : 'desc')
    .limit(limit);
  if (after !== null) query = query.where('id', isOldestFirst ? '>' : '<', after);
  if (customerId !== undefined) query = query.where('customerId', '=', customerId);
  if (status === 'unread') query = query.where('readAt', 'is', null);
  if (status === 'read') query = query.where('readAt', 'is not', null);
  if (status === 'answered')
    query = query.where(({ exists, selectFrom }) =>
      exists(
        selectFrom('adHocActions as answer')
          .innerJoin('actions as a', 'a.id', 'answer.actionId')
          .select('answer.actionId')
          .whereRef('answer.replyId', '=', 'replies.id')
          .where('a.status', '=', 'executed'),
      ),
    );
  return withNames(session, await query.execute());
}

/** How many replies nobody has read, of the customers that the actor may see. */
export async function countUnreadReplies({ db }: Session, actor: Actor): Promise<number> {
  const { unread } = await db
    .selectFrom('replies')
    .select((select) => select.fn.countAll<number>().as('unread'))
    .$call(visibleTo(actor, 'customerId'))
    .where('readAt', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(unread);
}

/** One reply with the notes beside it, or a 404. */
export async function readReply(
  session: Session,
  id: string,
): Promise<ListedReply & { readonly notes: readonly NoteTable[] }> {
  const [listed] = await withNames(session, [await findReply(session, id)]);
  const notes = await session.db.selectFrom('notes').selectAll().where('replyId', '=', id).orderBy('id').execute();
  return { ...listed!, notes };
}

/** The reply with this id, or a 404. */
export async function findReply({ db }: Session, id: string): Promise<ReplyTable> {
  const reply = await db.selectFrom('replies').selectAll().where('id', '=', id).executeTakeFirst();
  if (!reply) throw notFound('reply', id);
  return reply;
}

/** Four queries, however many. */
async function withNames(session: Session, replies: readonly ReplyTable[]): Promise<ListedReply[]> {
  if (replies.length === 0) return [];
  const { db } = session;
  const customers = await db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name'])
    .where(session.oneOf('id', new Set(replies.map(({ customerId }) => customerId))))
    .execute();
  const actions = await db
    .selectFrom('actions as a')
    .leftJoin('messages as m', 'm.actionId', 'a.id')
    .select(['a.id', 'a.stepName', 'a.referenceId', 'a.executedAt', 'm.envelopeJson'])
    .where(session.oneOf('a.id', new Set(replies.map(({ actionId }) => actionId))))
    .execute();
  const invoices = await db
    .selectFrom('invoices')
    .select(['id', 'externalId', 'number'])
    .where(session.oneOf('id', new Set(actions.flatMap(({ referenceId }) => referenceId ?? []))))
    .execute();
  const answers = await db
    .selectFrom('adHocActions as answer')
    .innerJoin('actions as a', 'a.id', 'answer.actionId')
    .select(['answer.replyId', 'a.id as actionId', 'a.status', 'a.executedAt', 'a.actorJson'])
    .where(
      session.oneOf(
        'answer.replyId',
        replies.map(({ id }) => id),
      ),
    )
    .orderBy('a.id')
    .execute();
  const byId = <R extends { readonly id: string }>(rows: readonly R[]) => new Map(rows.map((row) => [row.id, row]));
  const [customerOf, actionOf, invoiceOf] = [byId(customers), byId(actions), byId(invoices)];
  const answersOf = Map.groupBy(answers as Answer[], ({ replyId }) => replyId);
  return replies.map((reply) => {
    const { id, stepName, referenceId, executedAt, envelopeJson } = actionOf.get(reply.actionId)!;
    const subject = envelopeJson === null ? null : (JSON.parse(envelopeJson) as Envelope).subject;
    return {
      reply,
      customer: customerOf.get(reply.customerId)!,
      message: { actionId: id, stepName, subject, executedAt },
      invoice: referenceId === null ? null : (invoiceOf.get(referenceId) ?? null),
      answers: answersOf.get(reply.id) ?? [],
    };
  });
}
