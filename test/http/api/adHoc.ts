import { events } from './cadence.ts';
import type { Client } from './client.ts';
import { type Action, createPlan, emailStep, saveCustomer, saveInvoice } from './records.ts';

export const CUSTOMER = '/v1/customers/external:C-1';
export const TEXT = { subject: 'A word in between', body: 'Dear {{contact.name}}, please call us.' };

export function adHoc(api: Client, body: object = {}): Promise<Action> {
  return api.post(`${CUSTOMER}/actions`, { channel: 'email', ...TEXT, ...body });
}

/** C-1 with I-1 of 100.00 EUR, due on Friday 20 November 2026, in no plan. */
export async function withInvoice(api: Client): Promise<void> {
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
}

/** The same, collected on as a customer (step *Customer*) and for I-1 (step *Invoice*), a week apart at least. */
export async function atBothLevels(api: Client, days = 4): Promise<void> {
  const plan = { minimumContactDelayDays: 7 };
  const ofCustomer = await createPlan(api, { ...plan, steps: [emailStep('Customer', days)] });
  const steps = [emailStep('Invoice', days)];
  const ofInvoice = await createPlan(api, { ...plan, name: 'Per invoice', level: 'invoice', steps });
  await saveCustomer(api, 'C-1', { dunningPlanId: ofCustomer.id });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: ofInvoice.id });
}

export const types = async (api: Client) =>
  (await events(api)).map(({ type }) => type).filter((type) => type.startsWith('action'));
