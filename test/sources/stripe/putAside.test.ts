import type Stripe from 'stripe';
import { describe, expect, test } from 'vitest';
import type * as contract from '../../../connector/src/http/contracts/explain.ts';
import { actions, claim, events, mailbox } from '../../http/api/cadence.ts';
import type { Client, Output } from '../../http/api/client.ts';
import { type Action, createPlan, emailStep, type RunResult } from '../../http/api/records.ts';
import { type Database, databases } from '../../support/databases.ts';
import { OVERDUE, StripeBooks } from './books.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { endlessPatience } from './patience.ts';
import { type StripeServer, stripeForTest } from './server.ts';

const PUT_ASIDE = /^What ‘stripe’ says of invoice N-in_1 now could not be taken in.*\/v1\/sources\/src_.*\/errors/;

/** in_1 is paid at Stripe, in a state that cannot be taken in. */
const PAID_BUT = {
  'in another currency': (books: StripeBooks) => {
    books.change('in_1', { currency: 'usd' });
    books.pay('in_1');
  },
  'with a due date that cannot be read': (books: StripeBooks) => {
    books.pay('in_1');
    books.change('in_1', { due_date: 'soon' as unknown as number });
  },
};
const paidUnreadably = PAID_BUT['in another currency'];

interface Given {
  readonly plan?: object;
  readonly source?: object;
}

/** A connector that knows in_1, overdue since ten days, from Stripe. */
async function oneOverdue(database: Database, { plan = {}, source = {} }: Given = {}) {
  const books = new StripeBooks();
  books.customer('cus_1', { phone: '+33612345678' });
  books.invoice('in_1', 'cus_1', OVERDUE);
  const stripe = await stripeForTest(books);
  const api = await startForSources(database);
  await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)], ...plan });
  const connected = await connectStripe(api, stripe, source);
  await sync(api, connected);
  return { api, books, stripe, source: connected };
}

const run = (api: Client) => api.post<RunResult>('/v1/cadence/runs', {});
const explained = (api: Client, path: string) => api.get<Output<typeof contract.explanation>>(`/v1/${path}/explain`);

/** in_1 as it was, unpaid and in euros. */
function putRight({ books }: StripeServer): void {
  const { status_transitions: transitions } = books.invoices.get('in_1')!;
  const open: Partial<Stripe.Invoice> = { currency: 'eur', status: 'open', amount_paid: 0, amount_remaining: 10_000 };
  books.paymentsOf.clear();
  books.change('in_1', { ...open, status_transitions: { ...transitions, paid_at: null } });
}

describe.each(databases)('$name', (database) => {
  describe('SND-1: an answer right before the reminder that cannot be taken in is none', () => {
    const cases = Object.entries(PAID_BUT).flatMap(([how, pay]) =>
      ['send', 'auto', 'hold'].map((whenUnreachable) => ({ how, pay, whenUnreachable })),
    );

    test.each(cases)('paid $how, with ‘$whenUnreachable’: the action waits for a person', async (given) => {
      const { api, books } = await oneOverdue(database, { source: { whenUnreachable: given.whenUnreachable } });
      given.pay(books);
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 1, remaining: 0 });
      expect(await mailbox(api)).toEqual([]);
      expect(await actions(api, 'status=todo')).toMatchObject([
        { mode: 'manual', reason: expect.stringMatching(PUT_ASIDE) as string },
      ]);
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
    });

    test('one that needs a customer whom Stripe does not tell in time leaves it open too: the action is put off', async () => {
      const { api, books, stripe } = await oneOverdue(database, { source: { whenUnreachable: 'send' } });
      const limit = endlessPatience();
      books.customer('cus_2');
      books.pay('in_1');
      books.change('in_1', { customer: 'cus_2' });
      stripe.fault = (request) => {
        if (!request.includes('/customers/')) return null;
        limit.abort();
        return 'failed';
      };
      expect(await run(api)).toMatchObject({ executed: 0, remaining: 1 });
      expect(await actions(api, 'status=planned')).toMatchObject([
        { reason: 'What ‘stripe’ says of invoice N-in_1 now could not be taken in' },
      ]);
      expect(await mailbox(api)).toEqual([]);
    });

    test('claims hand it out to a person, with the reason', async () => {
      const { api, books } = await oneOverdue(database, {
        plan: { steps: [emailStep('First', 3, { channel: 'sms' })] },
        source: { whenUnreachable: 'send' },
      });
      paidUnreadably(books);
      const claimed = await claim(api);
      expect(claimed).toMatchObject([{ mode: 'manual' }]);
      expect(await api.get<Action>(`/v1/actions/${claimed[0]!.id}`)).toMatchObject({
        reason: expect.stringMatching(PUT_ASIDE) as string,
      });
    });

    test('what is claimed already is not sent: it is cancelled with the reason, and waits for a person', async () => {
      const { api, books } = await oneOverdue(database, { source: { whenUnreachable: 'send' } });
      const [claimed] = await claim(api);
      paidUnreadably(books);
      const answer = await api.post<Action>(`/v1/actions/${claimed!.id}/send`, { claimToken: claimed!.claimToken });
      expect(answer).toMatchObject({ status: 'cancelled', reason: expect.stringMatching(PUT_ASIDE) as string });
      expect(await mailbox(api)).toEqual([]);
      expect(await actions(api, 'status=todo')).toMatchObject([{ reason: answer.reason }]);
    });
  });

  describe('MAN-2: with a reference invoice that a sync put aside, asked again before reminders or not', () => {
    const NOT_ASKED = { source: { recheck: false } };

    test('the action waits under To do with the reason; explanations and previews say it too', async () => {
      const { api, books, source } = await oneOverdue(database, NOT_ASKED);
      const before = await api.post<{ id: string }>('/v1/cadence/runs', { dryRun: true });
      expect(before).toMatchObject({ executed: 1 });
      paidUnreadably(books);
      await sync(api, source);
      const [waiting] = await actions(api, 'status=todo');
      expect(waiting).toMatchObject({ step: { name: 'First' }, reason: expect.stringMatching(PUT_ASIDE) as string });
      expect(await events(api, 'type=actionToDo')).toMatchObject([{ data: { reason: waiting!.reason } }]);
      expect(await api.post('/v1/cadence/runs', { dryRun: true })).toMatchObject({
        executed: 0,
        toDo: 1,
        actions: [{ reason: waiting!.reason }],
      });
      for (const path of ['customers/external:cus_1', `actions/${waiting!.id}`])
        expect(await explained(api, path)).toMatchObject({
          reasons: expect.arrayContaining([
            expect.objectContaining({
              code: 'putAside',
              rule: 'MAN-2',
              text: `It waits under To do: ${waiting!.reason}`,
              values: expect.objectContaining({ sourceId: source.id, number: 'N-in_1' }) as object,
            }),
          ]) as object,
        });
      const { id } = (await api.all<{ id: string }>('/v1/plans'))[0]!;
      expect(await api.post(`/v1/plans/${id}/preview`, { invoiceId: 'external:in_1' })).toMatchObject({
        warnings: [expect.objectContaining({ code: 'putAside' })],
      });
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
      expect(await mailbox(api)).toEqual([]);
    });

    test('a person completes it by hand; the connector does not send it for them', async () => {
      const { api, books, source } = await oneOverdue(database, NOT_ASKED);
      paidUnreadably(books);
      await sync(api, source);
      const [{ id } = { id: '' }] = await actions(api, 'status=todo');
      expect(await api.problem('POST', `/v1/actions/${id}/send`, {})).toMatchObject({
        status: 409,
        detail: expect.stringMatching(PUT_ASIDE) as string,
      });
      expect(await mailbox(api)).toEqual([]);
      expect(await api.post<Action>(`/v1/actions/${id}/complete`, {})).toMatchObject({ status: 'executed' });
    });

    test('it goes by itself again once the invoice is taken in', async () => {
      const { api, books, source, stripe } = await oneOverdue(database, NOT_ASKED);
      paidUnreadably(books);
      await sync(api, source);
      putRight(stripe);
      await sync(api, source);
      expect(await actions(api, 'status=todo')).toEqual([]);
      expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
      expect(await mailbox(api)).toHaveLength(1);
    });

    test('a retry that takes it in ends it: nothing goes if the invoice is paid then', async () => {
      const { api, books, source } = await oneOverdue(database, NOT_ASKED);
      paidUnreadably(books);
      await sync(api, source);
      // Read as it is now, in euros: no event tells it.
      books.isQuiet = true;
      books.change('in_1', { currency: 'eur' });
      expect(await api.post(`/v1/sources/${source.id}/errors/retry`, {})).toEqual({ retried: 1, left: 0 });
      expect(await actions(api, 'status=todo')).toEqual([]);
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 0 });
    });

    test('manual steps, and what is not due yet, stay as they are', async () => {
      const { api, books, source } = await oneOverdue(database, {
        ...NOT_ASKED,
        plan: { steps: [emailStep('By hand', 3, { mode: 'manual' }), emailStep('Later', 30)] },
      });
      paidUnreadably(books);
      await sync(api, source);
      const [byHand] = await actions(api, 'status=todo');
      expect(byHand).toMatchObject({ step: { name: 'By hand' }, reason: null });
      await api.post(`/v1/actions/${byHand!.id}/complete`, {});
      expect(await actions(api, 'status=planned')).toMatchObject([{ step: { name: 'Later' }, reason: null }]);
      expect(await explained(api, 'invoices/external:in_1')).toMatchObject({
        summary: expect.stringContaining('As things stand it will wait under To do: What ‘stripe’ says') as string,
      });
    });
  });
});
