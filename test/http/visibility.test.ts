import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, claim, events, lines, mailbox, run } from './api/cadence.ts';
import type { Client, Problem } from './api/client.ts';
import type { BatchResults, User } from './api/records.ts';
import { createDue, pay, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

interface Desk {
  readonly owner: Client;
  /** Mia, a member who is account manager of C-1. */
  readonly mia: Client;
  readonly user: User;
  readonly planId: string;
}

/** C-1 and C-2, each with an invoice whose first reminder is due; C-1 is Mia's. */
async function createDesk(owner: Client): Promise<Desk> {
  const { id: planId } = await createDue(owner, 2);
  const user = await owner.post<User>('/v1/users', { name: 'Mia', email: 'mia@example.com' });
  await owner.post('/v1/assignments', { accountManagers: [user.id], customers: ['external:C-1'] });
  const { key } = await owner.post<{ key: string }>('/v1/api-keys', { name: 'Mia’s n8n', userId: user.id });
  return { owner, mia: owner.withKey(key), user, planId };
}

const names = async (api: Client, path: string) =>
  (await api.all<{ externalId: string }>(path)).map(({ externalId }) => externalId);

/** What an answer tells: all but the name of its request. */
function told({ requestId: _, ...problem }: Problem & { readonly requestId?: string }) {
  return problem;
}

describe.each(databases)('$name', (database) => {
  test('CUS-5: a member who is an account manager sees the customers assigned to them, from their assignment on', async () => {
    const { owner, mia, user } = await createDesk(await start(database));
    expect([await names(mia, '/v1/customers'), await names(mia, '/v1/invoices')]).toEqual([['C-1'], ['I-1']]);
    expect([await names(mia, '/v1/customers?search=2'), await names(mia, '/v1/invoices?search=2')]).toEqual([[], []]);
    expect((await actions(mia)).map(({ customer }) => customer.externalId)).toEqual(['C-1']);
    const gone = await mia.problem('GET', '/v1/customers/external:C-2');
    const never = await mia.problem('GET', '/v1/customers/external:C-9');
    expect(told(gone)).toEqual({ ...told(never), detail: never.detail.replace('C-9', 'C-2') });

    await owner.post('/v1/assignments', { accountManagers: [user.id], customers: ['external:C-2'] });
    expect(await names(mia, '/v1/customers')).toEqual(['C-1', 'C-2']);
    await owner.post('/v1/assignments', { accountManagers: [], customers: ['external:C-1'] });
    expect(await names(mia, '/v1/customers')).toEqual(['C-2']);
    expect(await mia.problem('GET', '/v1/invoices/external:I-1')).toMatchObject({ status: 404 });
  });

  test('CUS-5: other members see every customer: finance users, and keys without a user', async () => {
    const { owner, mia, user } = await createDesk(await start(database));
    const { key } = await owner.post<{ key: string }>('/v1/api-keys', { name: 'clerk', role: 'member' });
    expect(await names(owner.withKey(key), '/v1/customers')).toEqual(['C-1', 'C-2']);
    await owner.put(`/v1/users/${user.id}`, { position: 'financeUser' });
    expect(await names(mia, '/v1/customers')).toEqual(['C-1', 'C-2']);
    await owner.put(`/v1/users/${user.id}`, { position: 'accountManager', role: 'admin' });
    // A user's key does no more than it was made for.
    expect(await mia.get('/v1/me')).toMatchObject({ role: 'member' });
    expect(await names(mia, '/v1/customers')).toEqual(['C-1']);
  });

  test('CUS-5: a run, its preview and its counts are of the caller’s customers', async () => {
    const { owner, mia } = await createDesk(await start(database));
    expect(await run(mia, undefined, { dryRun: true })).toMatchObject({
      executed: 1,
      actions: [{ customer: { externalId: 'C-1' } }],
    });
    expect(await run(mia)).toMatchObject({ executed: 1, remaining: 0, actions: [{ customer: { externalId: 'C-1' } }] });
    expect((await mailbox(owner)).map(({ to }) => to)).toEqual([['ann@c-1.example']]);
    expect(await run(mia)).toMatchObject({ executed: 0, remaining: 0 });
    expect(await lines(owner, 'planned')).toContain('2026-11-23 First I-2');
    expect(await run(owner)).toMatchObject({ executed: 1 });
  });

  test('CUS-5: claims hand out the caller’s customers only', async () => {
    const { owner, mia } = await createDesk(await start(database));
    expect((await claim(mia, { dryRun: true })).map(({ customer }) => customer.externalId)).toEqual(['C-1']);
    const claimed = await claim(mia);
    expect(claimed.map(({ customer }) => customer.externalId)).toEqual(['C-1']);
    expect((await claim(owner)).map(({ customer }) => customer.externalId)).toEqual(['C-2']);
  });

  test('CUS-5: events are those of the caller’s customers, and none of the organisation’s', async () => {
    const { owner, mia } = await createDesk(await start(database));
    await owner.put('/v1/settings', { sendTime: '07:00' });
    const { id } = await readCustomer(owner, 'C-1');
    const seen = await events(mia);
    expect(seen.length).toBeGreaterThan(2);
    expect(new Set(seen.map(({ customerId }) => customerId))).toEqual(new Set([id]));
    const other = await readCustomer(owner, 'C-2');
    expect(await mia.problem('GET', `/v1/events?customerId=${other.id}`)).toMatchObject({ status: 404 });
  });

  test('CUS-5: nothing is written for a customer of others, and no answer tells of it', async () => {
    const { owner, mia } = await createDesk(await start(database));
    const before = await readCustomer(owner, 'C-2');
    const answers = [
      await mia.problem('POST', '/v1/customers', { externalId: 'C-2', name: 'Mine now' }),
      await mia.problem('POST', '/v1/customers', { externalId: 'C-7', name: 'New' }),
      await mia.problem('PUT', '/v1/customers/external:C-2', { name: 'Mine now' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 404]);
    expect(told(answers[1]!)).toEqual(told(answers[0]!));
    const invoice = { number: 'X', issuedAt: '2026-11-01', dueDate: '2026-12-01', currency: 'EUR', grossAmount: 1 };
    const { results } = await mia.post<{ results: BatchResults }>('/v1/invoices/batch', {
      invoices: [
        { ...invoice, externalId: 'X-1', customer: { externalId: 'C-2' } },
        { ...invoice, externalId: 'X-2', customer: { externalId: 'C-1' } },
      ],
    });
    expect(results.map(({ status }) => status)).toEqual(['refused', 'created']);
    const { id } = await owner.get<{ id: string }>('/v1/invoices/external:I-2');
    const payment = {
      externalId: 'P',
      customer: { externalId: 'C-1' },
      amount: 5,
      currency: 'EUR',
      paidAt: '2026-11-20',
    };
    const refused = await mia.problem('POST', '/v1/payments', { ...payment, invoices: [{ id, amount: 5 }] });
    expect(refused).toMatchObject({ status: 422, detail: expect.not.stringContaining('I-2') });
    expect(await readCustomer(owner, 'C-2')).toEqual(before);
  });

  test('CUS-5: what is the caller’s is worked on like anybody’s', async () => {
    const { mia } = await createDesk(await start(database));
    await saveInvoice(mia, 'C-1', 'I-3', '2026-12-01');
    await pay(mia, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    await saveCustomer(mia, 'C-1', { country: 'FR' });
    expect(await mia.post('/v1/customers/external:C-1/pause')).toMatchObject({ paused: true, country: 'FR' });
    expect(await mia.post('/v1/invoices/external:I-3/dispute', { reason: 'goods' })).toMatchObject({
      status: 'disputed',
    });
  });

  test('CUS-5: members change no plan and no account manager; naming what is there already is no change', async () => {
    const { owner, mia, user, planId } = await createDesk(await start(database));
    const perInvoice = await owner.post<{ id: string }>('/v1/plans', {
      name: 'Per invoice',
      level: 'invoice',
      steps: [{ name: 'Call', when: { anchor: 'due', days: 1 }, channel: 'call', mode: 'manual' }],
    });
    const same = { dunningPlanId: planId, accountManagers: [user.id], country: 'FR' };
    expect(await mia.put('/v1/customers/external:C-1', same)).toMatchObject(same);
    for (const body of [{ dunningPlanId: null }, { accountManagers: [] }])
      expect(await mia.problem('PUT', '/v1/customers/external:C-1', body)).toMatchObject({ status: 403 });
    await expect(saveInvoice(mia, 'C-1', 'I-3', '2026-12-01', { dunningPlanId: perInvoice.id })).rejects.toThrow('403');
    await expect(saveInvoice(mia, 'C-1', 'I-3', '2026-12-01', { dunningPlanId: null })).resolves.toMatchObject({
      dunningPlanId: null,
    });
  });

  test('CUS-5: the mailbox of all is not for those who see their own customers only', async () => {
    const { owner, mia } = await createDesk(await start(database));
    await run(owner);
    expect(await mia.problem('GET', '/mailbox')).toMatchObject({ status: 403 });
    expect(await mailbox(owner)).toHaveLength(2);
  });
});
