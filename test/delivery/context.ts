import { fromIsoDate } from '../../connector/src/domain/day.ts';
import type { InvoiceFacts, MessageContext } from '../../connector/src/delivery/fields.ts';

/** The facts of an invoice: 1,240.00 EUR, due on 17 October 2026, unless told otherwise. */
export function invoice(facts: Partial<InvoiceFacts> = {}): InvoiceFacts {
  return {
    number: 'FA-2026-0143',
    title: 'Conseil, septembre',
    currency: 'EUR',
    grossAmount: 124000,
    outstanding: 124000,
    issuedOn: fromIsoDate('2026-09-17'),
    dueOn: fromIsoDate('2026-10-17'),
    link: null,
    ...facts,
  };
}

/** A message on 3 November 2026 to a customer with one invoice, 17 days late, unless told otherwise. */
export function context(facts: Partial<MessageContext> = {}): MessageContext {
  const invoices = facts.invoices ?? [invoice()];
  return {
    language: 'en',
    organization: { name: 'Atelier Lumen' },
    sender: { name: 'Camille Moreau', email: 'camille@lumen.example' },
    accountManager: null,
    contact: { firstName: 'Jean', lastName: 'Dupont', email: 'jean@dupont.example' },
    customer: customer(),
    referenceInvoice: invoices[0] ?? null,
    portalLink: null,
    today: fromIsoDate('2026-11-03'),
    ...facts,
    invoices,
  };
}

export function customer(facts: Partial<MessageContext['customer']> = {}): MessageContext['customer'] {
  return {
    name: 'Dupont & Fils',
    externalId: 'C-1042',
    score: null,
    lastDunningOn: null,
    balances: [{ currency: 'EUR', outstanding: 124000, due: 0, overdue: 124000, unapplied: 0, disputed: 0 }],
    customFields: {},
    ...facts,
  };
}
