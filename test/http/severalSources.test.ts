import { describe, expect, test } from 'vitest';
import { stripeCustomer, stripeInvoice } from '../sources/stripe/objects.ts';
import { chargebeeEvent } from '../sources/chargebee/events.ts';
import { customer as chargebeeCustomer } from '../sources/chargebee/objects.ts';
import { databases } from '../support/databases.ts';
import { exportCsv, importCsv, statuses } from './api/csv.ts';
import { type Assigned, createPlan, type Customer, readCustomer, saveCustomer } from './api/records.ts';
import { start, type Started } from './api/start.ts';

const AT = Date.parse('2026-11-20T12:00:00Z') / 1000;

/** C-1 of our own, and C-2 that Stripe has and Chargebee, too. */
async function inTwoSources(api: Started) {
  await api.post('/v1/imports/stripe', { events: [stripeCustomer('C-2', AT)] });
  const events = [chargebeeEvent('ev_1', 'customer_created', { customer: chargebeeCustomer('C-2') })];
  await api.post('/v1/imports/chargebee', { events });
  await saveCustomer(api, 'C-1', { country: 'DE' });
}

const SEVERAL = expect.stringContaining('in several sources') as string;

describe.each(databases)('$name', (database) => {
  test('a line whose external id is in several sources is refused alone', async () => {
    const api = await start(database);
    await inTwoSources(api);
    const customers = await importCsv(api, 'customers', ['externalId,country', 'C-2,FR', 'C-1,FR']);
    expect(customers.results).toMatchObject([
      { line: 2, status: 'refused', errors: [{ path: 'externalId', message: SEVERAL }] },
      { line: 3, status: 'updated' },
    ]);
    const contacts = await importCsv(api, 'contacts', ['customer,email', 'C-2,a@example.com', 'C-1,b@example.com']);
    expect(contacts.results).toMatchObject([
      { line: 2, status: 'refused', errors: [{ path: 'customerExternalId', message: SEVERAL }] },
      { line: 3, status: 'created' },
    ]);
    await createPlan(api);
    const plans = await importCsv(api, 'assignments', ['externalId,dunningPlan', 'C-2,Polite', 'C-1,Polite']);
    expect(statuses(plans)).toEqual([
      [2, 'refused'],
      [3, 'updated'],
    ]);
  });

  test('ASG-1: so is a customer who is named so in an assignment, or a change of many', async () => {
    const api = await start(database);
    await inTwoSources(api);
    const plan = await createPlan(api);
    const customers = ['external:C-2', 'external:C-1'];
    for (const dryRun of [true, false]) {
      const body = { dunningPlanId: plan.id, customers, dryRun };
      expect(await api.post<Assigned>('/v1/assignments', body)).toMatchObject({
        assigned: 1,
        refused: [{ id: 'external:C-2', reason: SEVERAL }],
      });
    }
    expect(await api.post('/v1/customers/bulk', { customers, set: { country: 'FR' } })).toMatchObject({
      changed: 1,
      refused: [{ id: 'external:C-2', reason: SEVERAL }],
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ dunningPlanId: plan.id, country: 'FR' });
  });

  test('BAL-1: an export holds payments of sources; changed and imported, none counts a second time', async () => {
    const api = await start(database);
    const paid = { status: 'paid', amount_paid: 10_000, amount_remaining: 0 } as const;
    const { payments: _, ...invoice } = stripeInvoice('in_1', 'cus_1', AT, paid);
    await api.post('/v1/imports/stripe', { events: [stripeCustomer('cus_1', AT), invoice] });
    const file = await exportCsv(api, 'payments');
    expect(await importCsv(api, 'payments', file)).toMatchObject({ unchanged: 1 });
    const { results } = await importCsv(api, 'payments', file.replace('2026-11-20', '2026-11-21'));
    expect(results).toMatchObject([
      { status: 'refused', errors: [{ path: 'externalId', message: expect.stringContaining('stripe') as string }] },
    ]);
    expect((await api.get<Customer>('/v1/customers/external:cus_1')).balances).toMatchObject([
      { outstanding: 0, unapplied: 0 },
    ]);
  });
});
