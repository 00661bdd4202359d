import type { BookAction, BookInvoice, BookPlan, Books } from './books.ts';

export const INVOICE_MESSAGE = 'invoice-message';

const DAY_MS = 86_400_000;
const CUT_OFF_MS = 6.5 * 3_600_000;
const BEGUN = new Set(['sending', 'uncertain', 'executed', 'ignored']);

/** What keeps an invoice from being sent by hand right now, by INV-1 to INV-4, worked out from the books alone; null: nothing. */
export function obstacle(
  books: Books,
  plans: readonly BookPlan[],
  invoice: BookInvoice,
  except: string | null = null,
): string | null {
  if (invoice.sent === 1) return 'INV-1: it counts as sent';
  if (invoice.isVoid === 1) return 'INV-3: it is void';
  if (books.customer.excluded === 1) return 'CUS-2: the customer is excluded';
  const begun = books.actions.find(
    ({ id, stepId, referenceId, status }) =>
      id !== except && stepId === INVOICE_MESSAGE && referenceId === invoice.id && BEGUN.has(status),
  );
  if (begun) return `SND-2: ${begun.id} is ${begun.status}`;
  if (!messagePlan(books, plans, invoice)) return 'INV-2: no plan has a message for it';
  if (!books.canBeReached) return 'INV-4: nobody would get it';
  return invoice.hasPdf === 0 ? 'INV-4: it has no PDF' : null;
}

/** The same of going out by itself (INV-3) at a wall-clock instant. */
export function obstacleByItself(
  books: Books,
  plans: readonly BookPlan[],
  invoice: BookInvoice,
  wall: number,
  except: string | null = null,
): string | null {
  const held = obstacle(books, plans, invoice, except);
  if (held !== null) return held;
  const { automatic, delayDays } = messagePlan(books, plans, invoice)!.invoiceMessage!;
  if (!automatic) return 'INV-3: its message goes out by hand';
  const today = Math.floor(wall / DAY_MS);
  if (isWeekend(today)) return 'INV-3: it is a weekend';
  const day = sendingDay(invoice, delayDays);
  return today < day ? `INV-3: its day is ${day}, today is ${today}` : null;
}

/** INV-3: the message comes from the customer's plan, else from the invoice's own. */
export function messagePlan({ customer }: Books, plans: readonly BookPlan[], invoice: BookInvoice) {
  return [customer.planId, invoice.planId]
    .map((planId) => plans.find(({ id }) => id === planId))
    .find((plan) => plan?.invoiceMessage);
}

/** What breaks a rule in a message that carries an invoice and is on its way. */
export function invoiceBreaches(
  books: Books,
  plans: readonly BookPlan[],
  action: BookAction,
  wall: number,
  isByHand: boolean,
): string[] {
  const invoice = books.invoices.find(({ id }) => id === action.referenceId);
  if (!invoice) return [`INV-2: ${action.id} carries an invoice that there is not`];
  const held = isByHand
    ? obstacle(books, plans, invoice, action.id)
    : obstacleByItself(books, plans, invoice, wall, action.id);
  if (held !== null) return [`${held}; and yet ${invoice.number} goes out with ${action.id}`];
  if (messagePlan(books, plans, invoice)!.id !== action.planId)
    return [`INV-3: ${action.id} carries ${invoice.number} in the name of another plan`];
  return [];
}

function sendingDay({ createdAt, issuedOn }: BookInvoice, delayDays: number): number {
  const imported = Math.floor(createdAt / DAY_MS);
  const base = createdAt % DAY_MS < CUT_OFF_MS ? imported : toWeekday(imported + 1);
  return toWeekday(Math.max(base, issuedOn) + delayDays);
}

function toWeekday(day: number): number {
  return isWeekend(day) ? toWeekday(day + 1) : day;
}

/** Day 0, 1 January 1970, was a Thursday. */
function isWeekend(day: number): boolean {
  return (day + 3) % 7 >= 5;
}
