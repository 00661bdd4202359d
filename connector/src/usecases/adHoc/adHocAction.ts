import type { Actor } from '../../domain/actor.ts';
import { toIsoDate } from '../../domain/day.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { adHocData, type AdHocInput, type AdHocOrder, beginAdHoc } from './beginAdHoc.ts';
import type { Deps } from '../deps.ts';
import { earlierAnswer } from '../replies/earlierAnswer.ts';
import { handOverAdHoc, recordAdHoc } from './sendAdHoc.ts';
import { orTakeBack } from '../handingOver/takeBack.ts';
import { withPlace } from '../messages/sendingLimit.ts';

/**
 * ADH-1: does something about a customer at once, whatever plans, pauses and disputes say, and leaves plans where they are. An e-mail goes
 * out now; a call, task, SMS or letter waits under *To do* for a person. Refused, with a 422: an excluded customer (CUS-2), an e-mail
 * that nobody would get or that does not render. `requestKey` names the request, which acts once, whatever dies in between (SND-2).
 * Answers the action's id.
 */
export async function createAdHocAction(
  deps: Deps,
  actor: Actor,
  customer: string,
  input: AdHocInput,
  requestKey: string | null,
): Promise<string> {
  if (input.channel !== 'email') {
    return deps.store.transaction(async (session) => {
      const earlier = await findEarlier(session, requestKey);
      return earlier ?? (await listToDo(session, deps, actor, customer, input, requestKey));
    });
  }
  return deps.handingOver.run(async () => {
    const known = await findEarlier(deps.store.session, requestKey);
    if (known !== null) return known;
    const handOver = async (session: Session) => {
      const earlier = await findEarlier(session, requestKey);
      if (earlier !== null) return earlier;
      const begun = await beginAdHoc(session, deps, actor, customer, input);
      const answered = input.answering && (await earlierAnswer(session, input.answering.reply, orderJsonOf(input)));
      if (answered) return answered;
      const handed = await handOverAdHoc(session, deps, actor, begun, input);
      await keepOrder(session, handed.action, input, requestKey);
      return handed;
    };
    const going = await withPlace(deps, () =>
      orTakeBack(deps, actor, handOver, (handed) => (typeof handed === 'string' ? [] : [handed.action.id])),
    );
    if (typeof going === 'string') return going;
    const handedOverAt = deps.clock.wall();
    const delivery = await deps.mailer.send(going.composed.message);
    await deps.unwritten.write((again) =>
      deps.store.transaction((session) => recordAdHoc(session, deps, actor, going, { delivery, handedOverAt }, again)),
    );
    return going.action.id;
  });
}

async function listToDo(
  session: Session,
  deps: Deps,
  actor: Actor,
  customer: string,
  input: AdHocInput,
  requestKey: string | null,
): Promise<string> {
  const { action, moment } = await beginAdHoc(session, deps, actor, customer, input);
  await session.insert('actions', [{ ...action }]);
  await keepOrder(session, action, input, requestKey);
  const data = { ...adHocData(action), dueOn: toIsoDate(action.dueOn), reason: null, note: action.note };
  await appendEvents(session, deps.newId, moment.now, actor, [
    { type: 'actionToDo', customerId: action.customerId, data },
  ]);
  return action.id;
}

async function findEarlier(session: Session, requestKey: string | null): Promise<string | null> {
  if (requestKey === null) return null;
  const row = await session.db
    .selectFrom('adHocActions')
    .select('actionId')
    .where('requestKey', '=', requestKey)
    .executeTakeFirst();
  return row?.actionId ?? null;
}

async function keepOrder(
  session: Session,
  { id }: ActionTable,
  input: AdHocInput,
  requestKey: string | null,
): Promise<void> {
  const replyId = input.answering?.reply.id ?? null;
  await session.insert('adHocActions', [{ actionId: id, orderJson: orderJsonOf(input), requestKey, replyId }]);
}

function orderJsonOf({ template, recipients, cc, sender }: AdHocInput): string {
  return JSON.stringify({ template, recipients, cc, sender } satisfies AdHocOrder);
}
