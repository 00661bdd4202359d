import { describe, expect, test } from 'vitest';
import type { Client } from '../http/api/client.ts';
import { saveCustomer, saveInvoice } from '../http/api/records.ts';
import { databases } from '../support/databases.ts';
import { StripeBooks } from './stripe/books.ts';
import { connectStripe, type Source, startForSources, sync } from './stripe/connected.ts';
import { stripeForTest } from './stripe/server.ts';

const warningsOf = async (api: Client, { id }: Source) => (await api.get<Source>(`/v1/sources/${id}`)).warnings;

describe.each(databases)('$name', (database) => {
  test('the health of a source warns of records that a file or the API has brought before, as long as they count', async () => {
    const books = new StripeBooks();
    for (const place of [1, 2, 3]) {
      books.customer(`cus-${place}`);
      books.invoice(`in_${place}`, `cus-${place}`);
    }
    const stripe = await stripeForTest(books);
    const api = await startForSources(database);
    for (const id of ['cus-1', 'cus-2', 'C-9']) await saveCustomer(api, id);
    for (const [id, customer] of [
      ['in_1', 'cus-1'],
      ['in_2', 'cus-2'],
      ['I-9', 'C-9'],
    ] as const)
      await saveInvoice(api, customer, id, '2026-11-20');
    const source = await connectStripe(api, stripe, { enabled: false });
    expect(await warningsOf(api, source)).toEqual([]);
    await api.put(`/v1/sources/${source.id}`, { enabled: true });
    await sync(api, source);
    expect(await warningsOf(api, source)).toEqual([
      'Customers (2) and open invoices (2) have the ids of records that a file or the API has brought before (source ‘api’). If they are the same, ' +
        'reminders go out for both: void those invoices and exclude those customers. This is looked at again with the next sync.',
    ]);
    await api.post('/v1/invoices/external:in_1/void');
    await sync(api, source);
    expect(await warningsOf(api, source)).toMatchObject([
      expect.stringContaining('Customers (2) and open invoices (1)'),
    ]);
    for (const id of ['cus-1', 'cus-2']) await api.post(`/v1/customers/external:${id}/exclude`);
    await sync(api, source);
    expect(await warningsOf(api, source)).toEqual([]);

    // What comes by file or API from then on is about the source's own records.
    await saveCustomer(api, 'cus-3');
    await sync(api, source, { full: true });
    expect(await warningsOf(api, source)).toEqual([]);
  });
});
