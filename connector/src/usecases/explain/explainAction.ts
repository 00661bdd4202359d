import { localTime } from '../../clock.ts';
import type { Day } from '../../domain/day.ts';
import { fromIsoDate } from '../../domain/day.ts';
import { notFound } from '../../domain/errors.ts';
import type { EventType } from '../../domain/eventTypes.ts';
import { explainPast, type PastFacts, type PastStatus } from '../../domain/explainPast.ts';
import { because, dayInWords, type Reason } from '../../domain/explainReasons.ts';
import type { NextAction } from '../../domain/explainSubject.ts';
import { whyBlocked } from '../../domain/explainWaiting.ts';
import type { Channel } from '../../domain/plan.ts';
import { lastContactOf } from '../../store/history.ts';
import type { Session } from '../../store/store.ts';
import type { ActionTable } from '../../store/tables.ts';
import type { Deps } from '../deps.ts';
import { explainPlanned } from './explain.ts';
import { nameOf, toOpenAction } from './explainFacts.ts';
import { currentMoment, type Moment } from '../moment.ts';

export interface ActionExplanation {
  readonly summary: string;
  /** Where the action is still planned. */
  readonly next: NextAction | null;
  readonly reasons: readonly Reason[];
}

/** Why an action took place on its day or did not; of a planned one when it comes, or what it waits for. */
export async function explainAction(deps: Deps, id: string): Promise<ActionExplanation> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const action = await session.db.selectFrom('actions').selectAll().where('id', '=', id).executeTakeFirst();
  if (!action) return planned(deps, id);
  if (isEnded(action.status)) {
    const past = explainPast(await pastFacts(session, deps, moment, action, action.status));
    return { ...past, next: null };
  }
  const reasons = action.status === 'todo' ? [waits(action, moment)] : [whyBlocked(toOpenAction(action))];
  return { summary: reasons[0]!.text, next: null, reasons };
}

const ENDED: readonly string[] = ['executed', 'ignored', 'expired', 'cancelled', 'failed'] satisfies PastStatus[];

function isEnded(status: string): status is PastStatus {
  return ENDED.includes(status);
}

async function planned(deps: Deps, id: string): Promise<ActionExplanation> {
  const row = await deps.store.session.db
    .selectFrom('schedule')
    .select(['customerId', 'subjectId'])
    .where('actionId', '=', id)
    .executeTakeFirst();
  const explained = row && (await explainPlanned(deps, row.customerId, row.subjectId));
  if (!explained) throw notFound('action', id);
  return explained;
}

/** ADH-1: an ad hoc action that a person is to do. */
function waits({ dueOn, channel, responsible }: ActionTable, { today }: Moment): Reason {
  const values = { since: null, channel, responsible };
  if (dueOn > today) return because('snoozedUntil', `It is put off until ${dayInWords(dueOn)}.`, values);
  return because(
    'waitsForPerson',
    `It stands under To do since ${dayInWords(dueOn)}, until somebody does or ignores it.`,
    values,
  );
}

async function pastFacts(
  session: Session,
  deps: Deps,
  moment: Moment,
  action: ActionTable,
  status: PastStatus,
): Promise<PastFacts> {
  const { dueOn, executedOn, reason, note, actorJson } = action;
  const channel = action.channel as Channel;
  const facts = { status, channel, dueOn, executedOn, by: nameOf(actorJson), reason, note };
  if (action.planId === null || action.planVersion === null || action.referenceId === null)
    return { ...facts, planned: null };
  const plan = await deps.plans.version(session, action.planId, action.planVersion);
  const index = plan?.steps.findIndex(({ id }) => id === action.stepId) ?? -1;
  const reference = await session.db
    .selectFrom('invoices')
    .select(['number', 'issuedOn', 'dueOn'])
    .where('id', '=', action.referenceId)
    .executeTakeFirst();
  if (!plan || index < 0 || !reference) return { ...facts, planned: null };
  const previousContact = await lastContactOf(session, action.subjectKind, action.subjectId, { before: dueOn });
  return {
    ...facts,
    planned: {
      plan,
      step: plan.steps[index]!,
      index,
      reference,
      previousContact,
      calendar: moment.calendar,
      possibleSince: await possibleSince(session, moment, action),
    },
  };
}

/** How a kind of event can make a step possible that was not before. */
interface Cause {
  readonly what: string;
  /** Whether it is about this action. */
  readonly isAbout: (action: ActionTable, data: EventData) => boolean;
  /** It need not have been in the way: it explains only what came that very day. */
  readonly isGuess?: true;
  /** Of these the last one counts, whatever earlier ones say. */
  readonly replaces?: 'pause of the invoice' | 'pause of the customer';
}

const CAUSES: Partial<Record<EventType, Cause>> = {
  planAssigned: { what: 'the plan was assigned then', isAbout: ({ planId }, data) => data.dunningPlanId === planId },
  invoiceImported: { what: 'the invoice came then', isAbout: isItsInvoice },
  invoiceUpdated: { what: 'the invoice was changed then', isAbout: isItsInvoice, isGuess: true },
  disputeClosed: { what: 'its dispute was closed then', isAbout: isItsInvoice },
  invoiceResumed: { what: 'the invoice was resumed then', isAbout: isOfInvoice, replaces: 'pause of the invoice' },
  invoicePaused: { what: 'the invoice was paused until then', isAbout: isOfInvoice, replaces: 'pause of the invoice' },
  promiseMade: { what: 'a promise to pay held it until then', isAbout: isHolding, replaces: 'pause of the invoice' },
  promiseWithdrawn: {
    what: 'a promise to pay was taken back then',
    isAbout: isOfInvoice,
    replaces: 'pause of the invoice',
  },
  customerResumed: { what: 'the customer was resumed then', isAbout: isOfCustomer, replaces: 'pause of the customer' },
  customerPaused: {
    what: 'the customer was paused until then',
    isAbout: isOfCustomer,
    replaces: 'pause of the customer',
  },
  customerIncluded: { what: 'the customer was included again then', isAbout: () => true },
  invoicePaid: { what: 'the former reference invoice was paid then', isAbout: isAnotherInvoice, isGuess: true },
  invoiceVoided: { what: 'the former reference invoice was made void then', isAbout: isAnotherInvoice, isGuess: true },
  disputeOpened: { what: 'the former reference invoice was disputed then', isAbout: isAnotherInvoice, isGuess: true },
  refundRecorded: { what: 'a refund made the outstanding positive then', isAbout: () => true, isGuess: true },
  actionSnoozed: { what: 'it was put off until then', isAbout: ({ id }, { actionId }) => actionId === id },
  actionIgnored: { what: 'the step before was ignored then', isAbout: isSameReference },
  actionExecuted: { what: 'the step before was done then', isAbout: isSameReference },
};

interface EventData {
  readonly actionId?: string;
  readonly invoiceId?: string;
  readonly planId?: string;
  readonly referenceInvoiceId?: string;
  readonly dunningPlanId?: string | null;
  readonly until?: string | null;
  readonly date?: string;
  readonly pause?: boolean;
}

function isItsInvoice({ referenceId }: ActionTable, { invoiceId }: EventData): boolean {
  return invoiceId === referenceId;
}

/** PAU-1: pauses of an invoice stop its own actions only. */
function isOfInvoice({ subjectId }: ActionTable, { invoiceId }: EventData): boolean {
  return invoiceId === subjectId;
}

function isHolding(action: ActionTable, data: EventData): boolean {
  return isOfInvoice(action, data) && data.pause === true;
}

function isOfCustomer({ subjectKind }: ActionTable): boolean {
  return subjectKind === 'customer';
}

function isAnotherInvoice({ referenceId, subjectKind }: ActionTable, { invoiceId }: EventData): boolean {
  return subjectKind === 'customer' && invoiceId !== referenceId;
}

function isSameReference({ id, planId, referenceId }: ActionTable, data: EventData): boolean {
  return data.actionId !== id && data.planId === planId && data.referenceInvoiceId === referenceId;
}

const LOOKED_AT = 500;

type PossibleSince = NonNullable<PastFacts['planned']>['possibleSince'];

/** What made an action possible last, on or before its day, as the events before it tell. */
async function possibleSince(
  session: Session,
  { settings, calendar }: Moment,
  action: ActionTable,
): Promise<PossibleSince> {
  const events = await session.db
    .selectFrom('events')
    .select(['type', 'at', 'dataJson'])
    .where('customerId', '=', action.customerId)
    .where('at', '<=', action.createdAt)
    .orderBy('seq', 'desc')
    .limit(LOOKED_AT)
    .execute();
  let last: PossibleSince = null;
  const replaced = new Set<string>();
  for (const { type, at, dataJson } of events) {
    const cause = CAUSES[type as EventType];
    const data = JSON.parse(dataJson) as EventData;
    if (!cause?.isAbout(action, data) || (cause.replaces && replaced.has(cause.replaces))) continue;
    if (cause.replaces) replaced.add(cause.replaces);
    const on = endOf(data, type) ?? localTime(at, settings.timeZone).day;
    const isInTime = cause.isGuess ? calendar.roll(on) === action.dueOn : on <= action.dueOn;
    if (isInTime && (last === null || on > last.on)) last = { on, event: type, what: cause.what };
  }
  return last;
}

/** The day on which what an event tells of ends, where it does. */
function endOf({ until, date }: EventData, type: string): Day | null {
  if (type === 'promiseMade' && date !== undefined) return fromIsoDate(date) + 1;
  return until ? fromIsoDate(until) : null;
}
