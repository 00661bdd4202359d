import type { RunningConnector } from '../support/connector.ts';

export const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

/** Monday 23 November 2026, just before the day's cut-off: what is imported now goes out today (INV-3). */
export const BEFORE_CUT_OFF = '2026-11-23T06:00:00Z';

const template = { subject: 'Invoice {{invoice.number}}', body: '{{invoice.amount}}, due on {{invoice.dueDate}}' };

/** Switches sending on and creates a plan with an invoice message. */
export async function createSendingPlan(connector: RunningConnector, message: object = {}): Promise<string> {
  await connector.call('PUT', '/v1/settings', { sendInvoices: true });
  const { id } = await connector.call<{ id: string }>('POST', '/v1/plans', {
    name: `Invoices ${JSON.stringify(message)}`,
    level: 'customer',
    logic: 'standard',
    minimumContactDelayDays: 5,
    invoiceMessage: { automatic: true, delayDays: 0, template, ...message },
    steps: [
      {
        name: 'First',
        when: { anchor: 'due', days: 3 },
        channel: 'email',
        mode: 'automatic',
        template: { key: 'first-reminder' },
      },
    ],
  });
  return id;
}

/** A customer in the plan, reached at `<externalId>@example.com`, or by nobody. */
export async function createBuyer(
  connector: RunningConnector,
  externalId: string,
  dunningPlanId: string,
  { hasContact = true } = {},
): Promise<void> {
  const contacts = hasContact ? [{ email: `${externalId.toLowerCase()}@example.com`, isMain: true }] : [];
  await connector.call('POST', '/v1/customers', {
    externalId,
    name: `Customer ${externalId}`,
    dunningPlanId,
    contacts,
  });
}

/** An invoice of 1,250.00 EUR that is to be sent, due on 20 December 2026; with its PDF, if wanted. */
export async function createInvoiceToSend(
  connector: RunningConnector,
  customer: string,
  number: string,
  { hasPdf = true } = {},
): Promise<string> {
  const { id } = await connector.call<{ id: string }>('POST', '/v1/invoices', {
    externalId: number,
    number,
    customer: { externalId: customer },
    issuedAt: '2026-11-20',
    dueDate: '2026-12-20',
    currency: 'EUR',
    grossAmount: 125_000,
  });
  if (hasPdf) await givePdf(connector, id);
  return id;
}

export async function givePdf({ url, key }: RunningConnector, invoiceId: string): Promise<void> {
  const response = await fetch(`${url}/v1/invoices/${invoiceId}/pdf`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/pdf' },
    body: PDF,
  });
  if (!response.ok) throw new Error(`The PDF was refused: ${await response.text()}`);
}

export async function invoiceStatus(connector: RunningConnector, invoiceId: string): Promise<string> {
  return (await connector.call<{ status: string }>('GET', `/v1/invoices/${invoiceId}`)).status;
}
