import type { Actor } from '../../domain/actor.ts';
import { toIsoDate } from '../../domain/day.ts';
import { conflict } from '../../domain/errors.ts';
import { isInvoiceMessage } from '../../domain/invoiceSending.ts';
import { type Channel, isContact } from '../../domain/plan.ts';
import { actorJson, appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import { isAdHoc } from '../../domain/adHoc.ts';
import type { Deps } from '../deps.ts';
import { checkToken, findAction, type Found, NOT_CLAIMED } from '../handingOver/findAction.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { becomeSent } from '../invoiceSending/markSent.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { putBack, type PutBackInput } from '../handingOver/putBack.ts';
import { contactsOf, recordContacts } from '../handingOver/recordOutcome.ts';
import { retryAt } from '../messages/retryAt.ts';
import { recountContacts } from '../handingOver/recountContacts.ts';
import { actionOf, replan } from '../schedule/replan.ts';

export type Ending = 'complete' | 'skip' | 'fail' | 'release' | 'snooze';

export interface FinishInput extends PutBackInput {
  readonly claimToken?: string | null;
  readonly reason?: string | null;
}

/**
 * Records what became of an action that another node or a person carried out: done, ignored (skip), failed, given back, or put off. Works
 * on claims (with their token), on what is *To do*, and on what is uncertain. `complete` counts even if the invoice was paid meanwhile.
 */
export async function finishAction(
  deps: Deps,
  actor: Actor,
  id: string,
  ending: Ending,
  input: FinishInput,
): Promise<void> {
  await settleLapsed(deps, actor);
  await deps.store.transaction(async (session) => {
    const moment = await currentMoment(session, deps.clock);
    const found = await findAction(session, id);
    if (found.kind === 'action') checkToken(found.action, input.claimToken);
    else if (input.claimToken) throw conflict(NOT_CLAIMED);
    if (ending === 'release' || ending === 'snooze') await putBack(session, deps, moment, actor, found, ending, input);
    else await end(session, deps, moment, actor, found, ending, input);
    const customerId = found.kind === 'action' ? found.action.customerId : found.row.customerId;
    await replan(session, deps, moment, actor, [customerId]);
  });
}

const STATUS = { complete: 'executed', skip: 'ignored', fail: 'failed' } as const;
const EVENT = { complete: 'actionExecuted', skip: 'actionIgnored', fail: 'actionFailed' } as const;

async function end(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  found: Found,
  ending: keyof typeof STATUS,
  input: FinishInput,
): Promise<void> {
  const action = found.kind === 'action' ? found.action : actionOf(found.row, moment, actor);
  if (found.kind === 'scheduled' && found.row.status === 'planned' && ending !== 'skip') {
    throw conflict(
      `The action is planned for ${toIsoDate(found.row.dueOn!)} and in nobody’s hands: claim it when it is due, or skip it`,
    );
  }
  // An uncertain action that is now known to have gone out went out on the day it was handed over.
  const wasUncertain = action.status === 'uncertain';
  const after: ActionTable = {
    ...action,
    status: STATUS[ending],
    executedAt:
      ending === 'fail'
        ? null
        : wasUncertain && ending === 'complete'
          ? (action.executedAt ?? action.createdAt)
          : moment.now,
    executedOn: ending === 'fail' ? null : wasUncertain && ending === 'complete' ? action.executedOn : moment.today,
    reason: input.reason ?? (ending === 'complete' ? null : action.reason),
    note: input.note ?? action.note,
    claimToken: null,
    leaseUntil: null,
    actorJson: actorJson(actor),
  };
  if (found.kind === 'action') await session.update('actions', ['id'], [{ ...after }]);
  else {
    await session.insert('actions', [{ ...after }]);
    await session.update('schedule', ['subjectId'], [{ subjectId: found.row.subjectId, actionId: null }]);
  }
  if (ending === 'complete' && !wasUncertain && isContact(after.channel as Channel))
    await recordContacts(session, moment.today, contactsOf(after), true);
  if (wasUncertain) await recountContacts(session, after);
  if (isInvoiceMessage(after) && ending === 'complete') await invoiceWentOut(session, deps, moment, actor, after);
  if (ending === 'fail' && isAdHoc(after)) await listAgain(session, deps, moment, after, wasUncertain);
  if (ending === 'fail' && !isAdHoc(after) && !isInvoiceMessage(after)) {
    const row = await session.db
      .selectFrom('schedule')
      .select(['subjectId', 'attempts'])
      .where('subjectId', '=', after.subjectId)
      .executeTakeFirst();
    if (row) {
      // The row takes the step up again where replanning finds it, so that attempts go on counting.
      const waiting = {
        stepId: after.stepId,
        referenceId: after.referenceId,
        attempts: row.attempts + 1,
        retryAt: retryAt(deps.clock.wall(), row.attempts),
      };
      await session.update('schedule', ['subjectId'], [{ subjectId: row.subjectId, ...waiting }]);
    }
  }
  const data = {
    actionId: after.id,
    planId: after.planId,
    stepName: after.stepName,
    referenceInvoiceId: after.referenceId,
    channel: after.channel,
    note: after.note,
    reason: after.reason,
  };
  await appendEvents(session, deps.newId, moment.now, actor, [
    { type: EVENT[ending], customerId: after.customerId, data },
  ]);
}

/** INV-1: the uncertain message of an invoice went out after all, so the invoice counts from now on. */
async function invoiceWentOut(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  { referenceId }: ActionTable,
): Promise<void> {
  const rows = await session.db
    .selectFrom('invoices')
    .selectAll()
    .where('id', '=', referenceId)
    .where('sent', '=', 0)
    .where('isVoid', '=', 0)
    .execute();
  await becomeSent(session, deps, moment, actor, rows, 'invoiceSent');
}

/** What failed ad hoc is to be done still, by a person: under an id of its own. Of an uncertain e-mail it is only known now that it is over. */
async function listAgain(
  session: Session,
  deps: Deps,
  moment: Moment,
  failed: ActionTable,
  wasUncertain: boolean,
): Promise<void> {
  if (wasUncertain) return;
  const order = await session.db
    .selectFrom('adHocActions')
    .select('orderJson')
    .where('actionId', '=', failed.id)
    .executeTakeFirstOrThrow();
  const id = deps.newId('act');
  const again: ActionTable = { ...failed, id, status: 'todo', reason: null, createdAt: moment.now };
  await session.insert('actions', [{ ...again }]);
  await session.insert('adHocActions', [{ actionId: id, ...order, requestKey: null, replyId: null }]);
}
