import { afterEach, beforeEach, expect, test } from 'vitest';
import { publishWithStandIns } from './support/standIns.ts';
import { buildWorld, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

/** A mail as n8n's Email Trigger (IMAP) gives it with the format *Resolved*. */
function mail(from: string, headers: Readonly<Record<string, string>>, text: string): object {
  const person = (address: string) => ({ value: [{ address, name: '' }], html: '', text: address });
  return { headers, from: person(from), to: person('accounts@example.com'), subject: 'Re: A word', text, html: false };
}

test('INV-7, HLD-1: log-replies records what came to the mailbox: a reply that holds its customer, and an out-of-office that does not', async () => {
  const { run, close } = await publishWithStandIns(world, 'log-replies');
  try {
    const contacts = [{ firstName: 'Ann', email: 'ann@c-1.example', isMain: true }];
    await world.api.post('/v1/customers', { externalId: 'C-1', name: 'Ashdown', contacts });
    const { message } = await world.api.post<{ message: { messageId: string } }>('/v1/customers/external:C-1/actions', {
      ...{ channel: 'email', template: { subject: 'A word', body: 'Hello' } },
    });
    const answers = { 'in-reply-to': `In-Reply-To: ${message.messageId}` };
    const named = (id: string) => ({ 'message-id': `Message-ID: <${id}@c-1.example>` });
    await run({
      'An email came': [
        mail(
          'ann@c-1.example',
          { ...named('away'), ...answers, 'auto-submitted': 'Auto-Submitted: auto-replied' },
          'Away',
        ),
      ],
    });
    expect(await world.api.get('/v1/customers/external:C-1')).toMatchObject({ unreadReplies: 0 });
    await run({ 'An email came': [mail('ann@c-1.example', { ...named('paid'), ...answers }, 'We pay on Friday.')] });
    expect(await world.api.get('/v1/customers/external:C-1')).toMatchObject({ unreadReplies: 1 });
    expect((await world.api.get<{ data: object[] }>('/v1/replies?status=unread')).data).toMatchObject([
      { text: 'We pay on Friday.', from: { email: 'ann@c-1.example' } },
    ]);
  } finally {
    await close();
  }
});
