import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, events, run, setClock } from './api/cadence.ts';
import type { Event, User } from './api/records.ts';
import {
  callStep,
  contactOf,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start } from './api/start.ts';

type Step = readonly [what: string, work: () => Promise<unknown>, told: readonly string[]];

describe.each(databases)('$name', (database) => {
  test('EVT-1: whatever changes a customer, an invoice or an action leaves an event that says what, when and who', async () => {
    const api = await start(database);
    const customer = '/v1/customers/external:C-1';
    const invoice = '/v1/invoices/external:I-1';
    const entry = {
      customer: { externalId: 'C-1' },
      amount: 100,
      currency: 'EUR',
      invoices: [{ externalId: 'I-1', amount: 100 }],
    };
    const user = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    const idOf = async (status: string) => (await actions(api, `status=${status}&customerId=external:C-1`))[0]!.id;
    const steps = [callStep('Call', 3), emailStep('Mail', 4), callStep('Again', 5), callStep('Once more', 6)];
    let plan = '';
    let invoicePlan = '';
    let claimed = { id: '', claimToken: '' };
    const happenings: Step[] = [
      ['a plan is made', async () => (plan = (await createPlan(api, { steps })).id), ['planCreated']],
      [
        'another one',
        async () =>
          (invoicePlan = (
            await createPlan(api, { name: 'Per invoice', level: 'invoice', steps: [callStep('Far', 365)] })
          ).id),
        ['planCreated'],
      ],
      ['a customer comes', () => saveCustomer(api, 'C-1'), ['customerCreated']],
      ['is renamed', () => api.put(customer, { name: 'New name' }), ['customerUpdated']],
      [
        'gets contacts',
        () => api.put(customer, { contacts: [contactOf('C-1'), { email: 'b@example.com' }] }),
        ['customerUpdated'],
      ],
      ['gets a manager', () => api.put(customer, { accountManagers: [user.id] }), ['accountManagersAssigned']],
      [
        'loses them',
        () => api.post('/v1/assignments', { accountManagers: [], customers: ['external:C-1'] }),
        ['accountManagersAssigned'],
      ],
      ['gets a plan', () => api.put(customer, { dunningPlanId: plan }), ['planAssigned']],
      ['an invoice comes', () => saveInvoice(api, 'C-1', 'I-1', '2026-12-20'), ['invoiceImported']],
      [
        'is overdue after all',
        () => saveInvoice(api, 'C-1', 'I-1', '2026-11-20'),
        ['actionToDo', 'invoiceOverdue', 'invoiceUpdated'],
      ],
      [
        'gets a plan by assignment',
        () => api.post('/v1/assignments', { dunningPlanId: invoicePlan, invoices: ['external:I-1'] }),
        ['planAssigned'],
      ],
      ['is paused', () => api.post(`${invoice}/pause`), ['invoicePaused']],
      ['is resumed', () => api.post(`${invoice}/resume`), ['invoiceResumed']],
      ['is disputed', () => api.post(`${invoice}/dispute`, { reason: 'goods' }), ['disputeOpened']],
      ['is undisputed', () => api.post(`${invoice}/dispute/close`), ['actionToDo', 'disputeClosed']],
      ['the call is done', async () => api.post(`/v1/actions/${await idOf('todo')}/complete`), ['actionExecuted']],
      ['the mail goes out', () => run(api, '2026-11-24'), ['actionExecuted']],
      ['the next call comes', () => setClock(api, '2026-11-25'), ['actionToDo']],
      [
        'is put off',
        async () => api.post(`/v1/actions/${await idOf('todo')}/snooze`, { until: '2026-11-26' }),
        ['actionSnoozed'],
      ],
      ['comes back', () => setClock(api, '2026-11-26'), ['actionToDo']],
      ['is skipped', async () => api.post(`/v1/actions/${await idOf('todo')}/skip`), ['actionIgnored', 'actionToDo']],
      ['the last one is claimed', async () => (claimed = (await claim(api))[0] as typeof claimed), ['actionClaimed']],
      [
        'and fails',
        () => api.post(`/v1/actions/${claimed.id}/fail`, claimed.claimToken ? { claimToken: claimed.claimToken } : {}),
        ['actionFailed', 'actionToDo'],
      ],
      [
        'a payment',
        () => api.post('/v1/payments', { ...entry, externalId: 'P-1', paidAt: '2026-11-26' }),
        ['paymentRecorded'],
      ],
      [
        'a credit note',
        () => api.post('/v1/credit-notes', { ...entry, externalId: 'N-1', issuedAt: '2026-11-26' }),
        ['creditNoteRecorded'],
      ],
      [
        'a refund',
        () => api.post('/v1/refunds', { ...entry, externalId: 'R-1', paidAt: '2026-11-26' }),
        ['refundRecorded'],
      ],
      [
        'the rest',
        () => pay(api, 'C-1', 'P-2', '2026-11-27', { 'I-1': 9_900 }),
        ['customerScoreChanged', 'invoicePaid', 'paymentRecorded'],
      ],
      ['void', () => api.post(`${invoice}/void`), ['customerScoreChanged', 'invoiceVoided']],
      ['the customer is paused', () => api.post(`${customer}/pause`), ['customerPaused']],
      ['is resumed', () => api.post(`${customer}/resume`), ['customerResumed']],
      ['is excluded', () => api.post(`${customer}/exclude`), ['customerExcluded']],
      ['is included', () => api.post(`${customer}/include`), ['customerIncluded']],
      ['has no plan', () => api.put(customer, { dunningPlanId: null }), ['planAssigned']],
      ['the plan is edited', () => api.put(`/v1/plans/${plan}`, { name: 'Other name' }), ['planUpdated']],
      ['and deleted', () => api.delete(`/v1/plans/${plan}`), ['planDeleted']],
    ];
    let last = (await events(api)).at(-1)!.id;
    const told: [string, string[]][] = [];
    for (const [what, work] of happenings) {
      await work();
      const { now } = await api.get<{ now: string }>('/v1/test-clock');
      const news = await events(api, `after=${last}`);
      for (const { at, actor } of news)
        expect([at, actor]).toMatchObject([
          now,
          { type: expect.stringMatching(/^(key|connector)$/), name: expect.any(String) },
        ]);
      told.push([what, news.map(({ type }) => type).sort()]);
      last = news.at(-1)?.id ?? last;
    }
    expect(told).toEqual(happenings.map(([what, , types]) => [what, types]));
  });

  test('EVT-1: the plan that an invoice gets when it comes is told, with who assigned it', async () => {
    const api = await start(database);
    const { id: invoicePlan } = await createPlan(api, { level: 'invoice' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { dunningPlanId: invoicePlan });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { dunningPlanId: null });
    expect((await events(api, 'type=planAssigned')).map(({ data }) => data['dunningPlanId'])).toEqual([
      invoicePlan,
      null,
    ]);
  });

  test('EVT-1: what changes nothing leaves no event', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    await api.post('/v1/invoices/external:I-1/void');
    const before = [await events(api), await readCustomer(api, 'C-1'), await readInvoice(api, 'I-1')];
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    for (const path of [
      'invoices/external:I-1/void',
      'invoices/external:I-1/resume',
      'customers/external:C-1/resume',
      'customers/external:C-1/include',
    ]) {
      await api.post(`/v1/${path}`);
    }
    await run(api);
    expect([await events(api), await readCustomer(api, 'C-1'), await readInvoice(api, 'I-1')]).toEqual(before);
  });

  test('EVT-1: a workflow that names itself is the actor', async () => {
    const api = await start(database);
    const body = { externalId: 'C-1', name: 'Dupont' };
    await api.request('POST', '/v1/customers', { body, headers: { 'X-Dunning-Workflow': 'Daily cadence' } });
    const { keyId } = await api.get<{ keyId: string }>('/v1/me');
    expect((await events(api)).map(({ actor }) => actor)).toEqual([
      { type: 'workflow', id: keyId, name: 'Daily cadence' },
    ]);
  });

  test('events are read in order, on from the last one seen, of a type or a customer', async () => {
    const api = await start(database);
    const ids = [];
    for (const name of ['C-1', 'C-2', 'C-3']) ids.push((await saveCustomer(api, name)).id);
    await api.post('/v1/customers/external:C-2/exclude');
    const all = await events(api);
    expect(all.map(({ type, customerId }) => [type, customerId])).toEqual([
      ['customerCreated', ids[0]],
      ['customerCreated', ids[1]],
      ['customerCreated', ids[2]],
      ['customerExcluded', ids[1]],
    ]);
    expect(await events(api, `after=${all[1]!.id}`)).toEqual(all.slice(2));
    expect(await events(api, `customerId=${ids[1]}`)).toEqual([all[1], all[3]]);
    expect(await events(api, `customerId=${ids[1]}&type=customerExcluded`)).toEqual([all[3]]);
    expect(await api.all<Event>('/v1/events', 1)).toEqual(all);
    expect(await api.problem('GET', '/v1/events?after=evt_none')).toMatchObject({ status: 404 });
  });
});
