import { describe, expect, onTestFinished, test } from 'vitest';
import type { Client } from '../../http/api/client.ts';
import type { Customer, Invoice } from '../../http/api/records.ts';
import type { Database } from '../../support/databases.ts';
import { databases } from '../../support/databases.ts';
import { type Source, type SourceError, settled, startForSources, sync } from '../stripe/connected.ts';
import { Company } from './company.ts';
import { notification, startQuickBooks } from './server.ts';
import { booksOf, connectQuickBooks, knownTo, tell } from './source.ts';

/** A company whose clock is the real one, as that of change data capture. */
async function connected(database: Database, company = new Company(new Date().toISOString())) {
  const server = await startQuickBooks(company);
  onTestFinished(() => server.down());
  const api = await startForSources(database);
  const source = await connectQuickBooks(api, company, server);
  return { company, server, api, source };
}

const healthy = { status: 'waiting', lastError: null };
const invoiceOf = (api: Client, id: string) => api.get<Invoice>(`/v1/invoices/external:${id}`);
const errorsOf = async (api: Client, { id }: Source) =>
  (await api.get<{ data: SourceError[] }>(`/v1/sources/${id}/errors`)).data;
const health = ({ status, lastError }: Source) => ({ status, lastError });

describe.each(databases)('$name', (database) => {
  test('BAL-1: what everybody owes is what QuickBooks says: payments, credit memos, deposits, refunds', async () => {
    const { company, api, source } = await connected(database);
    const amy = company.customer({ PrimaryEmailAddr: { Address: 'amy@birds.example, ap@birds.example' } });
    const bill = company.customer();
    const [first, second] = [company.invoice(amy, { TotalAmt: 362.07 }), company.invoice(amy, { TotalAmt: 100.1 })];
    const third = company.invoice(bill, { TotalAmt: 500, Deposit: 150 });
    const memo = company.creditMemo(amy, { TotalAmt: 80 });
    company.payment(amy, 50, [{ type: 'Invoice', id: first, amount: 30.05 }]);
    company.payment(amy, 0, [
      { type: 'Invoice', id: second, amount: 60.1 },
      { type: 'CreditMemo', id: memo, amount: 60.1 },
    ]);
    company.refundReceipt(bill, { TotalAmt: 99 });
    company.void('Invoice', company.invoice(bill, { TotalAmt: 70 }));
    expect(health(await sync(api, source))).toEqual(healthy);
    expect(await knownTo(api)).toEqual(booksOf(company));
    expect(await api.get<Customer>(`/v1/customers/external:${amy}`)).toMatchObject({
      source: 'quickbooks',
      contacts: [
        { email: 'amy@birds.example', isMain: true },
        { email: 'ap@birds.example', isMain: false },
      ],
      balances: [{ outstanding: 332_02 + 40_00 - 19_95 - 19_90, unapplied: 39_85 }],
    });
    expect(await invoiceOf(api, third)).toMatchObject({ grossAmount: 500_00, outstanding: 350_00 });
    const voided = company.all('Invoice').find(({ PrivateNote }) => PrivateNote === 'Voided')!;
    expect((await invoiceOf(api, voided.Id)).status).toBe('void');
  });

  test('Changes come by change data capture: payments changed, voided and deleted, credits taken back, invoices deleted', async () => {
    const { company, server, api, source } = await connected(database);
    const amy = company.customer();
    const [first, second] = [company.invoice(amy, { TotalAmt: 100 }), company.invoice(amy, { TotalAmt: 60 })];
    const memo = company.creditMemo(amy, { TotalAmt: 40 });
    const paid = company.payment(amy, 100, [{ type: 'Invoice', id: first, amount: 100 }]);
    const applying = company.payment(amy, 0, [
      { type: 'Invoice', id: second, amount: 40 },
      { type: 'CreditMemo', id: memo, amount: 40 },
    ]);
    await sync(api, source);
    expect((await invoiceOf(api, first)).status).toBe('paid');

    company.changePayment(paid, 100, [
      { type: 'Invoice', id: first, amount: 80 },
      { type: 'Invoice', id: second, amount: 20 },
    ]);
    company.delete('Payment', applying);
    const again = company.invoice(amy, { TotalAmt: 10, Deposit: 4 });
    server.requests.length = 0;
    expect(health(await sync(api, source))).toEqual(healthy);
    expect(server.requests.map((path) => /\/(cdc|query)/.exec(path)?.[1])).toEqual(['cdc']);
    expect(await knownTo(api)).toEqual(booksOf(company));
    expect(await invoiceOf(api, first)).toMatchObject({ outstanding: 20_00, status: 'overdue', paidAt: null });

    company.void('Payment', paid);
    company.delete('Invoice', again);
    await sync(api, source);
    expect((await invoiceOf(api, again)).status).toBe('void');
    expect((await knownTo(api)).customers).toEqual(booksOf(company).customers);
  });

  test('CUS-2: an invoice that is deleted while its customer is excluded waits, and becomes void with its deposit once the customer is back', async () => {
    const { company, api, source } = await connected(database);
    const amy = company.customer();
    const invoice = company.invoice(amy, { TotalAmt: 100, Deposit: 30 });
    await sync(api, source);
    await api.post(`/v1/customers/external:${amy}/exclude`);
    company.delete('Invoice', invoice);
    await sync(api, source);
    expect(await errorsOf(api, source)).toMatchObject([{ id: `invoice:${invoice}`, kind: 'invoice' }]);
    expect(await invoiceOf(api, invoice)).toMatchObject({ outstanding: 70_00 });
    await api.post(`/v1/customers/external:${amy}/include`);
    await sync(api, source);
    expect(await errorsOf(api, source)).toEqual([]);
    expect((await invoiceOf(api, invoice)).status).toBe('void');
    expect((await knownTo(api)).customers).toEqual(booksOf(company).customers);
  });

  test('A webhook is a notice: what it names is asked for, its customer too; forged, late and repeated ones change nothing', async () => {
    const { company, server, api, source } = await connected(database);
    await sync(api, source);
    const amy = company.customer();
    const invoice = company.invoice(amy, { TotalAmt: 100 });
    const created = company.changes.filter(({ id }) => id === invoice);
    server.requests.length = 0;
    expect((await tell(api, source, company, created, { token: 'of somebody else' })).status).toBe(401);
    await settled(api, source.id);
    expect(server.requests).toEqual([]);

    expect((await tell(api, source, company, created)).status).toBe(200);
    await settled(api, source.id);
    expect(await invoiceOf(api, invoice)).toMatchObject({ customer: { externalId: amy }, outstanding: 100_00 });

    company.payment(amy, 30, [{ type: 'Invoice', id: invoice, amount: 30 }]);
    const payment = company.changes.slice(-2);
    await tell(api, source, company, payment, { bodyOf: notification });
    await settled(api, source.id);
    expect(await invoiceOf(api, invoice)).toMatchObject({ outstanding: 70_00 });
    // What is told again, and what is long past, says how things are now.
    await tell(api, source, company, [...created, ...payment]);
    await settled(api, source.id);
    expect(await knownTo(api)).toEqual(booksOf(company));

    company.delete('Invoice', invoice);
    await tell(api, source, company, company.changes.slice(-1));
    await settled(api, source.id);
    expect((await invoiceOf(api, invoice)).status).toBe('void');
  });

  test('A customer pays for the ones below it, who stay customers of their own', async () => {
    const { company, api, source } = await connected(database);
    const parent = company.customer({ DisplayName: 'Contractor' });
    const job = company.customer({
      DisplayName: 'Kitchen',
      Job: true,
      ParentRef: { value: parent },
      BillWithParent: true,
    });
    const invoice = company.invoice(job, { TotalAmt: 900 });
    company.payment(parent, 1000, [{ type: 'Invoice', id: invoice, amount: 600 }]);
    await sync(api, source);
    expect(await errorsOf(api, source)).toEqual([]);
    expect(await invoiceOf(api, invoice)).toMatchObject({ customer: { externalId: job }, outstanding: 300_00 });
    const unapplied = async (id: string) => (await api.get<Customer>(`/v1/customers/external:${id}`)).balances[0]!;
    expect(await unapplied(parent)).toMatchObject({ outstanding: -400_00, unapplied: 400_00 });
    expect(await unapplied(job)).toMatchObject({ outstanding: 300_00, unapplied: 0 });
    const events = await api.all<{ type: string; customerId: string }>('/v1/events?type=paymentRecorded');
    expect(new Set(events.map(({ customerId }) => customerId)).size).toBe(2);
  });

  test('A merge takes invoices, payments and credits to the customer that stays', async () => {
    const { company, api, source } = await connected(database);
    const [winner, loser] = [company.customer(), company.customer()];
    const invoice = company.invoice(loser, { TotalAmt: 100 });
    company.payment(loser, 70, [{ type: 'Invoice', id: invoice, amount: 60 }]);
    company.creditMemo(loser, { TotalAmt: 5 });
    await sync(api, source);
    const before = company.changes.length;
    company.mergeCustomers(winner, loser);
    await tell(api, source, company, company.changes.slice(before));
    await settled(api, source.id);
    expect(await errorsOf(api, source)).toEqual([]);
    expect(await invoiceOf(api, invoice)).toMatchObject({ customer: { externalId: winner }, outstanding: 40_00 });
    const known = (await knownTo(api)).customers;
    expect(known.filter(({ externalId }) => externalId === winner)).toEqual(booksOf(company).customers);
    expect(known.find(({ externalId }) => externalId === loser)).toMatchObject({ outstanding: 0, unapplied: 0 });
  });

  test('What does not fit is put aside with its reason, the rest goes on, and a retry takes it in when it fits', async () => {
    const { company, api, source } = await connected(database);
    const amy = company.customer();
    const bad = company.invoice(amy, { TotalAmt: 10.005 });
    const good = company.invoice(amy, { TotalAmt: 20 });
    const euro = company.invoice(amy, { TotalAmt: 30 });
    await sync(api, source);
    company.update('Invoice', euro, { CurrencyRef: { value: 'EUR' } });
    await sync(api, source);
    expect(await errorsOf(api, source)).toMatchObject([
      {
        id: `invoice:${bad}`,
        reason: expect.stringContaining("TotalAmt '10.005' has more than the 2 decimals") as string,
      },
      { id: `invoice:${euro}`, reason: expect.stringContaining('does not change its currency') as string },
    ]);
    expect(await invoiceOf(api, good)).toMatchObject({ outstanding: 20_00 });
    expect(await invoiceOf(api, euro)).toMatchObject({ currency: 'USD', outstanding: 30_00 });
    company.update('Invoice', bad, { TotalAmt: 10.01, Balance: 10.01 });
    await api.post(`/v1/sources/${source.id}/errors/${encodeURIComponent(`invoice:${bad}`)}/retry`, {});
    expect(await invoiceOf(api, bad)).toMatchObject({ outstanding: 10_01 });
    expect((await errorsOf(api, source)).map(({ id }) => id)).toEqual([`invoice:${euro}`]);
  });

  test.each([
    ['puts off', { status: 429, retryAfter: 120 }, 'failing'],
    ['refuses', { status: 400 }, 'waiting'],
  ])(
    'X4: what a full sync did not list is asked for until it is answered, though QuickBooks %s a question',
    async (...given) => {
      const [, trouble, status] = given;
      const { company, server, api, source } = await connected(database);
      const amy = company.customer();
      const invoices = [company.invoice(amy, { TotalAmt: 100 }), company.invoice(amy, { TotalAmt: 60 })];
      const [payment] = invoices.map((id) => company.payment(amy, 50, [{ type: 'Invoice', id, amount: 50 }]));
      await sync(api, source);
      company.delete('Payment', payment!);
      // Too much happens for change data capture to tell of it.
      server.mostChanges = 1;
      server.trouble = (path) => (path.endsWith(`/payment/${payment}`) ? trouble : null);
      expect(await sync(api, source, { full: true })).toMatchObject({ status });
      expect((await invoiceOf(api, invoices[0]!)).outstanding).toBe(50_00);
      server.trouble = () => null;
      expect(health(await sync(api, source))).toEqual(healthy);
      expect(await knownTo(api)).toEqual(booksOf(company));
      expect(await errorsOf(api, source)).toEqual([]);
    },
  );

  test('A refresh token that is not taken any more shows in the health report, with what to do', async () => {
    const { company, server, api, source } = await connected(database);
    company.customer();
    server.revoke();
    await sync(api, source);
    const [now] = (await api.get<{ data: Source[] }>('/v1/sources')).data;
    expect(now).toMatchObject({
      status: 'failing',
      lastError: expect.stringContaining('send the new refreshToken') as string,
    });
    expect(JSON.stringify(now)).not.toContain(server.refreshToken);
  });
});
