import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, mailbox, run, setClock } from './api/cadence.ts';
import { createPlan, pay, readCustomer, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { givePdf, prepare, reasons, send, template } from './api/invoiceSending.ts';

describe.each(databases)('$name', (database) => {
  test('INV-1: off by default, imported invoices count as sent; on, new ones are to send and count nowhere', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-12-20')).toMatchObject({ status: 'due' });
    await api.put('/v1/settings', { sendInvoices: true });
    expect(await saveInvoice(api, 'C-1', 'I-2', '2026-11-20')).toMatchObject({ status: 'toSend' });
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ outstanding: 10_000, due: 10_000, overdue: 0 }]);
    expect(await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { title: 'Again' })).toMatchObject({ status: 'toSend' });
    expect(await api.all('/v1/invoices?status=toSend')).toMatchObject([{ number: 'I-2' }]);
  });

  test('INV-1, BAL-3: one that is paid at the source stays to send; its payment counts when it is sent', async () => {
    const api = await start(database, { now: '2026-11-23T06:00:00Z' });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'toSend' });
    expect((await readCustomer(api, 'C-1')).averagePaymentDelayDays).toBeNull();
    await givePdf(api, 'I-1');
    expect(await send(api)).toMatchObject({ sent: 1 });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'paid' });
    expect((await readCustomer(api, 'C-1')).averagePaymentDelayDays).toBe(-27);
  });

  test('INV-3, INV-4: goes out on its day with its PDF, once, and counts from then on', async () => {
    const api = await start(database, { now: '2026-11-23T06:29:59Z' });
    await prepare(api, { cc: ['boss@example.com'] });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    await setClock(api, '2026-11-23T06:30:00Z');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    await givePdf(api, 'I-2');
    const first = await send(api);
    expect(first).toMatchObject({ sent: 1, failed: 0 });
    expect(reasons(first)).toEqual(['notYet']);
    const [message] = await mailbox(api);
    expect(message).toMatchObject({ to: ['ann@c-1.example'], cc: ['boss@example.com'], subject: 'Invoice I-1' });
    expect(JSON.stringify(message)).toContain('I-1.pdf');
    expect(message!.text).toContain('100.00');
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'due' });
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ outstanding: 10_000 }]);
    expect(await send(api)).toMatchObject({ sent: 0 });
    await setClock(api, '2026-11-24T00:00:00Z');
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
    expect(await mailbox(api)).toHaveLength(2);
  });

  test('INV-7: where one of two recipients is refused, it counts as sent, and what was refused is told', async () => {
    const sink = await startSink();
    const api = await start(database, { now: '2026-11-23T06:00:00Z', smtpUrl: sink.url });
    await prepare(api, { cc: ['boss@example.com'] });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    sink.behaviour.recipient = (address) => (address.startsWith('boss') ? { code: 450, text: '4.2.2 Full' } : null);
    expect(await send(api)).toMatchObject({ sent: 1 });
    expect(await events(api, 'type=actionExecuted')).toMatchObject([
      { data: { refused: [{ email: 'boss@example.com', reason: '450 4.2.2 Full', isInvalid: false }] } },
    ]);
  });

  test('INV-3: the list says on which day each goes out, by the moment of its import and its issue date', async () => {
    const imports = [
      ['2026-11-23T05:00:00Z', '2026-12-05', '2026-12-07'],
      ['2026-11-23T06:29:59Z', '2026-11-20', '2026-11-23'],
      ['2026-11-23T06:30:00Z', '2026-11-20', '2026-11-24'],
      ['2026-11-27T18:00:00Z', '2026-11-20', '2026-11-30'],
      ['2026-11-28T05:00:00Z', '2026-11-20', '2026-11-30'],
      ['2026-11-28T08:00:00Z', '2026-12-01', '2026-12-01'],
    ] as const;
    const api = await start(database, { now: imports[0][0] });
    await prepare(api);
    for (const [index, [importedAt, issuedAt]] of imports.entries()) {
      await setClock(api, importedAt);
      await saveInvoice(api, 'C-1', `I-${index}`, '2026-12-31', { issuedAt });
    }
    const listed = await api.all<{ dueOn: string }>('/v1/invoice-sending');
    expect(listed.map(({ dueOn }) => dueOn)).toEqual(imports.map(([, , day]) => day));
  });

  test('INV-3: nothing goes out by itself on a weekend', async () => {
    const api = await start(database, { now: '2026-11-27T05:00:00Z' });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    await setClock(api, '2026-11-28T09:00:00Z');
    expect(reasons(await send(api))).toEqual(['weekend']);
    await setClock(api, '2026-11-30T00:10:00Z');
    expect(await send(api)).toMatchObject({ sent: 1 });
  });

  test('INV-3: pauses, the minimum contact delay, holidays and REF-3 do not hold it back; void and excluded ones never go', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    await api.put('/v1/settings', { holidays: { country: null, dates: ['2026-11-23'] } });
    await api.post('/v1/credit-notes', {
      externalId: 'N-1',
      customer: { externalId: 'C-1' },
      amount: 90_000,
      currency: 'EUR',
      issuedAt: '2026-11-20',
    });
    await api.post('/v1/customers/external:C-1/pause');
    await api.post('/v1/customers/external:C-1/actions', { channel: 'email', subject: 'Hello', body: 'You' });
    for (const number of ['I-1', 'I-2']) {
      await saveInvoice(api, 'C-1', number, '2026-12-20');
      await givePdf(api, number);
    }
    await api.post('/v1/invoices/external:I-2/void');
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
    await saveInvoice(api, 'C-1', 'I-3', '2026-12-20');
    await givePdf(api, 'I-3');
    await api.post('/v1/customers/external:C-1/exclude');
    await setClock(api, '2026-11-24T09:00:00Z');
    expect(reasons(await send(api))).toEqual(['customerExcluded']);
  });

  test('INV-4: without contact or PDF it stays to send and says why; either arriving later sends it', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    await api.put('/v1/customers/external:C-1', { contacts: [] });
    const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    expect(await send(api)).toMatchObject({ sent: 0, waiting: [{ id, reason: 'noContact', recipients: [] }] });
    await api.put('/v1/customers/external:C-1', { contacts: [{ email: 'ann@c-1.example' }] });
    expect(await send(api)).toMatchObject({ waiting: [{ id, reason: 'noPdf', recipients: ['ann@c-1.example'] }] });
    expect(await api.problem('POST', '/v1/invoices/external:I-1/send')).toMatchObject({
      status: 422,
      detail: expect.stringContaining('PDF'),
    });
    await givePdf(api, 'I-1');
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
  });

  test('INV-4, CUS-3: after a bounce there is no contact any more; once validated the address gets the next invoice', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    expect(await send(api)).toMatchObject({ sent: 1 });
    const [sent] = await actions(api, 'status=executed');
    await api.post('/v1/deliveries', { actionId: sent!.id, event: 'bounced' });
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    await givePdf(api, 'I-2');
    expect(await send(api)).toMatchObject({ sent: 0, waiting: [{ reason: 'noContact', recipients: [] }] });
    const [contact] = (await readCustomer(api, 'C-1')).contacts;
    await api.post(`/v1/contacts/${contact!.id}/validate`);
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
  });

  test('INV-2: without a plan that has an invoice message it waits; the customer’s plan comes before the invoice’s own', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await api.put('/v1/settings', { sendInvoices: true });
    const invoiceMessage = { automatic: true, delayDays: 0, template };
    const own = await createPlan(api, { name: 'Own', level: 'invoice', invoiceMessage });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { dunningPlanId: own.id });
    for (const number of ['I-1', 'I-2']) await givePdf(api, number);
    const result = await send(api);
    expect(result).toMatchObject({ sent: 1 });
    expect(reasons(result)).toEqual(['noInvoiceMessage']);
  });

  test('INV-4: by hand at any time, to the recipients that the list shows', async () => {
    const api = await start(database, { now: '2026-11-28T20:00:00Z' });
    await prepare(api, { automatic: false, recipients: ['accounting'] });
    await api.put('/v1/customers/external:C-1', {
      contacts: [{ email: 'ann@c-1.example' }, { email: 'books@c-1.example', position: 'accounting' }],
    });
    for (const number of ['I-1', 'I-2', 'I-3']) {
      await saveInvoice(api, 'C-1', number, '2026-12-20');
      await givePdf(api, number);
    }
    expect(await api.all('/v1/invoice-sending')).toMatchObject(
      ['I-1', 'I-2', 'I-3'].map((number) => ({
        invoice: { number },
        reason: 'notAutomatic',
        recipients: ['books@c-1.example'],
      })),
    );
    expect(await api.post('/v1/invoices/external:I-1/send')).toMatchObject({ status: 'due' });
    expect(await api.post('/v1/invoice-sending/send', { invoices: ['external:I-2', 'external:I-3'] })).toMatchObject({
      sent: 2,
    });
    const sent = (await mailbox(api)).map(({ to, subject }) => `${subject} to ${to[0]}`);
    expect(sent.sort()).toEqual(['I-1', 'I-2', 'I-3'].map((number) => `Invoice ${number} to books@c-1.example`));
    expect(await api.problem('POST', '/v1/invoices/external:I-1/send')).toMatchObject({ status: 422 });
  });

  test('INV-5: marked as sent it is due, overdue or paid, and nobody is told', async () => {
    const api = await start(database);
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-3', '2026-11-20');
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-3': 10_000 });
    expect(await api.post('/v1/invoices/external:I-1/mark-sent')).toMatchObject({ status: 'due' });
    expect(
      await api.post('/v1/invoice-sending/mark-sent', { invoices: ['external:I-2', 'external:I-3'] }),
    ).toMatchObject({ marked: 2 });
    expect(await readInvoice(api, 'I-2')).toMatchObject({ status: 'overdue' });
    expect(await readInvoice(api, 'I-3')).toMatchObject({ status: 'paid' });
    expect(await mailbox(api)).toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 1 });
  });

  test('INV-5: many at once, all or none', async () => {
    const api = await start(database);
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    await api.post('/v1/invoices/external:I-2/void');
    expect(
      await api.problem('POST', '/v1/invoice-sending/mark-sent', { invoices: ['external:I-1', 'external:I-2'] }),
    ).toMatchObject({ status: 422, detail: expect.stringContaining('I-2') });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'toSend' });
  });

  test('MIN-3, CUS-1: an invoice message is no contact: the first reminder comes as if it had not been', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await givePdf(api, 'I-1');
    await send(api);
    expect((await readCustomer(api, 'C-1')).lastDunningDate).toBeNull();
    expect(await run(api, '2026-11-23')).toMatchObject({ executed: 1 });
  });

  test('INV-7: the history tells of the message and of the invoice', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    await send(api);
    expect(await actions(api, 'status=executed')).toMatchObject([
      { step: { name: 'Invoice message' }, referenceInvoice: { id }, status: 'executed' },
    ]);
    expect(await events(api, 'type=invoiceSent')).toMatchObject([{ data: { invoiceId: id, status: 'due' } }]);
  });

  test('INV-3: a dry run says what would go out and writes nothing; a limit ends a run', async () => {
    const api = await start(database, { now: '2026-11-23T05:00:00Z' });
    await prepare(api);
    for (const number of ['I-1', 'I-2', 'I-3']) {
      await saveInvoice(api, 'C-1', number, '2026-12-20');
      await givePdf(api, number);
    }
    expect(await send(api, { dryRun: true })).toMatchObject({ sent: 3, waiting: [] });
    expect(await mailbox(api)).toEqual([]);
    expect(await send(api, { limit: 2 })).toMatchObject({ sent: 2 });
    expect(await send(api)).toMatchObject({ sent: 1 });
  });

  test('INV-4: an invoice whose message does not render stays to send, and every answer says so', async () => {
    const api = await start(database, { now: '2026-11-23T06:00:00Z' });
    await prepare(api, { template: { subject: 'Invoice', body: 'Yours, {{accountManager.name}}' } });
    const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    const waiting = [{ id, reason: 'templateProblem', recipients: [expect.any(String)] }];
    const { data } = await api.get<{ data: object[] }>('/v1/invoice-sending');
    expect(data).toMatchObject([{ reason: 'templateProblem' }]);
    expect(await send(api, { dryRun: true })).toMatchObject({ sent: 0, waiting });
    expect(await send(api)).toMatchObject({ sent: 0, waiting });
    for (const [path, body] of [
      ['/v1/invoices/external:I-1/send', {}],
      ['/v1/invoice-sending/send', { invoices: ['external:I-1'] }],
    ] as const) {
      expect(await api.problem('POST', path, body)).toMatchObject({
        status: 422,
        detail: expect.stringContaining('accountManager'),
      });
    }
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'toSend' });
    expect(await mailbox(api)).toEqual([]);
  });
});
