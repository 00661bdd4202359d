import { type Actor, CONNECTOR } from '../../domain/actor.ts';
import { notFound } from '../../domain/errors.ts';
import { candidates, coveredReason, olderReferenceReason, whyNotCollectible } from '../../domain/explainReference.ts';
import { because, count, dayInWords, type Reason } from '../../domain/explainReasons.ts';
import { type Explanation, explainSubject, type NextAction } from '../../domain/explainSubject.ts';
import { whyBlocked } from '../../domain/explainWaiting.ts';
import { fromIsoDate } from '../../domain/day.ts';
import type { Dispute } from '../../domain/invoice.ts';
import type { Level } from '../../domain/plan.ts';
import { type CustomerContext, loadCustomerContexts, type OpenInvoice, toInvoiceState } from '../../store/subjects.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import { loadUsers } from '../../store/users.ts';
import { findVisible } from '../../store/visibleCustomers.ts';
import { settleDay } from '../cadence/claimActions.ts';
import type { Deps } from '../deps.ts';
import { openActionOf, subjectFacts } from './explainFacts.ts';
import { settleLapsed } from '../handingOver/lapse.ts';
import { currentMoment, type Moment } from '../moment.ts';
import { outlookOf, outstandingOf, type Subject } from '../schedule/planSubject.ts';
import { toReference } from '../lists/records.ts';
import { planCustomers } from '../schedule/replan.ts';

/** What comes next at one level, or why nothing does. */
export interface LevelExplanation extends Explanation {
  readonly level: Level;
}

/** What comes next, whichever level it comes from; `summary` holds both. */
export interface WholeExplanation {
  readonly summary: string;
  readonly next: NextAction | null;
  readonly levels: readonly LevelExplanation[];
  /** Reasons that hold at both levels; the others stand with their level. */
  readonly reasons: readonly Reason[];
}

/** A customer with all that its subjects are explained from. */
interface Desk {
  readonly deps: Deps;
  readonly moment: Moment;
  readonly context: CustomerContext;
  readonly subjects: readonly Subject[];
  explain(subject: Subject): Promise<Explanation>;
  /** The day on which something comes for a subject, Infinity where nothing does. */
  dayOf(subject: Subject): number;
}

/** What has lapsed or come by time alone is settled first, as for the list of actions. */
async function openDesk(deps: Deps, customerId: string): Promise<Desk> {
  await settleLapsed(deps, CONNECTOR);
  await settleDay(deps, CONNECTOR);
  const { session } = deps.store;
  const moment = await currentMoment(session, deps.clock);
  const contexts = await loadCustomerContexts(session, [customerId]);
  const { subjects, done } = await planCustomers(session, deps, moment, contexts);
  const users = await loadUsers(session);
  return {
    deps,
    moment,
    context: contexts.get(customerId)!,
    subjects,
    explain: async (subject) => explainSubject(await subjectFacts(session, deps, moment, subject, done, users)),
    dayOf: (subject) => {
      const ahead = outlookOf(subject, done, moment);
      return ahead.kind === 'action' ? ahead.next.dueOn : Infinity;
    },
  };
}

/** What comes next for a customer and when, or why nothing comes; settles what has lapsed, writes nothing else. */
export async function explainCustomer(deps: Deps, actor: Actor, name: string): Promise<WholeExplanation> {
  const reference = toReference(name);
  const found = (await findVisible(deps.store.session, actor, 'customers', [reference]))(reference);
  if (!found) throw notFound('customer', name);
  const desk = await openDesk(deps, found.id);
  const own = await atCustomerLevel(desk);
  const inPlans = desk.subjects.filter(({ kind }) => kind === 'invoice');
  if (inPlans.length === 0) return { ...own, reasons: [], levels: [own] };
  const soonest = inPlans.reduce((first, each) => (desk.dayOf(each) < desk.dayOf(first) ? each : first));
  const explained = { level: 'invoice' as const, ...(await desk.explain(soonest)) };
  const reasons = [invoicesInPlans(inPlans.length, explained), ...bothLevels(desk)];
  return {
    summary: `${own.summary} ${reasons[0]!.text}`,
    next: sooner(own.next, explained.next),
    reasons,
    levels: [own, explained],
  };
}

function invoicesInPlans(number: number, { next }: Explanation): Reason {
  const first =
    next &&
    `the next there is ‘${next.next.step.name}’ about ${next.reference.number} on ${dayInWords(next.next.dueOn)}`;
  const text = `${count(number, 'open invoice')} ${number === 1 ? 'is' : 'are'} in invoice-level plans: ${first ?? 'nothing comes there'}.`;
  return because('invoicesInPlans', text, { invoices: number, invoiceId: next?.reference.id ?? null });
}

/** What comes next for an invoice by its own plan, and how the customer's plan regards it. */
export async function explainInvoice(deps: Deps, actor: Actor, name: string): Promise<WholeExplanation> {
  const { session } = deps.store;
  const reference = toReference(name);
  const row = (await findVisible(session, actor, 'invoices', [reference]))(reference);
  if (!row) throw notFound('invoice', name);
  const desk = await openDesk(deps, row.customerId);
  const invoice = toInvoiceState(row);
  const not = whyNotCollectible(invoice, disputeOf(row));
  if (not) {
    const open = await openActionOf(session, row.id);
    const reasons = open ? [not, whyBlocked(open)] : [not];
    return { summary: `Nothing comes: ${reasons.map(({ text }) => text).join(' ')}`, next: null, levels: [], reasons };
  }
  const levels = [await atInvoiceLevel(desk, invoice), await invoiceAtCustomerLevel(desk, invoice)];
  const [own, customer] = levels as [LevelExplanation, LevelExplanation];
  return {
    summary: `${own.summary} At customer level: ${customer.summary}`,
    next: sooner(own.next, customer.next),
    levels,
    reasons: row.planId === null ? [] : bothLevels(desk),
  };
}

function disputeOf({ disputeJson }: InvoiceTable) {
  if (disputeJson === null) return null;
  const { reason, openedOn } = JSON.parse(disputeJson) as Dispute;
  return { reason, openedOn: fromIsoDate(openedOn) };
}

async function atCustomerLevel(desk: Desk): Promise<LevelExplanation> {
  const subject = desk.subjects.find(({ kind }) => kind === 'customer');
  if (subject) return { level: 'customer', ...(await desk.explain(subject)) };
  const reason = because('noPlan', 'The customer is in no customer-level plan.', { level: 'customer' });
  return { level: 'customer', summary: reason.text, next: null, reasons: [reason] };
}

async function atInvoiceLevel(desk: Desk, invoice: OpenInvoice): Promise<LevelExplanation> {
  const subject = desk.subjects.find(({ id }) => id === invoice.id);
  if (subject) return { level: 'invoice', ...(await desk.explain(subject)) };
  const reason = because('noPlan', 'The invoice is in no invoice-level plan.', { level: 'invoice' });
  return { level: 'invoice', summary: reason.text, next: null, reasons: [reason] };
}

/** REF-1, REF-3: the customer-level plan speaks of its reference invoice alone. */
async function invoiceAtCustomerLevel(desk: Desk, invoice: OpenInvoice): Promise<LevelExplanation> {
  const whole = await atCustomerLevel(desk);
  const subject = desk.subjects.find(({ kind }) => kind === 'customer');
  const first = subject?.reference;
  if (!first || first.id === invoice.id) return whole;
  const outstanding = outstandingOf(desk.context);
  const isCandidate = candidates([invoice], outstanding).length > 0;
  const why = isCandidate
    ? olderReferenceReason(invoice, first)
    : coveredReason(invoice.currency, outstanding.get(invoice.currency) ?? 0);
  return { level: 'customer', summary: why.text, next: null, reasons: [why, ...whole.reasons] };
}

/** ASG-4. */
function bothLevels({ subjects }: Desk): Reason[] {
  const isBoth = ['customer', 'invoice'].every((level) => subjects.some(({ kind }) => kind === level));
  if (!isBoth) return [];
  return [because('collectedAtBothLevels', 'The customer is collected on at both levels, each by its own plan.')];
}

function sooner(a: NextAction | null, b: NextAction | null): NextAction | null {
  return a === null || (b !== null && b.next.dueOn < a.next.dueOn) ? b : a;
}

/** The explanation of a subject's planned action. */
export async function explainPlanned(
  deps: Deps,
  customerId: string,
  subjectId: string,
): Promise<LevelExplanation | null> {
  const desk = await openDesk(deps, customerId);
  const subject = desk.subjects.find(({ id }) => id === subjectId);
  return subject ? { level: subject.kind, ...(await desk.explain(subject)) } : null;
}
