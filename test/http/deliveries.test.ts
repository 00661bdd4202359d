import { describe, expect, test } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/deliveries.ts';
import { databases } from '../support/databases.ts';
import { actions, events, lines, run, setClock } from './api/cadence.ts';
import { Client, type Output } from './api/client.ts';
import type { Action, User } from './api/records.ts';
import {
  callStep,
  contactOf,
  createDue,
  createPlan,
  emailStep,
  readCustomer,
  saveCustomer,
  saveInvoice,
} from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { messageIdOf } from './api/replies.ts';

type Answer = Output<typeof contract.deliveryAnswer>;

const tell = (api: Client, input: object) => api.post<Answer>('/v1/deliveries', input);
const outcomes = async (api: Client, ...inputs: object[]) => {
  const list: string[] = [];
  for (const input of inputs) list.push((await tell(api, input)).outcome);
  return list;
};
const titles = async (api: Client, query = '') =>
  (await api.all<{ title: string }>(`/v1/customers/external:C-1/timeline${query}`)).map(({ title }) => title);

async function sendOne(api: Client): Promise<Action> {
  await createDue(api, 1);
  await run(api);
  return (await actions(api, 'status=executed'))[0]!;
}

describe.each(databases)('$name', (database) => {
  test('INV-7: what became of a message stands with its action and in the history, once, in whatever order it comes', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    const { id: actionId } = await sendOne(api);
    const { messageId } = sink.mails[0]!;
    const replied = {
      messageId,
      event: 'replied',
      at: '2026-11-23T11:00:00Z',
      text: 'We pay on Friday',
      externalId: 'r-1',
    };
    const delivered = { actionId, event: 'delivered', at: '2026-11-23T09:00:07Z' };
    expect(
      await outcomes(api, replied, delivered, replied, delivered, { ...delivered, address: 'ANN@c-1.example' }),
    ).toEqual([...['recorded', 'recorded', 'repeated', 'repeated', 'repeated']]);
    const { deliveries } = await api.get<Action>(`/v1/actions/${actionId}`);
    expect(deliveries).toMatchObject([
      { event: 'replied', text: 'We pay on Friday', address: 'ann@c-1.example', at: '2026-11-23T11:00:00.000Z' },
      { event: 'delivered', bounceType: null, at: '2026-11-23T09:00:07.000Z' },
    ]);
    expect((await titles(api, '?kind=message')).slice(0, 2)).toEqual([
      expect.stringMatching(/^E-mail “.+” delivered to ann@c-1\.example$/),
      expect.stringMatching(/^E-mail “.+” answered by ann@c-1\.example: We pay on Friday$/),
    ]);
    expect((await titles(api, '?kind=change')).join()).not.toMatch(/delivered|answered/);
    expect(await events(api, 'type=messageReplied')).toMatchObject([
      { customerId: expect.stringMatching(/^cus_/), data: { actionId, text: 'We pay on Friday' } },
    ]);
  });

  test('CUS-3: a hard bounce makes the address invalid and the next step a person’s; two for one message count once', async () => {
    const api = await start(database);
    const { id: actionId } = await sendOne(api);
    await setClock(api, '2026-11-30');
    expect(await actions(api, 'status=planned')).toMatchObject([{ mode: 'automatic', step: { name: 'Second' } }]);
    const bounced = { actionId, event: 'bounced', address: 'Ann@C-1.example', text: '550 5.1.1 No such user' };
    expect(await outcomes(api, bounced, { ...bounced, at: '2026-11-23T10:00:00Z', externalId: 'b-2' })).toEqual([
      ...['recorded', 'repeated'],
    ]);
    const [contact] = (await readCustomer(api, 'C-1')).contacts;
    expect(contact).toMatchObject({ isInvalid: true, invalidReason: '550 5.1.1 No such user' });
    expect(await events(api, 'type=messageBounced')).toHaveLength(1);
    expect(await events(api, 'type=contactInvalidated')).toHaveLength(1);
    expect(await actions(api, 'status=todo')).toMatchObject([
      { mode: 'manual', step: { name: 'Second' }, reason: expect.stringMatching(/[Nn]o valid recipient/) },
    ]);
    // Somebody says that it is good: the same bounce told once more does not undo that.
    await api.post(`/v1/contacts/${contact!.id}/validate`);
    expect(await outcomes(api, { ...bounced, externalId: 'b-3' })).toEqual(['repeated']);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
    expect(await actions(api, 'status=planned')).toMatchObject([{ mode: 'automatic', reason: null }]);
  });

  test('INV-7: an answer is matched by the address for answers to its message; a forged one matches nothing', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { replyAddress: 'replies@example.com' });
    const { id: actionId } = await sendOne(api);
    const { message } = await api.get<Action>(`/v1/actions/${actionId}`);
    const replyAddress = message!.replyTo!;
    const forged = replyAddress.replace(/-./, (start) => (start === '-0' ? '-1' : '-0'));
    for (const wrong of [forged, 'replies@example.com'])
      expect(await api.problem('POST', '/v1/deliveries', { replyAddress: wrong, event: 'replied' })).toMatchObject({
        status: 404,
      });
    const replied = {
      replyAddress: replyAddress.toUpperCase(),
      event: 'replied',
      text: 'Paid',
      address: 'boss@c-1.example',
    };
    expect(await tell(api, replied)).toMatchObject({
      outcome: 'recorded',
      delivery: { actionId, event: 'replied', address: 'boss@c-1.example' },
    });
  });

  test('CUS-3: a soft bounce is told, and the address stays good', async () => {
    const api = await start(database);
    const { id: actionId } = await sendOne(api);
    const before = await lines(api, 'planned');
    expect(await outcomes(api, { actionId, event: 'bounced', bounceType: 'soft' })).toEqual(['recorded']);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
    expect(await lines(api, 'planned')).toEqual(before);
    expect((await titles(api))[0]).toMatch(/not delivered for now to ann@c-1\.example/);
  });

  test('CUS-3: a bounce is believed for the message’s own recipients alone, and has to name one of several', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [emailStep('First', 3, { recipients: ['main', 'payer'] })] });
    await saveCustomer(api, 'C-1', {
      contacts: [contactOf('C-1'), { email: 'payer@c-1.example', position: 'payer' }, { email: 'boss@c-1.example' }],
    });
    await run(api);
    const actionId = (await actions(api, 'status=executed'))[0]!.id;
    for (const address of [undefined, 'boss@c-1.example'])
      expect(await api.problem('POST', '/v1/deliveries', { actionId, event: 'bounced', address })).toMatchObject({
        status: 422,
        errors: [{ path: 'address', message: expect.stringContaining('ann@c-1.example, payer@c-1.example') }],
      });
    await tell(api, { actionId, event: 'bounced', address: 'payer@c-1.example' });
    expect((await readCustomer(api, 'C-1')).contacts.map(({ email, isInvalid }) => [email, isInvalid])).toEqual([
      ['ann@c-1.example', false],
      ['payer@c-1.example', true],
      ['boss@c-1.example', false],
    ]);
  });

  test('INV-7: that a message was opened is kept only where the organisation has switched that on', async () => {
    const api = await start(database);
    const { id: actionId } = await sendOne(api);
    const opened = { actionId, event: 'opened', at: '2026-11-23T10:00:00Z' };
    expect(await tell(api, opened)).toEqual({ outcome: 'dropped', delivery: null, replyId: null });
    expect(await outcomes(api, { ...opened, event: 'clicked' })).toEqual(['dropped']);
    expect((await api.get<Action>(`/v1/actions/${actionId}`)).deliveries).toEqual([]);
    await api.put('/v1/settings', { trackOpens: true });
    expect(await outcomes(api, opened, { ...opened, event: 'clicked' }, opened)).toEqual([
      ...['recorded', 'recorded', 'repeated'],
    ]);
  });

  test('INV-7: a message that there is not, that is no e-mail, or that is another’s, is refused', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { steps: [callStep('Call', 3)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [call] = await actions(api, 'status=todo');
    await api.post(`/v1/actions/${call!.id}/complete`);
    const refused = async (input: object) => (await api.problem('POST', '/v1/deliveries', input)).status;
    expect(await refused({ actionId: call!.id, event: 'delivered' })).toBe(422);
    for (const messageId of ['<act_000000000000000000000@example.com>', '<somebody@else.example>'])
      expect(await refused({ messageId, event: 'delivered' })).toBe(404);
    expect(await refused({ event: 'delivered' })).toBe(400);
    expect(await refused({ actionId: call!.id, messageId: '<a@b.c>', event: 'delivered' })).toBe(400);
    expect(await refused({ actionId: call!.id, event: 'delivered', bounceType: 'hard' })).toBe(400);

    const bea = await api.post<User>('/v1/users', {
      name: 'Bea',
      email: 'bea@example.com',
      position: 'accountManager',
    });
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Bea', role: 'member', userId: bea.id });
    const sent = await api.post<Action>('/v1/customers/external:C-1/actions', {
      channel: 'email',
      template: { subject: 'A word', body: 'Hello' },
    });
    const hers = new Client(api.url, key);
    for (const name of [{ actionId: sent.id }, { messageId: await messageIdOf(api, sent.id) }])
      expect(await hers.problem('POST', '/v1/deliveries', { ...name, event: 'bounced' })).toMatchObject({
        status: 404,
      });
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
  });
});
