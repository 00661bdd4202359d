import type * as access from '../../../connector/src/http/contracts/access.ts';
import type * as actions from '../../../connector/src/http/contracts/actions.ts';
import type { batchAnswer } from '../../../connector/src/http/contracts/common.ts';
import type * as customers from '../../../connector/src/http/contracts/customers.ts';
import type * as invoices from '../../../connector/src/http/contracts/invoices.ts';
import type * as organization from '../../../connector/src/http/contracts/organization.ts';
import type * as plans from '../../../connector/src/http/contracts/plans.ts';
import type { Client, Input, Output } from './client.ts';

export type Action = Output<typeof actions.actionWithMessage>;
export type Assigned = Output<typeof actions.assignmentAnswer>;
export type BatchResults = Output<typeof batchAnswer>['results'];
export type Claimed = Output<typeof actions.claimAnswer>['actions'][number];
export type Customer = Output<typeof customers.customer>;
export type Entry = Output<typeof invoices.entry>;
export type Event = Output<typeof organization.event>;
export type Invoice = Output<typeof invoices.invoice>;
export type Plan = Output<typeof plans.plan>;
export type RunResult = Output<typeof actions.runAnswer>;
export type Settings = Output<typeof organization.settings>;
export type User = Output<typeof access.user>;

type StepInput = Input<typeof plans.planInput>['steps'][number];
type PlanInput = Partial<Input<typeof plans.planInput>>;
type CustomerInput = Partial<Input<typeof customers.customerInput>>;
type InvoiceInput = Partial<Input<typeof invoices.invoiceInput>>;
type PaymentInput = Partial<Input<typeof invoices.paymentInput>>;

/** An automatic e-mail `days` after the due date, with a text of its own. */
export function emailStep(name: string, days: number, more: Partial<StepInput> = {}): StepInput {
  const template = { subject: `${name}: {{referenceInvoice.number}}`, body: 'Hello {{contact.name}}' };
  return { name, when: { anchor: 'due', days }, channel: 'email', mode: 'automatic', template, ...more };
}

/** A call `days` after the due date. */
export function callStep(name: string, days: number, more: Partial<StepInput> = {}): StepInput {
  return { name, when: { anchor: 'due', days }, channel: 'call', mode: 'manual', ...more };
}

/** Creates a customer-level standard plan of two e-mails, 3 and 10 days late, unless told otherwise. */
export function createPlan(api: Client, plan: PlanInput = {}): Promise<Plan> {
  return api.post('/v1/plans', { name: 'Polite', steps: [emailStep('First', 3), emailStep('Second', 10)], ...plan });
}

export function contactOf(externalId: string): { firstName: string; lastName: string; email: string; isMain: boolean } {
  return { firstName: 'Ann', lastName: externalId, email: `ann@${externalId.toLowerCase()}.example`, isMain: true };
}

/** Creates or updates the customer with this external id, reachable at `ann@<external id>.example`. */
export function saveCustomer(api: Client, externalId: string, customer: CustomerInput = {}): Promise<Customer> {
  return api.post('/v1/customers', {
    externalId,
    name: `Customer ${externalId}`,
    contacts: [contactOf(externalId)],
    ...customer,
  });
}

/** Creates or updates an invoice of 100.00 EUR over 30 days; its number is its external id. */
export function saveInvoice(
  api: Client,
  customer: string,
  number: string,
  dueDate: string,
  more: InvoiceInput = {},
): Promise<Invoice> {
  const issuedAt = new Date(Date.parse(dueDate) - 30 * 86_400_000).toISOString().slice(0, 10);
  const given = {
    externalId: number,
    number,
    customer: { externalId: customer },
    issuedAt,
    dueDate,
    currency: 'EUR',
    grossAmount: 10_000,
  };
  return api.post('/v1/invoices', { ...given, ...more });
}

/** Records a payment that the named invoices take in full. */
export function pay(
  api: Client,
  customer: string,
  externalId: string,
  paidAt: string,
  invoices: Readonly<Record<string, number>>,
  more: PaymentInput = {},
): Promise<Entry> {
  const applied = Object.entries(invoices).map(([invoice, amount]) => ({ externalId: invoice, amount }));
  const amount = applied.reduce((sum, each) => sum + each.amount, 0);
  return api.post('/v1/payments', {
    externalId,
    customer: { externalId: customer },
    amount,
    currency: 'EUR',
    paidAt,
    invoices: applied,
    ...more,
  });
}

export function readCustomer(api: Client, externalId: string): Promise<Customer> {
  return api.get(`/v1/customers/external:${externalId}`);
}

export function readInvoice(api: Client, externalId: string): Promise<Invoice> {
  return api.get(`/v1/invoices/external:${externalId}`);
}

/** As many records as one batch may have. */
const BATCH = 1000;

/**
 * Customers C-1, C-2 … in one plan, each with the invoice I-1, I-2 … that has been due since Friday 20 November 2026: on the Monday after,
 * the step *First* of the usual plan is due for all of them.
 */
export async function createDue(api: Client, count: number, plan: PlanInput = {}): Promise<Plan> {
  const created = await createPlan(api, plan);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const customers = numbers.map((number) => ({
    externalId: `C-${number}`,
    name: `Customer C-${number}`,
    contacts: [contactOf(`C-${number}`)],
    dunningPlanId: created.id,
  }));
  const invoices = numbers.map((number) => ({
    externalId: `I-${number}`,
    number: `I-${number}`,
    customer: { externalId: `C-${number}` },
    issuedAt: '2026-10-21',
    dueDate: '2026-11-20',
    currency: 'EUR',
    grossAmount: 10_000,
  }));
  for (const [kind, records] of Object.entries({ customers, invoices })) {
    for (let start = 0; start < count; start += BATCH) {
      const body = { [kind]: records.slice(start, start + BATCH) };
      const { results } = await api.post<{ results: BatchResults }>(`/v1/${kind}/batch`, body);
      const failed = results.find(({ status }) => status !== 'created');
      if (failed) throw new Error(`A record of the batch of ${kind} was not created: ${JSON.stringify(failed)}`);
    }
  }
  return created;
}
