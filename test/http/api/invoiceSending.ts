import { expect } from 'vitest';
import type { Client } from './client.ts';
import { createPlan, emailStep, saveCustomer } from './records.ts';
import { OWNER_KEY } from './start.ts';

/** What a run of sending invoices answers. */
export interface Sending {
  readonly sent: number;
  readonly failed: number;
  readonly waiting: readonly { readonly id: string; readonly reason: string; readonly recipients: readonly string[] }[];
}

const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
/** An invoice message's. */
export const template = { subject: 'Invoice {{invoice.number}}', body: '{{invoice.amount}} by {{invoice.dueDate}}' };

/** Uploads a small PDF for an invoice. */
export async function givePdf(api: Client, invoice: string): Promise<void> {
  const response = await fetch(`${api.url}/v1/invoices/external:${invoice}/pdf`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${OWNER_KEY}`, 'content-type': 'application/pdf' },
    body: PDF,
  });
  expect(response.status).toBe(200);
}

/** Sends the invoices whose day has come. */
export function send(api: Client, input: object = {}): Promise<Sending> {
  return api.post('/v1/invoice-sending/runs', input);
}

/** A plan with an invoice message, a customer in it, and sending switched on. */
export async function prepare(api: Client, message: object = {}): Promise<void> {
  await api.put('/v1/settings', { sendInvoices: true });
  const invoiceMessage = { automatic: true, delayDays: 0, template, ...message };
  const { id } = await createPlan(api, { steps: [emailStep('First', 3)], invoiceMessage });
  await saveCustomer(api, 'C-1', { dunningPlanId: id });
}

/** Why invoices wait. */
export const reasons = ({ waiting }: Sending) => waiting.map(({ reason }) => reason);
