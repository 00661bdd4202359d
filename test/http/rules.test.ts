import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import { createPlan, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { amountDue, assign, CREATED, createRule, notified, notify, planOf, type Rule, UPDATED } from './api/rules.ts';
import { start } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('RUL-2: all filters must hold, one value of each does; text is compared exactly; an empty field is not', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    await createRule(api, CREATED, assign(plan), {
      filters: [
        { field: 'custom.tier', operator: 'is', values: ['gold', 'silver'] },
        { field: 'country', operator: 'isNot', values: ['FR'] },
      ],
    });
    const plans = [];
    for (const [index, input] of [
      { customFields: { tier: 'gold' }, country: 'DE' },
      { customFields: { tier: 'silver' } },
      { customFields: { tier: 'Gold' }, country: 'DE' },
      { customFields: { tier: 'gold' }, country: 'FR' },
      { country: 'DE' },
    ].entries())
      plans.push((await saveCustomer(api, `C-${index}`, input)).dunningPlanId);
    expect(plans).toEqual([plan.id, plan.id, null, null, null]);
  });

  test('RUL-2: isNot is refused for custom fields that are no select or boolean, above for any rule', async () => {
    const api = await start(database);
    const rule = { name: 'R', triggers: CREATED, action: { type: 'excludeCustomer' } };
    for (const [filters, path] of [
      [[{ field: 'custom.tier', operator: 'isNot', values: ['gold'] }], 'filters.0.operator'],
      [[{ field: 'outstanding', operator: 'above', values: [5] }], 'filters.0.operator'],
      [[{ field: 'nonsense', operator: 'is', values: ['x'] }], 'filters.0.field'],
    ] as const) {
      const answer = await api.problem('POST', '/v1/rules', { ...rule, filters });
      expect(answer).toMatchObject({ status: 400, errors: [{ path }] });
    }
  });

  test('RUL-3: users, by name or from a custom field, payment methods, exclusion', async () => {
    const api = await start(database);
    const { id: ana } = await api.post<{ id: string }>('/v1/users', { name: 'Ana', email: 'ana@example.com' });
    const { id: ben } = await api.post<{ id: string }>('/v1/users', { name: 'Ben', email: 'ben@example.com' });
    const only = (country: string) => ({ filters: [{ field: 'country', operator: 'is', values: [country] }] });
    await createRule(api, CREATED, { type: 'assignUsers', userIds: [ben, ana] }, only('DE'));
    await createRule(api, CREATED, { type: 'assignUsers', customField: 'owner' }, only('FR'));
    await createRule(api, CREATED, { type: 'assignPaymentMethods', paymentMethods: ['check'] }, only('US'));
    await createRule(api, CREATED, { type: 'excludeCustomer' }, only('GB'));
    expect(await saveCustomer(api, 'C-1', { country: 'DE' })).toMatchObject({ accountManagers: [ben, ana] });
    expect(await saveCustomer(api, 'C-2', { country: 'FR', customFields: { owner: 'ANA@example.com' } })).toMatchObject(
      {
        accountManagers: [ana],
      },
    );
    expect(await saveCustomer(api, 'C-3', { country: 'US' })).toMatchObject({ paymentMethods: ['check'] });
    expect(await saveCustomer(api, 'C-4', { country: 'GB' })).toMatchObject({ excluded: true });
    await saveCustomer(api, 'C-5', { country: 'FR', customFields: { owner: 'nobody@example.com' } });
    expect(await events(api, 'type=ruleWithoutEffect&customerId=external:C-5')).toMatchObject([
      { data: { reason: expect.stringContaining('nobody@example.com') } },
    ]);
  });

  test('RUL-4: rules run from the bottom to the top; in a conflict the top one has the last word, and only it has an entry', async () => {
    const api = await start(database);
    const first = await createPlan(api, { name: 'First' });
    const second = await createPlan(api, { name: 'Second' });
    const top = await createRule(api, CREATED, assign(first), { name: 'Top' });
    const bottom = await createRule(api, CREATED, assign(second), { name: 'Bottom' });
    expect([top.position, bottom.position]).toEqual([1, 2]);
    expect(await saveCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: first.id });
    const assigned = await events(api, 'type=planAssigned&customerId=external:C-1');
    expect(assigned.map(({ actor }) => actor)).toEqual([{ type: 'rule', id: top.id, name: 'Top' }]);
    await api.put('/v1/rules/order', { ids: [bottom.id, top.id] });
    expect(await saveCustomer(api, 'C-2')).toMatchObject({ dunningPlanId: second.id });
  });

  test('RUL-4: an order that misses a rule, names one twice or an unknown one is refused', async () => {
    const api = await start(database);
    const ids: string[] = [];
    for (const name of ['A', 'B'])
      ids.push((await createRule(api, CREATED, { type: 'excludeCustomer' }, { name, enabled: false })).id);
    for (const order of [[ids[0]], [ids[0], ids[0]], [...ids, 'rul_none']])
      expect(await api.problem('PUT', '/v1/rules/order', { ids: order })).toMatchObject({ status: 400 });
  });

  test('RUL-5: a disabled rule does nothing; enabling it touches nobody who is there', async () => {
    const api = await start(database);
    const rule = await createRule(api, amountDue('above', 100), notify, { enabled: false });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 500 });
    await api.put(`/v1/rules/${rule.id}`, { enabled: true });
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { grossAmount: 500 });
    expect(await notified(api)).toBe(0);
    await saveCustomer(api, 'C-2');
    await saveInvoice(api, 'C-2', 'I-3', '2026-12-20', { grossAmount: 500 });
    expect(await notified(api, 'C-2')).toBe(1);
  });

  test('RUL-5: applying to existing customers says who would change from what to what, then changes just them', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    for (const [name, country] of Object.entries({ 'C-1': 'FR', 'C-2': 'DE', 'C-3': 'FR' }))
      await saveCustomer(api, name, { country });
    await api.put('/v1/customers/external:C-3', { dunningPlanId: plan.id });
    const rule = await createRule(api, CREATED, assign(plan), {
      filters: [{ field: 'country', operator: 'is', values: ['FR'] }],
    });
    const expected = {
      matched: 2,
      changed: 1,
      changes: [{ customer: { externalId: 'C-1' }, change: 'dunningPlanId', from: null, to: plan.id }],
    };
    expect(await api.post(`/v1/rules/${rule.id}/apply`, { dryRun: true })).toMatchObject(expected);
    expect(await planOf(api)).toBeNull();
    expect(await api.post(`/v1/rules/${rule.id}/apply`, { dryRun: false })).toMatchObject(expected);
    expect([await planOf(api), await planOf(api, 'C-2')]).toEqual([plan.id, null]);
  });

  test('RUL-5: whoever is named twice, by either id, is told of once', async () => {
    const api = await start(database);
    const { id } = await saveCustomer(api, 'C-1');
    const rule = await createRule(api, CREATED, notify, { enabled: false });
    const others = Array.from({ length: 999 }, () => id);
    const customers = ['external:C-1', ...others, id];
    expect(await api.post(`/v1/rules/${rule.id}/apply`, { dryRun: false, customers })).toMatchObject({ matched: 1 });
    expect(await notified(api)).toBe(1);
  });

  test('RUL-6: what a rule writes fires no rule', async () => {
    const api = await start(database);
    await createRule(api, UPDATED, { type: 'assignPaymentMethods', paymentMethods: ['check'] });
    await createRule(api, UPDATED, notify);
    await saveCustomer(api, 'C-1');
    expect(await notified(api)).toBe(1);
  });

  test('ASG-2: rules win over manual assignments with the next event; a bulk assignment runs none', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'By rule' });
    const other = await createPlan(api, { name: 'By hand' });
    await createRule(api, UPDATED, assign(plan));
    await saveCustomer(api, 'C-1');
    await api.post('/v1/assignments', { dunningPlanId: other.id, customers: ['external:C-1'] });
    expect(await planOf(api)).toBe(other.id);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    expect(await planOf(api)).toBe(plan.id);
  });

  test('RUL-3: a rule that names what is gone is switched off and says why; the others go on', async () => {
    const api = await start(database);
    const gone = await createPlan(api, { name: 'Gone' });
    const plan = await createPlan(api, { name: 'Here' });
    const broken = await createRule(api, CREATED, assign(gone));
    await createRule(api, CREATED, assign(plan));
    await api.delete(`/v1/plans/${gone.id}`);
    expect(await api.get(`/v1/rules/${broken.id}`)).toMatchObject({
      enabled: false,
      disabledReason: expect.stringContaining('Gone'),
    });
    expect(await saveCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: plan.id });
    expect(await api.problem('PUT', `/v1/rules/${broken.id}`, { enabled: true })).toMatchObject({
      status: 400,
      errors: [{ path: 'action.dunningPlanId' }],
    });
  });

  test('RUL-3: a rule whose filter names a plan that was deleted is neither switched on again nor applied', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'Gone' });
    await saveCustomer(api, 'C-1');
    const rule = await createRule(api, CREATED, notify, {
      filters: [{ field: 'dunningPlanId', operator: 'isNot', values: [plan.id] }],
    });
    await api.delete(`/v1/plans/${plan.id}`);
    const named = { errors: [{ path: 'filters.0.values.0' }] };
    expect(await api.problem('PUT', `/v1/rules/${rule.id}`, { enabled: true })).toMatchObject({
      status: 400,
      ...named,
    });
    expect(await api.problem('POST', `/v1/rules/${rule.id}/apply`, {})).toMatchObject({ status: 422 });
    expect(await notified(api)).toBe(0);
  });

  test('RUL-3: a rule that was off when its plan or its user went says why as well, and is applied to nobody', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'Gone' });
    const user = await api.post<{ id: string }>('/v1/users', { name: 'Left', email: 'left@example.com' });
    await saveCustomer(api, 'C-1');
    const off = { enabled: false };
    const assigns = await createRule(api, CREATED, assign(plan), off);
    const looksAfter = await createRule(api, CREATED, { type: 'assignUsers', userIds: [user.id] }, off);
    await api.delete(`/v1/plans/${plan.id}`);
    await api.delete(`/v1/users/${user.id}`);
    for (const [{ id }, name] of [
      [assigns, 'Gone'],
      [looksAfter, 'Left'],
    ] as const) {
      expect(await api.get(`/v1/rules/${id}`)).toMatchObject({
        disabledReason: expect.stringContaining(name) as string,
      });
      for (const dryRun of [true, false])
        expect(await api.problem('POST', `/v1/rules/${id}/apply`, { dryRun })).toMatchObject({ status: 422 });
    }
    expect(await readCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: null, accountManagers: [] });
    expect(await api.all('/v1/events?type=ruleDisabled')).toEqual([]);

    // Set right, it can be applied though it stays off.
    const other = await createPlan(api, { name: 'Here' });
    expect(await api.put(`/v1/rules/${assigns.id}`, { action: assign(other) })).toMatchObject({
      enabled: false,
      disabledReason: null,
    });
    await api.post(`/v1/rules/${assigns.id}/apply`, { dryRun: false });
    expect(await planOf(api)).toBe(other.id);
  });

  test('RUL-3: a rule that filters by, assigns from or writes of a custom field ends with it; it can be renamed, and set right', async () => {
    const api = await start(database);
    await api.post('/v1/custom-fields', { key: 'tier', type: 'select', options: ['gold'] });
    await api.post('/v1/custom-fields', { key: 'tier_2', type: 'text' });
    const filters = [{ field: 'custom.tier', operator: 'isNot', values: ['gold'] }];
    const rules = [
      await createRule(api, CREATED, assign(null), { filters }),
      await createRule(api, CREATED, { type: 'assignUsers', customField: 'tier' }),
      await createRule(api, CREATED, { ...notify, body: '{{#if customer.custom.tier}}Gold{{/if}}' }),
      await createRule(api, CREATED, { ...notify, body: '{{customer.custom.tier_2}}' }),
    ];
    await api.delete('/v1/custom-fields/tier');
    const read = ({ id }: { id: string }) => api.get<Rule>(`/v1/rules/${id}`);
    const reason = "The custom field 'tier' was deleted";
    expect((await Promise.all(rules.map(read))).map((rule) => [rule.enabled, rule.disabledReason])).toEqual([
      [false, reason],
      [false, reason],
      [false, reason],
      [true, null],
    ]);
    const path = `/v1/rules/${rules[0]!.id}`;
    expect(await api.put(path, { name: 'Renamed' })).toMatchObject({ name: 'Renamed', disabledReason: reason });
    expect(await api.problem('PUT', path, { body: { enabled: true } })).toMatchObject({ status: 400 });
    expect(await api.put(path, { enabled: true, filters: [] })).toMatchObject({ enabled: true, disabledReason: null });
  });

  test('RUL-2, RUL-3: a field that goes with its values takes its rules with it first: nobody is what nobody is any more', async () => {
    const api = await start(database);
    await api.post('/v1/custom-fields', { key: 'tier', type: 'select', options: ['gold'] });
    await saveCustomer(api, 'C-1', { customFields: { tier: 'gold' } });
    const plan = await createPlan(api);
    await createRule(api, UPDATED, assign(plan), {
      filters: [{ field: 'custom.tier', operator: 'isNot', values: ['gold'] }],
    });
    await createRule(api, UPDATED, notify);
    await api.delete('/v1/custom-fields/tier?force=true');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ customFields: {}, dunningPlanId: null });
    expect(await notified(api)).toBe(1);
  });

  test('RUL-3: a rule whose filter does not fit the type that its field gets is switched off', async () => {
    const api = await start(database);
    const filters = [{ field: 'custom.size', operator: 'is', values: ['12'] }];
    const rule = await createRule(api, CREATED, assign(null), { filters });
    const other = await createRule(api, CREATED, assign(null));
    await api.post('/v1/custom-fields', { key: 'size', type: 'number' });
    expect(await api.get(`/v1/rules/${rule.id}`)).toMatchObject({
      enabled: false,
      disabledReason: expect.stringContaining('size') as string,
    });
    expect(await api.get(`/v1/rules/${other.id}`)).toMatchObject({ enabled: true });
  });

  test('RUL-3: unknown plans, users and invoice-level plans are refused', async () => {
    const api = await start(database);
    const perInvoice = await createPlan(api, { level: 'invoice' });
    for (const [action, path] of [
      [{ type: 'assignPlan', dunningPlanId: 'pln_none' }, 'action.dunningPlanId'],
      [assign(perInvoice), 'action.dunningPlanId'],
      [{ type: 'assignUsers', userIds: ['usr_none'] }, 'action.userIds.0'],
      [{ type: 'assignUsers', userIds: ['usr_none'], customField: 'owner' }, 'action.userIds'],
      [{ type: 'assignPaymentMethods', paymentMethods: ['bitcoin'] }, 'action.paymentMethods.0'],
      [{ type: 'notify', channel: 'email', subject: 'S', body: 'B' }, 'action.to'],
      [{ type: 'remind' }, 'action.type'],
    ] as const) {
      const answer = await api.problem('POST', '/v1/rules', { name: 'R', triggers: CREATED, action });
      expect(answer).toMatchObject({ status: 400, errors: [{ path }] });
    }
  });

  test('RUL-2: filters that compare with a plan or a user whom there is not are refused', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'Here' });
    const filters = [
      { field: 'dunningPlanId', operator: 'is', values: [plan.id, 'pln_none', null] },
      { field: 'accountManagers', operator: 'isNot', values: ['usr_none'] },
    ];
    const rule = { name: 'R', triggers: CREATED, action: assign(null) };
    expect(await api.problem('POST', '/v1/rules', { ...rule, filters })).toMatchObject({
      status: 400,
      errors: [
        { path: 'filters.0.values.1', message: expect.stringContaining('pln_none') },
        { path: 'filters.1.values.0', message: expect.stringContaining('usr_none') },
      ],
    });
    expect(await api.all('/v1/rules')).toEqual([]);
    const known = [{ field: 'dunningPlanId', operator: 'is', values: [plan.id, null] }];
    expect(await api.post('/v1/rules', { ...rule, filters: known })).toMatchObject({ filters: known });
  });

  test('RUL-2: a saved rule and given filters say whom they match', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1', { country: 'FR' });
    await saveCustomer(api, 'C-2', { country: 'DE' });
    const filters = [{ field: 'country', operator: 'is', values: ['FR'] }];
    const rule = await createRule(api, CREATED, { type: 'excludeCustomer' }, { filters, enabled: false });
    const customers = ['external:C-1', 'external:C-2', 'external:C-3'];
    const results = customers.map((id, index) => ({ id, matched: [true, false, null][index] }));
    expect(await api.post('/v1/rules/evaluate', { ruleId: rule.id, customers })).toEqual({ results });
    expect(await api.post('/v1/rules/evaluate', { filters, customers })).toEqual({ results });
  });
});
