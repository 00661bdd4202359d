import { describe, expect, test } from 'vitest';
import { createPlan, type Invoice, type RunResult } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { NOON, StripeBooks } from './books.ts';
import { stripeForTest } from './server.ts';

const OVERDUE = { due_date: NOON - 10 * 86_400, effective_at: NOON - 40 * 86_400 };

function twoOverdue(): StripeBooks {
  const books = new StripeBooks();
  for (const place of [1, 2]) {
    books.customer(`cus_${place}`);
    books.invoice(`in_${place}`, `cus_${place}`, OVERDUE);
  }
  return books;
}

describe.each(databases)('$name', (database) => {
  test('SND-1: an invoice is asked for again right before its reminder, which does not go out if it is paid by then', async () => {
    const stripe = await stripeForTest(twoOverdue());
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true });
    await sync(api, await connectStripe(api, stripe));
    stripe.books.pay('in_1');
    const run = await api.post<RunResult>('/v1/cadence/runs', {});
    expect(run).toMatchObject({ executed: 1 });
    expect((await api.get<Invoice>('/v1/invoices/external:in_1')).status).toBe('paid');
  });

  test.each([
    ['send', 2, 0],
    ['auto', 2, 0],
    ['hold', 0, 2],
  ])('when Stripe cannot be asked, the setting ‘%s’ decides', async (whenUnreachable, executed, remaining) => {
    const stripe = await stripeForTest(twoOverdue());
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true });
    await sync(api, await connectStripe(api, stripe, { whenUnreachable }));
    stripe.fault = () => 'failed';
    expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed, remaining });
  });
});
