import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { expect, test } from 'vitest';
import { run } from '../http/api/cadence.ts';
import { callStep, createPlan, emailStep, saveCustomer, saveInvoice } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';

const CUSTOMERS = 24;
const ROUNDS = 12;

/** How often PostgreSQL has ended a transaction of this database because two waited for each other. */
async function deadlocks(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ deadlocks: string }>(
      'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
    );
    return Number(rows[0]!.deadlocks);
  } finally {
    await client.end();
  }
}

test(
  'CLM-1: claims, runs and changes of the same customers at the same moment never wait for each other in a circle',
  NO_RETRY,
  async () => {
    const postgres = databases.find(({ name }) => name === 'PostgreSQL')!;
    const api = await start(postgres);
    const plan = await createPlan(api, { level: 'invoice', steps: [callStep('Call', 3), emailStep('Mail', 5)] });
    const other = await createPlan(api, { name: 'Other', level: 'invoice', steps: [callStep('Call', 2)] });
    const names = Array.from({ length: CUSTOMERS }, (_, place) => `C-${place}`);
    for (const [place, name] of names.entries()) {
      await saveCustomer(api, name);
      for (const number of [1, 2])
        await saveInvoice(api, name, `I-${place}-${number}`, '2026-11-18', { dunningPlanId: plan.id });
    }
    const adHoc = (name: string) =>
      api.post(`/v1/customers/external:${name}/actions`, { channel: 'task', note: 'Look' });
    // In the other order than their ids.
    for (const name of names.toReversed()) await adHoc(name);
    const claim = () =>
      api.post<{ actions: { readonly id: string; readonly claimToken: string }[] }>('/v1/actions/claims', {
        limit: 7,
        leaseSeconds: 1,
      });
    const assign = (to: { readonly id: string }, some: readonly string[]) =>
      api.post('/v1/assignments', {
        dunningPlanId: to.id,
        invoices: some.map((name) => `external:I-${name.slice(2)}-1`),
      });
    const saveAll = (some: readonly string[], round: number) =>
      api.post('/v1/customers/batch', {
        customers: some.map((externalId) => ({ externalId, name: `${externalId} ${round}` })),
      });
    const billAll = (some: readonly string[], round: number) => {
      const invoices = some.map((name) => ({
        ...{ externalId: `J-${name}`, number: `J-${name}`, customer: { externalId: name }, currency: 'EUR' },
        ...{ issuedAt: '2026-10-20', dueDate: '2026-11-18', grossAmount: 100 * (round + 1) },
      }));
      return api.post('/v1/invoices/batch', { invoices });
    };
    const payAll = (some: readonly string[], round: number) =>
      Promise.all(
        some.slice(0, 5).map((name) =>
          api.post('/v1/payments', {
            ...{ externalId: `P-${name}-${round}`, customer: { externalId: name }, currency: 'EUR' },
            ...{ amount: 100, paidAt: '2026-11-20' },
          }),
        ),
      );
    const finishAll = async () => {
      for (const { id, claimToken } of (await claim()).actions)
        await api.request('POST', `/v1/actions/${id}/complete`, { body: { claimToken } });
    };
    for (let round = 0; round < ROUNDS; round++) {
      await Promise.all([
        ...[claim(), claim(), finishAll(), finishAll(), run(api)],
        ...[saveAll(names, round), saveAll(names.toReversed(), round), billAll(names.toReversed(), round)],
        ...[payAll(names, round), payAll(names.toReversed(), round + 100)],
        assign(round % 2 === 0 ? other : plan, names),
        assign(round % 2 === 0 ? other : plan, names.toReversed().slice(0, 9)),
      ]);
      await wait(round % 4 === 3 ? 1_100 : 0); // the leases end
    }
    // PostgreSQL tells its counts a second late.
    await wait(1_500);
    expect(await deadlocks(api.database.url)).toBe(0);
  },
);
