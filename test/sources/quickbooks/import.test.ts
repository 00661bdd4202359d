import { expect, test } from 'vitest';
import { start, type Started } from '../../http/api/start.ts';
import { databases } from '../../support/databases.ts';

const MetaData = { CreateTime: '2026-11-01T09:00:00-08:00', LastUpdatedTime: '2026-11-02T09:00:00-08:00' };
const ref = (value: string) => ({ value });
const customer = {
  Id: '58',
  SyncToken: '0',
  MetaData,
  DisplayName: 'Ashdown',
  PrimaryEmailAddr: { Address: 'h@a.example' },
};
const invoice = {
  Id: '130',
  SyncToken: '0',
  MetaData,
  DocNumber: '1037',
  TxnDate: '2026-11-02',
  DueDate: '2026-12-02',
  TotalAmt: 362.07,
  CustomerRef: ref('58'),
  AllowOnlinePayment: false,
};
const payment = {
  Id: '154',
  SyncToken: '0',
  MetaData,
  TxnDate: '2026-11-20',
  TotalAmt: 300,
  UnappliedAmt: 0,
  CustomerRef: ref('58'),
  Line: [{ Amount: 300, LinkedTxn: [{ TxnId: '130', TxnType: 'Invoice' }] }],
};

async function hand(api: Started, events: readonly object[]) {
  return (await api.post<{ results: { status: string }[] }>('/v1/imports/quickbooks', { events })).results;
}

test('X4: records of n8n’s QuickBooks node, wrapped or bare, in any order, become what they are', async () => {
  const api = await start(databases[0]!);
  for (const event of [payment, { Invoice: invoice }, { Customer: customer }]) await hand(api, [event]);
  expect(await api.get('/v1/invoices/external:130')).toMatchObject({
    number: '1037',
    customer: { name: 'Ashdown' },
    currency: 'EUR',
    grossAmount: 36_207,
    outstanding: 6_207,
  });
  const again = await hand(api, [{ Customer: customer }, invoice, payment]);
  expect(again.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
});

test('X4: what more than a thousand others are put aside before is taken in as well when its invoice comes', async () => {
  const api = await start(databases[0]!);
  const paymentOf = (id: number) => ({
    ...payment,
    Id: `${id}`,
    Line: [{ Amount: 300, LinkedTxn: [{ TxnId: `1${id}`, TxnType: 'Invoice' }] }],
  });
  const payments = Array.from({ length: 1_001 }, (_, place) => paymentOf(1_000 + place));
  await hand(api, payments.slice(0, 1_000));
  await hand(api, payments.slice(1_000));
  await hand(api, [{ ...invoice, Id: '12000' }, { Customer: customer }]);
  expect(await api.get('/v1/invoices/external:12000')).toMatchObject({ outstanding: 6_207 });
});
