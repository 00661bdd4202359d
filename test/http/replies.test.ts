import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, lines, mailbox, run, setClock } from './api/cadence.ts';
import { Client } from './api/client.ts';
import type { Action, User } from './api/records.ts';
import { createDue, createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { listReplies, messageIdOf, readReply, reply } from './api/replies.ts';
import { start, startSink } from './api/start.ts';

const MAIL = {
  text: 'We pay on Friday.\n\nOn Mon, 23 Nov 2026, Us wrote:\n> Please pay',
  at: '2026-11-23T10:00:00Z',
  reply: {
    messageId: '<r1@c-1.example>',
    references: ['<other@example.com>'],
    from: { name: 'Ann Petit', email: 'ann.petit@c-1.example' },
    subject: 'Re: First: I-1',
    html: '<p>We pay <b>on Friday</b>.</p><script>alert(1)</script><img src="https://t.example/p.gif">',
  },
};

/** A header as it came, folded lines joined. */
const header = (source: string, name: string) =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(source.replace(/\r\n[ \t]+/g, ' '))?.[1]?.trim();

describe.each(databases)('$name', (database) => {
  test('INV-7: a reply is kept whole, shown without the history below it, its HTML harmless', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const id = await reply(api, 'C-1', MAIL);
    const [sent] = await actions(api, 'status=executed');
    const listed = {
      id,
      customer: { externalId: 'C-1' },
      message: { actionId: sent!.id, stepName: 'First', subject: 'First: I-1' },
      invoice: { number: 'I-1' },
      from: MAIL.reply.from,
      at: '2026-11-23T10:00:00.000Z',
      subject: 'Re: First: I-1',
      text: 'We pay on Friday.',
      unread: true,
      readAt: null,
      answers: [],
    };
    expect(await listReplies(api)).toMatchObject([listed]);
    expect(await readReply(api, id)).toMatchObject({
      ...listed,
      messageId: '<r1@c-1.example>',
      fullText: MAIL.text,
      html: '<p>We pay <b>on Friday</b>.</p>',
      notes: [],
    });
    expect((await events(api, 'type=messageReplied')).map(({ data }) => data)).toMatchObject([
      { replyId: id, actionId: sent!.id, from: MAIL.reply.from, subject: 'Re: First: I-1', text: 'We pay on Friday.' },
    ]);
    expect(await api.problem('GET', '/v1/replies/rpl_nothing')).toMatchObject({ status: 404 });
  });

  test('INV-7: a mail that comes in two ways is one reply; of HTML alone the text is made', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const id = await reply(api, 'C-1', { ...MAIL, text: undefined, externalId: 'imap-7' });
    expect(await reply(api, 'C-1', { ...MAIL, externalId: 'webhook-9', at: '2026-11-23T10:00:05Z' })).toBe(id);
    expect(await listReplies(api)).toMatchObject([{ text: 'We pay on Friday.' }]);
    expect(await events(api, 'type=messageReplied')).toHaveLength(1);
    const refused = { actionId: (await actions(api))[0]!.id, event: 'delivered', reply: {} };
    expect(await api.problem('POST', '/v1/deliveries', refused)).toMatchObject({
      status: 400,
      errors: [{ path: 'reply' }],
    });
  });

  test('INV-7: replies are listed by customer and by how far people are with them, page by page', async () => {
    const api = await start(database);
    await createDue(api, 3);
    await run(api);
    const ids = [await reply(api, 'C-1'), await reply(api, 'C-2'), await reply(api, 'C-3')];
    const listed = async (query = '') => (await listReplies(api, query)).map(({ id }) => ids.indexOf(id));
    expect(await listed('status=unread')).toEqual([0, 1, 2]);
    await api.post(`/v1/replies/${ids[0]}/read`);
    await api.post(`/v1/replies/${ids[1]}/answer`, { body: 'Thank you' });
    expect(await listed('status=unread')).toEqual([2]);
    const filter = JSON.stringify([{ field: 'unreadReplies', operator: 'above', values: [0] }]);
    const waiting = await api.all<{ externalId: string }>(`/v1/customers?filter=${encodeURIComponent(filter)}`);
    expect(waiting.map(({ externalId }) => externalId)).toEqual(['C-3']);
    expect(await listed('status=read')).toEqual([1, 0]);
    expect(await listed('status=answered')).toEqual([1]);
    expect(await listed('customerId=external:C-3')).toEqual([2]);
    expect(await listed()).toEqual([2, 1, 0]);
    const first = await api.get<{ data: { id: string }[]; nextCursor: string }>('/v1/replies?limit=2');
    const second = await api.get<typeof first>(`/v1/replies?limit=2&cursor=${first.nextCursor}`);
    expect([...first.data, ...second.data].map(({ id }) => ids.indexOf(id))).toEqual([2, 1, 0]);
    expect(second.nextCursor).toBeNull();
  });

  test('INV-7, ADH-1: an answer goes out in the thread, from the same sender, to whoever wrote, and counts as a contact', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    const { id: alias } = await api.post<{ id: string }>('/v1/sender-aliases', {
      name: 'Collections',
      email: 'collections@example.com',
    });
    const steps = [emailStep('First', 3, { sender: `alias:${alias}` }), emailStep('Second', 10)];
    await createDue(api, 1, { steps, minimumContactDelayDays: 7 });
    await run(api);
    const id = await reply(api, 'C-1', MAIL);
    await setClock(api, '2026-11-26');
    const answer = await api.post<Action>(`/v1/replies/${id}/answer`, {
      body: 'Dear {{contact.name}}, thank you.',
      cc: ['boss@c-1.example'],
    });
    expect(answer).toMatchObject({ status: 'executed', plan: null, step: null, referenceInvoice: null });
    const [first, mail] = sink.mails;
    expect(mail).toMatchObject({
      from: '"Collections" <collections@example.com>',
      to: ['ann.petit@c-1.example', 'boss@c-1.example'],
      subject: 'Re: First: I-1',
      messageId: answer.message!.messageId!,
    });
    expect(mail!.text).toContain('Dear Ann Petit, thank you.');
    expect(mail!.html).toContain('<title>Our company</title>');
    expect(header(mail!.source, 'In-Reply-To')).toBe('<r1@c-1.example>');
    expect(header(mail!.source, 'References')).toBe('<other@example.com> <r1@c-1.example>');
    expect(header(mail!.source, 'Auto-Submitted')).toBeUndefined();
    expect(first!.messageId).toBe(await messageIdOf(api, (await actions(api, 'status=executed'))[0]!.id));

    expect(await readReply(api, id)).toMatchObject({
      unread: false,
      readBy: { type: 'key' },
      answers: [{ actionId: answer.id, status: 'executed' }],
    });
    // MIN-1: seven days after the answer; the plan stands where it stood.
    expect(await lines(api, 'planned')).toEqual(['2026-12-03 Second I-1']);
    expect((await events(api)).map(({ type }) => type).slice(-2)).toEqual(['actionExecuted', 'replyRead']);
    const titles = await api.all<{ title: string }>('/v1/customers/external:C-1/timeline?kind=message');
    expect(titles.map(({ title }) => title).slice(0, 3)).toEqual([
      'Reply read',
      'E-mail “Re: First: I-1” sent to ann.petit@c-1.example',
      expect.stringContaining('answered by ann.petit@c-1.example: We pay on Friday.'),
    ]);

    // A reply to the answer finds it, and its thread goes on.
    const second = await reply(api, 'C-1', {
      actionId: answer.id,
      text: 'Fine',
      reply: { messageId: '<r2@c-1.example>', from: { email: 'ann.petit@c-1.example' } },
    });
    expect(await readReply(api, second)).toMatchObject({ message: { actionId: answer.id }, unread: true });
    await api.post(`/v1/replies/${second}/answer`, { subject: 'Until {{today}}', body: 'Good' });
    expect(sink.mails[2]!.subject).toMatch(/^Until .*2026/);
    expect(header(sink.mails[2]!.source, 'References')).toBe(`${answer.message!.messageId!} <r2@c-1.example>`);
  });

  test('INV-7: a reply’s subject is text, never a template; what is wrong with an answer is said', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const subject = 'AW: {{customer.outstanding}} {{#if';
    const id = await reply(api, 'C-1', { reply: { ...MAIL.reply, subject } });
    const path = `/v1/replies/${id}/answer`;
    expect(await api.problem('POST', path, {})).toMatchObject({ status: 400, errors: [{ path: 'body' }] });
    const refused = (body: object) => api.problem('POST', path, { body });
    expect(await refused({ body: '{{#if' })).toMatchObject({ status: 400, errors: [{ path: 'body' }] });
    expect(await refused({ body: 'Hello', cc: ['nobody'] })).toMatchObject({ status: 400, errors: [{ path: 'cc.0' }] });
    expect(await mailbox(api)).toHaveLength(1);
    expect((await readReply(api, id)).unread).toBe(true);
    const { id: answer } = await api.post<Action>(path, { body: 'Hello' });
    expect((await mailbox(api))[1]).toMatchObject({ subject });
    expect((await api.get<Action>(`/v1/actions/${answer}`)).message).toMatchObject({ subject });
    await api.post('/v1/customers/external:C-1/exclude');
    expect(await refused({ body: 'Hello' })).toMatchObject({ status: 422 });
  });

  test('SND-2: an answer goes out once under its Idempotency-Key; what the server refuses leaves the reply unread', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    await run(api);
    const id = await reply(api, 'C-1', MAIL);
    const sending = { body: { body: 'Thank you' }, headers: { 'Idempotency-Key': 'k-1' } };
    sink.behaviour.afterData = () => ({ code: 552, text: '5.3.4 Too big' });
    expect(await api.post<Action>(`/v1/replies/${id}/answer`, { body: 'Too big' })).toMatchObject({ status: 'failed' });
    expect(await readReply(api, id)).toMatchObject({ unread: true, answers: [{ status: 'failed' }] });
    expect(await listReplies(api, 'status=answered')).toEqual([]);
    sink.behaviour.afterData = () => 'accept';
    const [first, second] = [1, 2].map(() => api.request<Action>('POST', `/v1/replies/${id}/answer`, sending));
    const answers = [await first, await second].filter((answer) => answer!.status === 201);
    expect(new Set(answers.map((answer) => answer!.body.id)).size).toBe(1);
    expect(sink.mails).toHaveLength(3);
    expect((await readReply(api, id)).answers.map(({ status }) => status)).toEqual(['failed', 'executed']);
  });

  test('SND-2: an answer whose fate nobody knows stands under To do; until it is known none goes out, and the same one never again', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    await run(api);
    const id = await reply(api, 'C-1', MAIL);
    sink.behaviour.afterData = () => 'close';
    const answer = await api.post<Action>(`/v1/replies/${id}/answer`, { body: 'Thank you' });
    expect(answer).toMatchObject({ status: 'uncertain' });
    expect((await actions(api, 'status=todo')).map((action) => action.id)).toEqual([answer.id]);
    sink.behaviour.afterData = () => 'accept';
    const path = `/v1/replies/${id}/answer`;
    expect(await api.post(path, { body: 'Thank you' })).toMatchObject({ id: answer.id, status: 'uncertain' });
    expect(await api.problem('POST', path, { subject: 'Re: Friday', body: 'Thanks a lot' })).toMatchObject({
      status: 409,
      detail: expect.stringContaining(answer.id) as string,
    });
    expect(sink.mails).toHaveLength(2);
    await api.post(`/v1/actions/${answer.id}/complete`);
    expect(await api.post(path, { body: 'Thank you' })).toMatchObject({ id: answer.id, status: 'executed' });
    expect(await listReplies(api, 'status=answered')).toMatchObject([{ id, unread: false }]);
    expect(sink.mails).toHaveLength(2);
    expect(await api.post(path, { body: 'One more thing' })).toMatchObject({ status: 'executed' });
    expect(sink.mails).toHaveLength(3);
  });

  test('MIN-3: an answer about an invoice’s own reminder counts as a contact about that invoice', async () => {
    const api = await start(database);
    const own = await createPlan(api, { level: 'invoice', minimumContactDelayDays: 7 });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: own.id });
    await run(api);
    const id = await reply(api);
    await setClock(api, '2026-11-27');
    const answer = await api.post<Action>(`/v1/replies/${id}/answer`, { body: 'Thank you' });
    expect(answer.referenceInvoice).toMatchObject({ number: 'I-1' });
    expect(await lines(api, 'planned')).toEqual(['2026-12-04 Second I-1']);
  });

  test('C12: colleagues’ notes stand beside a reply; another customer’s reply takes none', async () => {
    const api = await start(database);
    await createDue(api, 2);
    await run(api);
    const id = await reply(api);
    await api.post('/v1/customers/external:C-1/notes', { body: 'Their bank is slow', replyId: id });
    expect((await readReply(api, id)).notes).toMatchObject([{ body: 'Their bank is slow', replyId: id }]);
    const strange = { body: 'No', replyId: id };
    expect(await api.problem('POST', '/v1/customers/external:C-2/notes', strange)).toMatchObject({
      status: 422,
      errors: [{ path: 'replyId' }],
    });
  });

  test('CUS-5: account managers see, read and answer the replies of their own customers alone', async () => {
    const api = await start(database);
    await createDue(api, 2);
    await run(api);
    const bea = await api.post<User>('/v1/users', {
      name: 'Bea',
      email: 'bea@example.com',
      position: 'accountManager',
    });
    const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Bea', role: 'member', userId: bea.id });
    await api.put('/v1/customers/external:C-1', { accountManagers: [bea.id] });
    const hers = new Client(api.url, key);
    const [own, foreign] = [await reply(api, 'C-1'), await reply(api, 'C-2')];
    expect((await listReplies(hers)).map(({ id }) => id)).toEqual([own]);
    expect(await hers.get('/v1/actions?status=todo')).toMatchObject({ unreadReplies: 1 });
    for (const path of ['read', 'unread', 'answer'])
      expect(await hers.problem('POST', `/v1/replies/${foreign}/${path}`, {})).toMatchObject({ status: 404 });
    expect(await hers.problem('GET', `/v1/replies/${foreign}`)).toMatchObject({ status: 404 });
    await hers.post(`/v1/replies/${own}/answer`, { body: 'Thank you' });
    expect((await readReply(api, own)).answers).toMatchObject([{ by: { name: 'Bea' } }]);
    expect((await readCustomer(api, 'C-2')).unreadReplies).toBe(1);
  });
});
