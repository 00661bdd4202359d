import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { events } from './api/cadence.ts';
import { exportCsv, importCsv, statuses } from './api/csv.ts';
import { createPlan, pay, readCustomer, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const INVOICES = 'externalId,number,customer,issuedAt,dueDate,currency';

describe.each(databases)('$name', (database) => {
  test('invoices come with amounts in minor units or as decimals, exact in every currency (MON-1)', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const lines = [
      `${INVOICES},grossAmount,gross amount decimal`,
      'I-1,1,C-1,2026-11-01,2026-12-01,EUR,12500,',
      'I-2,2,C-1,2026-11-01,2026-12-01,EUR,,125.00',
      'I-3,3,C-1,2026-11-01,2026-12-01,JPY,,"12,500.00"',
      'I-4,4,C-1,2026-11-01,2026-12-01,KWD,,12.500',
      'I-5,5,C-1,2026-11-01,2026-12-01,EUR,,"1,250"',
      'I-6,6,C-1,2026-11-01,2026-12-01,EUR,12500,12.50',
      'I-7,7,C-1,2026-11-01,2026-12-01,EUR,12.5,',
      'I-8,8,C-9,2026-11-01,2026-12-01,EUR,1,',
      'I-9,9,C-1,01.11.2026,2026-10-01,EUR,1,',
    ];
    const answer = await importCsv(api, 'invoices', lines);
    expect(answer).toMatchObject({ created: 4, refused: 5 });
    expect(answer.results.slice(4).map(({ errors }) => errors?.[0]?.path)).toEqual([
      'grossAmountDecimal',
      'grossAmountDecimal',
      'grossAmount',
      'customerExternalId',
      'issuedAt',
    ]);
    for (const name of ['I-1', 'I-2', 'I-3', 'I-4']) {
      expect(await readInvoice(api, name)).toMatchObject({ grossAmount: 12_500, customer: { externalId: 'C-1' } });
    }
  });

  test('invoices: an export edited and imported again changes just what was edited', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { name: 'By invoice', level: 'invoice' });
    await saveCustomer(api, 'C-1');
    for (const number of ['I-1', 'I-2']) await saveInvoice(api, 'C-1', number, '2026-12-01', { title: '=Consulting' });
    await saveInvoice(api, 'C-1', 'I-3', '2026-12-01', { externalId: undefined });
    await pay(api, 'C-1', 'P-1', '2026-11-20', { 'I-1': 4000 });
    const before = await readInvoice(api, 'I-1');
    const file = await exportCsv(api, 'invoices', '?search=I-');
    expect(await importCsv(api, 'invoices', file)).toMatchObject({ unchanged: 3, updated: 0, refused: 0 });
    const more = 'id,dueDate,outstanding,status,grossAmountDecimal,dunningPlan';
    const wide = await exportCsv(api, 'invoices', `?columns=${more}&customerId=external:C-1&status=due`);
    expect(wide.split('\r\n')[1]).toBe(`${before.id},2026-12-01,6000,due,100.00,No plan`);
    const edited = wide.replace(/2026-12-01,10000,due,100.00,No plan/, '2026-12-15,10000,paid,80,By invoice');
    expect(await importCsv(api, 'invoices', edited)).toMatchObject({
      updated: 1,
      unchanged: 2,
      file: { ignoredColumns: ['outstanding', 'status'] },
    });
    expect(await readInvoice(api, 'I-1')).toEqual(before);
    expect(await readInvoice(api, 'I-2')).toMatchObject({
      dueDate: '2026-12-15',
      issuedAt: '2026-11-01',
      grossAmount: 8000,
      outstanding: 8000,
      title: '=Consulting',
      dunningPlanId: plan.id,
    });
    const moved = ['externalId,customerExternalId', 'I-2,C-2'];
    await saveCustomer(api, 'C-2');
    expect(await importCsv(api, 'invoices', moved)).toMatchObject({ refused: 1 });
  });

  test('BAL-1: payments name the invoice they pay, or several with amounts; imported again they count once', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    for (const number of ['I-1', 'I-2', 'I;3']) await saveInvoice(api, 'C-1', number, '2026-12-01');
    const lines = [
      'externalId;customer;paidAt;currency;amountDecimal;invoice;invoices',
      'P-1;C-1;2026-11-20;EUR;100,00;I-1;',
      'P-2;C-1;2026-11-20;EUR;60;;"I-2:4000;I\\;3:1000"',
      'P-3;C-1;2026-11-20;EUR;5;;',
      'P-4;C-1;2026-11-20;EUR;5;;I-2',
      'P-5;C-1;2026-11-20;EUR;5;I-404;',
      ';C-1;2026-11-20;EUR;5;;',
    ];
    const answer = await importCsv(api, 'payments', lines);
    expect(statuses(answer).map(([, status]) => status)).toEqual([
      ...['created', 'created', 'created'],
      ...['refused', 'refused', 'refused'],
    ]);
    expect(answer.results.slice(3).map(({ errors }) => errors?.[0]?.path)).toEqual([
      'invoices',
      'invoice',
      'externalId',
    ]);
    expect((await readInvoice(api, 'I-1')).status).toBe('paid');
    expect((await readInvoice(api, 'I-2')).outstanding).toBe(6000);
    expect((await readInvoice(api, 'I;3')).outstanding).toBe(9000);
    expect((await readCustomer(api, 'C-1')).balances).toMatchObject([{ outstanding: 13_500, unapplied: 1500 }]);

    const file = await exportCsv(api, 'payments', '?customerId=external:C-1');
    expect(await importCsv(api, 'payments', file)).toMatchObject({ unchanged: 3 });
    expect(await importCsv(api, 'payments', lines.slice(0, 4))).toMatchObject({ unchanged: 3 });
    expect(await importCsv(api, 'payments', ['externalId,paidAt', 'P-2,2026-11-21'])).toMatchObject({ updated: 1 });
    expect((await readInvoice(api, 'I-2')).outstanding).toBe(6000);
  });

  test('C5: contacts are added and changed one by one; those that no line names stay', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    await saveCustomer(api, 'C-2', { contacts: [] });
    const lines = [
      'customerExternalId,externalId,email,lastName,position,isMain,phone',
      'C-1,,ANN@c-1.example,Arnold,accounting,,',
      'C-1,K-1,bob@example.com,Bob,,yes,+33 1 23',
      'C-2,,cy@example.com,Cy,boss,,',
      'C-9,,d@example.com,D,,,',
      'C-2,,,Nameless,,,',
      'C-1,K-1,,Again,,,',
    ];
    const answer = await importCsv(api, 'contacts', lines);
    expect(statuses(answer).map(([, status]) => status)).toEqual([
      ...['updated', 'created', 'refused'],
      ...['refused', 'refused', 'refused'],
    ]);
    const { contacts } = await readCustomer(api, 'C-1');
    expect(contacts).toMatchObject([
      { firstName: 'Ann', lastName: 'Arnold', position: 'accounting', isMain: false },
      { externalId: 'K-1', email: 'bob@example.com', isMain: true, phone: '+33 1 23' },
    ]);
    expect(await events(api, 'type=customerUpdated')).toMatchObject([{ data: { changed: ['contacts'] } }]);
    const file = await exportCsv(api, 'contacts');
    expect(file).toContain("'+33 1 23");
    expect(await importCsv(api, 'contacts', file)).toMatchObject({ unchanged: 2 });
    const renamed = file.replace('bob@example.com', 'robert@example.com');
    expect(await importCsv(api, 'contacts', renamed)).toMatchObject({ updated: 1, unchanged: 1 });
    expect((await readCustomer(api, 'C-1')).contacts.map(({ id, email }) => [id, email])).toEqual([
      [contacts[0]!.id, 'ANN@c-1.example'],
      [contacts[1]!.id, 'robert@example.com'],
    ]);
  });

  test('A3: assignments are found by external id; a name that does not fit it is refused, naming both', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const user = await api.post<{ id: string }>('/v1/users', { name: 'Zoë', email: 'zoe@example.com' });
    for (const name of ['C-1', 'C-2', 'C-3', 'C-4', 'C-5']) {
      await saveCustomer(api, name, { dunningPlanId: name === 'C-3' ? plan.id : null });
    }
    const lines = [
      'name;externalId;dunningPlan;accountManagers',
      'Customer C-1;C-1;Polite;zoe@example.com',
      'Somebody else;C-2;Polite;',
      ';C-3;No plan;',
      `Customer C-4;C-4;${plan.id};`,
      'Customer C-5;C-5;Rude;',
      'Customer C-6;C-6;Polite;',
      'Customer C-1;C-1;No plan;',
    ];
    const answer = await importCsv(api, 'assignments', lines);
    expect(statuses(answer).map(([, status]) => status)).toEqual([
      ...['updated', 'refused', 'updated', 'updated'],
      ...['refused', 'refused', 'refused'],
    ]);
    expect(answer.results[1]!.errors).toMatchObject([
      { path: 'name', message: expect.stringMatching(/'Somebody else'.*'C-2'.*'Customer C-2'/) },
    ]);
    const plans = await Promise.all(['C-1', 'C-2', 'C-3', 'C-4', 'C-5'].map((name) => readCustomer(api, name)));
    expect(plans.map(({ dunningPlanId }) => dunningPlanId)).toEqual([plan.id, null, null, plan.id, null]);
    expect(plans[0]!.accountManagers).toEqual([user.id]);
    const assigned = await events(api, 'type=planAssigned');
    expect(assigned.at(-1)).toMatchObject({ actor: { type: 'key', via: 'csv' }, data: { dunningPlanId: plan.id } });
  });

  test('A3: assignments start from an export, of assignments or of customers', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    for (const name of ['C-1', 'C-2']) await saveCustomer(api, name, { country: 'FR' });
    const file = await exportCsv(api, 'assignments');
    expect(file.split('\r\n')[0]).toBe('level,id,externalId,name,dunningPlan,accountManagers');
    expect(await importCsv(api, 'assignments', file)).toMatchObject({ unchanged: 2 });
    const customers = (await exportCsv(api, 'customers')).replace('C-2,,,FR,No plan', 'C-2,,,DE,Polite');
    expect(await importCsv(api, 'assignments', customers)).toMatchObject({
      updated: 1,
      unchanged: 1,
      file: { ignoredColumns: expect.arrayContaining(['country']) },
    });
    expect(await readCustomer(api, 'C-2')).toMatchObject({ country: 'FR', dunningPlanId: plan.id });
  });

  test('A8, A10: invoices are assigned by id and number; both levels at once is reported', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const byInvoice = await createPlan(api, { name: 'By invoice', level: 'invoice' });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    for (const number of ['I-1', 'I-2', 'I-3']) await saveInvoice(api, 'C-1', number, '2026-12-01');
    const file = await exportCsv(api, 'assignments', '?level=invoice');
    expect(await importCsv(api, 'assignments', file)).toMatchObject({ unchanged: 3 });
    const lines = ['externalId,number,dunningPlan', 'I-1,I-1,By invoice', 'I-2,I-9,By invoice', 'I-3,I-3,Polite'];
    const answer = await importCsv(api, 'assignments', lines);
    expect(answer.results).toMatchObject([
      { status: 'updated', warnings: ['collectedAtBothLevels'] },
      { status: 'refused', errors: [{ path: 'number' }] },
      { status: 'refused', errors: [{ path: 'dunningPlan', message: expect.stringContaining('customer level') }] },
    ]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ dunningPlanId: byInvoice.id });
    await api.post('/v1/invoices/external:I-3/void');
    const ofVoid = await importCsv(api, 'assignments', [lines[0]!, 'I-3,I-3,By invoice']);
    expect(ofVoid.results).toMatchObject([{ status: 'updated' }]);
    expect(ofVoid.results[0]).not.toHaveProperty('warnings');
  });

  test('CUS-5: a member who is an account manager exports and imports their own customers only, and assigns nothing', async () => {
    const api = await start(database);
    const manager = { name: 'Zoë', email: 'zoe@example.com', role: 'member', position: 'accountManager' };
    const user = await api.post<{ id: string }>('/v1/users', manager);
    for (const name of ['C-1', 'C-2']) {
      await saveCustomer(api, name, { accountManagers: name === 'C-1' ? [user.id] : [] });
      await saveInvoice(api, name, `I-${name}`, '2026-12-01');
      await pay(api, name, `P-${name}`, '2026-11-20', { [`I-${name}`]: 100 });
    }
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Zoë', role: 'member', userId: user.id });
    const theirs = api.withKey(key);
    for (const records of ['customers', 'invoices', 'payments', 'contacts'] as const) {
      const file = await exportCsv(theirs, records);
      expect([records, file.includes('C-1'), file.includes('C-2')]).toEqual([records, true, false]);
      expect(await importCsv(theirs, records, file)).toMatchObject({ unchanged: 1, refused: 0 });
      const everything = await exportCsv(api, records);
      expect(await importCsv(theirs, records, everything)).toMatchObject({ unchanged: 1, refused: 1 });
    }
    const lines = ['externalId,name,dunningPlan', 'C-1,Renamed,', 'C-2,Renamed,'];
    expect(await importCsv(theirs, 'customers', lines)).toMatchObject({ updated: 1, refused: 1 });
    await createPlan(api);
    const assigning = await importCsv(theirs, 'customers', ['externalId,dunningPlan', 'C-1,Polite']);
    expect(assigning.results).toMatchObject([{ status: 'refused', errors: [{ path: 'dunningPlan' }] }]);
    const assignments = { raw: 'externalId,dunningPlan\nC-1,Polite\n', headers: { 'Content-Type': 'text/csv' } };
    expect(await theirs.problem('POST', '/v1/assignments/import', assignments)).toMatchObject({ status: 403 });
  });
});
