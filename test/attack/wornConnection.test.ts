import { createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { OutgoingMessage } from '../../connector/src/delivery/mailer.ts';
import { smtpMailer } from '../../connector/src/delivery/smtp.ts';

function message(actionId: string): OutgoingMessage {
  const from = { name: null, email: 'us@example.com' };
  const texts = { subject: 'Reminder', html: '<p>Hello</p>', text: 'Hello' };
  return { actionId, from, to: ['ann@c1.example'], cc: [], ...texts, attachments: [] };
}

/** A server that greets with `greeting`, takes one message per connection, and hangs up. */
async function startCurtServer(greeting: string): Promise<{ url: string; taken: string[] }> {
  const taken: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).write(`${greeting}\r\n`);
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString();
      const end = heard.includes('\r\nX-Dunning-Action') ? '\r\n.\r\n' : '\r\n';
      if (!heard.endsWith(end)) return;
      const actionId = /X-Dunning-Action: (\S+)/.exec(heard)?.[1];
      const isData = heard.startsWith('DATA');
      heard = '';
      if (actionId === undefined) return void socket.write(isData ? '354 Go on\r\n' : '250 Ok\r\n');
      taken.push(actionId);
      socket.end('250 Queued\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `smtp://127.0.0.1:${(server.address() as { port: number }).port}`, taken };
}

function mailerTo(url: string) {
  const mailer = smtpMailer(url);
  onTestFinished(() => mailer.close());
  return mailer;
}

test('SND-2: a server that hangs up after each message gets every message once, each on a connection of its own', async () => {
  const { url, taken } = await startCurtServer('220 Hello');
  const mailer = mailerTo(url);
  const ids = ['act_1', 'act_2', 'act_3', 'act_4'];
  for (const id of ids) expect(await mailer.send(message(id))).toMatchObject({ kind: 'accepted' });
  expect(taken).toEqual(ids);
});

test.each(['421 4.3.2 Busy', '554 No service here'])(
  'SND-2: a server that greets with %s is away; that is no word about the message',
  async (greeting) => {
    const { url } = await startCurtServer(greeting);
    const delivery = await mailerTo(url).send(message('act_1'));
    expect(delivery).toMatchObject({ kind: 'refused', serverDown: true, permanent: false });
  },
);
