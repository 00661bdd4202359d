import { events } from './cadence.ts';
import type { Client } from './client.ts';
import { readCustomer } from './records.ts';

export interface Rule {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
  readonly disabledReason: string | null;
  readonly position: number;
}

export const CREATED = [{ on: 'customerCreated' }];
export const UPDATED = [{ on: 'customerCreatedOrUpdated' }];
export const amountDue = (passes: string, value: number, currency?: string) => [
  { on: 'amountDue', passes, value, currency },
];
export const assign = (plan: { id: string } | null) => ({ type: 'assignPlan', dunningPlanId: plan?.id ?? null });
export const notify = {
  type: 'notify',
  channel: 'event',
  subject: '{{customer.name}}',
  body: 'Owes {{customer.outstanding}}',
};

export function createRule(api: Client, triggers: object[], action: object, more: object = {}): Promise<Rule> {
  return api.post('/v1/rules', { name: 'Rule', triggers, action, ...more });
}

export async function planOf(api: Client, customer = 'C-1'): Promise<string | null> {
  return (await readCustomer(api, customer)).dunningPlanId;
}

export const notified = async (api: Client, customer = 'C-1') =>
  (await events(api, `type=ruleNotification&customerId=external:${customer}`)).length;
