import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, run } from './api/cadence.ts';
import { type Action, createDue, readCustomer } from './api/records.ts';
import { messageIdOf, readReply, reply } from './api/replies.ts';
import { start } from './api/start.ts';

/** What JSON can say and a database cannot keep: a null character, and half of one. */
const ODD = '\0a\ud800';

describe.each(databases)('$name', (database) => {
  test('INV-7: a reply whose text is cut in the middle of a character is kept, without that one', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const text = `${'x'.repeat(19_999)}😀 and so on`;
    const id = await reply(api, 'C-1', { text });
    expect(await readReply(api, id)).toMatchObject({ text });
    const [told] = await api.all<{ data: { text: string } }>('/v1/events?type=messageReplied');
    expect(told!.data.text).toBe('x'.repeat(19_999));
  });

  test('CUS-3: so is what a server said of an address, after the 500th letter', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const [{ id }] = (await actions(api, 'status=executed')) as [Action];
    await api.post('/v1/deliveries', { actionId: id, event: 'bounced', text: `${'x'.repeat(499)}😀` });
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([
      { isInvalid: true, invalidReason: 'x'.repeat(499) },
    ]);
  });

  test('INV-7: a reply that holds what is no text is kept as far as it is one', async () => {
    const api = await start(database);
    await createDue(api, 2);
    await run(api);
    const given = { name: ODD, email: 'ann@c-1.example' };
    const told = { messageId: '<1@c-1.example>', from: given, subject: ODD, html: `<p>${ODD}&#0;</p>` };
    expect(await readReply(api, await reply(api, 'C-1', { reply: told }))).toMatchObject({
      from: { name: 'a\ufffd', email: 'ann@c-1.example' },
      subject: 'a\ufffd',
      text: 'We pay on Friday',
    });
    const [{ id }] = (await actions(api, 'status=executed&customerId=external:C-2')) as [Action];
    const headers = { 'In-Reply-To': await messageIdOf(api, id), 'Message-ID': `<${ODD}@c-2.example>` };
    const mail = { headers, from: `${ODD} <ann@c-2.example>`, subject: ODD, text: `Hello ${ODD}` };
    const received = await api.post<{ kind: string; replyId: string }>('/v1/incoming-messages', mail);
    expect(received.kind).toBe('reply');
    expect(await readReply(api, received.replyId)).toMatchObject({ subject: 'a\ufffd', text: 'Hello a\ufffd' });
    expect(await api.post('/v1/incoming-messages', mail)).toEqual(received);
  });
});
