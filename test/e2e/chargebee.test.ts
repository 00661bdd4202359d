import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { shippedWorkflows, type WorkflowFile } from '../../demo/n8n/rest.ts';
import { chargebeeEvent } from '../sources/chargebee/events.ts';
import * as objects from '../sources/chargebee/objects.ts';
import { patiently } from './support/patience.ts';
import { withPlans } from './support/plans.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

async function publish(workflow: WorkflowFile) {
  const stored = await world.n8n.ensureWorkflow(workflow);
  await world.n8n.publish(stored);
  const trigger = workflow.nodes.find(({ type }) => type.endsWith('chargebeeTrigger')) as { webhookId?: string };
  /** Posts an event to n8n as Chargebee does. */
  const tell = (event: object) =>
    patiently(async () => {
      const answer = await fetch(`${inject('n8n').url}/webhook/${trigger.webhookId}/webhook`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json;charset=UTF-8', 'User-Agent': 'ChargeBee' },
        body: JSON.stringify(event),
      });
      if (!answer.ok) throw new Error(`n8n answered ${answer.status}`);
    });
  return { id: stored.id, tell };
}

const steps = [
  {
    name: 'First',
    when: { anchor: 'due', days: 3 },
    channel: 'email',
    mode: 'automatic',
    template: { key: 'first-reminder' },
  },
];
const createPlan = async (name: string) =>
  (await world.api.post<{ id: string }>('/v1/plans', { name, level: 'customer', steps })).id;
const customerOf = (externalId: string) =>
  world.api.get<{ name: string; dunningPlanId: string | null; paymentMethods: string[] }>(
    `/v1/customers/external:${externalId}`,
  );

const paysBy = (type: string, version: number) =>
  objects.customer('cb_1', {
    company: 'Subscriber',
    resource_version: version,
    ...(type === 'none'
      ? {}
      : { payment_method: { type, gateway: 'stripe', status: 'valid', reference_id: 'r' } as never }),
  });

test('A6: by Chargebee’s payment method a customer whom nobody knew gets a plan, and another one when it changes', async () => {
  const [cards, debit, transfers] = [
    await createPlan('Cards'),
    await createPlan('Debit'),
    await createPlan('Transfers'),
  ];
  const { id, tell } = await publish(
    withPlans('assign-by-chargebee-payment-method', {
      'Assign the plan for cards': cards,
      'Assign the plan for direct debit': debit,
      'Assign the plan for transfers': transfers,
    }),
  );
  const expected = [
    ['customer_created', 'direct_debit', debit, ['sepaDebit']],
    ['card_added', 'card', cards, ['card']],
    ['customer_changed', 'none', transfers, ['card']],
    // A new direct debit may be told so alone; news of something else assigns nothing.
    ['payment_source_added', 'direct_debit', debit, ['sepaDebit']],
    ['subscription_renewed', 'card', debit, ['sepaDebit']],
  ] as const;
  for (const [n, [event, type, plan, paymentMethods]] of expected.entries()) {
    await tell(chargebeeEvent(`ev_${n}`, event, { customer: paysBy(type, n + 1) }));
    await waitForRuns(world.n8n, id, n + 1);
    expect(await customerOf('cb_1')).toMatchObject({ name: 'Subscriber', dunningPlanId: plan, paymentMethods });
  }
});

test('X2: chargebee-invoices records customers, invoices and payments as Chargebee tells of them', async () => {
  const { id, tell } = await publish(shippedWorkflows()['chargebee-invoices']!);
  await tell(chargebeeEvent('ev_1', 'customer_created', { customer: paysBy('none', 1) }));
  await waitForRuns(world.n8n, id, 1);
  const invoice = objects.invoice('I-1', 'cb_1', { total: 12_000, resource_version: 2 });
  await tell(chargebeeEvent('ev_2', 'invoice_generated', { invoice }));
  await waitForRuns(world.n8n, id, 2);
  const transaction = objects.payment('T-1', 'cb_1', 5_000, { 'I-1': 5_000 }, { resource_version: 3 });
  await tell(
    chargebeeEvent('ev_3', 'payment_succeeded', { transaction, invoice: { ...invoice, resource_version: 3 } }),
  );
  await waitForRuns(world.n8n, id, 3);
  expect(await world.api.get('/v1/invoices/external:I-1')).toMatchObject({ grossAmount: 12_000, outstanding: 7_000 });
});
