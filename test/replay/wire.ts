import { dateOf } from '../oracle/calendar.ts';
import type { DunningPlan, Entry, InvoiceRecord } from '../oracle/history.ts';

/** The scenario's records in the words of the HTTP contract. */
export function planBody(plan: DunningPlan, stepIds: ReadonlyMap<string, string>): object {
  return {
    name: plan.key,
    level: plan.level,
    logic: plan.logic,
    minimumContactDelayDays: plan.minimumContactDelayDays,
    isDefault: plan.isDefault ?? false,
    steps: plan.steps.map((step) => ({
      ...(stepIds.has(step.key) ? { id: stepIds.get(step.key) } : {}),
      name: step.name,
      when: step.when,
      channel: step.channel,
      mode: step.mode,
      template: {
        subject: messageSubject('{{customer.externalId}}', '{{referenceInvoice.number}}', plan.key, step.name),
        body: 'Invoice {{referenceInvoice.number}} is open.',
      },
    })),
  };
}

export const AD_HOC_SUBJECT = 'A word in between';

/** Says in the mailbox which action a message belongs to. */
export function messageSubject(customer: string, invoiceNumber: string, plan: string, stepName: string): string {
  return [customer, invoiceNumber, plan, stepName].join(' / ');
}

export function customerBody(id: string, plan: string | null | undefined, hasRecipient: boolean | undefined): object {
  return {
    externalId: id,
    name: `Customer ${id}`,
    ...(plan === undefined ? {} : { dunningPlanId: plan }),
    ...(hasRecipient === undefined ? {} : { contacts: hasRecipient ? [{ email: mailAddress(id), isMain: true }] : [] }),
  };
}

function mailAddress(id: string): string {
  return `${id.toLowerCase().replace(/[^a-z0-9]+/g, '-')}@customers.example`;
}

export function invoiceBody(invoice: InvoiceRecord, plan: string | null | undefined): object {
  return {
    externalId: invoice.id,
    number: invoice.number,
    customer: { externalId: invoice.customer },
    issuedAt: dateOf(invoice.issuedAt),
    dueDate: dateOf(invoice.dueDate),
    currency: invoice.currency,
    grossAmount: invoice.gross,
    ...(plan === undefined ? {} : { dunningPlanId: plan }),
  };
}

export function entryBody(entry: Entry): object {
  return {
    externalId: entry.id,
    customer: { externalId: entry.customer },
    amount: entry.amount,
    currency: entry.currency,
    [entry.kind === 'creditNote' ? 'issuedAt' : 'paidAt']: dateOf(entry.date),
    invoices: entry.applications.map(({ invoice, amount }) => ({ externalId: invoice, amount })),
  };
}

export function external(id: string): string {
  return encodeURIComponent(`external:${id}`);
}
