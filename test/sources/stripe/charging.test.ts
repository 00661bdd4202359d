import { describe, expect, test } from 'vitest';
import { claim, mailbox } from '../../http/api/cadence.ts';
import type { Client } from '../../http/api/client.ts';
import { createPlan, type Customer, emailStep, type Invoice, type RunResult } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { OVERDUE, StripeBooks } from './books.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { stripeForTest } from './server.ts';

const CHARGED = { ...OVERDUE, collection_method: 'charge_automatically' } as const;

const invoice = (api: Client, id: string) => api.get<Invoice>(`/v1/invoices/external:${id}`);
const run = (api: Client) => api.post<RunResult>('/v1/cadence/runs', {});

describe.each(databases)('$name', (database) => {
  test('X1, HLD-1: what Stripe is going to charge is held until it is paid or the charge has failed; a direct debit takes its days', async () => {
    const books = new StripeBooks();
    for (const place of [1, 2, 3]) {
      books.customer(`cus_${place}`);
      books.invoice(`in_${place}`, `cus_${place}`, CHARGED);
    }
    books.charge('in_2', 'processing');
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)] });
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    for (const id of ['in_1', 'in_2', 'in_3']) expect((await invoice(api, id)).automaticCharging).toBe('pending');
    expect(await run(api)).toMatchObject({ executed: 0 });

    books.charge('in_1', 'refused');
    books.charge('in_3', 'processing');
    await sync(api, source);
    expect((await invoice(api, 'in_1')).automaticCharging).toBe('failed');
    expect((await invoice(api, 'in_3')).automaticCharging).toBe('pending');
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect((await mailbox(api)).flatMap(({ to }) => to)).toEqual(['cus_1@example.com']);

    books.pay('in_2');
    books.charge('in_3', 'refused');
    await sync(api, source);
    expect(await invoice(api, 'in_2')).toMatchObject({ status: 'paid', automaticCharging: null });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect((await mailbox(api)).flatMap(({ to }) => to).sort()).toEqual(['cus_1@example.com', 'cus_3@example.com']);
  });

  test('SND-1, HLD-1: a charge that Stripe has begun since is seen right before the reminder, which is held', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1', CHARGED);
    books.charge('in_1', 'refused');
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)] });
    await sync(api, await connectStripe(api, stripe));
    books.charge('in_1', 'processing');
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
    expect(await claim(api)).toEqual([]);
  });

  test('X1: an invoice that Stripe is told not to advance is never charged by itself: reminders collect it', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1', { ...CHARGED, auto_advance: false });
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)] });
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    expect((await invoice(api, 'in_1')).automaticCharging).toBeNull();
    // Switched on again before its reminder: charged after all.
    books.change('in_1', { auto_advance: true });
    await sync(api, source);
    expect((await invoice(api, 'in_1')).automaticCharging).toBe('pending');
    books.change('in_1', { auto_advance: false });
    expect(await run(api)).toMatchObject({ executed: 0 });
    await sync(api, source);
    expect(await run(api)).toMatchObject({ executed: 1 });
  });

  test('X1: what was written off and is paid later counts as paid: the write-off is taken back', async () => {
    const books = new StripeBooks();
    books.customer('cus_1');
    books.invoice('in_1', 'cus_1', OVERDUE);
    books.pay('in_1', 4_000);
    books.writeOff('in_1');
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    const source = await connectStripe(api, stripe);
    await sync(api, source);
    expect(await invoice(api, 'in_1')).toMatchObject({ status: 'paid', outstanding: 0 });
    books.pay('in_1');
    await sync(api, source);
    expect(await invoice(api, 'in_1')).toMatchObject({ status: 'paid', outstanding: 0 });
    // Both at once would leave 6,000 unapplied.
    const { balances } = await api.get<Customer>('/v1/customers/external:cus_1');
    for (const { outstanding, unapplied } of balances) expect([outstanding, unapplied]).toEqual([0, 0]);
  });
});
