import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import type { SmtpSink } from '../support/smtp.ts';
import { actions, claim, lines, run } from './api/cadence.ts';
import type { Action } from './api/records.ts';
import { createDue, readCustomer, saveCustomer } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { start, startSink } from './api/start.ts';

/** Every message that the server has read, each of which may have reached somebody. */
const messageIds = ({ mails }: SmtpSink) => mails.map(({ messageId }) => messageId);

describe('SQLite', () => {
  const database = databases.find(({ name }) => name === 'SQLite')!;

  test('SND-3: of a killed process at most 20 messages are uncertain, the rest is due again, and nothing goes out twice', async () => {
    const sink = await startSink();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const killed = await spawnOn(fresh.url, sink.url);
    await createDue(killed, 45);
    sink.behaviour.afterData = () => 'hang';
    for (let runs = 0; runs < 2; runs += 1) run(killed).catch(() => undefined); // their answers die with the process
    await sink.received(5);
    await killed.kill();
    const handedOver = sink.mails.length;

    sink.behaviour.afterData = () => 'accept';
    const api = await start(database, { on: fresh, smtpUrl: sink.url });
    const uncertain = await actions(api, 'status=uncertain');
    expect(uncertain).toHaveLength(20);
    expect(uncertain[0]).toMatchObject({ reason: expect.stringMatching(/stopped between handing the message over/) });
    for (const { actionId } of sink.mails) expect(uncertain.map(({ id }) => id)).toContain(actionId);
    expect(await run(api)).toMatchObject({ executed: 25, uncertain: 0, remaining: 0 });
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 0 });
    expect(sink.mails).toHaveLength(handedOver + 25);
    expect(new Set(messageIds(sink)).size).toBe(sink.mails.length);
    expect(await actions(api, 'status=todo')).toHaveLength(20);
  });

  test('MIN-3: an uncertain message counts as a contact until somebody says that it did not go out', async () => {
    const sink = await startSink();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const killed = await spawnOn(fresh.url, sink.url);
    await createDue(killed, 1);
    sink.behaviour.afterData = () => 'hang';
    run(killed).catch(() => undefined);
    await sink.received(1);
    await killed.kill();

    sink.behaviour.afterData = () => 'accept';
    const api = await start(database, { on: fresh, smtpUrl: sink.url });
    expect(await run(api, '2026-12-04')).toMatchObject({ executed: 0 });
    const [uncertain] = await actions(api, 'status=uncertain');
    await api.post(`/v1/actions/${uncertain!.id}/release`, { note: 'The server’s log says no' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: null });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await lines(api, 'executed')).toEqual(['2026-12-04 First I-1']);
    expect(new Set(messageIds(sink)).size).toBe(2);
  });

  test('ADH-1, SND-2: of an ad hoc e-mail that dies with its process nobody knows the fate; the request, repeated at once, sends nothing', async () => {
    const sink = await startSink();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const killed = await spawnOn(fresh.url, sink.url);
    await saveCustomer(killed, 'C-1');
    sink.behaviour.afterData = () => 'hang';
    const path = '/v1/customers/external:C-1/actions';
    const body = { channel: 'email', subject: 'A word', body: 'Please call us.' };
    const request = { body, headers: { 'Idempotency-Key': 'once' } };
    killed.request('POST', path, request).catch(() => undefined); // its answer dies with the process
    await sink.received(1);
    await killed.kill();

    sink.behaviour.afterData = () => 'accept';
    const api = await start(database, { on: fresh, smtpUrl: sink.url });
    const [uncertain] = await actions(api, 'status=uncertain');
    expect(uncertain).toMatchObject({ channel: 'email', plan: null, reason: expect.stringMatching(/stopped between/) });
    const again = await api.request<Action>('POST', path, request);
    expect([again.status, again.body]).toMatchObject([201, { id: uncertain!.id, status: 'uncertain' }]);
    expect(await api.post(`/v1/actions/${uncertain!.id}/complete`)).toMatchObject({ status: 'executed' });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
    expect(sink.mails).toHaveLength(1);
  });

  test('CLK-2: claims are other people’s and outlive a restart', async () => {
    const api = await start(database);
    await createDue(api, 2);
    const [claimed] = await claim(api, { limit: 1 });
    await api.stop();
    const again = await start(database, { on: api.database });
    expect(await run(again)).toMatchObject({ executed: 1 });
    expect(await again.post(`/v1/actions/${claimed!.id}/complete`, { claimToken: claimed!.claimToken })).toMatchObject({
      status: 'executed',
    });
  });
});

describe('PostgreSQL', () => {
  const database = databases.find(({ name }) => name === 'PostgreSQL')!;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('SND-3: what another process was handing over is uncertain once its lease is over, and nothing goes out twice', async () => {
    const sink = await startSink();
    const dead = await start(database, { smtpUrl: sink.url });
    await createDue(dead, 22);
    sink.behaviour.afterData = () => 'hang';
    const running = run(dead);
    await sink.received(5);
    const handedOver = sink.mails.length;

    const other = await startSink();
    const api = await start(database, { on: dead.database, smtpUrl: other.url });
    expect(await run(api)).toMatchObject({ executed: 0, uncertain: 0 });
    vi.setSystemTime(Date.now() + 31 * 60_000);
    expect(await run(api)).toMatchObject({ executed: 2, remaining: 0 });
    const uncertain = (await actions(api, 'status=uncertain')).map(({ id }) => id);
    expect(uncertain).toHaveLength(20);
    for (const { actionId } of sink.mails) expect(uncertain).toContain(actionId);
    for (const { actionId } of other.mails) expect(uncertain).not.toContain(actionId);

    // The process was not dead, only slow: it learns that the connection is gone and sends nothing either.
    sink.behaviour.afterData = () => 'accept';
    const afterwards = sink.down();
    await running;
    await afterwards;
    expect([sink.mails.length, other.mails.length]).toEqual([handedOver, 2]);
    expect(await actions(api, 'status=uncertain')).not.toEqual([]);
    expect(await run(api)).toMatchObject({ executed: 0 });
  });
});
