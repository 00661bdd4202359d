import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, lines, mailbox, run } from './api/cadence.ts';
import type { Customer } from './api/records.ts';
import { contactOf, createDue, createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Contact = Customer['contacts'][number];

const LEVELS = ['customer', 'invoice'] as const;

describe.each(databases)('$name', (database) => {
  test('CUS-3: contacts are added, changed and removed one by one; one is main', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const path = '/v1/customers/external:C-1/contacts';
    const bob = await api.request<Contact>('POST', path, {
      body: { externalId: 'K-2', firstName: 'Bob', email: 'bob@c-1.example', position: 'payer' },
    });
    expect(bob).toMatchObject({ status: 201, body: { position: 'payer', isMain: false, isInvalid: false } });
    const again = await api.request<Contact>('POST', path, {
      body: { externalId: 'K-2', lastName: 'Roe', isMain: true },
    });
    expect(again).toMatchObject({ status: 200, body: { ...bob.body, lastName: 'Roe', isMain: true } });
    expect(await api.all<Contact>(path, 1)).toMatchObject([
      { firstName: 'Ann', isMain: false },
      { firstName: 'Bob', isMain: true },
    ]);
    const ann = (await readCustomer(api, 'C-1')).contacts[0]!;
    expect(await api.put(`/v1/contacts/${ann.id}`, { isMain: true, phone: '1' })).toEqual({
      ...ann,
      isMain: true,
      phone: '1',
    });
    expect(await api.get('/v1/contacts/external:K-2')).toMatchObject({ firstName: 'Bob', isMain: false });
    expect(await api.delete('/v1/contacts/external:K-2')).toEqual({ deleted: true });
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ id: ann.id, isMain: true }]);
    expect(await api.problem('GET', `/v1/contacts/${bob.body.id}`)).toMatchObject({ status: 404 });
    expect((await events(api, 'type=customerUpdated')).map(({ data }) => data['changed'])).toEqual(
      Array(4).fill(['contacts']),
    );
  });

  test('CUS-3: an external id that two customers’ contacts have names neither', async () => {
    const api = await start(database);
    for (const customer of ['C-1', 'C-2'])
      await saveCustomer(api, customer, { contacts: [{ ...contactOf(customer), externalId: 'K-1' }] });
    expect(await api.problem('PUT', '/v1/contacts/external:K-1', { phone: '1' })).toMatchObject({ status: 409 });
    expect(await api.post('/v1/customers/external:C-2/contacts', { externalId: 'K-1', phone: '2' })).toMatchObject({
      email: 'ann@c-2.example',
    });
  });

  test('CUS-3: an external id names one contact of a customer', async () => {
    const api = await start(database);
    const contacts = ['K-1', 'K-2'].map((externalId) => ({ ...contactOf(externalId), isMain: false, externalId }));
    await saveCustomer(api, 'C-1', { contacts });
    expect(await api.problem('PUT', '/v1/contacts/external:K-2', { externalId: 'K-1' })).toMatchObject({
      status: 409,
      errors: [{ path: 'externalId' }],
    });
    expect(await api.put('/v1/contacts/external:K-2', { externalId: 'K-2', phone: '1' })).toMatchObject({ phone: '1' });
    expect(await api.put('/v1/contacts/external:K-2', { externalId: 'K-3' })).toMatchObject({ externalId: 'K-3' });
  });

  test('a contact is checked like those of a customer', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const wrong = [{ email: 'nobody' }, { position: 'boss' }, { lastName: 'A\nB' }, { isMain: 'yes' }];
    for (const body of wrong)
      expect(await api.problem('POST', '/v1/customers/external:C-1/contacts', { body })).toMatchObject({ status: 400 });
    expect(await api.problem('POST', '/v1/customers/external:C-9/contacts', {})).toMatchObject({ status: 404 });
  });

  test('CUS-3: an address marked invalid by hand is passed over; a new address is valid', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [emailStep('First', 3, { recipients: ['main', 'payer'] })] });
    const bob = await api.post<Contact>('/v1/customers/external:C-1/contacts', {
      email: 'bob@c-1.example',
      position: 'payer',
    });
    const reason = '550 5.1.1 No such user';
    const marked = await api.post<Customer>(`/v1/contacts/${bob.id}/invalidate`, { reason });
    expect(marked.contacts[1]).toMatchObject({ id: bob.id, isInvalid: true, invalidReason: reason });
    expect(await events(api, 'type=contactInvalidated')).toMatchObject([{ data: { contactId: bob.id, reason } }]);
    await run(api);
    expect((await mailbox(api)).map(({ to }) => to)).toEqual([['ann@c-1.example']]);
    expect(await api.put(`/v1/contacts/${bob.id}`, { phone: '1' })).toMatchObject({ isInvalid: true });
    for (const change of [
      () => api.put(`/v1/contacts/${bob.id}`, { email: 'Bob@C-1.example' }),
      () => saveCustomer(api, 'C-1', { contacts: [contactOf('C-1'), { email: 'BOB@c-1.example', position: 'payer' }] }),
    ]) {
      await change();
      expect((await readCustomer(api, 'C-1')).contacts[1]).toMatchObject({ id: bob.id, isInvalid: true });
    }
    expect(await api.put(`/v1/contacts/${bob.id}`, { email: 'rob@c-1.example' })).toMatchObject({
      isInvalid: false,
      invalidReason: null,
    });
    const none = await api.post<Contact>('/v1/customers/external:C-1/contacts', { phone: '1' });
    expect(await api.problem('POST', `/v1/contacts/${none.id}/invalidate`, {})).toMatchObject({ status: 422 });
  });

  test.each(LEVELS)(
    'CUS-3, MAN-2: at %s level the step waits under To do while the only address is invalid, and turns automatic again',
    async (level) => {
      const api = await start(database);
      const { id } = await createPlan(api, { level });
      const plan = { dunningPlanId: id };
      const customer = await saveCustomer(api, 'C-1', level === 'customer' ? plan : {});
      await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', level === 'invoice' ? plan : {});
      const contact = `/v1/contacts/${customer.contacts[0]!.id}`;
      expect(await actions(api)).toMatchObject([{ status: 'planned', mode: 'automatic' }]);
      await api.post(`${contact}/invalidate`, {});
      expect(await actions(api)).toMatchObject([
        { status: 'todo', mode: 'manual', reason: expect.stringContaining('No valid recipient') },
      ]);
      expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
      await api.post(`${contact}/validate`);
      expect(await actions(api)).toMatchObject([{ status: 'planned', mode: 'automatic', reason: null }]);
      expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
      expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
    },
  );

  test.each(LEVELS)(
    'PLN-2: at %s level recipients are positions, the main contact, a custom field, an address',
    async (level) => {
      const api = await start(database);
      const template = { subject: 'Due', body: 'Hello' };
      const recipients = ['payer', 'main', 'custom.billingEmail', 'fixed@example.com', 'sales'];
      const { id } = await createPlan(api, { level, steps: [emailStep('First', 3, { recipients, template })] });
      const plan = { dunningPlanId: id };
      await api.post('/v1/custom-fields', { key: 'billingEmail', type: 'email' });
      const customer = await saveCustomer(api, 'C-1', {
        contacts: [
          contactOf('C-1'),
          { email: 'pay1@c-1.example', position: 'payer' },
          { email: 'pay2@c-1.example', position: 'payer' },
        ],
        customFields: { billingEmail: 'billing@c-1.example' },
        ...(level === 'customer' ? plan : {}),
      });
      await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', level === 'invoice' ? plan : {});
      await api.post(`/v1/contacts/${customer.contacts[1]!.id}/invalidate`, {});
      await run(api);
      expect((await mailbox(api)).map(({ to }) => to)).toEqual([
        ['pay2@c-1.example', 'ann@c-1.example', 'billing@c-1.example', 'fixed@example.com'],
      ]);
    },
  );
});
