import type { RunningConnector } from '../support/connector.ts';

/** A Monday, in business hours of the organisation's zone. */
export const NOW = '2026-11-23T10:00:00Z';
export const TODAY = '2026-11-23';

interface Plan {
  id: string;
  steps: Array<{ id: string }>;
}

/** A plan of two e-mails and a call: 3, 10 and 17 days after the due date. */
export async function createPlan(connector: RunningConnector, name = 'Gentle', isDefault = false): Promise<Plan> {
  const text = { subject: 'Invoice {{referenceInvoice.number}}', body: 'Dear {{customer.name}}, please pay.' };
  return await connector.call<Plan>('POST', '/v1/plans', {
    name,
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 5,
    isDefault,
    steps: [
      { name: 'First reminder', when: { anchor: 'due', days: 3 }, channel: 'email', mode: 'automatic', template: text },
      {
        name: 'Second reminder',
        when: { anchor: 'due', days: 10 },
        channel: 'email',
        mode: 'automatic',
        template: text,
      },
      { name: 'Call', when: { anchor: 'due', days: 17 }, channel: 'call', mode: 'manual', template: text },
    ],
  });
}

/** A plan whose only step is a call, so that it is due as a person's work. */
export async function createCallPlan(connector: RunningConnector): Promise<Plan> {
  return await connector.call<Plan>('POST', '/v1/plans', {
    name: 'Call first',
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 0,
    steps: [
      {
        name: 'Call',
        when: { anchor: 'due', days: 1 },
        channel: 'call',
        mode: 'manual',
        template: { subject: 'Call', body: 'Ask {{customer.name}} when they pay.' },
      },
    ],
  });
}

/** An invoice-level plan of two e-mails: 3 and 10 days after the due date. */
export async function createInvoicePlan(connector: RunningConnector, name = 'Per invoice'): Promise<Plan> {
  const step = (stepName: string, days: number) => ({
    name: stepName,
    when: { anchor: 'due', days },
    channel: 'email',
    mode: 'automatic',
    template: { subject: '{{referenceInvoice.number}}', body: 'Please pay.' },
  });
  return await connector.call<Plan>('POST', '/v1/plans', {
    name,
    level: 'invoice',
    logic: 'standard',
    minimumContactDelayDays: 5,
    steps: [step('First', 3), step('Second', 10)],
  });
}

/** A customer in a plan with an invoice of 1,250.00 EUR that was due on 9 November 2026. */
export async function createDebtor(connector: RunningConnector, externalId: string, dunningPlanId: string | null) {
  const customer = await connector.call<{ id: string }>('POST', '/v1/customers', {
    externalId,
    name: `Customer ${externalId}`,
    language: 'en',
    dunningPlanId,
    contacts: [
      { firstName: 'Ada', lastName: 'Martin', email: `${externalId.toLowerCase()}@example.com`, isMain: true },
    ],
  });
  const invoice = await connector.call<{ id: string }>('POST', '/v1/invoices', {
    externalId: `INV-${externalId}`,
    number: `INV-${externalId}`,
    customer: { id: customer.id },
    issuedAt: '2026-10-10',
    dueDate: '2026-11-09',
    currency: 'EUR',
    grossAmount: 125_000,
  });
  return { customerId: customer.id, invoiceId: invoice.id };
}

/** The addresses that messages went to, oldest first. */
export async function recipients(connector: RunningConnector): Promise<string[]> {
  const { data } = await connector.call<{ data: Array<{ at: string; to: string | string[] }> }>('GET', '/mailbox');
  return data.sort((a, b) => a.at.localeCompare(b.at)).map(({ to }) => [to].flat().join(', '));
}

export async function statusOf(connector: RunningConnector, actionId: string): Promise<string> {
  return (await connector.call<{ status: string }>('GET', `/v1/actions/${actionId}`)).status;
}
