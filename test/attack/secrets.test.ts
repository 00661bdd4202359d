import { generateKeyPairSync } from 'node:crypto';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { ConfigError, readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import { openStore } from '../../connector/src/store/store.ts';
import type { Tables } from '../../connector/src/store/tables.ts';
import { claim, everything, run } from '../http/api/cadence.ts';
import { Client } from '../http/api/client.ts';
import { createDue, emailStep } from '../http/api/records.ts';
import { MONDAY, startSink } from '../http/api/start.ts';
import { receive, subscribe } from '../http/api/webhooks.ts';
import { databases } from '../support/databases.ts';

const KEY = 'the-owners-very-own-key-77';
const SMTP_PASSWORD = 'smtp-Pa55word';
const PEM = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

/** Whatever the connector wrote down anywhere of a day in which every secret was used. */
test.each(databases)('no secret is in the log at its finest, in answers or in events ($name)', async (database) => {
  const sink = await startSink();
  const receiver = await receive();
  const fresh = await database.create();
  onTestFinished(() => fresh.drop());
  const log: string[] = [];
  const config = readConfig({
    DUNNING_DATABASE_URL: fresh.url,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: KEY,
    DUNNING_SMTP_URL: sink.url.replace('smtp://', `smtp://dunning:${SMTP_PASSWORD}@`),
    DUNNING_DKIM_DOMAIN: 'example.com',
    DUNNING_DKIM_SELECTOR: 'one',
    DUNNING_DKIM_PRIVATE_KEY: PEM,
    DUNNING_TEST_CLOCK: MONDAY,
    DUNNING_LOG_LEVEL: 'trace',
  });
  const connector = await startConnector(config, pino({ level: 'trace' }, { write: (line) => void log.push(line) }));
  let isUp = true;
  const stop = async () => (isUp ? ((isUp = false), connector.stop()) : undefined);
  onTestFinished(stop);
  const api = new Client(`http://127.0.0.1:${connector.port}`, KEY);

  const made = await api.post<{ key: string }>('/v1/api-keys', { name: 'n8n' });
  const webhook = await subscribe(api, receiver);
  const body = 'See {{portal.link}}';
  await createDue(api, 2, {
    steps: [
      { ...emailStep('First', 3), template: { subject: 'Hello', body } },
      emailStep('Second', 3, { channel: 'letter', template: { subject: 'Hello', body } }),
    ],
  });
  await run(api);
  await sink.received(1);
  await run(api, '2026-11-30');
  await claim(api);
  const links = sink.mails.flatMap(({ text }) => /\/portal\/\S+/.exec(text)?.[0] ?? []);
  expect(links).not.toEqual([]);
  for (const link of links) expect((await fetch(api.url + link)).status).toBe(200);
  const rotated = await api.post<{ secret: string }>(`/v1/webhooks/${webhook.id}/rotate`, {});
  // What goes wrong may say more than it should: a wrong key, a broken body, a server that refuses; at the end an error inside.
  await api.withKey('a-wrong-key-that-was-nearly-right').problem('GET', '/v1/me');
  await api.problem('POST', '/v1/customers', {
    raw: `{"name": "${KEY}`,
    headers: { 'Content-Type': 'application/json' },
  });
  sink.behaviour.afterData = () => ({ code: 550, text: '5.7.1 Go away' });
  await api.post('/v1/customers/external:C-1/actions', { channel: 'email', subject: 'A', body: 'B' });
  await receiver.until(3);

  const answers = JSON.stringify([await everything(api), await api.all('/v1/webhooks'), await api.all('/v1/events')]);
  const metrics = await (await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${KEY}` } })).text();
  const told = receiver.received.map(({ text }) => text).join('\n');
  const inside = await breakInside(fresh.url, api);
  expect(log.join('')).toContain('api_keys');
  await stop();
  const signatures = links.map((link) => link.slice(link.lastIndexOf('.') + 1));
  const secrets = [
    ...[KEY, made.key, SMTP_PASSWORD, Buffer.from(`\0dunning\0${SMTP_PASSWORD}`).toString('base64')],
    ...[webhook.secret, rotated.secret, 'a-wrong-key-that-was-nearly-right', ...signatures],
    ...PEM.split('\n').filter((line) => line.length > 40),
  ];
  const found = (text: string) => secrets.filter((secret) => text.includes(secret));
  expect(log.length).toBeGreaterThan(20);
  expect(log.join('')).toContain('/portal/:token');
  expect({
    log: found(log.join('')),
    answers: found(answers + inside),
    metrics: found(metrics),
    events: found(told),
  }).toEqual({
    ...{ log: [], answers: [], metrics: [], events: [] },
  });
});

/** Takes a table away that each request needs; answers what those are told who come with a key, and with a body. */
async function breakInside(url: string, api: Client): Promise<string> {
  const store = await openStore(url);
  await store.session.db.schema.alterTable('apiKeys').renameTo('apiKeysGone').execute();
  await store.close();
  const answers = [
    await api.request('GET', '/v1/me'),
    await api.request('POST', '/v1/api-keys', { body: { name: KEY }, headers: { 'Idempotency-Key': KEY } }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  return JSON.stringify(answers.map(({ body }) => body));
}

test.each(databases)('of API keys the database holds hashes alone ($name)', async (database) => {
  const fresh = await database.create();
  onTestFinished(() => fresh.drop());
  const config = readConfig({ DUNNING_DATABASE_URL: fresh.url, DUNNING_PORT: '0', DUNNING_API_KEY: KEY });
  const connector = await startConnector(config, pino({ level: 'silent' }));
  const api = new Client(`http://127.0.0.1:${connector.port}`, KEY);
  const request = { body: { name: 'n8n' }, headers: { 'Idempotency-Key': 'once' } };
  const { key } = (await api.request<{ key: string }>('POST', '/v1/api-keys', request)).body;
  await connector.stop();
  const store = await openStore(fresh.url);
  onTestFinished(() => store.close());
  const { db } = store.session;
  for (const { name } of await db.introspection.getTables()) {
    const rows = JSON.stringify(
      await db
        .selectFrom(name as keyof Tables)
        .selectAll()
        .execute(),
    );
    expect([name, rows.includes(key), rows.includes(KEY)]).toEqual([name, false, false]);
  }
});

test('a setting that is wrong is named without its value', () => {
  const wrong = {
    DUNNING_API_KEY: 'too-short-pw',
    DUNNING_DATABASE_URL: 'mysql://dunning:Pa55@db/dunning',
    DUNNING_SMTP_URL: 'http://dunning:Pa55@mail',
    DUNNING_DKIM_PRIVATE_KEY: '-----BEGIN Pa55',
  };
  for (const [name, value] of Object.entries(wrong)) {
    const read = () => readConfig({ [name]: value });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name} (?!.*(Pa55|too-short-pw))`));
  }
});

test('a PostgreSQL server that is away is told without its password', async () => {
  const url = 'postgres://dunning:Pa55word@127.0.0.1:9/dunning';
  const error = await openStore(url).then(
    () => null,
    (thrown: unknown) => thrown as Error,
  );
  expect(error).not.toBeNull();
  expect(`${error!.message} ${JSON.stringify(error)} ${error!.stack}`).not.toContain('Pa55word');
});
