import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, lines, mailbox, run, runDaily } from './api/cadence.ts';
import type { Customer, Invoice, Plan } from './api/records.ts';
import { callStep, createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test.each(['standard', 'contextual'] as const)('PLN-1: a %s plan is read as it was written', async (logic) => {
    const api = await start(database);
    const steps = [
      emailStep('Before', -3, {
        template: { key: 'before-due' },
        recipients: ['accounting', 'main'],
        cc: ['accountManager'],
      }),
      emailStep('First', 3, { when: { anchor: 'issue', days: 33 } }),
      callStep('Call', 365),
    ];
    const plan = await createPlan(api, { name: 'Firm', logic, minimumContactDelayDays: 30, language: 'fr', steps });
    expect(plan).toMatchObject({
      name: 'Firm',
      version: 1,
      level: 'customer',
      logic,
      minimumContactDelayDays: 30,
      language: 'fr',
    });
    expect(plan.steps).toMatchObject([steps[0]!, steps[1]!, { ...steps[2]!, template: null }]);
    expect(new Set(plan.steps.map(({ id }) => id)).size).toBe(3);
    expect(await api.get(`/v1/plans/${plan.id}`)).toEqual(plan);
    expect(await api.all('/v1/plans')).toEqual([plan]);
  });

  test('PLN-6: a new customer gets the default of its level, none with null, the named one else', async () => {
    const api = await start(database);
    const before = await saveCustomer(api, 'C-0');
    const usual = await createPlan(api, { name: 'Usual', isDefault: true });
    const other = await createPlan(api, { name: 'Other' });
    const invoices = await createPlan(api, { name: 'Per invoice', level: 'invoice', isDefault: true });
    const planOf = async (externalId: string, more = {}) => (await saveCustomer(api, externalId, more)).dunningPlanId;
    expect(await planOf('C-1')).toBe(usual.id);
    expect(await planOf('C-2', { dunningPlanId: null })).toBeNull();
    expect(await planOf('C-3', { dunningPlanId: other.id })).toBe(other.id);
    expect(await planOf('C-0', { name: 'Renamed' })).toBe(before.dunningPlanId);
    expect((await saveInvoice(api, 'C-1', 'I-1', '2026-12-01')).dunningPlanId).toBe(invoices.id);
    expect((await saveInvoice(api, 'C-1', 'I-2', '2026-12-01', { dunningPlanId: null })).dunningPlanId).toBeNull();
  });

  test('PLN-6: each level has one default, the latest', async () => {
    const api = await start(database);
    const first = await createPlan(api, { name: 'First', isDefault: true });
    const second = await createPlan(api, { name: 'Second' });
    await createPlan(api, { name: 'Per invoice', level: 'invoice', isDefault: true });
    await api.put(`/v1/plans/${second.id}`, { isDefault: true });
    const defaults = (await api.all<Plan>('/v1/plans')).filter(({ isDefault }) => isDefault).map(({ name }) => name);
    expect(defaults.sort()).toEqual(['Per invoice', 'Second']);
    expect((await saveCustomer(api, 'C-1')).dunningPlanId).toBe(second.id);
    await api.put(`/v1/plans/${second.id}`, { isDefault: false });
    expect((await saveCustomer(api, 'C-2')).dunningPlanId).toBeNull();
    expect(await api.get(`/v1/plans/${first.id}`)).toMatchObject({ isDefault: false });
  });

  test('PLN-6: a plan that is assigned is not deleted; afterwards it is gone, and its name is free', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const perInvoice = await createPlan(api, { name: 'Per invoice', level: 'invoice' });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-01', { dunningPlanId: perInvoice.id });
    for (const { id } of [plan, perInvoice])
      expect(await api.problem('DELETE', `/v1/plans/${id}`)).toMatchObject({ status: 409 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: plan.id });
    await api.put('/v1/customers/external:C-1', { dunningPlanId: null });
    expect(await api.delete(`/v1/plans/${plan.id}`)).toEqual({ deleted: true });
    expect(await api.problem('GET', `/v1/plans/${plan.id}`)).toMatchObject({ status: 404 });
    expect((await api.all<Plan>('/v1/plans')).map(({ name }) => name)).toEqual(['Per invoice']);
    expect((await createPlan(api)).id).not.toBe(plan.id);
  });

  test('PLN-6: the history of a deleted plan stays', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    await api.put('/v1/customers/external:C-1', { dunningPlanId: null });
    await api.delete(`/v1/plans/${plan.id}`);
    expect(await actions(api)).toMatchObject([
      { status: 'executed', plan: { id: plan.id, name: 'Polite' }, step: { name: 'First' } },
    ]);
  });

  test('PLN-4: an edit plans anew what is not executed; an executed action keeps its version and its text', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [sent] = (await run(api)).actions;
    const before = await api.get(`/v1/actions/${sent!.id}`);
    const [first, second] = plan.steps;
    const steps = [
      { ...first!, name: 'Renamed', template: { subject: 'Other', body: 'Other' } },
      { ...second!, when: { anchor: 'due', days: 5 } },
    ];
    expect(await api.put(`/v1/plans/${plan.id}`, { steps })).toMatchObject({ version: 2, steps });
    expect(await api.get(`/v1/actions/${sent!.id}`)).toEqual(before);
    expect(before).toMatchObject({ planVersion: 1, step: { name: 'First' }, message: { subject: 'First: I-1' } });
    expect(await lines(api, 'planned')).toEqual(['2026-11-25 Second I-1']);
    expect((await run(api, '2026-11-25')).actions).toMatchObject([{ planVersion: 2, step: { name: 'Second' } }]);
  });

  test('PLN-4: a step that is edited while its action is claimed goes out as it was handed out', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [claimed] = await claim(api);
    const [first, ...others] = plan.steps;
    const edited = {
      ...first!,
      name: 'Renamed',
      template: { subject: 'Other', body: 'Other' },
      cc: ['new@example.com'],
    };
    await api.put(`/v1/plans/${plan.id}`, { steps: [edited, ...others] });
    const { id, claimToken } = claimed!;
    expect(await api.post(`/v1/actions/${id}/send`, { claimToken })).toMatchObject({
      status: 'executed',
      planVersion: 1,
      step: { name: 'First' },
    });
    expect(await mailbox(api)).toMatchObject([{ subject: claimed!.message!.subject, cc: [] }]);
    expect(await lines(api, 'planned')).toMatchObject([expect.stringContaining('Second')]);
  });

  test('PLN-5: a step put before the position already reached is skipped', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    await api.put(`/v1/plans/${plan.id}`, { steps: [emailStep('Zeroth', 1), ...plan.steps] });
    await runDaily(api, '2026-11-24', '2026-11-30');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1', '2026-11-30 Second I-1']);
  });

  test('PLN-5: steps are matched by name where they have no id, so that none goes out twice', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await run(api);
    const edited = await api.put<Plan>(`/v1/plans/${plan.id}`, {
      steps: [emailStep('First', 4), emailStep('Second', 10)],
    });
    expect(edited.steps.map(({ id }) => id)).toEqual(plan.steps.map(({ id }) => id));
    await runDaily(api, '2026-11-24', '2026-11-30');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1', '2026-11-30 Second I-1']);
  });

  test('PLN-5: a removed step leaves the position at its predecessor', async () => {
    const api = await start(database);
    const plan = await createPlan(api, {
      steps: [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 20)],
    });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await runDaily(api, '2026-11-23', '2026-11-30');
    const [first, , third] = plan.steps;
    await api.put(`/v1/plans/${plan.id}`, { steps: [first, emailStep('Other', 8), third] });
    await runDaily(api, '2026-12-01', '2026-12-10');
    expect((await lines(api, 'executed')).slice(2)).toEqual(['2026-12-01 Other I-1', '2026-12-10 Third I-1']);
  });

  test('a plan keeps its level, and its name is its own', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await createPlan(api, { name: 'Firm' });
    expect(await api.problem('PUT', `/v1/plans/${plan.id}`, { level: 'invoice' })).toMatchObject({ status: 409 });
    expect(await api.problem('PUT', `/v1/plans/${plan.id}`, { name: 'Firm' })).toMatchObject({ status: 409 });
    expect(await api.problem('POST', '/v1/plans', { body: { name: 'Firm', steps: plan.steps } })).toMatchObject({
      status: 409,
    });
    expect(await api.get(`/v1/plans/${plan.id}`)).toEqual(plan);
  });

  test('plans are listed by level and by a part of their name', async () => {
    const api = await start(database);
    for (const name of ['Firm', 'Polite', 'Politely firm']) await createPlan(api, { name });
    await createPlan(api, { name: 'Firm per invoice', level: 'invoice' });
    const names = async (query: string) => (await api.all<Plan>(`/v1/plans?${query}`)).map(({ name }) => name);
    expect(await names('level=customer')).toEqual(['Firm', 'Polite', 'Politely firm']);
    expect(await names('search=FIRM')).toEqual(['Firm', 'Politely firm', 'Firm per invoice']);
    expect(await names('search=firm&level=invoice')).toEqual(['Firm per invoice']);
  });

  test('GET /v1/templates names the shipped texts, and each reminder can be a step', async () => {
    const api = await start(database);
    const keys = (await api.all<{ key: string }>('/v1/templates')).map(({ key }) => key);
    const reminders = ['before-due', 'first-reminder', 'last-reminder', 'second-reminder', 'third-reminder'];
    expect(keys.sort()).toEqual([...reminders, 'invoice'].sort());
    const steps = reminders.map((key, index) => emailStep(key, index, { template: { key } }));
    const plan = await createPlan(api, { steps });
    const customer = await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    const invoice = await saveInvoice(api, 'C-1', 'I-1', '2026-11-22');
    await runDaily(api, '2026-11-23', '2026-11-30');
    expect(await actions(api, 'status=executed')).toHaveLength(5);
    expect(await api.get<Customer>(`/v1/customers/${customer.id}`)).toMatchObject({ lastDunningDate: '2026-11-27' });
    expect(await api.get<Invoice>(`/v1/invoices/${invoice.id}`)).toMatchObject({
      status: 'overdue',
      outstanding: 10_000,
    });
  });
});
