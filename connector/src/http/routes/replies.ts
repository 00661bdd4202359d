import { notFound } from '../../domain/errors.ts';
import { findByReferences } from '../../store/lookups.ts';
import type { Session } from '../../store/store.ts';
import { toReference } from '../../usecases/lists/records.ts';
import { answerReply } from '../../usecases/adHoc/answerReply.ts';
import { markReply } from '../../usecases/replies/markReply.ts';
import { listReplies, readReply } from '../../usecases/replies/readReplies.ts';
import { actionWithMessage } from '../contracts/actions.ts';
import { empty, id, listOf } from '../contracts/common.ts';
import { answerInput, listedReply, reply, replyListQuery } from '../contracts/replies.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import { defineRoute } from '../route.ts';
import { viewAction } from '../views/actionWithMessage.ts';
import { listedReplyView, replyView } from '../views/reply.ts';
import { z } from 'zod';

const tag = 'Replies';
const params = z.strictObject({ id });

async function findCustomer(session: Session, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const reference = toReference(name);
  const row = (await findByReferences(session, 'customers', [reference]))(reference);
  if (!row) throw notFound('customer', name);
  return row.id;
}

const mark = (as: 'read' | 'unread', summary: string) =>
  defineRoute({
    method: 'post',
    path: `/v1/replies/{id}/${as}`,
    isOneTransaction: true,
    summary,
    tag,
    params,
    body: empty,
    answer: reply,
    handle: async ({ deps, actor, params: { id: replyId } }) => {
      await markReply(deps, actor, replyId, as);
      return { body: replyView(await readReply(deps.store.session, replyId)) };
    },
  });

export const replyRoutes = [
  defineRoute({
    method: 'get',
    path: '/v1/replies',
    summary: 'List replies to messages; unread ones wait for a person, as what is To do does',
    tag,
    query: replyListQuery,
    answer: listOf(listedReply),
    handle: async ({ deps, actor, query: { limit, cursor, status, customerId } }) => {
      const { session } = deps.store;
      const filter = { actor, status, customerId: await findCustomer(session, customerId) };
      const after = decodeCursor(cursor, 1)?.[0] ?? null;
      const found = await listReplies(session, filter, after, limit + 1);
      const shown = found.slice(0, limit);
      const nextCursor = found.length > limit ? encodeCursor([shown.at(-1)!.reply.id]) : null;
      return { body: { data: shown.map(listedReplyView), nextCursor } };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/replies/{id}',
    summary: 'Read a reply in full, with its answers and the notes beside it; it stays unread',
    tag,
    params,
    answer: reply,
    handle: async ({ deps, params: { id: replyId } }) => ({
      body: replyView(await readReply(deps.store.session, replyId)),
    }),
  }),
  mark('read', 'Say that somebody has read it: automatic actions go on (HLD-1)'),
  mark('unread', 'Say that it is to be read again'),
  defineRoute({
    method: 'post',
    path: '/v1/replies/{id}/answer',
    summary: 'Answer it by e-mail in the same thread, from the same sender, at once (ADH-1); it counts as read then',
    tag,
    params,
    body: answerInput,
    answer: actionWithMessage,
    status: 201,
    handle: async ({ deps, actor, params: { id: replyId }, body, requestKey }) => ({
      body: await viewAction(deps, await answerReply(deps, actor, replyId, body, requestKey ?? null)),
    }),
  }),
];
