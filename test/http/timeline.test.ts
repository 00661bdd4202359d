import { describe, expect, test } from 'vitest';
import type * as timeline from '../../connector/src/http/contracts/timeline.ts';
import { databases } from '../support/databases.ts';
import { actions, run, setClock } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import type { User } from './api/records.ts';
import { callStep, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Entry = Output<typeof timeline.timelineEntry>;

const CUSTOMER = '/v1/customers/external:C-1';
const INVOICE = '/v1/invoices/external:I-1';

const entries = (api: Client, query = '', limit = 1000) =>
  api.all<Entry>(`${CUSTOMER}/timeline${query && `?${query}`}`, limit);

/** A bit of everything, from a customer's first day to a call and a credit. */
async function live(api: Client): Promise<void> {
  const ines = await api.post<User>('/v1/users', { name: 'Inès', email: 'ines@example.com' });
  const plan = await createPlan(api, { steps: [emailStep('First', 3), callStep('Call', 4)] });
  await saveCustomer(api, 'C-1', { accountManagers: [ines.id] });
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
  await api.put(CUSTOMER, { dunningPlanId: plan.id });
  await run(api);
  await setClock(api, '2026-11-24');
  const [call] = await actions(api, 'status=todo');
  await api.post(`/v1/actions/${call!.id}/complete`, { note: 'They will look' });
  await api.post(`${INVOICE}/dispute`, { reason: 'goods', comment: 'Broken' });
  await api.post(`${INVOICE}/dispute/close`);
  await api.post(`${INVOICE}/promise`, { date: '2026-11-25', amount: 4_000, pause: true });
  await api.post(`${CUSTOMER}/notes`, { body: 'Friendly people', invoiceId: 'external:I-1' });
  await api.post(`${CUSTOMER}/actions`, { channel: 'email', subject: 'Thanks', body: 'Thank you' });
  await api.post(`${CUSTOMER}/pause`, { until: '2026-12-01' });
  await pay(api, 'C-1', 'P-1', '2026-11-24', { 'I-1': 10_000 });
}

describe.each(databases)('$name', (database) => {
  test('C6, EVT-1: one list of all that has happened, newest first, in plain English', async () => {
    const api = await start(database);
    await live(api);
    const told = await entries(api);
    expect(told.map(({ kind, title }) => `${kind}: ${title}`)).toEqual([
      'change: First score: A',
      'promise: Promise of €40.00 kept, invoice I-1',
      'change: Invoice I-1 is paid',
      'payment: Payment of €100.00 recorded',
      'pause: Reminders paused until 2026-12-01',
      'message: E-mail “Thanks” sent to ann@c-1.example',
      'note: Note: Friendly people',
      'promise: Payment of €40.00 promised for 2026-11-25, invoice I-1',
      'dispute: Dispute of invoice I-1 closed',
      'dispute: Invoice I-1 disputed: Goods missing or faulty',
      'action: Call “Call” made',
      'action: To do: Call “Call”',
      'message: E-mail “First: I-1” sent to ann@c-1.example',
      'assignment: Plan “Polite” assigned',
      'change: Invoice I-1 is overdue',
      'change: Invoice I-1 recorded',
      'assignment: Account manager: Inès',
      'change: Customer created',
    ]);
  });

  test('C6: an entry says when, who, which invoice, and of a message subject and recipients', async () => {
    const api = await start(database);
    await live(api);
    const [thanks, first] = await entries(api, 'kind=message');
    expect(first).toMatchObject({
      at: '2026-11-23T09:00:00.000Z',
      type: 'actionExecuted',
      actor: { type: 'key', name: expect.any(String) },
      invoice: { externalId: 'I-1', number: 'I-1' },
      data: { stepName: 'First', message: { subject: 'First: I-1', to: ['ann@c-1.example'], cc: [] } },
    });
    expect(thanks).toMatchObject({ invoice: null, data: { adHoc: true, message: { subject: 'Thanks' } } });
    expect(await entries(api, 'kind=action')).toMatchObject([
      { type: 'actionExecuted', data: { note: 'They will look' } },
      { type: 'actionToDo' },
    ]);
  });

  test('C6: kinds and invoices narrow it: the kinds together are the whole', async () => {
    const api = await start(database);
    await live(api);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20');
    const whole = await entries(api);
    const kinds = [...new Set(whole.map(({ kind }) => kind))];
    const parts = await Promise.all(kinds.map((kind) => entries(api, `kind=${kind}`)));
    expect(
      parts
        .flat()
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(whole.map(({ id }) => id).toSorted());
    for (const [index, kind] of kinds.entries())
      expect(new Set(parts[index]!.map((each) => each.kind))).toEqual(new Set([kind]));
    expect(await entries(api, 'kind=refund')).toEqual([]);
    const ofFirst = await entries(api, 'invoiceId=external:I-1');
    expect(ofFirst).toEqual(whole.filter(({ invoice }) => invoice?.number === 'I-1'));
    expect((await entries(api, 'invoiceId=external:I-2')).map(({ title }) => title)).toEqual(['Invoice I-2 recorded']);
    expect(await api.problem('GET', `${CUSTOMER}/timeline?kind=mood`)).toMatchObject({ status: 400 });
  });

  test('C6: pages are stable while new things happen', async () => {
    const api = await start(database);
    await live(api);
    const whole = await entries(api);
    for (const limit of [1, 4, whole.length]) expect(await entries(api, '', limit)).toEqual(whole);
    const first = await api.get<{ data: Entry[]; nextCursor: string }>(`${CUSTOMER}/timeline?limit=5`);
    await api.post(`${CUSTOMER}/notes`, { body: 'In between' });
    const rest = await api.get<{ data: Entry[] }>(`${CUSTOMER}/timeline?limit=1000&cursor=${first.nextCursor}`);
    expect([...first.data, ...rest.data]).toEqual(whole);
    expect((await entries(api))[0]).toMatchObject({ title: 'Note: In between' });
  });

  test('C6: a deleted note leaves no words behind, another customer’s life no trace', async () => {
    const api = await start(database);
    await live(api);
    const [note] = await api.all<{ id: string }>(`${CUSTOMER}/notes`);
    await api.delete(`/v1/notes/${note!.id}`);
    expect((await entries(api, 'kind=note')).map(({ title }) => title)).toEqual([
      'Note deleted',
      'Note, since deleted',
    ]);
    await saveCustomer(api, 'C-2');
    expect(await api.all('/v1/customers/external:C-2/timeline')).toHaveLength(1);
    expect(await api.problem('GET', '/v1/customers/none/timeline')).toMatchObject({ status: 404 });
  });
});
