import type { Invoice } from 'chargebee';
import type { InvoiceRecord } from '../records.ts';

/** Attempts that Chargebee makes itself; `offline` ones are its reminders. */
const CHARGES: ReadonlySet<string> = new Set(['auto_collect', 'direct_debit', 'real_time_payments']);
const UNDER_WAY: ReadonlySet<string | undefined> = new Set(['in_progress', 'needs_attention']);

/**
 * HLD-1: whether Chargebee collects the invoice by itself, and whether it has failed at it. Chargebee charges when the invoice is made, or at the
 * end of its net term (`posted`); what is `payment_due` or `not_paid` with nothing under way could not be charged.
 */
export function automaticChargingOf(invoice: Invoice, autoCollection: boolean): InvoiceRecord['automaticCharging'] {
  if (isSettled(invoice)) return null;
  if (isUnderWay(invoice)) return 'pending';
  if (!autoCollection && !hasBeenCharged(invoice)) return null;
  return invoice.status === 'payment_due' || invoice.status === 'not_paid' ? 'failed' : 'pending';
}

/** Whether only its customer or subscription says if an invoice is collected automatically. */
export function dependsOnAutoCollection(invoice: Invoice): boolean {
  return !isSettled(invoice) && !isUnderWay(invoice) && !hasBeenCharged(invoice);
}

function isSettled({ status }: Invoice): boolean {
  return status === 'paid' || status === 'voided' || status === 'pending';
}

function isUnderWay({ linked_payments: payments }: Invoice): boolean {
  return payments?.some(({ txn_status: status }) => UNDER_WAY.has(status)) ?? false;
}

function hasBeenCharged({ dunning_attempts: attempts }: Invoice): boolean {
  return attempts?.some(({ dunning_type: type }) => CHARGES.has(type)) ?? false;
}
