import { afterEach, beforeEach, expect, test } from 'vitest';
import { shippedWorkflows, type WorkflowFile } from '../../demo/n8n/rest.ts';
import { withPlans } from './support/plans.ts';
import { patiently } from './support/patience.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

const template = { key: 'first-reminder' };
const when = { anchor: 'due', days: 3 };
const steps = [{ name: 'First', when, channel: 'email', mode: 'automatic', template }];
const createPlan = async (name: string) =>
  (await world.api.post<{ id: string }>('/v1/plans', { name, level: 'customer', steps })).id;
const planOf = async (externalId: string) =>
  (await world.api.get<{ dunningPlanId: string | null }>(`/v1/customers/external:${externalId}`)).dunningPlanId;

async function publish(workflow: WorkflowFile): Promise<string> {
  const stored = await world.n8n.ensureWorkflow(workflow);
  await world.n8n.publish(stored);
  await patiently(async () => expect((await world.api.get<{ data: object[] }>('/v1/webhooks')).data).toHaveLength(1));
  return stored.id;
}

/** What the workflow's rules are made with, by the node of the workflow that makes them. */
async function createRule(name: string, trigger: object): Promise<void> {
  const action = { type: 'notify', channel: 'event', to: [], subject: '{{customer.name}}', body: '{{customer.score}}' };
  await world.api.post('/v1/rules', { name, triggers: [trigger], filters: [], action });
}

test('assign-by-country: a new customer gets the plan of their country', async () => {
  const [french, german, others] = [await createPlan('French'), await createPlan('German'), await createPlan('Others')];
  const id = await publish(
    withPlans('assign-by-country', {
      'Assign the French plan': french,
      'Assign the German plan': german,
      'Assign the plan of others': others,
    }),
  );
  for (const [name, country] of Object.entries({ Dupont: 'FR', Bauer: 'AT', Rossi: 'IT' })) {
    await world.api.post('/v1/customers', { externalId: name, name, country });
  }
  await waitForRuns(world.n8n, id, 3);
  expect(await Promise.all(['Dupont', 'Bauer', 'Rossi'].map(planOf))).toEqual([french, german, others]);
});

test('bad-payers-get-the-firm-plan: whose score falls gets the firm plan', async () => {
  const [firm, gentle] = [await createPlan('Firm'), await createPlan('Gentle')];
  const id = await publish(
    withPlans('bad-payers-get-the-firm-plan', { 'The firm plan': firm, 'The gentle plan': gentle }),
  );
  await createRule('Score falls below B', { on: 'score', passes: 'below', value: 'B' });
  const customer = { externalId: 'C-1' };
  await world.api.post('/v1/customers', { ...customer, name: 'Late Payer', dunningPlanId: gentle });
  const money = { customer, currency: 'EUR' };
  const dates = { issuedAt: '2026-06-01', dueDate: '2026-07-01' };
  await world.api.post('/v1/invoices', { externalId: 'I-1', number: 'I-1', ...money, ...dates, grossAmount: 10_000 });
  const invoices = [{ externalId: 'I-1', amount: 10_000 }];
  await world.api.post('/v1/payments', { externalId: 'P-1', ...money, amount: 10_000, paidAt: '2026-11-20', invoices });
  await waitForRuns(world.n8n, id, 1);
  expect(await planOf('C-1')).toBe(firm);
});

test('notify-when-amount-due-passes: tells of the crossing once', async () => {
  const id = await publish(shippedWorkflows()['notify-when-amount-due-passes']!);
  await createRule('Amount due above 10,000', { on: 'amountDue', passes: 'above', value: 1_000_000, currency: 'EUR' });
  const customer = { externalId: 'C-1' };
  await world.api.post('/v1/customers', { ...customer, name: 'Large Debtor' });
  for (const [n, grossAmount] of [900_000, 200_000, 300_000].entries()) {
    const dates = { issuedAt: '2026-11-01', dueDate: '2026-12-01' };
    await world.api.post('/v1/invoices', {
      externalId: `I-${n}`,
      number: `I-${n}`,
      customer,
      currency: 'EUR',
      ...dates,
      grossAmount,
    });
  }
  await waitForRuns(world.n8n, id, 1);
  const { data } = await world.api.get<{ data: object[] }>('/v1/events?type=ruleNotification');
  expect(data).toHaveLength(1);
});
