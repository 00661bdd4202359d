import type { Delivery, RefusedAddress } from '../../delivery/mailer.ts';
import type { Actor } from '../../domain/actor.ts';
import type { Day } from '../../domain/day.ts';
import { isInvoiceMessage } from '../../domain/invoiceSending.ts';
import { isContact, type Channel } from '../../domain/plan.ts';
import { appendEvents, type NewEvent } from '../../store/events.ts';
import type { Session } from '../../store/store.ts';
import { type CustomerContext, doneKey, lockCustomers } from '../../store/subjects.ts';
import type { ActionStatus, ActionTable } from '../../store/tables.ts';
import { invalidateAddress } from '../customers/invalidateAddress.ts';
import { customersChanged } from '../rules/applyRules.ts';
import type { Deps } from '../deps.ts';
import type { Outgoing } from './handOver.ts';
import type { Moment } from '../moment.ts';
import { outlookOf, scheduleRow, type Subject } from '../schedule/planSubject.ts';
import { replan, writeRows } from '../schedule/replan.ts';
import { retryAt } from '../messages/retryAt.ts';

export interface Outcome {
  readonly outgoing: Outgoing;
  readonly delivery: Delivery;
  /** By the wall clock. */
  readonly handedOverAt: number;
}

/** After so long another process may have taken this one for dead, and a person may have said what happened. */
const LATE_MS = 30_000;

/** What an action is after its message was handed over. */
export const STATUS_AFTER: Record<Delivery['kind'], ActionStatus> = {
  accepted: 'executed',
  refused: 'failed',
  unknown: 'uncertain',
};

/**
 * Of actions that were handed over then, those of which nobody has said meanwhile what happened: what was said stands. Costs nothing while
 * nobody can have said anything; `again`: an earlier try may have.
 */
export async function stillOpen(
  session: Session,
  deps: Deps,
  handedOver: readonly { readonly id: string; readonly handedOverAt: number }[],
  again: boolean,
): Promise<ReadonlySet<string>> {
  const isLate = ({ handedOverAt }: { handedOverAt: number }) => again || deps.clock.wall() - handedOverAt > LATE_MS;
  const late = handedOver.filter(isLate).map(({ id }) => id);
  const open = new Set(handedOver.map(({ id }) => id));
  if (late.length === 0) return open;
  let query = session.db.selectFrom('actions').select(['id', 'status']).where(session.oneOf('id', late)).orderBy('id');
  if (session.dialect.name === 'postgres') query = query.forUpdate();
  for (const { id, status } of await query.execute())
    if (status !== 'sending' && status !== 'uncertain') open.delete(id);
  return open;
}

/**
 * Records what became of messages that were handed over, and plans their subjects' next actions, in one transaction (SND-3); `again`: it may
 * have been recorded before.
 */
export async function recordOutcomes(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  all: readonly Outcome[],
  again = false,
): Promise<void> {
  const { db } = session;
  const handedOver = all.map(({ outgoing, handedOverAt }) => ({ id: outgoing.row.actionId!, handedOverAt }));
  const open = await stillOpen(session, deps, handedOver, again);
  const outcomes = all.filter(({ outgoing }) => open.has(outgoing.row.actionId!));
  if (outcomes.length === 0) return;
  await session.update(
    'actions',
    ['id'],
    outcomes.map(({ outgoing, delivery }) => ({
      id: outgoing.row.actionId!,
      status: STATUS_AFTER[delivery.kind],
      reason: delivery.kind === 'accepted' ? null : delivery.reason,
      leaseUntil: null,
    })),
  );
  await lockCustomers(
    session,
    outcomes.map(({ outgoing }) => outgoing.subject.context.customer.id),
  );
  for (const kind of ['accepted', 'unknown'] as const) {
    const contacts = outcomes
      .filter(({ delivery }) => delivery.kind === kind)
      .map(({ outgoing: { subject } }) => contactOf(subject));
    await recordContacts(session, moment.today, contacts, kind === 'accepted');
  }
  const invalidated = await markInvalid(
    session,
    outcomes.map(({ outgoing, delivery }) => ({ customerId: outgoing.subject.context.customer.id, delivery })),
  );
  const bounced = new Set(invalidated.map(({ customerId }) => customerId!));
  await appendEvents(
    session,
    deps.newId,
    moment.now,
    actor,
    outcomes.map(({ outgoing, delivery }) => outcomeEvent(outgoing, delivery)),
  );

  const rows = await db
    .selectFrom('schedule')
    .select(['subjectId', 'revision'])
    .where(
      session.oneOf(
        'subjectId',
        outcomes.map(({ outgoing }) => outgoing.subject.id),
      ),
    )
    .execute();
  const revisions = new Map(rows.map((row) => [row.subjectId, row.revision]));
  const isUntouched = ({ outgoing: { subject } }: Outcome) =>
    revisions.get(subject.id) === subject.row?.revision && !bounced.has(subject.context.customer.id);
  const planned = outcomes.filter(isUntouched).map((outcome) => planNext(deps, moment, outcome));
  await writeRows(session, deps, moment, actor, planned);
  const changed = outcomes.filter((outcome) => !isUntouched(outcome));
  if (changed.length > 0) await replanChanged(session, deps, moment, actor, changed, bounced);
  if (invalidated.length > 0) await customersChanged(session, deps, moment, actor, invalidated, []);
}

/** Plans anew what changed while its message was on the way, or just now by what the server said of an address. */
async function replanChanged(
  session: Session,
  deps: Deps,
  moment: Moment,
  actor: Actor,
  changed: readonly Outcome[],
  bounced: ReadonlySet<string>,
): Promise<void> {
  // The row's action has ended: the next one gets an id of its own, so that a refused one can go out again.
  for (const { outgoing } of changed)
    await session.db
      .updateTable('schedule')
      .set({ actionId: null })
      .where('subjectId', '=', outgoing.subject.id)
      .where('actionId', '=', outgoing.row.actionId)
      .execute();
  const waiting = changed.filter(
    ({ outgoing, delivery }) => delivery.kind === 'refused' && !bounced.has(outgoing.subject.context.customer.id),
  );
  // The row takes the step up again where replanning finds it, so that attempts go on counting.
  await session.update(
    'schedule',
    ['subjectId'],
    waiting.map(({ outgoing: { subject, row } }) => ({
      subjectId: subject.id,
      stepId: row.stepId,
      referenceId: row.referenceId,
      attempts: row.attempts + 1,
      retryAt: retryAt(deps.clock.wall(), row.attempts),
    })),
  );
  const customers = changed.map(({ outgoing }) => outgoing.subject.context.customer.id);
  await replan(session, deps, moment, actor, customers);
}

export interface ContactedSubject {
  readonly subjectId: string;
  readonly kind: Subject['kind'];
  readonly customerId: string;
}

function contactOf({ id, kind, context }: Subject): ContactedSubject {
  return { subjectId: id, kind, customerId: context.customer.id };
}

/** Whom an action contacts (MIN-3): its subject, but nobody if it carries an invoice; if ad hoc, the customer and the invoice that it names. */
export function contactsOf(action: ActionTable): ContactedSubject[] {
  const { subjectId, subjectKind, customerId, planId, referenceId } = action;
  if (isInvoiceMessage(action)) return [];
  const subject: ContactedSubject = { subjectId, kind: subjectKind, customerId };
  if (planId !== null || referenceId === null) return [subject];
  return [subject, { subjectId: referenceId, kind: 'invoice', customerId }];
}

/** Notes that subjects were contacted on a day (MIN-3); `reached`: for sure, so that it is the customer's last dunning date (CUS-1). */
export async function recordContacts(
  session: Session,
  day: Day,
  contacts: readonly ContactedSubject[],
  reached: boolean,
): Promise<void> {
  const dunned: Record<string, Day> = reached ? { lastDunningOn: day } : {};
  const atCustomer = contacts.filter(({ kind }) => kind === 'customer');
  const atInvoice = contacts.filter(({ kind }) => kind === 'invoice');
  await session.update(
    'customers',
    ['id'],
    atCustomer.map(({ customerId }) => ({ id: customerId, lastContactOn: day, ...dunned })),
  );
  await session.update(
    'invoices',
    ['id'],
    atInvoice.map(({ subjectId }) => ({ id: subjectId, lastContactOn: day })),
  );
  if (reached)
    await session.update(
      'customers',
      ['id'],
      atInvoice.map(({ customerId }) => ({ id: customerId, ...dunned })),
    );
}

export function refusedOf(delivery: Delivery): readonly RefusedAddress[] {
  return delivery.kind === 'unknown' ? [] : delivery.refusedAddresses;
}

/** CUS-3: what there is to tell of addresses that the server says are none. */
export async function markInvalid(
  session: Session,
  outcomes: readonly { readonly customerId: string; readonly delivery: Delivery }[],
): Promise<NewEvent[]> {
  const events: NewEvent[] = [];
  for (const { customerId, delivery } of outcomes)
    for (const { email, reason } of refusedOf(delivery).filter(({ isInvalid }) => isInvalid))
      events.push(...(await invalidateAddress(session, customerId, email, reason)));
  return events;
}

function outcomeEvent({ subject, row, composed }: Outgoing, delivery: Delivery): NewEvent {
  const type =
    delivery.kind === 'accepted' ? 'actionExecuted' : delivery.kind === 'refused' ? 'actionFailed' : 'actionUncertain';
  const data = {
    actionId: row.actionId,
    planId: row.planId,
    stepName: row.stepName,
    referenceInvoiceId: row.referenceId,
    channel: row.channel,
    to: composed.message.to,
    ...(delivery.kind === 'accepted' ? {} : { reason: delivery.reason }),
    ...(refusedOf(delivery).length > 0 ? { refused: refusedOf(delivery) } : {}),
  };
  return { type, customerId: subject.context.customer.id, data };
}

/** The next row of a subject whose action has just ended, from what is in memory. */
function planNext(deps: Deps, moment: Moment, { outgoing, delivery }: Outcome) {
  const { subject, row, doneSteps, next, composed: _ } = outgoing;
  const newActionId = () => deps.newId('act');
  const doneOnReference = delivery.kind === 'refused' ? doneSteps : [...doneSteps, next.step.id];
  const done = new Map([[doneKey(subject.id, subject.plan.id, row.referenceId!), doneOnReference]]);
  // The row's action has ended: the next one gets an id of its own.
  const ended = { ...subject.row!, actionId: null };
  const after: Subject = {
    ...subject,
    row: ended,
    context: contextAfter(subject, delivery, moment),
    reference: referenceAfter(subject, delivery, moment, row.channel as Channel),
  };
  // An invalid address that is no contact's (a custom field's) can't be marked: a person has to mend it.
  const forGood = delivery.kind === 'refused' && (delivery.permanent || refusedOf(delivery).some((at) => at.isInvalid));
  const problem = forGood ? `The mail server refused it: ${delivery.reason}` : undefined;
  const planned = scheduleRow(after, outlookOf(after, done, moment), moment, newActionId, problem);
  const again =
    delivery.kind === 'refused'
      ? { attempts: ended.attempts + 1, retryAt: retryAt(deps.clock.wall(), ended.attempts) }
      : {};
  return { subject: after, row: { ...planned, ...again }, stored: subject.row! };
}

function contextAfter(subject: Subject, delivery: Delivery, { today }: Moment): CustomerContext {
  const { context, kind, id } = subject;
  if (delivery.kind === 'refused') return context;
  const dunned = delivery.kind === 'accepted' ? { lastDunningOn: today } : {};
  const customer = { ...context.customer, ...dunned, ...(kind === 'customer' ? { lastContactOn: today } : {}) };
  return {
    ...context,
    customer,
    blocked: delivery.kind === 'unknown' ? new Set([...context.blocked, id]) : context.blocked,
  };
}

function referenceAfter(
  { reference, kind }: Subject,
  delivery: Delivery,
  { today }: Moment,
  channel: Channel,
): Subject['reference'] {
  if (reference === null || kind === 'customer' || delivery.kind === 'refused' || !isContact(channel)) return reference;
  return { ...reference, row: { ...reference.row, lastContactOn: today } };
}
