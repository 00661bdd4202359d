import { describe, expect, test } from 'vitest';
import type * as notes from '../../connector/src/http/contracts/notes.ts';
import { databases } from '../support/databases.ts';
import { actions, events } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import type { User } from './api/records.ts';
import { callStep, createPlan, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Note = Output<typeof notes.note>;

const NOTES = '/v1/customers/external:C-1/notes';

async function withInvoice(api: Client): Promise<void> {
  const plan = await createPlan(api, { steps: [callStep('Call', 3)] });
  await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
  await saveCustomer(api, 'C-2');
  await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
}

async function keyOf(api: Client, name: string): Promise<Client> {
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name, role: 'member' });
  return api.withKey(key);
}

describe.each(databases)('$name', (database) => {
  test('C12: a note is about a customer, an invoice or an action, and says who wrote it', async () => {
    const api = await start(database);
    await withInvoice(api);
    const [call] = await actions(api, 'status=todo');
    const body = 'Ann: “we pay on Friday”\nCall again then';
    const about = { invoiceId: 'external:I-1', actionId: call!.id };
    const note = await api.post<Note>(NOTES, { body, ...about });
    const { id: invoiceId } = await readInvoice(api, 'I-1');
    expect(note).toMatchObject({
      body,
      invoiceId,
      actionId: call!.id,
      author: { type: 'key', name: expect.any(String) },
      createdAt: '2026-11-23T09:00:00.000Z',
    });
    const second = await api.post<Note>(NOTES, { body: 'Another' });
    expect(await api.all(NOTES, 1)).toEqual([second, note]);
    expect(await api.all(`${NOTES}?invoiceId=external:I-1`)).toEqual([note]);
    expect(await api.all('/v1/customers/external:C-2/notes')).toEqual([]);
    expect((await events(api, 'type=noteAdded'))[0]!.data).toEqual({
      noteId: note.id,
      invoiceId,
      replyId: null,
      actionId: call!.id,
      body,
    });
  });

  test('C12: a note is plain text, whatever comes', async () => {
    const api = await start(database);
    await withInvoice(api);
    const body = '<p>Hi <script>alert(1)</script>Ann <ann@example.com></p>';
    expect(await api.post(NOTES, { body })).toMatchObject({ body: 'Hi Ann <ann@example.com>' });
  });

  test.each([
    [{ body: '' }, 400, 'body'],
    [{ body: '<p> </p>' }, 400, 'body'],
    [{ body: 'a\u0000b' }, 400, 'body'],
    [{}, 400, 'body'],
    [{ body: 'x', invoiceId: 'external:I-2' }, 422, 'invoiceId'],
    [{ body: 'x', invoiceId: 'none' }, 422, 'invoiceId'],
    [{ body: 'x', actionId: 'none' }, 422, 'actionId'],
  ])('C12: the note %j is refused', async (body, status, path) => {
    const api = await start(database);
    await withInvoice(api);
    expect(await api.problem('POST', NOTES, { body })).toMatchObject({ status, errors: [{ path }] });
    expect([await api.all(NOTES), await events(api, 'type=noteAdded')]).toEqual([[], []]);
  });

  test('C12, CUS-5: its author and admins may delete a note, nobody else; its words go from the history too', async () => {
    const api = await start(database);
    await withInvoice(api);
    const [ann, bob] = [await keyOf(api, 'Ann'), await keyOf(api, 'Bob')];
    const [first, second] = [
      await ann.post<Note>(NOTES, { body: 'One' }),
      await ann.post<Note>(NOTES, { body: 'Two' }),
    ];
    expect(await bob.problem('DELETE', `/v1/notes/${first.id}`)).toMatchObject({ status: 403 });
    expect(await ann.delete(`/v1/notes/${first.id}`)).toEqual({ deleted: true });
    expect(await api.delete(`/v1/notes/${second.id}`)).toEqual({ deleted: true });
    expect(await api.problem('DELETE', `/v1/notes/${second.id}`)).toMatchObject({ status: 404 });
    expect(await api.all(NOTES)).toEqual([]);
    const told = (await events(api)).filter(({ type }) => type.startsWith('note'));
    expect(told.map(({ type, data }) => [type, data['body'] ?? null])).toEqual([
      ['noteAdded', null],
      ['noteAdded', null],
      ['noteDeleted', null],
      ['noteDeleted', null],
    ]);
  });

  test('C12: whoever has another key of the same user is the same author', async () => {
    const api = await start(database);
    await withInvoice(api);
    const { id: userId } = await api.post<User>('/v1/users', {
      name: 'Inès',
      email: 'ines@example.com',
      position: 'financeUser',
    });
    const keys = await Promise.all(
      ['n8n', 'browser'].map((name) => api.post<{ key: string }>('/v1/api-keys', { name, role: 'member', userId })),
    );
    const [one, other] = keys.map(({ key }) => api.withKey(key));
    const { id } = await one!.post<Note>(NOTES, { body: 'Mine' });
    expect(await other!.delete(`/v1/notes/${id}`)).toEqual({ deleted: true });
  });
});
