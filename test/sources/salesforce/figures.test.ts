import { describe, expect, test } from 'vitest';
import { databases } from '../../support/databases.ts';
import { events } from '../../http/api/cadence.ts';
import { saveCustomer, saveInvoice } from '../../http/api/records.ts';
import { startForSources, sync } from '../stripe/connected.ts';
import { field } from './org.ts';
import { startSalesforce } from './server.ts';
import { connect, putAside } from './connected.ts';

describe.each(databases)('$name', (database) => {
  test('X3: figures are written where they changed, and do not come back; what Salesforce refuses is put aside and tried again', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'), field('Overdue__c', 'currency'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2', 'C-3']) await saveCustomer(api, id);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [first, second] = ['C-1', 'C-2', 'C-9'].map((id) => server.org.account(id)) as [string, string];
    server.org.refuse = ({ Id }) =>
      Id === second ? { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Closed accounts stay as they are' } : null;
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c', overdue: 'Overdue__c' } });
    await sync(api, source);
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 100, Overdue__c: 100 });
    expect(await putAside(api, source)).toMatchObject([
      { id: `figures:${second}`, reason: expect.stringContaining('Closed accounts stay as they are') as string },
    ]);

    const told = (await events(api)).length;
    const written = () => server.seen.filter((line) => line.startsWith('PATCH')).length;
    expect(written()).toBe(1);
    server.org.refuse = () => null;
    await sync(api, source);
    expect(server.org.row('Account', second)).toMatchObject({ Outstanding__c: 0, Overdue__c: 0 });
    expect(await putAside(api, source)).toEqual([]);
    await sync(api, source);
    await sync(api, source, { full: true });
    expect(written()).toBe(2);
    expect(await events(api)).toHaveLength(told);

    await api.post('/v1/payments', {
      externalId: 'P-1',
      customer: { externalId: 'C-1' },
      amount: 4_000,
      currency: 'EUR',
      paidAt: '2026-11-23',
      invoices: [{ externalId: 'I-1', amount: 4_000 }],
    });
    await sync(api, source);
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 60, Overdue__c: 60 });
    expect(written()).toBe(3);
  });

  test('X3: figures that Salesforce refused are written again when somebody asks for it, one alone or all', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'));
    const api = await startForSources(database);
    for (const id of ['C-1', 'C-2']) await saveCustomer(api, id);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [first, second] = ['C-1', 'C-2'].map((id) => server.org.account(id)) as [string, string];
    server.org.refuse = () => ({ code: 'UNABLE_TO_LOCK_ROW', message: 'Somebody else has it' });
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c' } });
    await sync(api, source);
    expect((await putAside(api, source)).map(({ id }) => id)).toEqual([`figures:${first}`, `figures:${second}`].sort());
    const one = `/v1/sources/${source.id}/errors/figures:${first}/retry`;
    expect(await api.problem('POST', one, {})).toMatchObject({
      status: 422,
      detail: expect.stringContaining('Somebody else has it') as string,
    });
    server.org.refuse = () => null;
    expect(await api.post(one, {})).toEqual({ retried: 1, left: 1 });
    expect(server.org.row('Account', first)).toMatchObject({ Outstanding__c: 100 });
    expect(server.org.row('Account', second)).not.toMatchObject({ Outstanding__c: 0 });
    expect(await api.post(`/v1/sources/${source.id}/errors/retry`, {})).toEqual({ retried: 1, left: 0 });
    expect(server.org.row('Account', second)).toMatchObject({ Outstanding__c: 0 });
  });
});

test(
  'X3: more than 2,000 changed figures go by the Bulk API, those that changed alone',
  { timeout: 180_000 },
  async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(field('Outstanding__c', 'currency'));
    const api = await startForSources(databases[0]!);
    const count = 2_100;
    const ids = Array.from({ length: count }, (_, place) => `C-${place}`);
    for (let from = 0; from < count; from += 700) {
      const customers = ids.slice(from, from + 700).map((externalId) => ({ externalId, name: externalId }));
      await api.post('/v1/customers/batch', { customers });
    }
    const accounts = ids.map((id) => server.org.account(id));
    await saveInvoice(api, 'C-7', 'I-1', '2026-11-20');
    server.org.refuse = ({ Id }) =>
      Id === accounts[9] ? { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No' } : null;
    const source = await connect(api, server, { writeBack: { outstanding: 'Outstanding__c' } });
    expect(await sync(api, source)).toMatchObject({ lastError: null });
    const patches = () => server.seen.filter((line) => line.startsWith('PATCH') && line.includes('/composite/')).length;
    expect([server.bulk.jobs.size, patches()]).toEqual([1, 0]);
    expect(accounts.map((id) => server.org.row('Account', id)?.['Outstanding__c'])).toEqual(
      ids.map((id, place) => (id === 'C-7' ? 100 : place === 9 ? null : 0)),
    );
    expect((await putAside(api, source)).map(({ id }) => id)).toEqual([`figures:${accounts[9]}`]);
    server.org.refuse = () => null;
    await saveInvoice(api, 'C-8', 'I-2', '2026-11-20');
    await sync(api, source);
    expect([server.bulk.jobs.size, patches()]).toEqual([1, 1]);
    expect(await putAside(api, source)).toEqual([]);
  },
);
