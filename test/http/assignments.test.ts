import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, lines, run, runDaily } from './api/cadence.ts';
import type { Assigned, User } from './api/records.ts';
import {
  callStep,
  createPlan,
  emailStep,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('ASG-1: one customer gets a plan, another, and none; the history says who assigned it', async () => {
    const api = await start(database);
    const polite = await createPlan(api);
    const firm = await createPlan(api, { name: 'Firm' });
    const { id } = await saveCustomer(api, 'C-1');
    for (const plan of [polite.id, firm.id, null]) {
      expect(await api.put('/v1/customers/external:C-1', { dunningPlanId: plan })).toMatchObject({
        dunningPlanId: plan,
      });
    }
    const { keyId, name } = await api.get<{ keyId: string; name: string }>('/v1/me');
    const assigned = await events(api, `type=planAssigned&customerId=${id}`);
    expect(assigned.map(({ data }) => data['dunningPlanId'])).toEqual([polite.id, firm.id, null]);
    expect(assigned.map(({ actor }) => actor)).toEqual(Array(3).fill({ type: 'key', id: keyId, name }));
  });

  test('ASG-1: many customers at once, by either id; what cannot be assigned is refused alone', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const { id } = await saveCustomer(api, 'C-1');
    for (const externalId of ['C-2', 'C-3']) await saveCustomer(api, externalId);
    await api.post('/v1/customers/external:C-3/exclude');
    const customers = [id, 'external:C-2', 'external:C-3', 'external:C-4', 'cus_none'];
    const { assigned, refused, warnings } = await api.post<Assigned>('/v1/assignments', {
      dunningPlanId: plan.id,
      customers,
    });
    expect({ assigned, warnings }).toEqual({ assigned: 2, warnings: [] });
    expect(refused).toEqual([
      { id: 'external:C-3', reason: expect.stringMatching(/excluded/) },
      { id: 'external:C-4', reason: expect.stringMatching(/no such customer/) },
      { id: 'cus_none', reason: expect.stringMatching(/no such customer/) },
    ]);
    const plans = await Promise.all(
      ['C-1', 'C-2', 'C-3'].map(async (name) => (await readCustomer(api, name)).dunningPlanId),
    );
    expect(plans).toEqual([plan.id, plan.id, null]);
  });

  test('ASG-1: No plan for many is a choice like any other', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await lines(api, 'planned')).toEqual(['2026-11-23 First I-1']);
    await api.post('/v1/assignments', { dunningPlanId: null, customers: ['external:C-1'] });
    expect(await actions(api)).toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
  });

  test('ASG-1: invoices get invoice-level plans, customers customer-level ones', async () => {
    const api = await start(database);
    const perCustomer = await createPlan(api);
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    await saveCustomer(api, 'C-1');
    const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    expect(
      await api.post('/v1/assignments', {
        dunningPlanId: perInvoice.id,
        invoices: [id, 'external:I-2', 'external:I-3'],
      }),
    ).toMatchObject({
      assigned: 2,
      refused: [{ id: 'external:I-3' }],
    });
    expect(await readInvoice(api, 'I-2')).toMatchObject({ dunningPlanId: perInvoice.id });
    expect(await run(api)).toMatchObject({ executed: 2 });
    const wrong = [
      { dunningPlanId: perCustomer.id, invoices: [id] },
      { dunningPlanId: perInvoice.id, customers: ['external:C-1'] },
    ];
    for (const body of wrong)
      expect(await api.problem('POST', '/v1/assignments', { body })).toMatchObject({
        status: 422,
        errors: [{ path: 'dunningPlanId' }],
      });
    expect(await api.problem('PUT', '/v1/customers/external:C-1', { dunningPlanId: perInvoice.id })).toMatchObject({
      status: 422,
    });
    expect(await api.problem('POST', '/v1/assignments', { dunningPlanId: 'pln_none', invoices: [id] })).toMatchObject({
      status: 404,
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: null });
  });

  test('account managers are assigned to many, the first one leads, and an unknown one is refused', async () => {
    const api = await start(database);
    const [ines, bruno] = [
      await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' }),
      await api.post<User>('/v1/users', { name: 'Bruno', email: 'bruno@example.com' }),
    ];
    for (const externalId of ['C-1', 'C-2']) await saveCustomer(api, externalId, { accountManagers: [bruno.id] });
    const customers = ['external:C-1', 'external:C-2'];
    expect(await api.post('/v1/assignments', { accountManagers: [ines.id, bruno.id], customers })).toMatchObject({
      assigned: 2,
    });
    expect(await readCustomer(api, 'C-2')).toMatchObject({ accountManagers: [ines.id, bruno.id] });
    expect(await api.problem('POST', '/v1/assignments', { accountManagers: ['usr_none'], customers })).toMatchObject({
      status: 400,
    });
    expect(await api.problem('PUT', '/v1/customers/external:C-1', { accountManagers: ['usr_none'] })).toMatchObject({
      status: 422,
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ accountManagers: [ines.id, bruno.id] });
  });

  test('ASG-3: a standard plan is entered at its first step, wherever the former plan stood', async () => {
    const api = await start(database);
    const polite = await createPlan(api);
    const firm = await createPlan(api, { name: 'Firm', steps: [emailStep('Firm 1', 1), emailStep('Firm 2', 2)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: polite.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-06');
    await runDaily(api, '2026-11-23', '2026-11-24');
    await api.put('/v1/customers/external:C-1', { dunningPlanId: firm.id });
    await runDaily(api, '2026-11-25', '2026-11-26');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-24 Second I-1',
      '2026-11-25 Firm 1 I-1',
      '2026-11-26 Firm 2 I-1',
    ]);
  });

  test('ASG-3: a contextual plan is entered where the invoice’s age puts it', async () => {
    const api = await start(database);
    const steps = [emailStep('Day 3', 3), emailStep('Day 10', 10), emailStep('Day 30', 30)];
    const plan = await createPlan(api, { logic: 'contextual', steps });
    for (const [customer, dueDate] of Object.entries({ YOUNG: '2026-11-22', LATE: '2026-11-11', OLD: '2026-06-01' })) {
      await saveCustomer(api, customer);
      await saveInvoice(api, customer, customer, dueDate);
    }
    await api.post('/v1/assignments', {
      dunningPlanId: plan.id,
      customers: ['external:YOUNG', 'external:LATE', 'external:OLD'],
    });
    expect(await lines(api, 'planned')).toEqual([
      '2026-11-23 Day 10 LATE',
      '2026-11-23 Day 30 OLD',
      '2026-11-25 Day 3 YOUNG',
    ]);
  });

  test('ASG-3: steps that this plan already executed for that reference are not repeated', async () => {
    const api = await start(database);
    const polite = await createPlan(api);
    const firm = await createPlan(api, { name: 'Firm', steps: [callStep('Call', 300)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: polite.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    for (const dunningPlanId of [firm.id, null, polite.id])
      await api.put('/v1/customers/external:C-1', { dunningPlanId });
    await runDaily(api, '2026-11-24', '2026-12-10');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1', '2026-11-30 Second I-1']);
  });

  test('ASG-4: collected on at both levels is a warning, never a refusal', async () => {
    const api = await start(database);
    const perCustomer = await createPlan(api);
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    const { id } = await saveCustomer(api, 'C-1', { dunningPlanId: perCustomer.id });
    await saveCustomer(api, 'C-2');
    const invoice = await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    const assign = (body: object) => api.post<Assigned>('/v1/assignments', body);
    expect(await assign({ dunningPlanId: perInvoice.id, invoices: ['external:I-1', 'external:I-2'] })).toMatchObject({
      assigned: 2,
      refused: [],
      warnings: [{ id: invoice.id, code: 'collectedAtBothLevels' }],
    });
    expect(await assign({ dunningPlanId: perCustomer.id, customers: ['external:C-1'] })).toMatchObject({
      warnings: [{ id, code: 'collectedAtBothLevels' }],
    });
    expect([(await readCustomer(api, 'C-1')).warnings, (await readCustomer(api, 'C-2')).warnings]).toEqual([
      ['collectedAtBothLevels'],
      [],
    ]);
    expect(await run(api)).toMatchObject({ executed: 3 });
  });

  test('PLN-6: assigning the plan that is assigned already changes nothing', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const before = [await readCustomer(api, 'C-1'), await actions(api), await events(api)];
    expect(await api.post('/v1/assignments', { dunningPlanId: plan.id, customers: ['external:C-1'] })).toMatchObject({
      assigned: 1,
    });
    await api.put('/v1/customers/external:C-1', { dunningPlanId: plan.id });
    expect([await readCustomer(api, 'C-1'), await actions(api), await events(api)]).toEqual(before);
  });
});
