import type { Actor } from '../../domain/actor.ts';
import { conflict } from '../../domain/errors.ts';
import { sentence } from '../../domain/explainWaiting.ts';
import type { IdleReason } from '../../domain/subject.ts';
import { appendEvents } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { loadCustomerContexts, loadDoneSteps } from '../../store/subjects.ts';
import type { ActionTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { composeStep, documentsFor } from '../schedule/composeStep.ts';
import type { DueAction } from '../handingOver/decideDue.ts';
import type { Deps } from '../deps.ts';
import { checkToken, findAction } from '../handingOver/findAction.ts';
import { inHand, type Outgoing, writeSending } from '../handingOver/handOver.ts';
import { giveBack, settleLapsed } from '../handingOver/lapse.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { outlookOf, scheduleRow, type Subject, subjectsOf, whyPutAside } from '../schedule/planSubject.ts';
import { recordOutcomes } from '../handingOver/recordOutcome.ts';
import { actionOf, replan } from '../schedule/replan.ts';
import { questionsAbout, recheckInvoices } from '../sources/recheck.ts';
import { orTakeBack } from '../handingOver/takeBack.ts';
import { withPlace } from '../messages/sendingLimit.ts';

/**
 * Has the connector deliver one e-mail action that was claimed, or that is *To do*. Everything is checked again (SND-1), at the invoice's
 * source too: what no longer holds cancels the action, with the reason, and uses nothing up.
 */
export async function sendAction(
  deps: Deps,
  actor: Actor,
  id: string,
  claimToken: string | null | undefined,
): Promise<void> {
  await settleLapsed(deps, actor);
  await askSource(deps, id);
  await deps.handingOver.run(async () => {
    const ready = await withPlace(deps, () =>
      orTakeBack(
        deps,
        actor,
        (session) => prepare(session, deps, actor, id, claimToken),
        (prepared) => (prepared ? [id] : []),
      ),
    );
    if (!ready) return;
    const { moment, outgoing } = ready;
    const handedOverAt = deps.clock.wall();
    const delivery = await deps.mailer.send(outgoing.composed.message);
    await deps.unwritten.write((again) =>
      deps.store.transaction((session) =>
        recordOutcomes(session, deps, moment, actor, [{ outgoing, delivery, handedOverAt }], again),
      ),
    );
  });
}

/** Asks the source of the reference invoice, before anything is decided; a 409 where it gives no answer that one may go by. */
async function askSource(deps: Deps, id: string): Promise<void> {
  const { session } = deps.store;
  const begun = await session.db
    .selectFrom('actions')
    .select(['status', 'referenceId'])
    .where('id', '=', id)
    .executeTakeFirst();
  const action =
    begun ??
    (await session.db
      .selectFrom('schedule')
      .select(['status', 'referenceId'])
      .where('actionId', '=', id)
      .executeTakeFirst());
  if (!action?.referenceId || (action.status !== 'claimed' && action.status !== 'todo')) return;
  const invoices = await session.db.selectFrom('invoices').selectAll().where('id', '=', action.referenceId).execute();
  const held = await recheckInvoices(deps, await questionsAbout(session, invoices));
  for (const reason of held.values())
    throw conflict(`${sentence(reason)} Send the action later, or carry it out yourself and complete it`);
}

async function prepare(
  session: Session,
  deps: Deps,
  actor: Actor,
  id: string,
  claimToken: string | null | undefined,
): Promise<{ moment: Moment; outgoing: Outgoing } | null> {
  const moment = await currentMoment(session, deps.clock);
  const found = await findAction(session, id);
  if (found.kind === 'action') checkToken(found.action, claimToken);
  if (found.kind === 'action' && found.action.status === 'uncertain')
    throw conflict('The action is uncertain: say what happened (complete, skip or release) before it is sent');
  if (found.kind === 'scheduled' && (found.row.status !== 'todo' || claimToken))
    throw conflict('The action is not claimed: claim it, then send it with its claimToken');
  const action = found.kind === 'action' ? found.action : actionOf(found.row, moment, actor);
  if (action.channel !== 'email')
    throw conflict(`The connector delivers e-mail only; carry the ${action.channel} out and complete the action`);
  if (found.kind === 'action') await giveBack(session, [action]);
  const state = await recheck(session, deps, moment, action);
  if ('cause' in state) {
    await cancel(session, deps, moment, actor, action, state.cause);
    return null;
  }
  const unknown = whyPutAside(state.due.subject);
  if (unknown && action.mode === 'automatic') {
    await cancel(session, deps, moment, actor, action, unknown.text);
    return null;
  }
  if (unknown) throw conflict(`${unknown.text} Else carry the action out yourself and complete it`);
  const due = found.kind === 'action' ? await asClaimed(session, deps, moment, state.due, action) : state.due;
  const composed = await composeStep(deps, moment, due, await loadUsers(session));
  if ('problem' in composed) {
    await cancel(session, deps, moment, actor, action, composed.problem);
    return null;
  }
  const sending: ActionTable = {
    ...action,
    ...inHand(deps),
    claimToken: null,
    note: composed.note ?? action.note,
    executedAt: moment.now,
    executedOn: moment.today,
  };
  await writeSending(session, [sending], [[action.id, composed]]);
  return { moment, outgoing: { ...due, composed } };
}

/** PLN-4: a claim keeps the version of the step that it handed out: what was read before it was sent is what goes out. */
async function asClaimed(
  session: Session,
  deps: Deps,
  moment: Moment,
  due: DueAction,
  { planId, planVersion, stepId }: ActionTable,
): Promise<DueAction> {
  if (planVersion === due.subject.plan.version) return due;
  const plan = await deps.plans.version(session, planId!, planVersion!);
  const step = plan?.steps.find(({ id }) => id === stepId);
  if (!plan || !step) return due;
  const subject = { ...due.subject, plan: { ...due.subject.plan, language: plan.language } };
  const documents = await documentsFor(session, moment, [{ subject, step }]);
  return { ...due, subject, next: { ...due.next, step }, documents };
}

const CAUSE: Partial<Record<IdleReason, string>> = {
  paused: 'Paused',
  unreadReply: 'A reply of the customer’s is unread (HLD-1)',
  automaticCharging: 'The invoice is charged automatically at its source (HLD-1)',
};

/** SND-1: whether the action's step is still what its subject waits for. */
async function recheck(
  session: Session,
  deps: Deps,
  moment: Moment,
  action: ActionTable,
): Promise<{ due: DueAction } | { cause: string }> {
  const contexts = await loadCustomerContexts(session, [action.customerId]);
  const context = contexts.get(action.customerId)!;
  if (context.customer.excluded === 1) return { cause: 'The customer is excluded' };
  const plans = await deps.plans.current(session);
  const subject = subjectsOf(context, plans).find(({ id }) => id === action.subjectId);
  if (!subject || subject.plan.id !== action.planId) {
    const assigned =
      action.subjectKind === 'customer'
        ? context.customer.planId
        : (context.openInvoices.find(({ id }) => id === action.subjectId)?.row.planId ?? null);
    return { cause: assigned === action.planId ? 'The invoice is paid or void' : 'The plan is no longer assigned' };
  }
  const causeOfReference = referenceCause(subject, action);
  if (causeOfReference) return { cause: causeOfReference };
  const done = await loadDoneSteps(session, [action.referenceId!]);
  const unblocked: Subject = { ...subject, context: { ...context, blocked: new Set() } };
  const ahead = outlookOf(unblocked, done, moment);
  if (ahead.kind === 'idle') return { cause: CAUSE[ahead.reason] ?? 'The plan has nothing more to do here' };
  if (ahead.next.step.id !== action.stepId) return { cause: 'The plan stands at another step by now' };
  if (ahead.next.dueOn > moment.today) return { cause: 'Paused, put off, or held back by the minimum contact delay' };
  const row = scheduleRow(unblocked, ahead, moment, () => deps.newId('act'));
  const doneSteps = done.get(`${subject.id} ${subject.plan.id} ${action.referenceId}`) ?? [];
  const documents = await documentsFor(session, moment, [{ subject: unblocked, step: ahead.next.step }]);
  return { due: { subject: unblocked, next: ahead.next, row: { ...row, actionId: action.id }, doneSteps, documents } };
}

function referenceCause({ reference, context }: Subject, { referenceId }: ActionTable): string | null {
  if (reference?.id === referenceId) return null;
  const old = context.openInvoices.find(({ id }) => id === referenceId);
  if (!old) return 'The invoice is paid or void';
  return old.isDisputed ? 'The invoice is disputed' : 'Another invoice has become the reference invoice';
}

async function cancel(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  action: ActionTable,
  reason: string,
): Promise<void> {
  await session.insert('actions', [
    { ...action, status: 'cancelled', reason, claimToken: null, leaseUntil: null, executedAt: null, executedOn: null },
  ]);
  await session.update('schedule', ['subjectId'], [{ subjectId: action.subjectId, actionId: null }]);
  await appendEvents(session, deps.newId, moment.now, actor, [
    {
      type: 'actionCancelled',
      customerId: action.customerId,
      data: { actionId: action.id, planId: action.planId, stepName: action.stepName, reason },
    },
  ]);
  await replan(session, deps, moment, actor, [action.customerId]);
}
