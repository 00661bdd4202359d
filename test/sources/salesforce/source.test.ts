import { describe, expect, test } from 'vitest';
import type { AccountRecord } from '../../../connector/src/sources/records.ts';
import { failureOf } from '../../../connector/src/sources/salesforce/errors.ts';
import { salesforceSettings } from '../../../connector/src/sources/salesforce/settings.ts';
import { field, picklist } from './org.ts';
import { startSalesforce } from './server.ts';
import { about, connect, sync, withOwner } from './asked.ts';

describe('accounts', () => {
  test('X3: a full sync reads every account that names a customer, with its owner as account manager', async () => {
    const server = await startSalesforce();
    const { ines, account } = withOwner(server.org);
    const others = Array.from({ length: 6 }, (_, index) => server.org.account(`C-${index + 2}`, { OwnerId: ines }));
    const nobodys = server.org.account(null);
    server.pageSize = 3;
    const { records, listed } = await sync(connect(server));
    expect(records.map(({ externalId }) => externalId)).toEqual([account, ...others]);
    expect(about(records, nobodys)).toBeUndefined();
    expect(listed).toEqual(['account']);
    expect(about(records, account)).toMatchObject({
      kind: 'account',
      customerExternalId: 'C-1',
      accountManager: { email: 'ines@example.com', name: 'Inès Martin' },
    });
    expect(about(records, account)).not.toHaveProperty('contacts');
  });

  test('X3: what changes afterwards is what the next sync reads', async () => {
    const server = await startSalesforce();
    const { ines, account } = withOwner(server.org);
    const gone = server.org.account('C-2', { OwnerId: ines });
    const released = server.org.account('C-3', { OwnerId: ines });
    server.org.account('C-4', { OwnerId: ines });
    server.org.wait(30);
    const { cursor } = await sync(connect(server));
    const bob = server.org.user('Bob Roe', 'bob@example.com');
    server.org.set('Account', account, { OwnerId: bob });
    server.org.delete('Account', gone);
    server.org.set('Account', released, { AccountNumber: null });
    const added = server.org.account('C-5', { OwnerId: bob });
    const { records, listed } = await sync(connect(server), cursor);
    expect(listed).toBeUndefined();
    expect(records).toHaveLength(4);
    expect(about(records, account).accountManager).toMatchObject({ email: 'bob@example.com', name: 'Bob Roe' });
    expect(about(records, gone)).toMatchObject({ kind: 'account', deleted: true });
    expect(about(records, released)).toMatchObject({ kind: 'account', deleted: true });
    expect(about(records, added)).toMatchObject({ customerExternalId: 'C-5' });
  });

  test('X3: what was stamped shortly before a sync and came through after it is not missed', async () => {
    const server = await startSalesforce();
    const { account } = withOwner(server.org);
    server.org.wait(3);
    const { cursor } = await sync(connect(server)); // as if it came through after this
    server.org.wait(30);
    const { records, cursor: then } = await sync(connect(server), cursor);
    expect(records).toMatchObject([{ externalId: account }]);
    expect((await sync(connect(server), then)).records).toHaveLength(0);
  });

  test('X3: an owner who leaves, or whose address changes, changes the accounts they own, which are not stamped', async () => {
    const server = await startSalesforce();
    const { ines, account } = withOwner(server.org);
    const source = connect(server);
    const first = await sync(source);
    server.org.wait(30);
    server.org.set('User', ines, { Email: 'ines.durand@example.com' });
    const second = await sync(source, first.cursor);
    expect(about(second.records, account).accountManager?.email).toBe('ines.durand@example.com');
    server.org.set('User', ines, { IsActive: false });
    const third = await sync(source, second.cursor);
    expect(about(third.records, account).accountManager).toBeNull();
    expect((await sync(source, third.cursor)).records).toHaveLength(0);
  });

  test.each([
    ['a queue', '00GAAAA00000001EAA'],
    ['nobody', null],
  ])('X3: an account of %s has no account manager', async (_, OwnerId) => {
    const server = await startSalesforce();
    server.org.account('C-1', { OwnerId });
    expect((await sync(connect(server))).records).toMatchObject([{ accountManager: null }]);
  });

  test('X3: two accounts of one customer: the older one counts, the other is put aside by name', async () => {
    const server = await startSalesforce();
    const older = server.org.account('C-1');
    const other = server.org.account('C-1');
    server.org.account('c-1'); // Salesforce searches without case; external ids have it
    const { records } = await sync(connect(server));
    expect(records.map((record) => 'problem' in record)).toEqual([false, true, false]);
    expect(about(records, other)).toMatchObject({ problem: expect.stringContaining(older) as string });
  });

  test('X3: a result that Salesforce has forgotten is asked for from where the sync stood', async () => {
    const server = await startSalesforce();
    const ids = Array.from({ length: 7 }, (_, index) => server.org.account(`C-${index}`));
    server.pageSize = 3;
    const source = connect(server);
    const first = await source.page(null);
    server.forgetResults();
    const { records, listed } = await sync(source, first.cursor);
    expect([...new Set([...first.records, ...records].map(({ externalId }) => externalId))].sort()).toEqual(ids);
    expect(listed).toEqual(['account']);
  });

  test('X3: many accounts are asked for at once, those that are gone included', async () => {
    const server = await startSalesforce();
    const { account } = withOwner(server.org);
    const gone = server.org.account('C-2');
    server.org.delete('Account', gone);
    const source = connect(server);
    await source.fetch('account', account);
    const asked = server.seen.length;
    expect(await source.fetchMany('account', [gone, account])).toMatchObject([
      { externalId: account, customerExternalId: 'C-1' },
      { externalId: gone, deleted: true },
    ]);
    expect(server.seen.length - asked).toBeLessThanOrEqual(4);
  });
});

describe('contacts', () => {
  test('CUS-3: contacts come with their accounts, those with the checkbox alone', async () => {
    const server = await startSalesforce();
    server.org.fields.Contact.push(field('Billing__c', 'boolean'));
    const { account } = withOwner(server.org);
    const ann = { AccountId: account, FirstName: 'Ann', LastName: 'Roe', Email: 'ann@c-1.example', Billing__c: true };
    const annId = server.org.add('Contact', ann);
    const bobId = server.org.add('Contact', {
      AccountId: account,
      LastName: 'Sales',
      Email: 'bob@c-1.example',
      Billing__c: false,
    });
    const source = connect(server, { contacts: { onlyIf: 'Billing__c', position: 'accounting' } });
    const { records, cursor } = await sync(source);
    expect(about(records, account).contacts).toEqual([
      {
        externalId: annId,
        firstName: 'Ann',
        lastName: 'Roe',
        email: 'ann@c-1.example',
        phone: null,
        position: 'accounting',
      },
    ]);
    server.org.wait(30);
    server.org.delete('Contact', annId);
    server.org.set('Contact', bobId, { Billing__c: true });
    const next = await sync(source, cursor);
    expect(about(next.records, account).contacts).toMatchObject([{ externalId: bobId, firstName: null }]);
  });
});

describe('custom fields', () => {
  const FIELDS = [
    picklist('Tier__c', ['Gold', 'Silver']),
    picklist('Markets__c', ['EU', 'US'], 'multipicklist'),
    field('Employees__c', 'int'),
    field('Key__c', 'boolean'),
    field('Since__c', 'date'),
    field('Seen__c', 'datetime'),
    field('Site__c', 'url'),
    field('Mail__c', 'email'),
  ];
  const customFields = {
    tier: 'Tier__c',
    markets: 'Markets__c',
    employees: 'Employees__c',
    key: 'Key__c',
    since: 'Since__c',
    seen: 'Seen__c',
    site: 'Site__c',
    mail: 'Mail__c',
  };

  test('CUS-4: chosen fields are typed as Salesforce types them', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(...FIELDS);
    server.org.account('C-1', {
      Tier__c: 'Gold',
      Markets__c: 'EU;US',
      Employees__c: 42,
      Key__c: false,
      Since__c: '2020-02-29',
      Seen__c: '2026-11-22T23:30:00.000+0000',
      Site__c: 'www.c-1.example',
      Mail__c: null,
    });
    const source = connect(server, { customFields });
    expect((await source.fedFields()).map(({ key, type, options }) => [key, type, ...options])).toEqual([
      ['tier', 'select', 'Gold', 'Silver'],
      ['markets', 'multiSelect', 'EU', 'US'],
      ['employees', 'number'],
      ['key', 'boolean'],
      ['since', 'date'],
      ['seen', 'date'],
      ['site', 'url'],
      ['mail', 'email'],
    ]);
    expect((await sync(source)).records).toMatchObject([
      {
        customFields: {
          tier: 'Gold',
          markets: ['EU', 'US'],
          employees: 42,
          key: false,
          since: '2020-02-29',
          seen: '2026-11-23',
          site: 'http://www.c-1.example',
          mail: null,
        },
      },
    ]);
  });

  test('CUS-4: a value that does not fit is left out and told; the others come', async () => {
    const server = await startSalesforce();
    server.org.fields.Account.push(...FIELDS);
    server.org.account('C-1', { Tier__c: 'Bronze', Mail__c: 'nobody', Employees__c: 7 });
    const { records } = await sync(connect(server, { customFields }));
    const [record] = records as AccountRecord[];
    expect(record!.customFields).toMatchObject({ employees: 7 });
    expect(record!.customFields).not.toHaveProperty('tier');
    expect(record!.problems).toHaveLength(2);
    expect(record!.problems![0]).toContain("Tier__c: 'Bronze' does not fit the select field");
  });
});

describe('settings', () => {
  test.each([
    [{ matchField: 'Nowhere__c' }, 'matchField: Account has no field Nowhere__c'],
    [{ ownerField: 'Name' }, 'ownerField: Name is no lookup to a user'],
    [{ customFields: { place: 'BillingAddress' } }, 'customFields.place: BillingAddress is of type address'],
    [{ writeBack: { outstanding: 'Locked__c' } }, 'writeBack.outstanding: Locked__c cannot be written'],
    [{ writeBack: { outstanding: 'Due__c' } }, 'writeBack.outstanding: Due__c is of type date'],
  ])('%j is refused, saying which and why', async (settings, message) => {
    const server = await startSalesforce();
    server.org.fields.Account.push(
      field('BillingAddress', 'address'),
      field('Locked__c', 'currency', { updateable: false }),
      field('Due__c', 'date'),
    );
    const error = await connect(server, settings)
      .page(null)
      .catch((caught: unknown) => caught);
    expect(failureOf(error)).toMatchObject({ kind: 'refused', message: expect.stringContaining(message) as string });
  });

  test.each([
    [{ matchField: 'Account.Name' }, 'matchField'],
    [{ matchField: "Name' OR Id != '" }, 'matchField'],
    [{ loginUrl: 'http://login.salesforce.com' }, 'loginUrl'],
    [{ loginUrl: 'https://login.salesforce.com.example.org' }, 'loginUrl'],
    [{ apiVersion: '31.0' }, 'apiVersion'],
    [{ customFields: { tier: 'Tier__c' }, writeBack: { score: 'Tier__c' } }, 'writeBack.score'],
    [{ writeBack: { score: 'A__c', outstanding: 'A__c' } }, 'writeBack.outstanding'],
    [{ writeBack: { profit: 'A__c' } }, 'writeBack'],
    [{ contacts: { where: 'x' } }, 'contacts'],
  ])('%j does not come this far', (settings, path) => {
    const { error } = salesforceSettings.safeParse({ matchField: 'AccountNumber', ...settings });
    expect(error?.issues.map((issue) => issue.path.join('.')).join()).toContain(path);
  });
});
