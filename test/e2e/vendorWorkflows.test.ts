import { afterEach, beforeEach, expect, test } from 'vitest';
import { StripeBooks } from '../sources/stripe/books.ts';
import { publishWithStandIns } from './support/standIns.ts';
import { buildWorld, type World } from './support/world.ts';

let world: World;
const ends: (() => Promise<void>)[] = [];
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await world.end();
});

async function publish(file: string) {
  const { run, close } = await publishWithStandIns(world, file);
  ends.push(close);
  return run;
}

test('X1: stripe-invoices records what Stripe’s trigger tells: a customer, an invoice, what was paid on it', async () => {
  const run = await publish('stripe-invoices');
  const books = new StripeBooks();
  books.customer('cus_1', { name: 'Ashdown' });
  books.invoice('in_1', 'cus_1', { total: 12_000 });
  books.pay('in_1', 5_000);
  for (const event of books.events) await run({ 'Stripe tells of it': [event] });
  expect(await world.api.get('/v1/invoices/external:in_1')).toMatchObject({
    source: 'stripe',
    customer: { name: 'Ashdown' },
    grossAmount: 12_000,
    outstanding: 7_000,
  });
});

test('X4: quickbooks-invoices records what QuickBooks’ nodes list, twice as once', async () => {
  const run = await publish('quickbooks-invoices');
  const MetaData = { CreateTime: '2026-11-01T09:00:00-08:00', LastUpdatedTime: '2026-11-02T09:00:00-08:00' };
  const CustomerRef = { value: '58' };
  const listed = {
    'Customers that have changed': [{ Id: '58', SyncToken: '0', MetaData, DisplayName: 'Ashdown' }],
    'Invoices that have changed': [
      { Id: '130', SyncToken: '0', MetaData, DocNumber: '1037', TxnDate: '2026-11-02', TotalAmt: 362.07, CustomerRef },
    ],
    'Payments that have changed': [
      {
        ...{ Id: '154', SyncToken: '0', MetaData, TxnDate: '2026-11-20', TotalAmt: 300, UnappliedAmt: 0, CustomerRef },
        Line: [{ Amount: 300, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }] }],
      },
    ],
  };
  for (let time = 0; time < 2; time++) {
    await run(listed);
    expect(await world.api.get('/v1/invoices/external:130')).toMatchObject({ grossAmount: 36_207, outstanding: 6_207 });
  }
});

test('X3: salesforce-account-owners makes the owners users and hands them their accounts', async () => {
  for (const externalId of ['C-1', 'C-2', 'C-3'])
    await world.api.post('/v1/customers', { externalId, name: externalId });
  const run = await publish('salesforce-account-owners');
  const ines = { Name: 'Inès Martin', Email: 'ines@example.com', Phone: null };
  const max = { Name: 'Max Ott', Email: 'max@example.com', Phone: '+49 30 1' };
  await run({
    'Accounts and their owners': [
      { Id: '001A', Name: 'One', AccountNumber: 'C-1', OwnerId: '005A', Owner: ines },
      { Id: '001B', Name: 'Two', AccountNumber: 'C-2', OwnerId: '005B', Owner: max },
      { Id: '001C', Name: 'Three', AccountNumber: 'C-3', OwnerId: '005A', Owner: ines },
    ],
  });
  const { data: users } = await world.api.get<{ data: { id: string; email: string }[] }>('/v1/users');
  const emailOf = new Map(users.map(({ id, email }) => [id, email]));
  const managers = await Promise.all(
    ['C-1', 'C-2', 'C-3'].map(async (id) => {
      const { accountManagers } = await world.api.get<{ accountManagers: string[] }>(`/v1/customers/external:${id}`);
      return accountManagers.map((manager) => emailOf.get(manager));
    }),
  );
  expect(managers).toEqual([['ines@example.com'], ['max@example.com'], ['ines@example.com']]);
});

test('csv-from-drive imports customers, invoices and payments by the names of the files, and leaves other files alone', async () => {
  const run = await publish('csv-from-drive');
  const files = {
    'Customers November.csv': 'externalId,name\nC-1,Ashdown\n',
    'invoices.CSV':
      'externalId,number,customerExternalId,issuedAt,dueDate,currency,grossAmount\nI-1,F-1,C-1,2026-11-02,2026-12-02,EUR,12000\n',
    'payments.csv':
      'externalId,customerExternalId,amount,currency,paidAt,invoices\nP-1,C-1,5000,EUR,2026-11-20,I-1:5000\n',
    'notes.txt': 'externalId,name\nC-9,Nobody\n',
  };
  for (const [name, content] of Object.entries(files))
    await run({ 'A file is put into the folder': [{ id: name, name, content }] });
  expect(await world.api.get('/v1/invoices/external:I-1')).toMatchObject({ grossAmount: 12_000, outstanding: 7_000 });
  expect((await world.api.get<{ data: object[] }>('/v1/customers')).data).toMatchObject([{ name: 'Ashdown' }]);
});
