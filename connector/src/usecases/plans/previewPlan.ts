import type { Actor } from '../../domain/actor.ts';
import type { ReferenceDates } from '../../domain/cadence.ts';
import type { Day } from '../../domain/day.ts';
import { notFound, unprocessable } from '../../domain/errors.ts';
import {
  candidates,
  coveredReason,
  olderReferenceReason,
  whyNoReference,
  whyNotCollectible,
} from '../../domain/explainReference.ts';
import { because, type Reason } from '../../domain/explainReasons.ts';
import { forecast, type ForecastStep } from '../../domain/forecast.ts';
import type { Plan } from '../../domain/plan.ts';
import { editSteps } from '../../domain/planEdit.ts';
import { lastContactOf } from '../../store/history.ts';
import type { Session } from '../../store/store.ts';
import {
  type CustomerContext,
  loadCustomerContexts,
  loadDoneSteps,
  type OpenInvoice,
  toInvoiceState,
} from '../../store/subjects.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import type { Deps } from '../deps.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { holdingReason } from '../schedule/holdingReason.ts';
import { outstandingOf, stateOf, type Subject } from '../schedule/planSubject.ts';
import { toReference } from '../lists/records.ts';
import type { PlanInput } from './savePlan.ts';

/** What a plan is previewed on: a stored invoice, a customer (by the invoice that drives there), or an invoice that is only thought of. */
export type PreviewTarget =
  | { readonly invoiceId: string }
  | { readonly customerId: string }
  | { readonly invoice: { readonly issuedAt: Day; readonly dueDate: Day } };

export interface PlanPreview {
  readonly plan: Plan;
  readonly from: Day;
  readonly context: CustomerContext | null;
  /** Null where a customer has no invoice that could drive the plan. */
  readonly reference: (ReferenceDates & { readonly row?: OpenInvoice['row'] }) | null;
  readonly steps: readonly ForecastStep[];
  /** What would keep the plan from running like that today. */
  readonly warnings: readonly Reason[];
}

/** The plan with this id, or a 404. */
export async function storedPlan(deps: Deps, id: string): Promise<Plan> {
  const plan = (await deps.plans.current(deps.store.session, [id])).get(id);
  if (!plan) throw notFound('plan', id);
  return plan;
}

/** A plan as it would be if it were saved; with the id of a stored plan an edit of that one, its steps matched as saving would (PLN-5). */
export async function draftPlan(deps: Deps, { id, ...input }: PlanInput & { readonly id?: string }): Promise<Plan> {
  const old = id === undefined ? null : ((await deps.plans.current(deps.store.session, [id])).get(id) ?? null);
  let added = 0;
  return {
    id: old?.id ?? '',
    version: old === null ? 0 : old.version + 1,
    name: input.name,
    level: input.level,
    logic: input.logic,
    minimumContactDelayDays: input.minimumContactDelayDays,
    isDefault: input.isDefault ?? false,
    language: input.language ?? null,
    invoiceMessage: input.invoiceMessage ?? null,
    ...editSteps(old, input.steps, () => `new-${++added}`),
  };
}

/**
 * The days on which the steps of a plan would fall, if each is carried out on its day and nothing is paid; reads only. `from` is today,
 * unless told; an invoice that is only thought of enters the plan then, or when it is issued.
 */
export async function previewPlan(
  deps: Deps,
  actor: Actor,
  plan: Plan,
  target: PreviewTarget,
  from?: Day,
): Promise<PlanPreview> {
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  if ('invoice' in target) {
    const reference = { issuedOn: target.invoice.issuedAt, dueOn: target.invoice.dueDate };
    const start = from ?? Math.max(moment.today, reference.issuedOn);
    const progress = { doneSteps: [], lastContactOn: null, heldUntil: null, snoozed: null };
    const steps = forecast({ plan, progress, reference, from: start, calendar: moment.calendar });
    return { plan, from: start, context: null, reference, steps, warnings: [] };
  }
  const { context, reference } = await findTarget(session, actor, plan, target);
  const start = from ?? moment.today;
  const outstanding = outstandingOf(context);
  if (reference === null) {
    const warnings = whyNoReference(context.openInvoices, outstanding);
    return { plan, from: start, context, reference, steps: [], warnings };
  }
  const atCustomer = plan.level === 'customer';
  const id = atCustomer ? context.customer.id : reference.id;
  const subject: Subject = { id, kind: plan.level, plan, context, reference, row: context.schedule.get(id) ?? null };
  const steps = await forecastSubject(session, subject, start, moment);
  return {
    plan,
    from: start,
    context,
    reference,
    steps,
    warnings: warningsFor(subject, reference, outstanding, moment),
  };
}

async function forecastSubject(session: Session, subject: Subject, from: Day, moment: Moment): Promise<ForecastStep[]> {
  const reference = subject.reference!;
  const { progress, listed } = stateOf(subject, await loadDoneSteps(session, [reference.id]), moment.settings);
  const contact = await lastContactOf(session, subject.kind, subject.id, { on: progress.lastContactOn });
  return forecast({
    plan: subject.plan,
    progress,
    reference,
    from,
    calendar: moment.calendar,
    listed: listed?.referenceId === reference.id ? listed : null,
    ...(contact ? { lastContact: contact.words } : {}),
  });
}

async function findTarget(
  session: Session,
  actor: Actor,
  plan: Plan,
  target: { readonly invoiceId: string } | { readonly customerId: string },
): Promise<{ context: CustomerContext; reference: OpenInvoice | null }> {
  const contextOf = async (id: string) => (await loadCustomerContexts(session, [id])).get(id)!;
  if ('invoiceId' in target) {
    const name = toReference(target.invoiceId);
    const row = (await findVisible(session, actor, 'invoices', [name]))(name);
    if (!row) throw notFound('invoice', target.invoiceId);
    return { context: await contextOf(row.customerId), reference: toInvoiceState(row) };
  }
  if (plan.level === 'invoice') {
    const message = 'the plan works at invoice level: name an invoiceId';
    throw unprocessable('An invoice-level plan is previewed on an invoice', [{ path: 'customerId', message }]);
  }
  const name = toReference(target.customerId);
  const row = (await findVisible(session, actor, 'customers', [name]))(name);
  if (!row) throw notFound('customer', target.customerId);
  const context = await contextOf(row.id);
  return { context, reference: candidates(context.openInvoices, outstandingOf(context))[0] ?? null };
}

/** What the forecast leaves aside: it says what the plan would do once this is over. */
function warningsFor(
  subject: Subject,
  reference: OpenInvoice,
  outstanding: ReadonlyMap<string, number>,
  { settings }: Moment,
): Reason[] {
  const { context, kind } = subject;
  const warnings: (Reason | null)[] = [whyNotCollectible(reference)];
  const sum = outstanding.get(reference.currency) ?? 0;
  if (warnings[0] === null && sum <= 0) warnings.push(coveredReason(reference.currency, sum));
  const first = candidates(context.openInvoices, outstanding)[0];
  if (kind === 'customer' && first && first.id !== reference.id) warnings.push(olderReferenceReason(reference, first));
  if (context.customer.excluded === 1)
    warnings.push(because('excluded', 'The customer is excluded: nothing goes out.'));
  const pausable = kind === 'customer' ? context.customer : reference.row;
  if (pausable.paused === 1 && pausable.pausedUntil === null) {
    const text = `The ${kind}’s reminders are paused until somebody resumes them; these are the days if that were now.`;
    warnings.push(because('pausedIndefinitely', text));
  }
  warnings.push(holdingReason(subject, settings));
  return warnings.filter((warning) => warning !== null);
}
