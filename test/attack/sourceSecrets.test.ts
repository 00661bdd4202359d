import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { backup } from '../../connector/src/commands/backup.ts';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import { openStore } from '../../connector/src/store/store.ts';
import type { Tables } from '../../connector/src/store/tables.ts';
import { Client } from '../http/api/client.ts';
import { type Source, type SourceError, sync } from '../sources/stripe/connected.ts';
import { databases } from '../support/databases.ts';

const KEY = 'the-owners-very-own-key-78';
const SECRETS_KEY = 'the-key-that-encrypts-secrets-00';
const MAIL = {
  DUNNING_IMAP_URL: 'imap://reader:imap-Pa55word@127.0.0.1:9/INBOX',
  DUNNING_POSTMARK_SECRET: 'postmark-secret-0123456789',
  DUNNING_MAILGUN_SIGNING_KEY: 'mailgun-signing-key-0123456789',
};

const SOURCES = {
  stripe: { settings: {}, secrets: { apiKey: 'sk_test_51KeyOfStripe', webhookSecret: 'whsec_SigningSecretOfStripe' } },
  chargebee: {
    settings: { site: 'acme' },
    secrets: {
      apiKey: 'live_KeyOfChargebee',
      webhookUser: 'hook-of-chargebee',
      webhookPassword: 'password-of-chargebee',
    },
  },
  quickbooks: {
    settings: { realmId: '4620816365000000001', clientId: 'ABclientId' },
    secrets: {
      clientSecret: 'secret-of-intuit',
      refreshToken: 'RT1-refresh-of-intuit',
      verifierToken: 'verifier-of-intuit',
    },
  },
  salesforce: {
    settings: { matchField: 'AccountNumber' },
    secrets: {
      clientId: 'client-of-salesforce',
      clientSecret: 'secret-of-salesforce',
      refreshToken: 'refresh-of-salesforce',
    },
  },
};

/** A vendor, or a proxy on the way to it, that gives everything back that it was sent, in every vendor's shape of an error. */
async function echo(): Promise<string> {
  const statuses = [400, 401, 403, 404, 422];
  let asked = 0;
  const server = createServer((request: IncomingMessage, response) => {
    void text(request).then((body) => {
      const said = `${request.method} ${request.url} ${JSON.stringify(request.headers)} ${decodeURIComponent(body)}`;
      response.writeHead(statuses[asked++ % statuses.length]!, { 'Content-Type': 'application/json', 'X-Echo': 'yes' });
      response.end(
        JSON.stringify({
          ...{ message: said, type: 'invalid_request', api_error_code: 'echo', http_status_code: 400, errorCode: said },
          error: { type: 'invalid_request_error', code: 'echo', message: said, param: said },
          error_description: said,
          Fault: { Error: [{ Message: said, Detail: said, code: '610' }] },
        }),
      );
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => (server.close(() => resolve()), server.closeAllConnections())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.each(databases)(
  'secrets of sources, IMAP and mail services are in no log, answer, event or error, though vendors echo them; nor in the database or its backup ($name)',
  { timeout: 120_000 },
  async (database) => {
    const apiUrl = await echo();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const log: string[] = [];
    const env = { ...MAIL, DUNNING_DATABASE_URL: fresh.url, DUNNING_PORT: '0', DUNNING_API_KEY: KEY };
    const config = readConfig({ ...env, DUNNING_SECRETS_KEY: SECRETS_KEY, DUNNING_LOG_LEVEL: 'trace' });
    const connector = await startConnector(config, pino({ level: 'trace' }, { write: (line) => void log.push(line) }));
    let isUp = true;
    const stop = async () => (isUp ? ((isUp = false), connector.stop()) : undefined);
    onTestFinished(stop);
    const api = new Client(`http://127.0.0.1:${connector.port}`, KEY);

    const answers: unknown[] = [];
    const attack = async (type: string, secrets: object, own: object) => {
      const settings = { ...own, apiUrl };
      const input = { type, settings, secrets, intervalMinutes: 0 };
      const source = await api.post<Source>('/v1/sources', input);
      const failing = [await sync(api, source), await sync(api, source)];
      expect(failing).toMatchObject([{ status: 'failing' }, { status: 'failing' }]);
      answers.push(source, failing);
      answers.push(await api.put(`/v1/sources/${source.id}`, { secrets }));
      answers.push(await api.problem('POST', '/v1/sources', { ...input, settings: { ...settings, unknown: 1 } }));
      answers.push(await api.problem('POST', '/v1/sources', { ...input, name: 'Not A Name' }));
      const posted = await fetch(`${api.url}/v1/sources/${source.id}/webhook`, { method: 'POST', body: '{}' });
      answers.push(await posted.text(), await api.all<SourceError>(`/v1/sources/${source.id}/errors`));
    };
    await Promise.all(Object.entries(SOURCES).map(([type, { settings, secrets }]) => attack(type, secrets, settings)));
    for (const service of ['postmark', 'mailgun'])
      answers.push(
        await (await fetch(`${api.url}/v1/mail-services/${service}`, { method: 'POST', body: '{}' })).text(),
      );
    const events = await api.all('/v1/events');
    const settings = await api.get('/v1/settings');
    await stop();

    const given = Object.values(SOURCES).flatMap(({ secrets }) => Object.values<string>(secrets));
    const all = [
      ...given,
      SECRETS_KEY,
      'imap-Pa55word',
      MAIL.DUNNING_POSTMARK_SECRET,
      MAIL.DUNNING_MAILGUN_SIGNING_KEY,
    ];
    const echoed = given.flatMap((secret) =>
      [secret, `${secret}:`].map((each) => Buffer.from(each).toString('base64')),
    );
    const found = (told: string) => [...all, ...echoed].filter((secret) => told.includes(secret));
    expect(log.length).toBeGreaterThan(20);
    expect({
      log: found(log.join('')),
      answers: found(JSON.stringify(answers)),
      events: found(JSON.stringify(events)),
      settings: found(JSON.stringify(settings)),
    }).toEqual({ log: [], answers: [], events: [], settings: [] });

    const store = await openStore(fresh.url);
    const { db } = store.session;
    for (const { name } of await db.introspection.getTables()) {
      const query = db.selectFrom(name as keyof Tables).selectAll();
      expect([name, found(JSON.stringify(await query.execute()))]).toEqual([name, []]);
    }
    await store.close();
    if (!fresh.url.startsWith('sqlite:')) return;
    const folder = await mkdtemp(join(tmpdir(), 'dunning-backup-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await backup(fresh.url, join(folder, 'copy'), () => undefined);
    expect(found((await readFile(join(folder, 'copy'))).toString('latin1'))).toEqual([]);
  },
);
