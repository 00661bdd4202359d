import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { run } from '../http/api/cadence.ts';
import {
  createPlan,
  emailStep,
  pay,
  type Plan,
  saveCustomer,
  saveInvoice,
  type Settings,
} from '../http/api/records.ts';
import { amountDue, assign, createRule, notified, notify, planOf, type Rule, UPDATED } from '../http/api/rules.ts';
import { start } from '../http/api/start.ts';
import { type Database, databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';

/** Two connectors on one database; on SQLite, which one process has to itself, the same one twice. */
async function startTwo(database: Database) {
  const one = await start(database);
  return [one, database.name === 'SQLite' ? one : await start(database, { on: one.database })] as const;
}

const FIVE = [0, 1, 2, 3, 4];

describe.each(databases)('$name', NO_RETRY, (database) => {
  test('PLN-4: edits of one plan at the same moment all come true, one version after the other', async () => {
    const both = await startTwo(database);
    const plan = await createPlan(both[0]);
    await Promise.all(
      FIVE.map((n) =>
        n === 0
          ? both[0].put(`/v1/plans/${plan.id}`, { steps: [emailStep('Only', 3)] })
          : both[n % 2]!.put(`/v1/plans/${plan.id}`, { minimumContactDelayDays: n }),
      ),
    );
    expect((await both[1].get<Plan>(`/v1/plans/${plan.id}`)).steps.map(({ name }) => name)).toEqual(['Only']);
  });

  test('PLN-6: of default plans saved at the same moment the last one is the default', async () => {
    const both = await startTwo(database);
    await Promise.all(FIVE.map((n) => createPlan(both[n % 2]!, { name: `Plan ${n}`, isDefault: true })));
    expect((await both[0].all<Plan>('/v1/plans')).filter(({ isDefault }) => isDefault)).toHaveLength(1);
  });

  test('settings changed at the same moment are all kept', async () => {
    const both = await startTwo(database);
    await Promise.all([
      both[0].put('/v1/settings', { organizationName: 'Renamed' }),
      both[1].put('/v1/settings', { sendTime: '07:15' }),
      both[0].put('/v1/settings', { currency: 'CHF' }),
      both[1].put('/v1/settings', { language: 'fr' }),
    ]);
    const settings = await both[0].get<Settings>('/v1/settings');
    expect(settings).toMatchObject({ organizationName: 'Renamed', sendTime: '07:15', currency: 'CHF', language: 'fr' });
  });

  test('EVT-1: an invoice that becomes overdue is told once, however many connectors look', async () => {
    const both = await startTwo(database);
    await saveCustomer(both[0], 'C1');
    await saveInvoice(both[0], 'C1', 'F1', '2026-11-23');
    const clock = { now: '2026-11-24T09:00:00Z' };
    await Promise.all(FIVE.map((n) => both[n % 2]!.put('/v1/test-clock', clock)));
    expect(await both[0].all('/v1/events?type=invoiceOverdue')).toHaveLength(1);
  });

  test('PLN-6: a plan is not deleted from under those who are being assigned to it', async () => {
    const both = await startTwo(database);
    const names = FIVE.map((n) => `C${n}`);
    for (const name of names) await saveCustomer(both[0], name);
    for (const n of FIVE) {
      const plan = await createPlan(both[0], { name: `Plan ${n}` });
      const body = { dunningPlanId: plan.id, customers: names.map((name) => `external:${name}`) };
      const [assigned, deleted] = await Promise.all([
        both[0].request('POST', '/v1/assignments', { body }),
        both[1].request('DELETE', `/v1/plans/${plan.id}`),
      ]);
      expect([assigned.status, deleted.status]).toEqual(assigned.status === 200 ? [200, 409] : [404, 200]);
    }
  });

  test('PLN-6: nor from under those to whom a rule assigns it', async () => {
    const both = await startTwo(database);
    const names = FIVE.map((n) => `C${n}`);
    for (const name of names) await saveCustomer(both[0], name);
    for (const n of FIVE) {
      const plan = await createPlan(both[0], { name: `Plan ${n}` });
      await createRule(both[0], UPDATED, assign(plan));
      const [, deleted] = await Promise.all([
        Promise.all(names.map((name, m) => pay(both[m % 2]!, name, `P${n}-${m}`, '2026-11-20', {}, { amount: 1 }))),
        both[1].request('DELETE', `/v1/plans/${plan.id}`),
      ]);
      const plans = await Promise.all(names.map((name) => planOf(both[0], name)));
      expect(plans.includes(plan.id)).toBe(deleted.status === 409);
      await both[0].post('/v1/assignments', {
        dunningPlanId: null,
        customers: names.map((name) => `external:${name}`),
      });
      for (const { id } of await both[0].all<Rule>('/v1/rules')) await both[0].delete(`/v1/rules/${id}`);
    }
  });
});

test(
  'SND-2: connections that the PostgreSQL server ends fail what they carried, and nothing goes out twice',
  NO_RETRY,
  async () => {
    const database = databases.find(({ name }) => name === 'PostgreSQL')!;
    const api = await start(database, { mayLog: /read ECONNRESET|terminat|not queryable/ });
    await createPlan(api, { isDefault: true });
    for (let n = 0; n < 30; n += 1) {
      await saveCustomer(api, `C${n}`);
      await saveInvoice(api, `C${n}`, `F${n}`, '2026-11-16');
    }
    const admin = new pg.Client({ connectionString: api.database.url });
    await admin.connect();
    try {
      for (let times = 0; times < 12; times += 1) {
        const under = [1, 2, 3].map(() => api.request('POST', '/v1/cadence/runs', { body: {} }));
        await wait(times * 4);
        await admin.query(
          'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
        );
        expect((await Promise.all(under)).every(({ status }) => [200, 503].includes(status))).toBe(true);
      }
      // What was left under a lease is due again when the lease ends.
      await admin.query('UPDATE schedule SET lease_until = 0');
      await admin.query('UPDATE actions SET lease_until = 0 WHERE lease_until IS NOT NULL');
    } finally {
      await admin.end();
    }
    await run(api);
    const { data } = await api.get<{ data: { subject: string }[] }>('/mailbox');
    const subjects = data.map(({ subject }) => subject);
    expect(new Set(subjects).size).toBe(subjects.length);
    const ended = await Promise.all(['executed', 'uncertain'].map((status) => api.all(`/v1/actions?status=${status}`)));
    expect(ended.flat()).toHaveLength(30);
  },
);

test('RUL-1, RUL-5: a threshold that is passed while the settings change is told once', NO_RETRY, async () => {
  const api = await start(databases.find(({ name }) => name === 'PostgreSQL')!);
  await createRule(api, amountDue('below', 5000), notify);
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-02');
  const admin = new pg.Client({ connectionString: api.database.url });
  await admin.connect();
  const waiting = async (count: number) =>
    expect
      .poll(
        async () => {
          const text = `SELECT count(*)::int AS count FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`;
          return (await admin.query<{ count: number }>(text)).rows[0]!.count;
        },
        { timeout: 20_000 },
      )
      .toBe(count);
  try {
    await admin.query('BEGIN');
    await admin.query('LOCK TABLE seen_figures IN SHARE MODE');
    const paying = pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 8000 });
    await waiting(1);
    const changing = api.put('/v1/settings', { scoreIncludes: 'paidAndOverdue' });
    await waiting(2);
    await admin.query('COMMIT');
    await Promise.all([paying, changing]);
  } finally {
    await admin.end();
  }
  expect(await notified(api)).toBe(1);
  await saveCustomer(api, 'C-1', { name: 'Renamed' });
  expect(await notified(api)).toBe(1);
});
