import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, events, lines, mailbox, run, subjects } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Action, Claimed } from './api/records.ts';
import {
  callStep,
  createDue,
  createPlan,
  emailStep,
  pay,
  readCustomer,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start } from './api/start.ts';

async function claimOne(api: Client, input: object = {}): Promise<Claimed & { claimToken: string }> {
  const [claimed, ...others] = await claim(api, input);
  expect(others).toEqual([]);
  return { ...claimed!, claimToken: claimed!.claimToken! };
}

function end(
  api: Client,
  { id, claimToken }: Pick<Claimed, 'id' | 'claimToken'>,
  verb: string,
  body: object = {},
): Promise<Action> {
  return api.post(`/v1/actions/${id}/${verb}`, { claimToken, ...body });
}

/** Leases follow the wall clock (CLK-2), which stands still here until it is moved. */
function passMinutes(minutes: number): void {
  vi.setSystemTime(Date.now() + minutes * 60_000);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(databases)('$name', (database) => {
  test('CLM-1: a manual claim that lapses after its step has expired is listed as expired, and stops nobody else', async () => {
    const api = await start(database);
    const steps = [callStep('Call', 3), emailStep('Mail', 5)];
    await createDue(api, 1, { logic: 'contextual', steps });
    await claimOne(api, { leaseSeconds: 60 });
    passMinutes(2);
    expect(await run(api, '2026-11-25')).toMatchObject({ executed: 1 });
    expect(await actions(api, 'status=expired')).toMatchObject([
      { channel: 'call', step: { name: 'Call', position: 1 } },
    ]);
    expect(await lines(api, 'executed')).toEqual(['2026-11-25 Mail I-1']);
  });

  test('CLM-1: a claim hands out all that carrying it out takes', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [emailStep('First', 3, { cc: ['copy@example.com'] }), emailStep('Second', 10)] });
    const claimed = await claimOne(api);
    expect(claimed).toMatchObject({
      claimToken: expect.any(String),
      channel: 'email',
      mode: 'automatic',
      dueOn: '2026-11-23',
      plan: { name: 'Polite' },
      step: { name: 'First', position: 1 },
      customer: { externalId: 'C-1', balances: [{ outstanding: 10_000 }] },
      referenceInvoice: { number: 'I-1', outstanding: 10_000, daysLate: 3 },
      message: {
        from: { email: 'accounts@localhost' },
        to: ['ann@c-1.example'],
        cc: ['copy@example.com'],
        subject: 'First: I-1',
        attachments: [],
      },
    });
    expect(claimed.message!.html).toContain('Hello Ann C-1');
    expect(await mailbox(api)).toEqual([]);
  });

  test('CLM-1: a claimed subject has no other action: neither a run nor another claim takes it', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await claimOne(api);
    expect(await claim(api)).toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
    expect(await actions(api)).toMatchObject([{ status: 'planned', claimedUntil: expect.any(String) }]);
    expect(await subjects(api)).toEqual([]);
  });

  test('CLM-1: completing records it, counts it as a contact and plans the next', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const claimed = await claimOne(api);
    expect(await end(api, claimed, 'complete', { note: 'sent by n8n' })).toMatchObject({
      id: claimed.id,
      status: 'executed',
      note: 'sent by n8n',
      message: { subject: 'First: I-1' },
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
    expect(
      await api.problem('POST', `/v1/actions/${claimed.id}/complete`, { claimToken: claimed.claimToken }),
    ).toMatchObject({ status: 409 });
  });

  test('CLM-1: a stale or missing token is 409 and changes nothing', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const first = await claimOne(api);
    await end(api, first, 'release');
    const second = await claimOne(api);
    expect(second.claimToken).not.toBe(first.claimToken);
    for (const verb of ['complete', 'skip', 'fail', 'release', 'snooze', 'send']) {
      for (const claimToken of [first.claimToken, 'made-up', null]) {
        const body = { claimToken, ...(verb === 'snooze' ? { until: '2026-12-01' } : {}) };
        expect(await api.problem('POST', `/v1/actions/${second.id}/${verb}`, { body })).toMatchObject({ status: 409 });
      }
    }
    expect(await end(api, second, 'complete')).toMatchObject({ status: 'executed' });
    expect(await lines(api, 'executed')).toHaveLength(1);
  });

  test('CLM-1: complete counts even if the invoice was paid meanwhile', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const claimed = await claimOne(api);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await end(api, claimed, 'complete')).toMatchObject({ status: 'executed' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
    expect(await lines(api, 'planned')).toEqual([]);
  });

  test('CLM-1: a released action is due again, and goes out once', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const claimed = await claimOne(api);
    expect(await end(api, claimed, 'release')).toMatchObject({ id: claimed.id, status: 'planned', mode: 'automatic' });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await claim(api)).toEqual([]);
  });

  test('CLM-1: skipping and snoozing a claimed action', async () => {
    const api = await start(database);
    await createDue(api, 2);
    const [first, second] = await claim(api);
    expect(await end(api, first!, 'skip')).toMatchObject({ status: 'ignored' });
    expect(await end(api, second!, 'snooze', { until: '2026-11-25' })).toMatchObject({
      status: 'planned',
      dueOn: '2026-11-25',
    });
    expect((await lines(api, 'planned')).map((each) => each.slice(0, -1))).toEqual([
      '2026-11-25 First I-',
      '2026-11-30 Second I-',
    ]);
  });

  test('a failed action says why and is due again after a backoff', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const claimed = await claimOne(api);
    expect(await end(api, claimed, 'fail', { reason: 'Quota used up' })).toMatchObject({
      status: 'failed',
      reason: 'Quota used up',
    });
    expect(await claim(api)).toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 1 });
    passMinutes(1);
    const again = await claimOne(api);
    expect(again.id).not.toBe(claimed.id);
    await end(api, again, 'fail');
    passMinutes(20);
    expect(await run(api)).toMatchObject({ executed: 1, remaining: 0 });
    expect(await actions(api, 'status=failed')).toHaveLength(2);
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
  });

  test('CLM-1, MAN-3: a lapsed claim on an automatic action is uncertain, listed under To do, not repeated and not to be put off', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const claimed = await claimOne(api);
    passMinutes(14);
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 0 });
    passMinutes(2);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
    expect(await claim(api)).toEqual([]);
    for (const status of ['todo', 'uncertain'])
      expect(await actions(api, `status=${status}`)).toMatchObject([
        { id: claimed.id, status: 'uncertain', reason: expect.stringMatching(/lapsed/) },
      ]);
    expect(
      await api.problem('POST', `/v1/actions/${claimed.id}/complete`, { claimToken: claimed.claimToken }),
    ).toMatchObject({ status: 409 });
    expect(await api.problem('POST', `/v1/actions/${claimed.id}/snooze`, { until: '2026-11-25' })).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/say what happened/),
    });
    expect(await run(api, '2026-12-04')).toMatchObject({ executed: 0 });
    expect(await events(api, 'type=actionUncertain')).toHaveLength(1);
    expect(await subjects(api)).toEqual([]);
  });

  test('MAN-3: an uncertain action that did go out counts as sent on its day', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const { id } = await claimOne(api, { leaseSeconds: 60 });
    passMinutes(2);
    await run(api, '2026-11-26');
    expect(await api.post(`/v1/actions/${id}/complete`)).toMatchObject({
      status: 'executed',
      executedAt: expect.stringContaining('2026-11-23'),
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
  });

  test('MAN-3: an uncertain action that did not go out is due again, and was no contact', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const { id } = await claimOne(api, { leaseSeconds: 60 });
    passMinutes(2);
    await run(api);
    await api.post(`/v1/actions/${id}/release`);
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: null });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
  });

  test('CLM-1: a lapsed claim on a manual action gives it back to To do, date included', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [callStep('Call', 3), emailStep('Mail', 4)] });
    const claimed = await claimOne(api, { leaseSeconds: 60 });
    expect(claimed).toMatchObject({ mode: 'manual', channel: 'call', message: null });
    passMinutes(2);
    await run(api, '2026-11-24');
    expect(await actions(api, 'status=todo')).toMatchObject([
      { id: claimed.id, status: 'todo', dueOn: '2026-11-23', claimedUntil: null },
    ]);
    expect(await actions(api, 'status=uncertain')).toEqual([]);
    expect(
      await api.problem('POST', `/v1/actions/${claimed.id}/complete`, { claimToken: claimed.claimToken }),
    ).toMatchObject({ status: 409 });
    expect(await api.post(`/v1/actions/${claimed.id}/complete`)).toMatchObject({ status: 'executed' });
  });

  test('a claim takes what it asks for: a plan, a step, a channel, as many as its limit', async () => {
    const api = await start(database);
    await createDue(api, 3);
    const firm = await createPlan(api, { name: 'Firm', steps: [callStep('Call', 3)] });
    await saveCustomer(api, 'C-9', { dunningPlanId: firm.id });
    await saveInvoice(api, 'C-9', 'I-9', '2026-11-20');
    expect(await claim(api, { channel: 'letter' })).toEqual([]);
    expect(await claim(api, { planId: 'pln_none' })).toEqual([]);
    expect(await claim(api, { stepId: firm.steps[0]!.id, dryRun: true })).toMatchObject([
      { customer: { externalId: 'C-9' } },
    ]);
    expect(await claim(api, { planId: firm.id })).toMatchObject([{ channel: 'call' }]);
    expect(await claim(api, { limit: 2 })).toHaveLength(2);
    expect(await claim(api)).toHaveLength(1);
  });

  test('a dry run of a claim claims nothing', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const [preview] = await claim(api, { dryRun: true });
    expect(preview).toMatchObject({ claimToken: null, message: { subject: 'First: I-1' } });
    expect(await claimOne(api)).toMatchObject({ id: preview!.id });
  });

  test('MAN-2: an automatic e-mail without a recipient is claimed as manual, with the reason', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await saveCustomer(api, 'C-1', { contacts: [] });
    expect(await claimOne(api)).toMatchObject({
      mode: 'manual',
      reason: expect.stringMatching(/recipient/i),
      message: null,
    });
  });

  test('claims at the same moment share what is due: each action is handed out once', async () => {
    const api = await start(database);
    await createDue(api, 12);
    const claims = await Promise.all(Array.from({ length: 6 }, () => claim(api, { limit: 3 })));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const rest = await claim(api);
    expect(ids.length + rest.length).toBe(12);
  });
});
