import { describe, expect, test } from 'vitest';
import type { customField } from '../../connector/src/http/contracts/customFields.ts';
import { databases } from '../support/databases.ts';
import { events, everything } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import type { BatchResults, Customer } from './api/records.ts';
import { readCustomer, saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';

type CustomField = Output<typeof customField>;

const define = (api: Client, key: string, type: string, more: object = {}) =>
  api.post<CustomField>('/v1/custom-fields', { key, type, ...more });
const put = (api: Client, name: string, customFields: object) =>
  api.put<Customer>(`/v1/customers/external:${name}`, { customFields });

async function memberOf(api: Client): Promise<Client> {
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'member', role: 'member' });
  return api.withKey(key);
}

describe.each(databases)('$name', (database) => {
  test('CUS-4: a field is defined, listed, changed and deleted; its key is taken once', async () => {
    const api = await start(database);
    expect(await define(api, 'tier', 'select', { options: ['gold', 'silver', 'gold'] })).toEqual({
      key: 'tier',
      label: 'tier',
      type: 'select',
      options: ['gold', 'silver'],
      source: null,
    });
    expect(await api.problem('POST', '/v1/custom-fields', { key: 'tier', type: 'text' })).toMatchObject({
      status: 409,
      errors: [{ path: 'key' }],
    });
    await define(api, 'arr', 'number', { label: 'Revenue', source: 'salesforce' });
    expect(await api.put('/v1/custom-fields/tier', { label: 'Tier' })).toMatchObject({ label: 'Tier', type: 'select' });
    const all = await api.all<CustomField>('/v1/custom-fields');
    expect(all.map(({ key }) => key)).toEqual(['arr', 'tier']);
    expect(await api.all('/v1/custom-fields', 1)).toEqual(all);
    await api.delete('/v1/custom-fields/arr');
    expect(await api.problem('GET', '/v1/custom-fields/arr')).toMatchObject({ status: 404 });
    const told = (await events(api)).map(({ type }) => type).filter((type) => type.startsWith('customField'));
    expect(told).toEqual(['customFieldCreated', 'customFieldCreated', 'customFieldUpdated', 'customFieldDeleted']);
  });

  test('CUS-4: options are for select and multiSelect, which need some', async () => {
    const api = await start(database);
    for (const body of [
      { key: 'tier', type: 'select' },
      { key: 'tier', type: 'multiSelect', options: [] },
      { key: 'tier', type: 'text', options: ['a'] },
    ])
      expect(await api.problem('POST', '/v1/custom-fields', body)).toMatchObject({
        status: 400,
        errors: [{ path: 'options' }],
      });
    expect(await api.problem('POST', '/v1/custom-fields', { key: 'a b', type: 'text' })).toMatchObject({
      errors: [{ path: 'key' }],
    });
    expect(await api.problem('POST', '/v1/custom-fields', { key: 'ab', type: 'money' })).toMatchObject({
      errors: [{ path: 'type' }],
    });
  });

  test('CUS-4: members read fields and leave them as they are', async () => {
    const api = await start(database);
    const field = await define(api, 'tier', 'text');
    const member = await memberOf(api);
    expect(await member.get('/v1/custom-fields/tier')).toEqual(field);
    expect(await member.problem('POST', '/v1/custom-fields', { key: 'x', type: 'text' })).toMatchObject({
      status: 403,
    });
    expect(await member.problem('PUT', '/v1/custom-fields/tier', { label: 'X' })).toMatchObject({ status: 403 });
    expect(await member.problem('DELETE', '/v1/custom-fields/tier')).toMatchObject({ status: 403 });
  });

  test.each([
    ['text', 'x', 3],
    ['number', -2.5, '2.5'],
    ['date', '2026-02-28', '2026-02-30'],
    ['boolean', false, 'true'],
    ['select', 'gold', 'Gold'],
    ['multiSelect', ['gold', 'silver'], ['gold', 'bronze']],
    ['email', 'a@example.com', 'Ann <a@example.com>'],
    ['url', 'https://example.com/a?b=c', 'javascript:alert(1)'],
  ])('CUS-4: a %s field takes %j and refuses %j, naming the field and the remedy', async (type, good, bad) => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const options = type === 'select' || type === 'multiSelect' ? { options: ['gold', 'silver'] } : {};
    await define(api, 'field', type, options);
    expect(await put(api, 'C-1', { field: good })).toMatchObject({ customFields: { field: good } });
    const refused = await api.problem('PUT', '/v1/customers/external:C-1', { customFields: { field: bad } });
    expect(refused).toMatchObject({
      status: 400,
      errors: [{ path: 'customFields.field', message: expect.stringMatching(`${type} field 'field'.*send`) }],
    });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ customFields: { field: good } });
    expect(await put(api, 'C-1', { field: null })).toMatchObject({ customFields: {} });
  });

  test('CUS-4: in a batch a bad value refuses its record alone', async () => {
    const api = await start(database);
    await define(api, 'tier', 'number');
    const { results } = await api.post<{ results: BatchResults }>('/v1/customers/batch', {
      customers: [
        { externalId: 'C-1', name: 'One', customFields: { tier: 'x', other: 'y' } },
        { externalId: 'C-2', name: 'Two', customFields: { tier: 1 } },
      ],
    });
    expect(results).toMatchObject([
      { status: 'refused', errors: [{ path: 'customFields.tier' }] },
      { status: 'created' },
    ]);
    expect(await api.all('/v1/customers')).toHaveLength(1);
  });

  test('a key that nobody has defined takes any value, also several types', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1', { customFields: { loose: 'x' } });
    for (const loose of [2, true, ['a', 'b'], '']) {
      expect(await put(api, 'C-1', { loose })).toMatchObject({ customFields: { loose } });
    }
    expect(
      await api.problem('PUT', '/v1/customers/external:C-1', { customFields: { loose: 'half \ud800' } }),
    ).toMatchObject({ status: 400, errors: [{ path: 'customFields.loose' }] });
    expect(await api.all('/v1/custom-fields')).toEqual([]);
  });

  test('CUS-4: a field that a source feeds is not overwritten by the API, until it is made an own one', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1', { customFields: { plan: 'basic', own: 'mine' } });
    await define(api, 'plan', 'text', { source: 'stripe' });
    await define(api, 'own', 'text');
    expect(await api.problem('PUT', '/v1/customers/external:C-1', { customFields: { plan: 'pro' } })).toMatchObject({
      status: 422,
      errors: [{ path: 'customFields.plan', message: expect.stringMatching(/stripe feeds .* change the value there/) }],
    });
    // What was read may be sent back whole.
    expect(await put(api, 'C-1', { plan: 'basic', own: 'ours' })).toMatchObject({
      customFields: { plan: 'basic', own: 'ours' },
    });
    await api.put('/v1/custom-fields/plan', { source: null });
    expect(await put(api, 'C-1', { plan: 'pro' })).toMatchObject({ customFields: { plan: 'pro' } });
  });

  test('CUS-4: a type that values present do not fit is a conflict that says how many; nothing changes', async () => {
    const api = await start(database);
    for (const [index, size] of ['12', 'big', 12, 'huge'].entries())
      await saveCustomer(api, `C-${index}`, { customFields: { size } });
    expect(await api.problem('POST', '/v1/custom-fields', { key: 'size', type: 'number' })).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/^3 customers have/),
      errors: [{ path: 'type', message: expect.stringMatching(/3 values do not fit.*'12'/) }],
    });
    for (const name of ['C-0', 'C-1', 'C-3']) await put(api, name, { size: 1 });
    await define(api, 'size', 'number');
    const before = await everything(api);
    expect(await api.problem('PUT', '/v1/custom-fields/size', { type: 'text' })).toMatchObject({ status: 409 });
    expect(await api.get('/v1/custom-fields/size')).toMatchObject({ type: 'number' });
    expect(await everything(api)).toEqual(before);
    await define(api, 'tier', 'select', { options: ['gold', 'silver'] });
    await put(api, 'C-0', { tier: 'silver' });
    expect(await api.problem('PUT', '/v1/custom-fields/tier', { options: ['gold'] })).toMatchObject({ status: 409 });
    expect(await api.put('/v1/custom-fields/tier', { options: ['silver', 'bronze'] })).toMatchObject({
      options: ['silver', 'bronze'],
    });
  });

  test('CUS-4: a field with values is deleted only by force, with them, and each customer’s history tells', async () => {
    const api = await start(database);
    await define(api, 'tier', 'text');
    const { id } = await saveCustomer(api, 'C-1', { customFields: { tier: 'x', other: 'y' } });
    await saveCustomer(api, 'C-2', { customFields: { other: 'tier' } });
    expect(await api.problem('DELETE', '/v1/custom-fields/tier')).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/1 customer has .*force=true/),
    });
    await api.delete('/v1/custom-fields/tier?force=true');
    expect(await readCustomer(api, 'C-1')).toMatchObject({ customFields: { other: 'y' } });
    const updated = await events(api, 'type=customerUpdated');
    expect(updated).toMatchObject([{ customerId: id, data: { changed: ['customFields'] } }]);
  });
});
