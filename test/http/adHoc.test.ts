import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { adHoc, atBothLevels, CUSTOMER, TEXT, types, withInvoice } from './api/adHoc.ts';
import { actions, claim, events, lines, mailbox, runDaily, setClock, subjects } from './api/cadence.ts';
import type { Action } from './api/records.ts';
import {
  callStep,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  readInvoice,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start, startSink } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('ADH-1: an e-mail goes out at once, without a plan, before the send time and on a Sunday', async () => {
    const api = await start(database, { now: '2026-11-22T03:00:00Z' });
    await withInvoice(api);
    const action = await adHoc(api, { invoiceId: 'external:I-1', note: 'As agreed with Ann' });
    expect(action).toMatchObject({
      status: 'executed',
      channel: 'email',
      plan: null,
      step: null,
      executedAt: '2026-11-22T03:00:00.000Z',
      note: 'As agreed with Ann',
      customer: { externalId: 'C-1' },
      referenceInvoice: { number: 'I-1' },
      message: { to: ['ann@c-1.example'], subject: TEXT.subject, text: expect.stringContaining('Dear Ann C-1') },
    });
    expect(await mailbox(api)).toMatchObject([{ actionId: action.id, subject: TEXT.subject }]);
    expect(await actions(api, 'status=executed&customerId=external:C-1')).toMatchObject([{ id: action.id }]);
    expect(await actions(api, 'invoiceId=external:I-1')).toMatchObject([{ id: action.id }]);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-22' });
    expect((await events(api, 'type=actionExecuted'))[0]!.data).toMatchObject({
      actionId: action.id,
      adHoc: true,
      to: ['ann@c-1.example'],
      subject: TEXT.subject,
      note: 'As agreed with Ann',
    });
  });

  test('ADH-1: a shipped template is filled from the invoice that is named, else from the reference invoice', async () => {
    const api = await start(database);
    await withInvoice(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-21');
    const template = { subject: '{{referenceInvoice.number}}', body: 'Open.' };
    const send = (body: object) => api.post<Action>(`${CUSTOMER}/actions`, { channel: 'email', template, ...body });
    expect(await send({})).toMatchObject({ message: { subject: 'I-1' }, referenceInvoice: null });
    expect(await send({ invoiceId: 'external:I-2' })).toMatchObject({ message: { subject: 'I-2' } });
    expect(await send({ template: { key: 'first-reminder' } })).toMatchObject({ status: 'executed' });
  });

  test('ADH-1: recipients, copies and sender are as asked for', async () => {
    const api = await start(database);
    const ines = await api.post<{ id: string }>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
    await saveCustomer(api, 'C-1', { accountManagers: [ines.id] });
    const people = { recipients: ['boss@c-1.example'], cc: ['main', 'accountManager'], sender: 'accountManager' };
    const body = 'Please call us.';
    expect(await adHoc(api, { ...people, body })).toMatchObject({
      message: {
        from: { name: 'Inès', email: 'ines@example.com' },
        to: ['boss@c-1.example'],
        cc: ['ann@c-1.example', 'ines@example.com'],
      },
    });
  });

  test('ADH-1, MIN-1, MIN-3: it counts as a contact of the customer; of an invoice only if it names it', async () => {
    const api = await start(database);
    await atBothLevels(api);
    await adHoc(api);
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 Invoice I-1', '2026-11-30 Customer I-1']);
    await runDaily(api, '2026-11-24', '2026-11-30');
    expect((await lines(api, 'executed')).filter((line) => line.includes('I-1'))).toEqual([
      '2026-11-24 Invoice I-1',
      '2026-11-30 Customer I-1',
    ]);

    const other = await start(database);
    await atBothLevels(other);
    await adHoc(other, { invoiceId: 'external:I-1' });
    expect(await lines(other, 'planned')).toEqual(['2026-11-30 Customer I-1', '2026-11-30 Invoice I-1']);
  });

  test('ADH-1, MIN-1: it counts from when it is handed over: no step goes out while it is on its way', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url, now: '2026-11-24T09:00:00Z' });
    await atBothLevels(api);
    const answer = Promise.withResolvers<'accept'>();
    sink.behaviour.afterData = () => answer.promise;
    const sending = adHoc(api, { invoiceId: 'external:I-1' });
    await sink.received(1);
    expect(await claim(api)).toEqual([]);
    answer.resolve('accept');
    expect(await sending).toMatchObject({ status: 'executed' });
    expect(await lines(api, 'planned')).toEqual(['2026-12-01 Customer I-1', '2026-12-01 Invoice I-1']);
  });

  test('ADH-1, MIN-3: refused by the server, it counts for nothing, and the steps go out', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url, now: '2026-11-24T09:00:00Z' });
    await atBothLevels(api);
    sink.behaviour.afterData = () => ({ code: 452, text: 'Try again later' });
    expect(await adHoc(api, { invoiceId: 'external:I-1' })).toMatchObject({ status: 'failed' });
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 Customer I-1', '2026-11-24 Invoice I-1']);
  });

  test('ADH-1: the plan stands where it stood, before and after', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { steps: [callStep('Call', 3), emailStep('Mail', 10)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect(await lines(api, 'todo')).toEqual(['2026-11-23 Call I-1']);
    await adHoc(api);
    await adHoc(api);
    // MIN-1: one contact a day; the step stays the next one.
    expect([await lines(api, 'todo'), await lines(api, 'planned')]).toEqual([[], ['2026-11-24 Call I-1']]);
    await setClock(api, '2026-11-24');
    const [call] = await actions(api, 'status=todo');
    await api.post(`/v1/actions/${call!.id}/complete`);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Mail I-1']);
    expect(await subjects(api)).toEqual([TEXT.subject, TEXT.subject]);
  });

  test('ADH-1: pauses, disputes and a paid invoice do not hold it back, since a person asks for it', async () => {
    const api = await start(database);
    await atBothLevels(api);
    await api.post(`${CUSTOMER}/pause`);
    await api.post('/v1/invoices/external:I-1/pause');
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' });
    expect(await adHoc(api, { invoiceId: 'external:I-1' })).toMatchObject({ status: 'executed' });
    await api.post('/v1/invoices/external:I-1/dispute/close');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await adHoc(api, { invoiceId: 'external:I-1' })).toMatchObject({ status: 'executed' });
  });

  test('ADH-1: what is said about an invoice that is paid, or still to send, can name it', async () => {
    const api = await start(database);
    await atBothLevels(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    await api.put('/v1/settings', { sendInvoices: true });
    await saveInvoice(api, 'C-1', 'I-9', '2026-12-20');
    const template = {
      subject: 'Thank you for {{referenceInvoice.number}}',
      body: 'Open: {{referenceInvoice.outstanding}}',
    };
    for (const [invoice, outstanding] of [
      ['I-1', '€0.00'],
      ['I-9', '€100.00'],
    ] as const)
      expect(
        await api.post(`${CUSTOMER}/actions`, { channel: 'email', template, invoiceId: `external:${invoice}` }),
      ).toMatchObject({
        referenceInvoice: { number: invoice },
        message: { subject: `Thank you for ${invoice}`, text: expect.stringContaining(outstanding) },
      });
  });

  test.each([
    ['an unknown channel', { channel: 'fax' }, 400, 'channel'],
    ['no text', { subject: undefined, body: undefined }, 400, 'template'],
    ['half a text', { subject: undefined }, 400, 'template'],
    ['two texts', { template: { key: 'first-reminder' } }, 400, 'template'],
    ['an unknown template', { subject: undefined, body: undefined, template: { key: 'none' } }, 400, 'template.key'],
    ['an unknown field', { body: '{{customer.nmae}}' }, 400, 'body'],
    ['an unknown sender', { sender: 'usr_none' }, 400, 'sender'],
    ['a line break in the subject', { subject: 'a\r\nBcc: x@y.example' }, 400, 'subject'],
    ['nobody to write to', { recipients: ['payer'] }, 422, 'recipients'],
    ['what does not render', { body: '{{accountManager.name}}' }, 422, 'template'],
    ['an unknown invoice', { invoiceId: 'external:none' }, 422, 'invoiceId'],
    ['another customer’s invoice', { invoiceId: 'external:I-2' }, 422, 'invoiceId'],
    ['a void invoice', { invoiceId: 'external:I-3' }, 422, 'invoiceId'],
  ])('ADH-1: %s is refused, and nothing is left of it', async (_what, body, status, path) => {
    const api = await start(database);
    await withInvoice(api);
    await saveCustomer(api, 'C-2');
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-20');
    await api.post('/v1/invoices/external:I-3/void');
    const before = await events(api);
    const sending = { body: { channel: 'email', ...TEXT, ...body } };
    expect(await api.problem('POST', `${CUSTOMER}/actions`, sending)).toMatchObject({ status, errors: [{ path }] });
    expect([await actions(api), await mailbox(api), await events(api)]).toEqual([[], [], before]);
  });

  test('ADH-1, CUS-2: an excluded customer gets nothing, by no channel', async () => {
    const api = await start(database);
    await withInvoice(api);
    await api.post(`${CUSTOMER}/exclude`);
    for (const channel of ['email', 'call']) {
      const body = { channel, ...TEXT };
      expect(await api.problem('POST', `${CUSTOMER}/actions`, { body })).toMatchObject({
        status: 422,
        detail: expect.stringContaining('excluded'),
      });
    }
    expect(await api.problem('POST', '/v1/customers/none/actions', { body: { channel: 'call' } })).toMatchObject({
      status: 404,
    });
    expect([await actions(api), await mailbox(api)]).toEqual([[], []]);
  });

  test('ADH-1: the same request under an Idempotency-Key sends once', async () => {
    const api = await start(database);
    await withInvoice(api);
    const sending = { body: { channel: 'email', ...TEXT }, headers: { 'Idempotency-Key': 'k-1' } };
    const [first, second] = [1, 2].map(() => api.request<Action>('POST', `${CUSTOMER}/actions`, sending));
    const answers = [await first, await second].filter((answer) => answer!.status === 201);
    expect(new Set(answers.map((answer) => answer!.body.id)).size).toBe(1);
    expect(await mailbox(api)).toHaveLength(1);
  });

  test('ADH-1: what a server refuses is failed, with its words, is no contact, and marks a wrong address', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await atBothLevels(api);
    sink.behaviour.recipient = () => ({ code: 550, text: '5.1.1 No such user' });
    expect(await adHoc(api)).toMatchObject({ status: 'failed', reason: expect.stringContaining('5.1.1') });
    const customer = await readCustomer(api, 'C-1');
    expect(customer).toMatchObject({ lastDunningDate: null, contacts: [{ isInvalid: true }] });
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 Customer I-1', '2026-11-24 Invoice I-1']);
    expect(await types(api)).toEqual(['actionFailed']);
    expect(await events(api, 'type=contactInvalidated')).toMatchObject([{ data: { email: 'ann@c-1.example' } }]);
    expect(sink.mails).toEqual([]);
  });

  test.each(['call', 'task', 'sms', 'letter'])('ADH-1: a %s waits under To do for a person', async (channel) => {
    const api = await start(database);
    await atBothLevels(api);
    const body = { channel, note: 'Ask for the order number', invoiceId: 'external:I-1' };
    const action = await api.post<Action>(`${CUSTOMER}/actions`, body);
    expect(action).toMatchObject({ status: 'todo', mode: 'manual', channel, dueOn: '2026-11-23', plan: null });
    expect(await actions(api, 'status=todo')).toMatchObject([{ id: action.id, note: 'Ask for the order number' }]);
    expect((await events(api, 'type=actionToDo'))[0]!.data).toMatchObject({
      actionId: action.id,
      channel,
      adHoc: true,
    });
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 Customer I-1', '2026-11-24 Invoice I-1']);
    expect(await api.post(`/v1/actions/${action.id}/complete`, { note: 'Done' })).toMatchObject({
      status: 'executed',
      executedAt: '2026-11-23T09:00:00.000Z',
      note: 'Done',
    });
    const isContact = channel !== 'task';
    const day = isContact ? '2026-11-30' : '2026-11-24';
    expect(await lines(api, 'planned')).toEqual([`${day} Customer I-1`, `${day} Invoice I-1`]);
    expect((await readCustomer(api, 'C-1')).lastDunningDate).toBe(isContact ? '2026-11-23' : null);
    expect(await api.problem('POST', `/v1/actions/${action.id}/skip`)).toMatchObject({ status: 409 });
  });

  test('SND-2, SND-3: an e-mail that nobody knows the fate of is uncertain, not repeated, and counts until somebody says', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await atBothLevels(api);
    sink.behaviour.afterData = () => 'close';
    const action = await adHoc(api, { invoiceId: 'external:I-1' });
    expect(action).toMatchObject({ status: 'uncertain' });
    expect(await actions(api, 'status=todo')).toMatchObject([{ id: action.id, status: 'uncertain' }]);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Customer I-1', '2026-11-30 Invoice I-1']);
    expect(
      await api.problem('POST', `/v1/actions/${action.id}/snooze`, { body: { until: '2026-11-25' } }),
    ).toMatchObject({ status: 409 });
    expect(await api.post(`/v1/actions/${action.id}/release`, { note: 'Not in the log' })).toMatchObject({
      status: 'cancelled',
    });
    expect(await lines(api, 'planned')).toEqual(['2026-11-24 Customer I-1', '2026-11-24 Invoice I-1']);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'overdue' });
    expect(sink.mails).toHaveLength(1);
  });

  test('MIN-3: when an uncertain e-mail turns out not to have gone, the contact before it counts again', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await atBothLevels(api, 5);
    await adHoc(api, { invoiceId: 'external:I-1' });
    await setClock(api, '2026-11-24');
    sink.behaviour.afterData = () => 'close';
    const { id } = await adHoc(api, { invoiceId: 'external:I-1' });
    expect(await lines(api, 'planned')).toEqual(['2026-12-01 Customer I-1', '2026-12-01 Invoice I-1']);
    await api.post(`/v1/actions/${id}/release`);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Customer I-1', '2026-11-30 Invoice I-1']);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
  });
});
