import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, mailbox, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createDue, emailStep, saveCustomer } from './api/records.ts';
import { start } from './api/start.ts';

const variant = (language: string, body: string, formOfAddress: 'formal' | 'informal' | null = null) => ({
  language,
  formOfAddress,
  subject: `${language} {{referenceInvoice.number}}`,
  body,
});

function create(api: Client, variants: object[], key = 'friendly'): Promise<Template> {
  return api.post('/v1/templates', { key, name: 'Friendly', variants });
}

interface Template {
  readonly key: string;
  readonly version: number | null;
  readonly variants: { language: string; formOfAddress: string | null; subject: string; body: string }[];
  readonly warnings: { path: string; message: string }[];
}

const using = (key: string) => ({ steps: [emailStep('First', 3, { template: { key } })] });

describe.each(databases)('$name', (database) => {
  test('PLN-3: a step sends the variant of the customer’s language and form of address, else the plan’s, else the first', async () => {
    const api = await start(database);
    await create(api, [
      variant('nl', 'Geachte klant'),
      variant('fr', 'Bonjour, vous', 'formal'),
      variant('fr', 'Salut, toi', 'informal'),
    ]);
    await createDue(api, 4, using('friendly'));
    await saveCustomer(api, 'C-1', { language: 'fr-CA', formOfAddress: 'informal' });
    await saveCustomer(api, 'C-2', { language: 'fr' });
    await saveCustomer(api, 'C-3', { language: 'nl-BE' });
    await saveCustomer(api, 'C-4', { language: 'ja' });
    expect(await run(api)).toMatchObject({ executed: 4, failed: 0 });
    const sent = (await mailbox(api)).map(({ subject, text }) => [subject, text.trim()]).sort();
    expect(sent).toEqual([
      ['fr I-1', 'Salut, toi'],
      ['fr I-2', 'Bonjour, vous'],
      ['nl I-3', 'Geachte klant'],
      ['nl I-4', 'Geachte klant'],
    ]);
  });

  test('an edit reaches the next message in every process, and changes none that went out (PLN-4)', async () => {
    const api = await start(database);
    await create(api, [variant('en', 'The first wording')]);
    const plan = await createDue(api, 2, using('friendly'));
    const other = database.name === 'PostgreSQL' ? await start(database, { on: api.database }) : api;
    expect(await run(other, undefined, { limit: 1 })).toMatchObject({ executed: 1 });
    await api.put('/v1/templates/friendly', { variants: [variant('en', 'The second wording')] });
    expect(await run(other)).toMatchObject({ executed: 1 });
    expect((await mailbox(api)).map(({ text }) => text.trim())).toEqual(['The first wording', 'The second wording']);
    const [first] = await actions(api, `status=executed&planId=${plan.id}`);
    const message = await api.get<{ message: { text: string } }>(`/v1/actions/${first!.id}`);
    expect(message.message.text.trim()).toBe('The first wording');
  });

  test('MAN-2: what did not render is tried again once the template was changed', async () => {
    const api = await start(database);
    await create(api, [variant('en', 'Ask {{accountManager.name}}')]);
    await createDue(api, 1, using('friendly'));
    expect(await run(api)).toMatchObject({ executed: 0, toDo: 1 });
    expect(await actions(api, 'status=todo')).toMatchObject([
      { reason: expect.stringContaining('accountManager.name') },
    ]);
    await api.put('/v1/templates/friendly', { variants: [variant('en', 'Ask us')] });
    expect(await actions(api, 'status=todo')).toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
  });

  test('HTML is kept without what messages must not carry, and the answer says what that was', async () => {
    const api = await start(database);
    const body =
      '<p onclick="steal()">Dear {{customer.name}}, <a href="javascript:alert(1)">look</a></p>' +
      '<script>alert(1)</script><form action="https://evil.example"><input name="password"></form>';
    const created = await create(api, [variant('en', body)]);
    expect(created.variants[0]!.body).toBe('<p>Dear {{customer.name}}, <a>look</a></p>');
    const told = created.warnings.map(({ path, message }) => `${path} ${message}`).join('\n');
    for (const part of ['onclick', 'javascript:alert(1)', '<script>', '<form>', '<input>'])
      expect(told).toContain(part);
    expect(created.warnings.every(({ path }) => path === 'variants.0.body')).toBe(true);
    expect((await api.get<Template>('/v1/templates/friendly')).warnings).toEqual([]);
    await createDue(api, 1, using('friendly'));
    await run(api);
    const [message] = await mailbox(api);
    expect(message!.html).toContain('Dear Customer C-1');
    expect(message!.html).not.toMatch(/<script|<form|javascript:|onclick/);
  });

  test('PLN-6: a template that a plan uses is not deleted; the answer names the plans', async () => {
    const api = await start(database);
    await create(api, [variant('en', 'Hello')]);
    const plan = await createDue(api, 1, using('friendly'));
    const problem = await api.problem('DELETE', '/v1/templates/friendly');
    expect(problem).toMatchObject({ status: 409, detail: expect.stringContaining("'Polite'") });
    await api.put(`/v1/plans/${plan.id}`, { steps: [emailStep('First', 3)] });
    await api.delete('/v1/templates/friendly');
    expect((await api.problem('GET', '/v1/templates/friendly')).status).toBe(404);
    expect((await api.problem('POST', '/v1/plans', { name: 'Other', ...using('friendly') })).status).toBe(400);
  });

  test('EVT-1: creating, changing and deleting leave events; what changes nothing leaves none', async () => {
    const api = await start(database);
    await create(api, [variant('en', 'Hello')]);
    await api.put('/v1/templates/friendly', { name: 'Friendly' });
    await api.put('/v1/templates/friendly', { name: 'Friendlier' });
    await api.delete('/v1/templates/friendly');
    const told = (await events(api)).filter(({ type }) => type.startsWith('template'));
    expect(told.map(({ type, data }) => [type, data['version']])).toEqual([
      ['templateCreated', 1],
      ['templateUpdated', 2],
      ['templateDeleted', 2],
    ]);
  });
});

const [database] = databases;

test('a field that is not known and a syntax error are refused with their place and the nearest name', async () => {
  const api = await start(database!);
  const variants = [
    variant('en', 'Hello'),
    variant('fr', 'Bonjour\n{{customer.nmae}}'),
    variant('de', '{{#if today}}'),
  ];
  const problem = await api.problem('POST', '/v1/templates', { key: 'bad', name: 'Bad', variants });
  expect(problem).toMatchObject({
    status: 400,
    errors: [
      { path: 'variants.1.body', message: expect.stringMatching(/^line 2, column 3: .*nmae.*customer\.name/) },
      { path: 'variants.2.body', message: expect.stringMatching(/^line 1, column 1: .*never closed/) },
    ],
  });
});

test.each([
  ['a shipped key', { key: 'first-reminder' }, 409],
  ['a key that is taken', { key: 'friendly' }, 409],
  ['a key with spaces', { key: 'a b' }, 400],
  ['no variant', { variants: [] }, 400],
  ['the same variant twice', { variants: [variant('fr', 'a'), variant('fr', 'b')] }, 400],
  ['a subject of two lines', { variants: [{ ...variant('en', 'Hello'), subject: 'a\nb' }] }, 400],
  ['nothing but a script', { variants: [variant('en', '<script>x</script>')] }, 400],
])('%s is refused', async (_, input, status) => {
  const api = await start(database!);
  await create(api, [variant('en', 'Hello')]);
  const given = { key: 'other', name: 'Other', variants: [variant('en', 'Hello')], ...input };
  expect((await api.problem('POST', '/v1/templates', given)).status).toBe(status);
  expect(await api.all('/v1/templates').then((list) => list.filter((one) => !isShipped(one)))).toHaveLength(1);
});

function isShipped(template: unknown): boolean {
  return (template as { isShipped: boolean }).isShipped;
}

test('shipped templates are listed and read beside one’s own, and cannot be changed', async () => {
  const api = await start(database!);
  await create(api, [variant('en', 'Hello')], 'a-first-one');
  const list = await api.all<{ key: string; isShipped: boolean; variants: object[] }>('/v1/templates', 2);
  expect(list[0]).toEqual({
    key: 'a-first-one',
    name: 'Friendly',
    isShipped: false,
    variants: [{ language: 'en', formOfAddress: null }],
  });
  expect(list.map(({ key }) => key)).toContain('first-reminder');
  const shipped = await api.get<Template>('/v1/templates/first-reminder');
  expect(shipped.variants.find(({ language }) => language === 'en')!.body).toContain('{{referenceInvoice.number}}');
  expect((await api.problem('PUT', '/v1/templates/first-reminder', { name: 'Mine' })).status).toBe(409);
  expect((await api.problem('DELETE', '/v1/templates/first-reminder')).status).toBe(409);
});

test('CUS-5: members read templates and change none', async () => {
  const api = await start(database!);
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Member', role: 'member' });
  const member = api.withKey(key);
  await create(api, [variant('en', 'Hello')]);
  expect((await member.get<Template>('/v1/templates/friendly')).key).toBe('friendly');
  const given = { key: 'other', name: 'Other', variants: [variant('en', 'Hello')] };
  expect((await member.problem('POST', '/v1/templates', given)).status).toBe(403);
  expect((await member.problem('PUT', '/v1/templates/friendly', { name: 'x' })).status).toBe(403);
  expect((await member.problem('DELETE', '/v1/templates/friendly')).status).toBe(403);
});
