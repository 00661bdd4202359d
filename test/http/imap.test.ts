import pg from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/incomingMail.ts';
import { databases } from '../support/databases.ts';
import { hasDovecot, type ImapServer, startDovecot } from '../support/dovecot.ts';
import { type About, answer, deliveryStatus } from '../support/incomingMails.ts';
import { actions, run } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import { type Action, createDue } from './api/records.ts';
import { start, type Started } from './api/start.ts';
import { messageIdOf } from './api/replies.ts';

type Reception = Output<typeof contract.mailReception>;

vi.setConfig({ testTimeout: 120_000 });
const PATIENCE = { timeout: 60_000, interval: 50 };
const reception = (api: Client) => api.get<Reception>('/v1/mail-reception');
const told = async (api: Client, actionId: string) =>
  (await api.get<Action>(`/v1/actions/${actionId}`)).deliveries!.map(({ event, text }) => `${event}: ${text?.trim()}`);

/** Resolves once as many messages have been read. */
const received = (api: Client, count: number) =>
  vi.waitFor(async () => expect(await reception(api)).toMatchObject({ received: count, error: null }), PATIENCE);
/** Resolves once the connector knows where the mailbox begins. */
const reading = (api: Client) => vi.waitFor(async () => expect((await reception(api)).readAt).not.toBeNull(), PATIENCE);

async function mailServer(): Promise<ImapServer> {
  const server = await startDovecot();
  onTestFinished(() => server.stop());
  return server;
}

async function sendOne(api: Started): Promise<{ readonly id: string; readonly about: About }> {
  await createDue(api, 1);
  await run(api);
  const [{ id }] = (await actions(api, 'status=executed')) as [Action];
  return { id, about: { messageId: await messageIdOf(api, id), recipient: 'ann@c-1.example' } };
}

const reply = (about: About, number: number) =>
  answer({ ...about, own: `<answer-${number}@c-1.example>` }, [], `Answer ${number}`);

if (!hasDovecot) console.warn('Dovecot is missing: the tests of IMAP are skipped (apt-get install dovecot-imapd)');

describe.runIf(hasDovecot).each(databases)('$name', (database) => {
  test('INV-7: what arrives in the mailbox is read at once, each message once, and left as it was', async () => {
    const server = await mailServer();
    await server.deliver('From: old@x.example\r\nSubject: Before\r\n\r\nBefore\r\n');
    const api = await start(database, { env: { DUNNING_IMAP_URL: server.url } });
    const { id, about } = await sendOne(api);
    await reading(api);
    await server.deliver(reply(about, 1));
    await received(api, 1);
    await server.deliver('From: somebody@x.example\r\nSubject: Re: Reminder\r\n\r\nAbout something else\r\n');
    await server.deliver(deliveryStatus(about));
    await received(api, 3);
    expect(await told(api, id)).toEqual(['replied: Answer 1', expect.stringMatching(/^bounced: 550 5\.1\.1/)]);
    expect(await server.flags()).toEqual([[], [], [], []]);
    expect(await reception(api)).toMatchObject({ mailbox: 'accounts@127.0.0.1/INBOX', error: null, errorAt: null });
    expect((await api.get<Action>(`/v1/actions/${id}`)).status).toBe('executed');
  });

  test('INV-7: after a restart reading goes on where it stood: nothing twice, nothing skipped', async () => {
    const server = await mailServer();
    const env = { DUNNING_IMAP_URL: server.url };
    const api = await start(database, { env });
    const { id, about } = await sendOne(api);
    await reading(api);
    await server.deliver(reply(about, 1));
    await received(api, 1);
    await api.stop();
    await server.deliver(reply(about, 2));
    await server.deliver(reply(about, 3));
    const again = await start(database, { env, on: api.database });
    await received(again, 3);
    expect(await told(again, id)).toEqual(['replied: Answer 1', 'replied: Answer 2', 'replied: Answer 3']);
    // The mailbox is set up anew: its UIDs begin again, and what is in it counts once all the same.
    await again.stop();
    await server.rebuild();
    await server.deliver(reply(about, 3));
    await server.deliver(reply(about, 4));
    const third = await start(database, { env, on: api.database });
    await received(third, 5);
    expect(await told(third, id)).toHaveLength(4);
  });

  test('INV-7: a server that is away stops nothing; what came meanwhile is read when it is back', async () => {
    const server = await mailServer();
    await server.down();
    const api = await start(database, { env: { DUNNING_IMAP_URL: server.url } });
    const { id, about } = await sendOne(api);
    await vi.waitFor(async () => expect((await reception(api)).error).toMatch(/ECONNREFUSED/), PATIENCE);
    await server.up();
    await reading(api);
    await server.deliver(reply(about, 1));
    await received(api, 1);
    await server.down();
    await server.up();
    await server.deliver(reply(about, 2));
    await received(api, 2);
    expect(await told(api, id)).toEqual(['replied: Answer 1', 'replied: Answer 2']);
  });

  test('INV-7: a wrong password is told, and never shown', async () => {
    const server = await mailServer();
    const api = await start(database, { env: { DUNNING_IMAP_URL: server.url.replace('pass', 'secret') } });
    await vi.waitFor(async () => expect((await reception(api)).error).not.toBeNull(), PATIENCE);
    const { error, errorAt, readAt } = await reception(api);
    expect([error, readAt]).toEqual(['The server refused the user or the password', null]);
    expect(errorAt).not.toBeNull();
  });

  test('INV-7: without a mailbox there is nothing to be wrong', async () => {
    const api = await start(database);
    expect(await reception(api)).toEqual({ mailbox: null, readAt: null, received: 0, error: null, errorAt: null });
  });
});

describe.runIf(hasDovecot)('PostgreSQL', () => {
  const database = databases.find(({ name }) => name === 'PostgreSQL')!;

  test('INV-7: of several connectors on one database one reads, and another goes on when it stops', async () => {
    const server = await mailServer();
    const env = { DUNNING_IMAP_URL: server.url };
    const first = await start(database, { env });
    const { id, about } = await sendOne(first);
    await reading(first);
    const second = await start(database, { env, on: first.database });
    for (const number of [1, 2, 3]) await server.deliver(reply(about, number));
    await received(second, 3);
    await first.stop();
    const third = await start(database, { env, on: first.database });
    await server.deliver(reply(about, 4));
    await received(third, 4);
    expect(await told(third, id)).toHaveLength(4);
  });

  test('INV-7: a message that the database has no room for waits until it has, however often it is tried', async () => {
    const server = await mailServer();
    const api = await start(database, { env: { DUNNING_IMAP_URL: server.url } });
    const { id, about } = await sendOne(api);
    await reading(api);
    const client = new pg.Client({ connectionString: api.database.url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query(
      `CREATE SEQUENCE tries; CREATE FUNCTION full_disk() RETURNS trigger AS $$ BEGIN
         PERFORM nextval('tries'); RAISE EXCEPTION 'No space left' USING ERRCODE = '53100'; END $$ LANGUAGE plpgsql;
       CREATE TRIGGER full_disk BEFORE INSERT ON mail_events FOR EACH ROW EXECUTE FUNCTION full_disk()`,
    );
    await server.deliver(reply(about, 1));
    const tries = async () => Number((await client.query('SELECT last_value FROM tries')).rows[0].last_value);
    await vi.waitFor(async () => expect(await tries()).toBe(4), PATIENCE);
    expect(await reception(api)).toMatchObject({ received: 0, error: expect.stringMatching(/disk is full/) });
    await client.query('DROP TRIGGER full_disk ON mail_events');
    await received(api, 1);
    expect(await told(api, id)).toEqual(['replied: Answer 1']);
  });
});
