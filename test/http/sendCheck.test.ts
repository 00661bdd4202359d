import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../support/databases.ts';
import type { Fate } from '../support/smtp.ts';
import { actions, claim, events, lines, mailbox, run, subjects } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Action, Plan } from './api/records.ts';
import { createPlan, emailStep, pay, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start, startSink } from './api/start.ts';

interface Cause {
  readonly name: string;
  readonly reason: RegExp;
  happen(api: Client, plan: Plan): Promise<unknown>;
  /** What makes the step due again; null where it never is. */
  end: ((api: Client, plan: Plan) => Promise<unknown>) | null;
}

const post =
  (path: string, body: object = {}) =>
  (api: Client) =>
    api.post(path, body);
const assign = (dunningPlanId: string | null) => (api: Client) =>
  api.put('/v1/customers/external:C-1', { dunningPlanId });

const CAUSES: Cause[] = [
  {
    name: 'paid',
    reason: /paid/,
    happen: (api) => pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 }),
    end: (api) => pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 9_999 }),
  },
  {
    name: 'disputed',
    reason: /disputed/,
    happen: post('/v1/invoices/external:I-1/dispute', { reason: 'goods' }),
    end: post('/v1/invoices/external:I-1/dispute/close'),
  },
  { name: 'void', reason: /void/, happen: post('/v1/invoices/external:I-1/void'), end: null },
  {
    name: 'paused',
    reason: /[Pp]aused/,
    happen: post('/v1/customers/external:C-1/pause'),
    end: post('/v1/customers/external:C-1/resume'),
  },
  {
    name: 'paused until a day',
    reason: /[Pp]aused/,
    happen: post('/v1/customers/external:C-1/pause', { until: '2026-12-24' }),
    end: post('/v1/customers/external:C-1/resume'),
  },
  {
    name: 'excluded',
    reason: /excluded/,
    happen: post('/v1/customers/external:C-1/exclude'),
    end: post('/v1/customers/external:C-1/include'),
  },
  {
    name: 'in another plan',
    reason: /plan/,
    happen: async (api) => assign((await createPlan(api, { name: 'Other', steps: [emailStep('Far', 300)] })).id)(api),
    end: (api, plan) => assign(plan.id)(api),
  },
  { name: 'in no plan', reason: /plan/, happen: assign(null), end: (api, plan) => assign(plan.id)(api) },
  {
    name: 'charged automatically (HLD-1)',
    reason: /charged automatically/,
    happen: (api) => saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { automaticCharging: 'pending' }),
    end: (api) => saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { automaticCharging: 'failed' }),
  },
  {
    name: 'behind an older invoice',
    reason: /reference/,
    happen: (api) => saveInvoice(api, 'C-1', 'I-0', '2026-11-01'),
    end: post('/v1/invoices/external:I-0/void'),
  },
];

describe.each(databases)('$name', (database) => {
  test.each(CAUSES)(
    'SND-1: what was claimed and is $name by the time of sending is cancelled with the reason',
    async ({ happen, reason, end }) => {
      const api = await start(database);
      const plan = await createPlan(api, { steps: [emailStep('First', 3)] });
      await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
      await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
      const [{ id, claimToken } = { id: '', claimToken: '' }] = await claim(api);
      await happen(api, plan);
      const sent = await api.post<Action>(`/v1/actions/${id}/send`, { claimToken });
      expect(sent).toMatchObject({ id, status: 'cancelled', reason: expect.stringMatching(reason), executedAt: null });
      expect(await mailbox(api)).toEqual([]);
      expect(await events(api, 'type=actionCancelled')).toMatchObject([
        { data: { actionId: id, reason: sent.reason } },
      ]);
      if (end === null) return;
      // A cancelled action uses nothing up.
      await end(api, plan);
      expect((await run(api)).actions).toMatchObject([
        { status: 'executed', step: { name: 'First' }, referenceInvoice: { number: 'I-1' } },
      ]);
      expect(await actions(api, 'status=cancelled')).toHaveLength(1);
    },
  );

  test('SND-1: an unchanged claim is sent by the connector, once', async () => {
    const api = await start(database);
    const { id: plan } = await createPlan(api);
    await saveCustomer(api, 'C-1', { dunningPlanId: plan });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [{ id, claimToken } = { id: '', claimToken: '' }] = await claim(api);
    expect(await api.post(`/v1/actions/${id}/send`, { claimToken })).toMatchObject({
      id,
      status: 'executed',
      message: { subject: 'First: I-1' },
    });
    expect(await api.problem('POST', `/v1/actions/${id}/send`, { claimToken })).toMatchObject({ status: 409 });
    expect(await subjects(api)).toEqual(['First: I-1']);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
  });

  test('SND-1: what changes while a run is under way is seen before each message goes out', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    const plan = await createPlan(api);
    const customers = Array.from({ length: 26 }, (_, index) => `C-${index + 1}`);
    for (const customer of customers) {
      await saveCustomer(api, customer, { dunningPlanId: plan.id });
      await saveInvoice(api, customer, `I-${customer}`, '2026-11-20');
    }
    const reached = () =>
      new Set(sink.mails.flatMap(({ to }) => to).map((address) => address.split('@')[1]!.split('.')[0]!.toUpperCase()));
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    onTestFinished(() => goOn());
    let first = true;
    sink.behaviour.afterData = async (): Promise<Fate> => {
      if (first) {
        first = false;
        await held;
      }
      return 'accept';
    };
    const running = run(api);
    await sink.received(20);
    const waiting = customers.filter((customer) => !reached().has(customer));
    expect(waiting).toHaveLength(6);
    const [paid, disputed, paused, excluded, without, contact] = waiting as [
      string,
      string,
      string,
      string,
      string,
      string,
    ];
    await pay(api, paid, 'P-1', '2026-11-23', { [`I-${paid}`]: 10_000 });
    await api.post(`/v1/invoices/external:I-${disputed}/dispute`, { reason: 'goods' });
    await api.post(`/v1/customers/external:${paused}/pause`);
    await api.post(`/v1/customers/external:${excluded}/exclude`);
    await api.put(`/v1/customers/external:${without}`, { dunningPlanId: null });
    await saveCustomer(api, contact, {
      contacts: [{ firstName: 'New', email: `new@${contact.toLowerCase()}.example` }],
    });
    goOn();
    expect(await running).toMatchObject({ executed: 21, failed: 0, uncertain: 0, remaining: 0 });
    for (const customer of [paid, disputed, paused, excluded, without]) expect(reached()).not.toContain(customer);
    expect(sink.mails.at(-1)).toMatchObject({ to: [`new@${contact.toLowerCase()}.example`] });
    expect(await readInvoice(api, `I-${paid}`)).toMatchObject({ status: 'paid' });
  });
});
