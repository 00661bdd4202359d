import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { claim, everything, lines, mailbox, run } from './api/cadence.ts';
import type { BatchResults, Entry } from './api/records.ts';
import {
  createDue,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { refused } from './api/refused.ts';
import { start } from './api/start.ts';

const INVOICE = {
  externalId: 'I-NEW',
  number: 'I-NEW',
  customer: { externalId: 'C-1' },
  issuedAt: '2026-11-01',
  dueDate: '2026-12-01',
  currency: 'EUR',
  grossAmount: 10_000,
};
const PAYMENT = {
  externalId: 'P-1',
  customer: { externalId: 'C-1' },
  amount: 10_000,
  currency: 'EUR',
  paidAt: '2026-11-23',
};

const planWith = (step: object) => ({ name: 'Bad', steps: [{ ...emailStep('First', 3), ...step }] });
const planOf = (subject: string, body: string) => planWith({ template: { subject, body } });

describe.each(databases)('$name', (database) => {
  test.each([
    ['without steps', { name: 'Bad', steps: [] }, 'steps', /at least one step/],
    [
      'with a step 400 days before the due date',
      planWith({ when: { anchor: 'due', days: -400 } }),
      'steps.0.when.days',
      /-400 .* -365 to 365/,
    ],
    [
      'with a negative minimum delay',
      { ...planWith({}), minimumContactDelayDays: -1 },
      'minimumContactDelayDays',
      /0 to 30/,
    ],
    ['with an automatic call', planWith({ channel: 'call' }), 'steps.0.mode', /manual/],
    ['with an address that is none', planWith({ recipients: ['nobody'] }), 'steps.0.recipients.0', /'nobody'/],
    ['with a sender that is no user', planWith({ sender: 'usr_none' }), 'steps.0.sender', /usr_none/],
    [
      'with a template that is not shipped',
      planWith({ template: { key: 'gentle' } }),
      'steps.0.template.key',
      /`gentle`.*first-reminder/,
    ],
  ])('a plan %s is refused, and so is the edit', async (_, plan, path, message) => {
    const api = await start(database);
    const { id } = await createPlan(api);
    const expected = { status: 400, errors: [{ path, message: expect.stringMatching(message) }] };
    expect(await refused(api, 'POST', '/v1/plans', plan)).toMatchObject(expected);
    expect(await refused(api, 'PUT', `/v1/plans/${id}`, plan)).toMatchObject(expected);
  });

  test.each([
    [
      'an unknown field',
      planOf('Hello', 'Dear {{contact.name}},\nyou owe {{customer.owes}}'),
      'body',
      /^line 2, column 11: .*`customer\.owes`/,
    ],
    [
      'an unknown field in the subject',
      planOf('Invoice {{invoice.number}}', 'Hello'),
      'subject',
      /^line 1, column 11: .*`invoice\.number`/,
    ],
    [
      'a block that is never closed',
      planOf('Hello', 'One\n  {{#each invoices}} {{number}}'),
      'body',
      /^line 2, column 3: .*never closed/,
    ],
    ['a syntax error', planOf('Hello', 'One\nTwo {{customer.name'), 'body', /^line 2, column \d+: /],
    ['an unknown helper', planOf('Hello', '{{shout customer.name}}'), 'body', /^line 1, column 3: .*`shout`/],
  ])('a template with %s is refused when saved, with line and column', async (_, plan, part, message) => {
    const api = await start(database);
    const { id } = await createPlan(api);
    const expected = {
      status: 400,
      errors: [{ path: `steps.0.template.${part}`, message: expect.stringMatching(message) }],
    };
    expect(await refused(api, 'POST', '/v1/plans', plan)).toMatchObject(expected);
    expect(await refused(api, 'PUT', `/v1/plans/${id}`, { steps: plan.steps })).toMatchObject(expected);
  });

  test.each([
    ['an unknown currency', { currency: 'XYZ' }, 400, 'currency'],
    ['a due date before the issue date', { dueDate: '2026-10-31' }, 400, 'dueDate'],
    ['a date that is none', { issuedAt: '2026-02-30' }, 400, 'issuedAt'],
    ['an amount with decimals', { grossAmount: 99.5 }, 400, 'grossAmount'],
    ['a customer that is not there', { customer: { externalId: 'C-9' } }, 422, 'customer'],
    ['a plan that is not there', { dunningPlanId: 'pln_none' }, 422, 'dunningPlanId'],
    ['a field that is not known', { grossAmmount: 1 }, 400, 'grossAmmount'],
  ])('an invoice with %s is refused, alone and in a batch', async (_, wrong, status, path) => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    expect(await refused(api, 'POST', '/v1/invoices', { ...INVOICE, ...wrong })).toMatchObject({
      status,
      errors: [{ path }],
    });
    const before = await everything(api);
    const { results } = await api.post<{ results: BatchResults }>('/v1/invoices/batch', {
      invoices: [{ ...INVOICE, ...wrong }],
    });
    expect(results).toEqual([{ index: 0, status: 'refused', errors: [{ path, message: expect.any(String) }] }]);
    expect(await everything(api)).toEqual(before);
  });

  test('an invoice changes neither its customer nor its currency', async () => {
    const api = await start(database);
    for (const customer of ['C-1', 'C-2']) await saveCustomer(api, customer);
    await api.post('/v1/invoices', INVOICE);
    for (const [path, change] of Object.entries({
      customer: { customer: { externalId: 'C-2' } },
      currency: { currency: 'USD' },
    })) {
      expect(await refused(api, 'POST', '/v1/invoices', { ...INVOICE, ...change })).toMatchObject({
        status: 422,
        errors: [{ path }],
      });
    }
  });

  test('a payment for another customer’s invoice is refused', async () => {
    const api = await start(database);
    for (const customer of ['C-1', 'C-2']) await saveCustomer(api, customer);
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    for (const path of ['payments', 'credit-notes', 'refunds']) {
      const { paidAt, ...rest } = PAYMENT;
      const dated = path === 'credit-notes' ? { issuedAt: paidAt } : { paidAt };
      const problem = await refused(api, 'POST', `/v1/${path}`, {
        ...rest,
        ...dated,
        invoices: [{ externalId: 'I-2', amount: 1 }],
      });
      expect(problem).toMatchObject({
        status: 422,
        errors: [{ path: 'invoices.0', message: expect.stringMatching(/another customer/) }],
      });
    }
    expect(await readInvoice(api, 'I-2')).toMatchObject({ outstanding: 10_000 });
  });

  test.each([
    ['in another currency', { currency: 'USD', invoices: [{ externalId: 'I-1', amount: 1 }] }, 'invoices.0'],
    ['for an invoice that is not there', { invoices: [{ externalId: 'I-9', amount: 1 }] }, 'invoices.0'],
    ['that gives more than it has', { invoices: [{ externalId: 'I-1', amount: 10_001 }] }, 'invoices'],
    [
      'that names an invoice twice',
      {
        invoices: [
          { externalId: 'I-1', amount: 1 },
          { externalId: 'I-1', amount: 1 },
        ],
      },
      'invoices.1',
    ],
    ['of nobody', { customer: { externalId: 'C-9' } }, 'customer'],
  ])('a payment %s is refused', async (_, wrong, path) => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await refused(api, 'POST', '/v1/payments', { ...PAYMENT, ...wrong })).toMatchObject({
      status: 422,
      errors: [{ path }],
    });
  });

  test('a payment above what is open is taken, and what is too much stays unapplied', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const paid = await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 15_000 });
    expect(paid).toMatchObject({
      amount: 15_000,
      unapplied: 5_000,
      invoices: [{ externalId: 'I-1', amount: 15_000, applied: 10_000 }],
    });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'paid', outstanding: 0 });
    expect((await readCustomer(api, 'C-1')).balances).toEqual([
      { currency: 'EUR', outstanding: -5_000, due: 0, overdue: 0, unapplied: 5_000 },
    ]);
  });

  test('the same payment posted twice counts once; posted with another amount, it is corrected', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const body = { ...PAYMENT, amount: 4_000, invoices: [{ externalId: 'I-1', amount: 4_000 }] };
    const first = await api.request<Entry>('POST', '/v1/payments', { body });
    const before = await everything(api);
    const second = await api.request<Entry>('POST', '/v1/payments', { body });
    expect([first.status, second.status, second.body]).toEqual([201, 200, first.body]);
    const { results } = await api.post<{ results: BatchResults }>('/v1/payments/batch', { payments: [body, body] });
    expect(results.map(({ status }) => status)).toEqual(['unchanged', 'unchanged']);
    expect(await everything(api)).toEqual(before);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ outstanding: 6_000 });
    await api.post('/v1/payments', { ...body, amount: 5_000, invoices: [{ externalId: 'I-1', amount: 5_000 }] });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ outstanding: 5_000 });
  });

  test('a credit note, a refund and a payment may have the same external id', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const { paidAt, ...rest } = PAYMENT;
    const statuses = [
      await api.request('POST', '/v1/payments', { body: PAYMENT }),
      await api.request('POST', '/v1/credit-notes', { body: { ...rest, issuedAt: paidAt } }),
      await api.request('POST', '/v1/refunds', { body: PAYMENT }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 201, 201]);
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ unapplied: 10_000 }]);
  });

  test.each([
    'nobody',
    'a@b',
    'Ann <ann@example.com>',
    'a@example.com, b@example.com',
    'a@example.com\r\nBcc: b@example.com',
    'ü@',
    '',
  ])('the address %j is refused', async (email) => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const contacts = [{ email: 'good@example.com' }, { email }];
    const problem = await refused(api, 'PUT', '/v1/customers/external:C-1', { contacts });
    expect(problem).toMatchObject({
      status: 400,
      errors: [{ path: 'contacts.1.email', message: expect.stringMatching(/not an e-mail address/) }],
    });
  });

  test('an unknown external id is 404, and changes nothing', async () => {
    const api = await start(database);
    await createDue(api, 1);
    for (const [method, path] of [
      ['PUT', 'customers/external:C-9'],
      ['POST', 'customers/external:C-9/exclude'],
      ['POST', 'invoices/external:I-9/void'],
    ] as const) {
      expect(await refused(api, method, `/v1/${path}`, {})).toMatchObject({
        status: 404,
        detail: expect.stringMatching(/external:.-9/),
      });
    }
  });

  test('a stale claim token is 409, and the action stays as it is', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const [claimed] = await claim(api);
    await api.post(`/v1/actions/${claimed!.id}/complete`, { claimToken: claimed!.claimToken });
    for (const verb of ['complete', 'skip', 'fail', 'release', 'send']) {
      expect(
        await refused(api, 'POST', `/v1/actions/${claimed!.id}/${verb}`, { claimToken: claimed!.claimToken }),
      ).toMatchObject({ status: 409 });
    }
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
  });

  test('a template that was good when saved and cannot be rendered later sends nothing half-rendered', async () => {
    const api = await start(database);
    await createDue(api, 2, {
      steps: [
        emailStep('First', 3, { template: { subject: 'Hello', body: 'Your region is {{customer.custom.region}}' } }),
      ],
    });
    await api.put('/v1/customers/external:C-1', { customFields: { region: 'north' } });
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 1 });
    expect((await mailbox(api)).map(({ to, text }) => [to, text.includes('Your region is north')])).toEqual([
      [['ann@c-1.example'], true],
    ]);
  });

  test('what people write into names is text in messages, not markup', async () => {
    const api = await start(database);
    await createDue(api, 1, {
      steps: [
        emailStep('First', 3, { template: { subject: 'For {{customer.name}}', body: 'Dear {{customer.name}}' } }),
      ],
    });
    await api.put('/v1/customers/external:C-1', { name: '<b>Dupont</b> {{today}}' });
    await run(api);
    const [message] = await mailbox(api);
    expect(message).toMatchObject({
      subject: 'For <b>Dupont</b> {{today}}',
      text: expect.stringContaining('Dear <b>Dupont</b> {{today}}'),
    });
    expect(message!.html).toContain('Dear &lt;b&gt;Dupont&lt;/b&gt; {{today}}');
  });
});
