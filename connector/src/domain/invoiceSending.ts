import { type Day, utcDay, weekday } from './day.ts';

/** The step of actions that carry an invoice (INV-2): the message stands above a plan's steps and is none of them. */
export const INVOICE_MESSAGE = 'invoice-message';

/** Whether an action is the message that carries an invoice: no contact in the sense of MIN-3, no dunning (CUS-1). */
export function isInvoiceMessage({ stepId }: { readonly stepId: string | null }): boolean {
  return stepId === INVOICE_MESSAGE;
}

const MS_PER_DAY = 86_400_000;
/** 06:30:00 UTC. */
const CUT_OFF_MS = (6 * 60 + 30) * 60_000;

/** Forward to the first Monday to Friday on or after `day`; no holidays (INV-3). */
function rollWeekend(day: Day): Day {
  return day + Math.max(0, 8 - weekday(day)) * (weekday(day) > 5 ? 1 : 0);
}

/**
 * INV-3: the UTC date on which an invoice goes out by itself: the date of its import if that was before 06:30:00 UTC, else the next Monday to
 * Friday; not before its issue date; the delay in days on top, rolled over weekends. `importedAt` in milliseconds.
 */
export function sendingDay(importedAt: number, issuedOn: Day, delayDays: number): Day {
  const importDay = utcDay(importedAt);
  const base = importedAt - importDay * MS_PER_DAY < CUT_OFF_MS ? importDay : rollWeekend(importDay + 1);
  return rollWeekend(Math.max(base, issuedOn) + delayDays);
}

/** Whether invoices go out by themselves on this UTC date (INV-3). */
export function isSendingDay(day: Day): boolean {
  return weekday(day) <= 5;
}

/** Why an invoice waits to be sent; the first that holds. */
export const WAITING_REASONS = Object.freeze([
  'customerExcluded',
  'uncertain',
  'noInvoiceMessage',
  'notAutomatic',
  'notYet',
  'weekend',
  'noContact',
  'noPdf',
  'templateProblem',
] as const);
export type WaitingReason = (typeof WAITING_REASONS)[number];
