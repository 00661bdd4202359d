import { describe, expect, test } from 'vitest';
import { actions, claim, mailbox } from '../../http/api/cadence.ts';
import { type Action, createPlan, emailStep, type Invoice, type RunResult } from '../../http/api/records.ts';
import { databases } from '../../support/databases.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { OVERDUE, StripeBooks } from './books.ts';
import { endlessPatience } from './patience.ts';
import { stripeForTest } from './server.ts';

function twoOverdue(): StripeBooks {
  const books = new StripeBooks();
  for (const place of [1, 2]) {
    books.customer(`cus_${place}`, { phone: '+33612345678' });
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

  test('SND-1, BAL-1: a credit note is asked for with its invoice: what was credited a moment ago is not reminded of', async () => {
    const books = twoOverdue();
    const paid = books.pay('in_1', 2_000);
    expect(paid.amount_paid).toBe(2_000);
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true });
    await sync(api, await connectStripe(api, stripe));
    books.credit('cn_1', 'in_1', 5_000);
    books.credit('cn_2', 'in_1', 3_000);
    books.change('in_1', { status: 'paid' }, 'invoice.paid');
    expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed: 1 });
    expect((await mailbox(api)).flatMap(({ to }) => to)).toEqual(['cus_2@example.com']);
    expect(await api.get<Invoice>('/v1/invoices/external:in_1')).toMatchObject({ status: 'paid', outstanding: 0 });
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

  test('HLD-1: with ‘auto’, the default, what Stripe has tried to charge is held when it cannot be asked, the rest is sent', async () => {
    const stripe = await stripeForTest(twoOverdue());
    stripe.books.change('in_1', { collection_method: 'charge_automatically' });
    stripe.books.charge('in_1', 'refused');
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true });
    const source = await sync(api, await connectStripe(api, stripe));
    expect(source.whenUnreachable).toBe('auto');
    expect((await api.get<Invoice>('/v1/invoices/external:in_1')).automaticCharging).toBe('failed');
    stripe.fault = () => 'failed';
    expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed: 1, remaining: 1 });
    expect(await actions(api, 'status=planned&invoiceId=external:in_1')).toMatchObject([
      { reason: expect.stringMatching(/^‘stripe’ could not be asked whether invoice N-in_1 is still open/) as string },
    ]);
  });

  test.each([
    ['send', 2, 0],
    ['auto', 2, 0],
    ['hold', 0, 2],
  ])(
    'a source that is switched off cannot be asked: the setting ‘%s’ decides',
    async (whenUnreachable, executed, remaining) => {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, { isDefault: true });
      const source = await connectStripe(api, stripe, { whenUnreachable });
      await sync(api, source);
      await api.put(`/v1/sources/${source.id}`, { enabled: false });
      stripe.books.pay('in_1');
      stripe.requests.length = 0;
      expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed, remaining });
      expect(stripe.requests).toEqual([]);
      const reasons = (await actions(api, 'status=planned')).flatMap(({ reason }) => reason ?? []);
      expect(reasons).toHaveLength(remaining);
      for (const reason of reasons) expect(reason).toMatch(/^‘stripe’ is switched off and cannot be asked whether/);
    },
  );

  test.each([
    ['send', 2, 0],
    ['hold', 0, 2],
  ])(
    'a source that never answers is waited for no longer than the limit: the setting ‘%s’ decides',
    async (whenUnreachable, executed, remaining) => {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, { isDefault: true });
      await sync(api, await connectStripe(api, stripe, { whenUnreachable }));
      const limit = endlessPatience();
      stripe.requests.length = 0;
      stripe.fault = () => {
        if (stripe.requests.length === 2) limit.abort();
        return new Promise(() => undefined);
      };
      expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed, remaining });
      expect(stripe.requests).toHaveLength(2);
    },
  );

  test('SND-1: what became of a portion is recorded before a source is waited for', async () => {
    const books = new StripeBooks();
    // One more than a portion.
    for (let place = 1; place <= 21; place++) {
      books.customer(`cus_${place}`);
      books.invoice(`in_${place}`, `cus_${place}`, OVERDUE);
    }
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    await createPlan(api, { isDefault: true });
    await sync(api, await connectStripe(api, stripe));
    stripe.requests.length = 0;
    let recorded: string[] = [];
    stripe.fault = async () => {
      if (stripe.requests.length === 21) recorded = (await actions(api, 'status=executed')).map(({ id }) => id);
      return null;
    };
    expect(await api.post<RunResult>('/v1/cadence/runs', {})).toMatchObject({ executed: 21 });
    expect(recorded).toHaveLength(20);
  });

  describe('claims', () => {
    const SMS = { steps: [emailStep('First', 3, { channel: 'sms' })], isDefault: true };

    test('SND-1: an invoice is asked for again before a claim hands its automatic action out, which it does not if it is paid by then', async () => {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, SMS);
      await sync(api, await connectStripe(api, stripe));
      stripe.books.pay('in_1');
      // A dry run asks nobody, and neither changes anything.
      stripe.requests.length = 0;
      expect(await claim(api, { dryRun: true })).toHaveLength(2);
      expect(stripe.requests).toEqual([]);
      const claimed = await claim(api);
      expect(claimed.map(({ referenceInvoice }) => referenceInvoice?.externalId)).toEqual(['in_2']);
      expect(stripe.requests).toHaveLength(2);
      expect((await api.get<Invoice>('/v1/invoices/external:in_1')).status).toBe('paid');
    });

    test('SND-1: what comes into the place of an invoice that is paid by then is asked for too', async () => {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, SMS);
      await sync(api, await connectStripe(api, stripe));
      stripe.requests.length = 0;
      const [first] = await claim(api, { dryRun: true, limit: 1 });
      stripe.books.pay(first!.referenceInvoice!.externalId!);
      const claimed = await claim(api, { limit: 1 });
      expect(claimed).toHaveLength(1);
      expect(claimed[0]!.referenceInvoice!.externalId).not.toBe(first!.referenceInvoice!.externalId);
      expect(stripe.requests).toHaveLength(2);
    });

    test.each([
      ['send', 2],
      ['auto', 2],
      ['hold', 0],
    ])('when Stripe cannot be asked, the setting ‘%s’ decides what is handed out', async (whenUnreachable, count) => {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, SMS);
      await sync(api, await connectStripe(api, stripe, { whenUnreachable }));
      stripe.fault = () => 'failed';
      expect(await claim(api)).toHaveLength(count);
    });
  });

  describe('single sends', () => {
    async function claimedOne(more: object = {}) {
      const stripe = await stripeForTest(twoOverdue());
      const api = await startForSources(database);
      await createPlan(api, { isDefault: true });
      await sync(api, await connectStripe(api, stripe, more));
      const [claimed] = await claim(api, { limit: 1 });
      const send = `/v1/actions/${claimed!.id}/send`;
      return { stripe, api, claimed: claimed!, send };
    }

    test('SND-1: an invoice is asked for again before its claimed action is sent, which is cancelled if it is paid by then', async () => {
      const { stripe, api, claimed, send } = await claimedOne();
      stripe.books.pay(claimed.referenceInvoice!.externalId!);
      const answer = await api.post<Action>(send, { claimToken: claimed.claimToken });
      expect(answer).toMatchObject({ status: 'cancelled', reason: 'The invoice is paid or void' });
      expect(await mailbox(api)).toEqual([]);
    });

    test('when Stripe cannot be asked, the setting ‘hold’ refuses to send and leaves the claim', async () => {
      const { stripe, api, claimed, send } = await claimedOne({ whenUnreachable: 'hold' });
      stripe.fault = () => 'failed';
      const body = { claimToken: claimed.claimToken };
      expect(await api.problem('POST', send, body)).toMatchObject({
        status: 409,
        detail: expect.stringContaining('whenUnreachable') as string,
      });
      expect(await mailbox(api)).toEqual([]);
      stripe.fault = () => null;
      expect(await api.post<Action>(send, body)).toMatchObject({ status: 'executed' });
      expect(await mailbox(api)).toHaveLength(1);
    });
  });
});
