import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { OutgoingMessage } from '../../connector/src/delivery/mailer.ts';
import { smtpMailer } from '../../connector/src/delivery/smtp.ts';

const message: OutgoingMessage = {
  actionId: 'act_1',
  from: { name: null, email: 'accounts@example.com' },
  to: ['ann@example.com'],
  cc: [],
  subject: 'Invoice',
  html: '<p>Hello</p>',
  text: 'Hello',
  attachments: [],
};
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const dkim = { domain: 'example.com', selector: 'dunning', privateKey };

/** A server that breaks the connection some time after a command, or after the `message`. */
async function startBreaking(command: string): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.once('error', () => undefined));
    socket.write('220 ready\r\n');
    let hasData = false;
    socket.on('data', (data) => {
      const text = hasData ? 'message' : data.toString('latin1');
      hasData ||= text.startsWith('DATA');
      if (text.startsWith(command)) setTimeout(() => socket.destroy(), 100);
      else if (text.startsWith('DATA')) socket.write('354 go on\r\n');
      else if (/^(EHLO|MAIL|RCPT)/.test(text)) socket.write('250 OK\r\n');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each([
  ['MAIL', null, 'refused'],
  ['MAIL', dkim, 'refused'],
  ['RCPT', dkim, 'refused'],
  ['message', null, 'unknown'],
  ['message', dkim, 'unknown'],
])(
  'SND-2: a connection that breaks at %s leaves nobody in doubt unless the message has left',
  async (at, key, kind) => {
    const mailer = smtpMailer(await startBreaking(at), key);
    onTestFinished(() => mailer.close());
    expect(await mailer.send(message)).toMatchObject({ kind });
  },
);
