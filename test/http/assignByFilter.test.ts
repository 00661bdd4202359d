import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, everything, lines } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Assigned, BatchResults, User } from './api/records.ts';
import { createPlan, readCustomer, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const FRENCH = { field: 'country', operator: 'is', values: ['FR'] };
const OVERDUE = { field: 'status', operator: 'is', values: ['overdue'] };

const assign = (api: Client, body: object) => api.post<Assigned>('/v1/assignments', body);
const plansOf = (api: Client, names: readonly string[]) =>
  Promise.all(names.map(async (name) => (await readCustomer(api, name)).dunningPlanId));

async function createFrench(api: Client): Promise<void> {
  for (const [name, country] of [
    ['C-1', 'FR'],
    ['C-2', 'DE'],
    ['C-3', 'FR'],
  ])
    await saveCustomer(api, name!, { country: country!, customFields: { tier: name === 'C-3' ? 'gold' : 'silver' } });
}

describe.each(databases)('$name', (database) => {
  test('A1, ASG-1: a plan is assigned to all customers that a filter finds, custom fields included', async () => {
    const api = await start(database);
    await createFrench(api);
    const plan = await createPlan(api);
    const where = [FRENCH, { field: 'custom.tier', operator: 'is', values: ['gold', 'bronze'] }];
    expect(await assign(api, { dunningPlanId: plan.id, filter: { level: 'customer', where } })).toEqual({
      assigned: 1,
      changed: 1,
      refused: [],
      refusedCount: 0,
      warnings: [],
      warningCount: 0,
    });
    expect(await plansOf(api, ['C-1', 'C-2', 'C-3'])).toEqual([null, null, plan.id]);
    expect(await assign(api, { dunningPlanId: plan.id, filter: { level: 'customer', where: [FRENCH] } })).toMatchObject(
      {
        assigned: 2,
        changed: 1,
      },
    );
    // A9: No plan, and what finds them changes with it.
    const inPlan = { field: 'dunningPlanId', operator: 'is', values: [plan.id] };
    expect(await assign(api, { dunningPlanId: null, filter: { level: 'customer', where: [inPlan] } })).toMatchObject({
      assigned: 2,
      changed: 2,
    });
    expect(await plansOf(api, ['C-1', 'C-3'])).toEqual([null, null]);
    expect(await events(api, 'type=planAssigned')).toHaveLength(4);
  });

  test('A8: all overdue invoices of French customers, in any of the three ways to say so', async () => {
    const api = await start(database);
    await createFrench(api);
    const plan = await createPlan(api, { level: 'invoice' });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    await saveInvoice(api, 'C-2', 'I-3', '2026-11-20');
    for (const where of [
      [OVERDUE, FRENCH],
      [{ ...OVERDUE, field: 'invoices.status' }, FRENCH],
      [OVERDUE, { ...FRENCH, field: 'customer.country' }],
    ])
      expect(await assign(api, { dunningPlanId: plan.id, filter: { level: 'invoice', where } })).toMatchObject({
        assigned: 1,
      });
    const assigned = await Promise.all(['I-1', 'I-2', 'I-3'].map((number) => readInvoice(api, number)));
    expect(assigned.map(({ dunningPlanId }) => dunningPlanId)).toEqual([plan.id, null, null]);
    expect(await lines(api, 'planned')).toEqual(['2026-11-23 First I-1']);
  });

  test('A7: account managers go along with the plan', async () => {
    const api = await start(database);
    await createFrench(api);
    const plan = await createPlan(api);
    const { id } = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    const body = { dunningPlanId: plan.id, accountManagers: [id], filter: { level: 'customer', where: [FRENCH] } };
    expect(await assign(api, body)).toMatchObject({ assigned: 2, changed: 2 });
    expect(await readCustomer(api, 'C-3')).toMatchObject({ dunningPlanId: plan.id, accountManagers: [id] });
    expect(await assign(api, body)).toMatchObject({ assigned: 2, changed: 0 });
    expect(await events(api, 'type=accountManagersAssigned')).toHaveLength(2);
  });

  test('ASG-4, CUS-2: who is at both levels is warned of, who is excluded refused, a dry run says the same and writes nothing', async () => {
    const api = await start(database);
    await createFrench(api);
    const [perCustomer, perInvoice] = [
      await createPlan(api),
      await createPlan(api, { name: 'Per invoice', level: 'invoice' }),
    ];
    const invoice = await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: perInvoice.id });
    const { id } = await readCustomer(api, 'C-1');
    await api.post('/v1/customers/external:C-3/exclude');
    const before = await everything(api);
    const body = { dunningPlanId: perCustomer.id, filter: { level: 'customer', where: [FRENCH] } };
    const dry = await assign(api, { ...body, dryRun: true });
    const said = {
      assigned: 1,
      changed: 1,
      refused: [{ id: expect.stringMatching(/^cus_/), reason: expect.stringMatching(/excluded/) }],
      refusedCount: 1,
      warnings: [{ id, code: 'collectedAtBothLevels' }],
      warningCount: 1,
    };
    expect(dry).toEqual({
      ...said,
      changes: [
        {
          id,
          externalId: 'C-1',
          name: 'Customer C-1',
          from: { dunningPlanId: null },
          to: { dunningPlanId: perCustomer.id },
        },
      ],
    });
    expect(await everything(api)).toEqual(before);
    expect(await assign(api, body)).toEqual(said);
    const again = { dunningPlanId: perInvoice.id, filter: { level: 'invoice', where: [] } };
    expect(await assign(api, again)).toMatchObject({ warnings: [{ id: invoice.id, code: 'collectedAtBothLevels' }] });
  });

  test('a plan of the other level, a bad filter and a member are refused, and nothing is assigned', async () => {
    const api = await start(database);
    await createFrench(api);
    const plan = await createPlan(api, { level: 'invoice' });
    const before = await everything(api);
    const body = { dunningPlanId: plan.id, filter: { level: 'customer', where: [FRENCH] } };
    expect(await api.problem('POST', '/v1/assignments', { body })).toMatchObject({
      status: 422,
      errors: [{ path: 'dunningPlanId' }],
    });
    const bad = { dunningPlanId: null, filter: { level: 'customer', where: [FRENCH, { ...FRENCH, field: 'contry' }] } };
    expect(await api.problem('POST', '/v1/assignments', { body: bad })).toMatchObject({
      status: 400,
      errors: [{ path: 'filter.where.1.field' }],
    });
    expect(
      await api.problem('POST', '/v1/assignments', { body: { ...bad, customers: ['external:C-1'] } }),
    ).toMatchObject({
      status: 400,
      errors: [{ path: 'customers' }],
    });
    expect(await everything(api)).toEqual(before);
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'member', role: 'member' });
    expect(await api.withKey(key).problem('POST', '/v1/assignments', { body })).toMatchObject({ status: 403 });
  });

  test('more customers than one set holds are all assigned, each once, and the dry run names the first fifty', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    for (let from = 0; from < 1250; from += 625) {
      const customers = Array.from({ length: 625 }, (_, index) => ({
        externalId: `C-${from + index}`,
        name: 'X',
        country: 'FR',
      }));
      const { results } = await api.post<{ results: BatchResults }>('/v1/customers/batch', { customers });
      expect(results.every(({ status }) => status === 'created')).toBe(true);
    }
    // Its own filter holds for fewer with every set.
    const where = [FRENCH, { field: 'dunningPlanId', operator: 'is', values: [null] }];
    const body = { dunningPlanId: plan.id, filter: { level: 'customer', where } };
    const dry = await assign(api, { ...body, dryRun: true });
    expect([dry.assigned, dry.changes?.length]).toEqual([1250, 50]);
    expect(await assign(api, body)).toMatchObject({ assigned: 1250, changed: 1250 });
    expect(await assign(api, body)).toMatchObject({ assigned: 0 });
    expect(await events(api, 'type=planAssigned')).toHaveLength(1250);
  });
});
