import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { PrivateAddresses } from '../../connector/src/events/addresses.ts';
import { createPost, type Resolve } from '../../connector/src/events/post.ts';
import { startReceiver } from '../support/receiver.ts';

function post(allowed: PrivateAddresses, resolve?: Resolve) {
  const created = createPost(allowed, resolve);
  onTestFinished(() => created.close());
  return created;
}

async function receive() {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.down());
  return { ...receiver, port: new URL(receiver.url).port };
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const here = { address: '127.0.0.1', family: 4 };
const there = { address: '93.184.215.14', family: 4 };

test('a private address is not called, however it is written', async () => {
  const { port, received } = await receive();
  const strict = post('none');
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    'localhost',
    'a.localhost',
    '0.0.0.0',
  ]) {
    const answer = await strict.send(`http://${host}:${port}/`, {}, '{}');
    expect([host, answer]).toEqual([host, { status: null, error: expect.stringMatching(/this machine|no address/) }]);
  }
  expect(received).toEqual([]);
});

test('a name is refused if any of its addresses is private', async () => {
  const { port, received } = await receive();
  for (const addresses of [[here], [there, here], []]) {
    const { status, error } = await post('none', async () => addresses).send(
      `http://rebind.example:${port}/`,
      {},
      '{}',
    );
    expect([status, error]).toEqual([null, expect.stringMatching(/^rebind\.example: (127|has no address)/)]);
  }
  expect(received).toEqual([]);
});

test('a download goes where no private address is, and nowhere else: by redirects, names and mapped addresses neither', async () => {
  const { port, received } = await receive();
  const redirecting = await listen(
    createServer((_request, response) => response.writeHead(302, { location: `http://169.254.169.254/` }).end()),
  );
  await expect(post('loopback').download(redirecting, 1000)).rejects.toThrow(/169\.254\.169\.254/);
  const strict = post('none', async () => [here]);
  for (const host of ['rebind.example', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '2130706433'])
    await expect(strict.download(`http://${host}:${port}/`, 1000)).rejects.toThrow(/127|this machine/);
  await expect(strict.download('file:///etc/passwd', 1000)).rejects.toThrow(/no web address/);
  expect(received).toEqual([]);
});

test('the connection goes to the address that was checked: a name is looked up once for it', async () => {
  const { port, received } = await receive();
  let asked = 0;
  const answers = [[here], [there]];
  const client = post('loopback', async () => answers[asked++]!);
  expect(await client.send(`http://rebind.example:${port}/x`, { 'webhook-id': 'evt_1' }, '{"a":1}')).toEqual({
    status: 204,
    error: null,
  });
  expect(asked).toBe(1);
  expect(received).toMatchObject([
    { path: '/x', text: '{"a":1}', headers: { 'webhook-id': 'evt_1', host: `rebind.example:${port}` } },
  ]);
});

test('a name whose servers are silent is looked up once for all who wait for it', async () => {
  let asked = 0;
  const silent = Promise.withResolvers<never>();
  const client = post('none', () => {
    asked++;
    return silent.promise;
  });
  const answers = [1, 2, 3].map(() => client.send('http://silent.example/', {}, '{}'));
  silent.reject(new Error('queryA ETIMEOUT'));
  for (const answer of await Promise.all(answers)) expect(answer).toEqual({ status: null, error: 'queryA ETIMEOUT' });
  expect(asked).toBe(1);
});

test('a receiver that closes kept connections loses nothing', async () => {
  const client = post('loopback');
  let requests = 0;
  const server = createServer((request, response) => {
    requests++;
    request.resume().on('end', () => response.end(() => setImmediate(() => request.socket.destroy())));
  });
  const url = await listen(server);
  for (let times = 0; times < 20; times++)
    expect(await client.send(url, {}, '{}')).toEqual({ status: 200, error: null });
  expect(requests).toBeGreaterThanOrEqual(20);
});

test('an endless answer is not read to its end', async () => {
  const server = createServer((request, response) => {
    request.resume();
    const write = (): boolean => response.write('x'.repeat(65_536));
    response.on('drain', write);
    write();
    write();
  });
  expect(await post('loopback').send(await listen(server), {}, '{}')).toEqual({ status: 200, error: null });
});

test('what hangs can be cut short', async () => {
  const url = await listen(createServer((request) => request.resume()));
  const cut = new AbortController();
  const answer = post('loopback').send(url, {}, '{}', cut.signal);
  setImmediate(() => cut.abort());
  expect(await answer).toMatchObject({ status: null, error: expect.stringMatching(/abort/) });
});
