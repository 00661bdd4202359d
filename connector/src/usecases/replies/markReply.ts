import type { Actor } from '../../domain/actor.ts';
import { actorJson, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { lockCustomers } from '../../store/subjects.ts';
import type { ReplyTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { currentMoment } from '../moment.ts';
import { customersChanged } from '../rules/applyRules.ts';
import { countUnread } from './keepReply.ts';
import { findReply } from './readReplies.ts';

/** HLD-1: says that somebody has read a reply, which ends its hold, or that it is to be read again; saying it twice changes nothing. */
export async function markReply(deps: Deps, actor: Actor, id: string, as: 'read' | 'unread'): Promise<void> {
  await deps.store.transaction(async (session) => {
    const { customerId } = await findReply(session, id);
    await lockCustomers(session, [customerId]);
    const moment = await currentMoment(session, deps.clock);
    const told = await setRead(session, actor, await findReply(session, id), as === 'read' ? moment.now : null);
    await customersChanged(session, deps, moment, actor, told, told.length > 0 ? [customerId] : []);
  });
}

/** Writes down since when a reply is read, null for not; answers what is to be told of it. The customer is to be locked, and planned anew. */
export async function setRead(
  session: Session,
  actor: Actor,
  reply: ReplyTable,
  readAt: number | null,
): Promise<NewEvent[]> {
  if ((reply.readAt === null) === (readAt === null)) return [];
  const { id, actionId, customerId } = reply;
  const readByJson = readAt === null ? null : actorJson(actor);
  await session.update('replies', ['id'], [{ id, readAt, readByJson }]);
  await countUnread(session, customerId);
  return [{ type: readAt === null ? 'replyUnread' : 'replyRead', customerId, data: { replyId: id, actionId } }];
}
