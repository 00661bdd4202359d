import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, lines, run } from './api/cadence.ts';
import type { BatchResults, Customer, Invoice } from './api/records.ts';
import { contactOf, createPlan, pay, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('POST is an upsert by external id: 201, then 200; what is left out stays', async () => {
    const api = await start(database);
    const body = {
      externalId: 'C-1',
      name: 'Dupont SA',
      language: 'fr_ca',
      formOfAddress: 'informal',
      country: 'fr',
      contacts: [contactOf('C-1')],
    };
    const created = await api.request<Customer>('POST', '/v1/customers', { body });
    expect(created).toMatchObject({
      status: 201,
      body: { name: 'Dupont SA', language: 'fr-CA', country: 'FR', source: 'api' },
    });
    expect(await api.request('POST', '/v1/customers', { body })).toMatchObject({ status: 200, body: created.body });
    const renamed = await api.request<Customer>('POST', '/v1/customers', {
      body: { externalId: 'C-1', name: 'Dupont & fils' },
    });
    expect(renamed).toMatchObject({
      status: 200,
      body: { ...created.body, name: 'Dupont & fils', updatedAt: expect.anything() },
    });
    expect(await api.all('/v1/customers')).toHaveLength(1);
  });

  test('without an external id every POST is a new customer', async () => {
    const api = await start(database);
    const ids = new Set<string>();
    for (let count = 0; count < 3; count += 1)
      ids.add((await api.post<Customer>('/v1/customers', { name: 'Same name' })).id);
    expect(ids.size).toBe(3);
  });

  test.each(['PUT', 'PATCH'])('%s changes what it names, by either id', async (method) => {
    const api = await start(database);
    const { id, ...before } = await saveCustomer(api, 'C-1', { customFields: { region: 'north', tier: 2 } });
    const change = async (name: string, body: object) =>
      (await api.request<Customer>(method, `/v1/customers/${name}`, { body })).body;
    expect(await change(id, { country: 'DE' })).toMatchObject({ ...before, id, country: 'DE' });
    expect(await change('external:C-1', { customFields: { tier: null, since: '2020' } })).toMatchObject({
      customFields: { region: 'north', since: '2020' },
    });
    expect(await change(id, { language: 'de' })).toMatchObject({
      language: 'de',
      country: 'DE',
      contacts: before.contacts,
    });
    expect(await change(id, { language: null })).toMatchObject({ language: null, country: 'DE' });
    expect(await change(id, { externalId: 'C-9' })).toMatchObject({ id, externalId: 'C-9' });
    expect(await api.problem('GET', '/v1/customers/external:C-1')).toMatchObject({ status: 404 });
  });

  test('one external id is one customer, also when a change would take another’s', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const other = await saveCustomer(api, 'C-2');
    const { status } = await api.problem('PUT', `/v1/customers/${other.id}`, { externalId: 'C-1' });
    expect([409, 422]).toContain(status);
    expect(await readCustomer(api, 'C-2')).toEqual(other);
  });

  test('CUS-3: contacts are kept by external id or address, who is not named goes, and one is main', async () => {
    const api = await start(database);
    const people = [
      { externalId: 'P-1', firstName: 'Ann', email: 'ann@example.com', isMain: true },
      { firstName: 'Bob', email: 'bob@example.com', position: 'accounting' as const, isMain: true },
      { lastName: 'Cy', phone: '+33 1' },
    ];
    const { contacts } = await saveCustomer(api, 'C-1', { contacts: people });
    expect(contacts.map(({ position, isMain, isInvalid }) => [position, isMain, isInvalid])).toEqual([
      ['other', true, false],
      ['accounting', false, false],
      ['other', false, false],
    ]);
    const [ann, bob] = contacts;
    const changed = await saveCustomer(api, 'C-1', {
      contacts: [
        { externalId: 'P-1', email: 'a.new@example.com' },
        { email: 'bob@example.com', isMain: true },
      ],
    });
    expect(changed.contacts.map(({ id, email, isMain }) => [id, email, isMain])).toEqual([
      [ann!.id, 'a.new@example.com', false],
      [bob!.id, 'bob@example.com', true],
    ]);
  });

  test('CUS-4: new customers get the organisation’s payment methods until they have their own', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { paymentMethods: ['wireTransfer'] });
    expect(await saveCustomer(api, 'C-1')).toMatchObject({ paymentMethods: ['wireTransfer'] });
    expect(await saveCustomer(api, 'C-1', { paymentMethods: ['card', 'check'] })).toMatchObject({
      paymentMethods: ['card', 'check'],
    });
  });

  test('CUS-2: an excluded customer comes back neither by upsert nor by batch, and what arrives for it is refused with the reason', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await api.post('/v1/customers/external:C-1/exclude')).toMatchObject({ excluded: true });
    const before = await readCustomer(api, 'C-1');
    const invoice = {
      number: 'I-2',
      customer: { externalId: 'C-1' },
      issuedAt: '2026-11-01',
      dueDate: '2026-12-01',
      currency: 'EUR',
      grossAmount: 1,
    };
    const payment = {
      externalId: 'P-1',
      customer: { externalId: 'C-1' },
      amount: 1,
      currency: 'EUR',
      paidAt: '2026-11-23',
    };
    const refused = [
      await api.problem('POST', '/v1/customers', { externalId: 'C-1', name: 'Back' }),
      await api.problem('PUT', '/v1/customers/external:C-1', { name: 'Back' }),
      await api.problem('POST', '/v1/invoices', invoice),
      await api.problem('POST', '/v1/payments', payment),
    ];
    for (const { status, detail } of refused)
      expect([status, detail]).toEqual([422, expect.stringMatching(/excluded/)]);
    const { results } = await api.post<{ results: BatchResults }>('/v1/invoices/batch', { invoices: [invoice] });
    expect(results).toMatchObject([{ status: 'refused', errors: [{ message: expect.stringMatching(/excluded/) }] }]);
    expect(await readCustomer(api, 'C-1')).toEqual(before);
    expect(await api.all('/v1/invoices')).toHaveLength(1);
  });

  test('CUS-2: an excluded customer gets nothing until an admin includes it again', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await api.post('/v1/customers/external:C-1/exclude');
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 0, remaining: 0 });
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'clerk', role: 'member' });
    expect(await api.withKey(key).problem('POST', '/v1/customers/external:C-1/include')).toMatchObject({ status: 403 });
    expect(await api.post('/v1/customers/external:C-1/include')).toMatchObject({
      excluded: false,
      dunningPlanId: plan.id,
    });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(
      (await events(api, 'type=customerExcluded')).length + (await events(api, 'type=customerIncluded')).length,
    ).toBe(2);
  });

  test('CUS-1: the last dunning date is that of the last action that reached the customer; a task is none', async () => {
    const api = await start(database);
    const task = {
      name: 'Task',
      when: { anchor: 'due' as const, days: 1 },
      channel: 'task' as const,
      mode: 'manual' as const,
    };
    const plan = await createPlan(api, { steps: [task, { ...task, name: 'Call', channel: 'call' }] });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const finish = async () => {
      const [todo] = (await api.get<{ data: { id: string }[] }>('/v1/actions?status=todo')).data;
      await api.post(`/v1/actions/${todo!.id}/complete`);
      return (await readCustomer(api, 'C-1')).lastDunningDate;
    };
    expect(await finish()).toBeNull();
    expect(await finish()).toBe('2026-11-23');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 Call I-1', '2026-11-23 Task I-1']);
  });

  test('lists of customers and invoices find by name, number, external id, plan, customer and status', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { level: 'invoice' });
    const customerPlan = await createPlan(api, { name: 'Whole customer' });
    await saveCustomer(api, 'C-1', { name: 'Dupont 100%' });
    await saveCustomer(api, 'C-2', { name: 'Martin', dunningPlanId: customerPlan.id });
    await saveInvoice(api, 'C-1', 'A-1', '2026-11-20', { title: 'Oak table' });
    await saveInvoice(api, 'C-1', 'A-2', '2026-11-23', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-2', 'B-1', '2026-11-20');
    await pay(api, 'C-2', 'P-1', '2026-11-21', { 'B-1': 10_000 });
    const names = async (query: string) =>
      (await api.all<Customer>(`/v1/customers?${query}`)).map(({ externalId }) => externalId);
    const numbers = async (query: string) =>
      (await api.all<Invoice>(`/v1/invoices?${query}`)).map(({ number }) => number);
    expect([
      await names('search=DUPONT'),
      await names('search=c-2'),
      await names('search=100%25'),
      await names('search=1_0'),
    ]).toEqual([['C-1'], ['C-2'], ['C-1'], []]);
    expect(await names(`dunningPlanId=${customerPlan.id}`)).toEqual(['C-2']);
    expect([await numbers('search=a-'), await numbers('search=oak'), await numbers('customerId=external:C-2')]).toEqual(
      [['A-1', 'A-2'], ['A-1'], ['B-1']],
    );
    expect(await numbers(`dunningPlanId=${plan.id}`)).toEqual(['A-2']);
    expect([
      await numbers('status=overdue'),
      await numbers('status=due'),
      await numbers('status=paid'),
      await numbers('status=void'),
    ]).toEqual([['A-1'], ['A-2'], ['B-1'], []]);
  });
});
