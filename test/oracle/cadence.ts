import { isBusinessDay, roll } from './calendar.ts';
import type { Day } from './calendar.ts';
import { openAmount, outstanding, pausedOn, reachedBy, writeUp } from './books.ts';
import type { Books, OpenInvoice } from './books.ts';
import type { DunningPlan, Fact, Level, PlanStep } from './history.ts';

/** What a subject (a customer, or an invoice at invoice level) gets on one day. */
export interface Due {
  readonly customer: string;
  readonly level: Level;
  readonly plan: string;
  readonly step: PlanStep;
  readonly reference: string;
  /** `false`: it goes to the To-do list and blocks the plan (MAN-1, MAN-2). */
  readonly automatic: boolean;
}

/**
 * Everything that one customer and its invoices get on `today`, worked out from nothing but what has happened so far.
 * Empty on days that are no business days; whether the send time has come is the caller's question (DAT-4).
 */
export function due(customer: string, facts: readonly Fact[], today: Day): Due[] {
  const books = writeUp(facts);
  if (!isBusinessDay(today, books.settings.holidays)) return [];
  const found: Due[] = [];

  const customerPlan = planOf(books, books.planKey, 'customer');
  const [reference] = candidates(books);
  if (customerPlan && reference && !pausedOn(books.pause, today)) {
    const lastContact = latest(books.contacts.filter((contact) => contact.level !== 'invoice').map(({ day }) => day));
    const step = stepFor(books, customerPlan, reference, lastContact, today);
    if (step) found.push(dueStep(books, customer, customerPlan, step, reference));
  }

  for (const invoice of candidates(books)) {
    const plan = planOf(books, invoice.planKey, 'invoice');
    if (!plan || pausedOn(invoice.pause, today)) continue;
    const lastContact = latest(
      books.contacts
        .filter((contact) => contact.level !== 'customer' && contact.invoice === invoice.id)
        .map(({ day }) => day),
    );
    const step = stepFor(books, plan, invoice, lastContact, today);
    if (step) found.push(dueStep(books, customer, plan, step, invoice));
  }
  return found;
}

function planOf(books: Books, key: string | null, level: Level): DunningPlan | undefined {
  const plan = key === null ? undefined : books.plans.get(key);
  return plan?.level === level ? plan : undefined;
}

function dueStep(books: Books, customer: string, plan: DunningPlan, step: PlanStep, reference: OpenInvoice): Due {
  const automatic = step.mode === 'automatic' && books.hasRecipient;
  return { customer, level: plan.level, plan: plan.key, step, reference: reference.id, automatic };
}

/** REF-1, REF-3, DIS-1: what may be collected on, the reference invoice of customer level first. */
export function candidates(books: Books): OpenInvoice[] {
  return [...books.invoices.values()]
    .filter((invoice) => !invoice.voided && !invoice.disputed && openAmount(invoice) > 0)
    .filter((invoice) => outstanding(books, invoice.currency) > 0)
    .sort(
      (a, b) =>
        a.dueDate - b.dueDate ||
        (a.currency === b.currency ? b.gross - a.gross : compare(a.currency, b.currency)) ||
        compare(a.number, b.number),
    );
}

/** TRG-1 */
export function triggerDay(step: PlanStep, reference: OpenInvoice): Day {
  return (step.when.anchor === 'issue' ? reference.issuedAt : reference.dueDate) + step.when.days;
}

/** The step that comes today, or none: LOG-1, LOG-2, MIN-1, MIN-2, REF-5. */
function stepFor(
  books: Books,
  plan: DunningPlan,
  reference: OpenInvoice,
  lastContact: Day | null,
  today: Day,
): PlanStep | null {
  const earliest = lastContact === null ? today : lastContact + Math.max(plan.minimumContactDelayDays, 1);
  const dateOn = (step: PlanStep): Day =>
    roll(Math.max(triggerDay(step, reference), earliest, today), books.settings.holidays);

  const reached = reachedBy(books, plan.key, reference.id);
  const furthest = plan.steps.findLastIndex((step) => reached.has(step.key));
  const current = plan.steps.findLastIndex((step) => triggerDay(step, reference) <= today);

  for (const [position, step] of plan.steps.entries()) {
    if (position <= furthest) continue;
    if (plan.logic === 'contextual' && position < current) continue;
    const expiry = expiryOf(plan, position, reference);
    if (expiry !== null && today >= expiry) continue;
    return dateOn(step) === today ? step : null;
  }
  return null;
}

/** The day at whose start a step is too late; LOG-1 for both logics, LOG-2 for the contextual one. */
function expiryOf(plan: DunningPlan, position: number, reference: OpenInvoice): Day | null {
  const step = plan.steps[position];
  const next = plan.steps[position + 1];
  const ends: Day[] = [];
  if (step && triggerDay(step, reference) < reference.dueDate) ends.push(reference.dueDate);
  if (plan.logic === 'contextual' && next) ends.push(triggerDay(next, reference));
  return ends.length > 0 ? Math.min(...ends) : null;
}

function latest(days: readonly Day[]): Day | null {
  return days.length > 0 ? Math.max(...days) : null;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
