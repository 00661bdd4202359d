import { isBusinessDay } from '../oracle/calendar.ts';
import { INVOICE_MESSAGE } from './invoiceLaw.ts';
import type { BookAction, BookInvoice, BookPlan, Books, BookStep } from './books.ts';

export interface Instant {
  readonly day: number;
  /** The send time has come, on a business day (DAT-3, DAT-4). */
  readonly isSendTime: boolean;
}

/** What a customer or an invoice in a plan gets today by the rules, worked out from the books alone. */
export interface Expected {
  readonly subjectId: string;
  readonly plan: BookPlan;
  readonly reference: BookInvoice;
  readonly step: BookStep;
}

/** BAL-1, counted anew: what is open, less what is unapplied. */
export function outstanding({ invoices, entries }: Books, currency: string): number {
  const open = invoices
    .filter((one) => one.currency === currency && one.isVoid === 0 && one.sent === 1)
    .reduce((sum, one) => sum + one.open, 0);
  const unapplied = entries
    .filter((one) => one.currency === currency)
    .reduce((sum, { kind, amount, applied }) => sum + (kind === 'refund' ? applied - amount : amount - applied), 0);
  return open - unapplied;
}

/** REF-1, REF-3, DIS-1: what may be collected on, the reference invoice of customer level first. */
export function candidates(books: Books): BookInvoice[] {
  return books.invoices
    .filter((one) => one.sent === 1 && one.isVoid === 0 && one.isDisputed === 0 && one.open > 0)
    .filter((one) => outstanding(books, one.currency) > 0)
    .toSorted(
      (a, b) =>
        a.dueOn - b.dueOn ||
        (a.currency === b.currency ? b.gross - a.gross : a.currency < b.currency ? -1 : 1) ||
        (a.number < b.number ? -1 : 1),
    );
}

/** The step that a subject gets today by itself, were it automatic; null if none. `except` is left out of what has been done. */
export function expectedToday(
  books: Books,
  plans: readonly BookPlan[],
  subject: Pick<BookAction, 'subjectId' | 'subjectKind'>,
  day: number,
  except: string | null = null,
): Expected | null {
  const { customer } = books;
  const isCustomer = subject.subjectKind === 'customer';
  const among = candidates(books).filter(({ id }) => isCustomer || id === subject.subjectId);
  const reference = among[0];
  const owner = isCustomer ? customer : books.invoices.find(({ id }) => id === subject.subjectId);
  const plan = plans.find(({ id, level }) => id === owner?.planId && level === subject.subjectKind);
  if (!reference || !owner || !plan || customer.excluded === 1) return null;
  if (customer.unread > 0) return null;
  if (owner.paused === 1 && (owner.pausedUntil === null || owner.pausedUntil > day)) return null;
  const others = books.actions.filter(({ id }) => id !== except);
  const ofPlans = others.filter(({ planId }) => planId !== null);
  if (ofPlans.some((one) => one.subjectId === subject.subjectId && BLOCKING.has(one.status))) return null;
  const last = Math.max(...contactDays(others, subject), -Infinity);
  if (day < last + Math.max(plan.minimumContactDelayDays, 1)) return null;
  const step = currentStep(plan, reference, doneSteps(others, subject.subjectId, plan, reference), day);
  return step && triggerDay(step, reference) <= day ? { subjectId: subject.subjectId, plan, reference, step } : null;
}

const CONTACTED = new Set(['executed', 'uncertain']);
const BLOCKING = new Set(['claimed', 'sending', 'uncertain']);
const DONE = new Set(['executed', 'ignored', 'uncertain', 'sending', 'claimed']);

function doneSteps(
  actions: readonly BookAction[],
  subjectId: string,
  plan: BookPlan,
  reference: BookInvoice,
): string[] {
  return actions
    .filter((one) => one.subjectId === subjectId && one.planId === plan.id && one.referenceId === reference.id)
    .filter(({ status, stepId }) => DONE.has(status) && stepId !== null)
    .map(({ stepId }) => stepId!);
}

/** LOG-1, LOG-2, REF-5: the first step behind the furthest one done that has not expired. */
function currentStep(
  plan: BookPlan,
  reference: BookInvoice,
  done: readonly string[],
  day: number,
): BookStep | undefined {
  const furthest = Math.max(-1, ...done.map((id) => positionOf(plan, id)));
  return plan.steps.find((_, index) => index > furthest && !isExpired(plan, index, reference, day));
}

/** PLN-5: of a removed step, that of the step before it. */
function positionOf(plan: BookPlan, stepId: string): number {
  for (let id: string | null | undefined = stepId; id; id = plan.removedSteps[id]) {
    const index = plan.steps.findIndex((step) => step.id === id);
    if (index >= 0) return index;
  }
  return -1;
}

function isExpired(plan: BookPlan, index: number, reference: BookInvoice, day: number): boolean {
  const trigger = triggerDay(plan.steps[index]!, reference);
  if (trigger < reference.dueOn && reference.dueOn <= day) return true;
  const later = plan.steps.slice(index + 1);
  return plan.logic === 'contextual' && later.some((step) => triggerDay(step, reference) <= day);
}

export function triggerDay({ when }: BookStep, reference: BookInvoice): number {
  return (when.anchor === 'due' ? reference.dueOn : reference.issuedOn) + when.days;
}

/** MIN-1, MIN-3: the days on which somebody was contacted, as far as it counts for the subject. */
function contactDays(
  actions: readonly BookAction[],
  { subjectId, subjectKind }: Pick<BookAction, 'subjectId' | 'subjectKind'>,
): number[] {
  return actions
    .filter(
      ({ status, planId, channel, stepId }) =>
        CONTACTED.has(status === 'sending' && planId === null ? 'executed' : status) &&
        channel !== 'task' &&
        stepId !== INVOICE_MESSAGE,
    )
    .filter((one) => {
      const isAdHoc = one.planId === null;
      if (subjectKind === 'customer') return one.subjectKind === 'customer';
      return isAdHoc ? one.referenceId === subjectId : one.subjectId === subjectId;
    })
    .map(({ executedOn }) => executedOn!);
}

/** What breaks a rule in an automatic action of a plan that is handed over, or out, right now (SND-1). */
export function breaches(books: Books, plans: readonly BookPlan[], action: BookAction, at: Instant): string[] {
  const expected = expectedToday(books, plans, action, at.day, action.id);
  const what = `${action.subjectKind} ${action.subjectId} on ${action.referenceId}`;
  if (!at.isSendTime) return [`DAT-4: ${action.id} goes out although nothing does now (${what})`];
  if (books.customer.unread > 0) return [`HLD-1: ${action.id} goes out while a reply is unread (${what})`];
  if (!expected) return [`SND-1: ${action.id} goes out although nothing is due (${what})`];
  if (expected.reference.id !== action.referenceId)
    return [`REF-1: ${action.id} is about ${action.referenceId}, not about the reference ${expected.reference.id}`];
  if (expected.plan.id !== action.planId) return [`SND-1: ${action.id} belongs to another plan than assigned`];
  if (expected.step.id !== action.stepId)
    return [`REF-5, LOG: ${action.id} is step ${action.stepId}, the rules say ${expected.step.id} (${what})`];
  return [];
}

export function instantOf(wall: number): Instant {
  const day = Math.floor(wall / 86_400_000);
  const minutes = Math.floor((wall % 86_400_000) / 60_000);
  return { day, isSendTime: isBusinessDay(day, []) && minutes >= 8 * 60 + 30 };
}
