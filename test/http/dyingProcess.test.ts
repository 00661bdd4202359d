import { Client as PgClient } from 'pg';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { databases, type FreshDatabase } from '../support/databases.ts';
import { actions, claim, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { silence } from './api/processes.ts';
import { createDue, saveCustomer } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { holdAnswers, start, startSink } from './api/start.ts';

const [SQLITE, POSTGRES] = databases;

async function processes({ url }: FreshDatabase): Promise<number> {
  const client = new PgClient({ connectionString: url });
  await client.connect();
  const { rowCount } = await client.query('SELECT 1 FROM processes');
  await client.end();
  return rowCount!;
}

describe.each([SQLITE!, POSTGRES!])('$name', (database) => {
  test('SND-2: requests under an Idempotency-Key, repeated after kills at any moment, have been carried out once each', async () => {
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const setUp = await spawnOn(fresh.url);
    await saveCustomer(setUp, 'C-1');
    await setUp.kill();
    const total = 120;
    const answered = new Map<number, unknown>();
    const post = (api: Client, n: number) =>
      api.request<{ id: string }>('POST', '/v1/customers/external:C-1/notes', {
        body: { body: `Note ${n}` },
        headers: { 'Idempotency-Key': `note-${n}` },
      });
    const open = () => Array.from({ length: total }, (_, n) => n).filter((n) => !answered.has(n));
    // Each life answers some more requests than the last, and dies in the middle of the others.
    for (let life = 1; life <= 6; life += 1) {
      await silence(fresh);
      const api = await spawnOn(fresh.url);
      let left = life * 4;
      const enough = Promise.withResolvers<void>();
      const asked = open().map((n) =>
        post(api, n).then(
          ({ status, body }) => {
            if (status === 201) answered.set(n, body.id);
            if ((left -= 1) === 0) enough.resolve();
          },
          () => undefined, // its answer died with the process
        ),
      );
      await enough.promise;
      await api.kill();
      await Promise.all(asked);
    }
    expect(open().length).toBeGreaterThan(0);
    await silence(fresh);
    const api = await start(database, { on: fresh });
    for (let n = 0; n < total; n += 1) {
      const { status, body } = await post(api, n);
      expect([n, status, answered.has(n) ? body.id : null]).toEqual([n, 201, answered.get(n) ?? null]);
    }
    const notes = await api.all<{ body: string }>('/v1/customers/external:C-1/notes');
    expect(notes).toHaveLength(total);
    expect(new Set(notes.map(({ body }) => body)).size).toBe(total);
  }, 240_000);
});

describe('PostgreSQL', () => {
  test('CLK-2: what a dead process had in hand is given back a minute after its last sign: uncertain, or due again', async () => {
    const sink = await startSink();
    const fresh = await POSTGRES!.create();
    onTestFinished(() => fresh.drop());
    const dead = await spawnOn(fresh.url, sink.url);
    await createDue(dead, 45);
    sink.behaviour.afterData = () => 'hang';
    run(dead).catch(() => undefined); // its answer dies with the process
    await sink.received(5);
    await dead.kill();
    const handedOver = sink.mails.length;

    sink.behaviour.afterData = () => 'accept';
    const early = await start(POSTGRES!, { on: fresh, smtpUrl: sink.url });
    expect(await run(early)).toMatchObject({ executed: 0 });
    expect(await actions(early, 'status=uncertain')).toEqual([]);
    await early.stop();
    await silence(fresh);
    const api = await start(POSTGRES!, { on: fresh, smtpUrl: sink.url });
    expect(await actions(api, 'status=uncertain')).toHaveLength(20);
    expect(await run(api)).toMatchObject({ executed: 25, remaining: 0 });
    expect(sink.mails).toHaveLength(handedOver + 25);
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(sink.mails.length);
  });

  test('CLK-2: a process that was only slow finds its leases gone: nothing goes out twice', async () => {
    const sink = await startSink();
    const fresh = await POSTGRES!.create();
    onTestFinished(() => fresh.drop());
    const slow = await start(POSTGRES!, { on: fresh, smtpUrl: sink.url });
    await createDue(slow, 45);
    const answer = holdAnswers(sink);
    const running = run(slow);
    await sink.received(5);
    await silence(fresh);
    const other = await startSink();
    const api = await start(POSTGRES!, { on: fresh, smtpUrl: other.url });
    expect(await run(api)).toMatchObject({ executed: 25 });
    answer();
    expect(await running).toMatchObject({ executed: 20 });
    const ids = [...sink.mails, ...other.mails].map(({ messageId }) => messageId);
    expect([ids.length, new Set(ids).size]).toEqual([45, 45]);
    expect(await actions(api, 'status=executed')).toHaveLength(45);
  });

  test('SND-3: what a person said of a message stands, though its process comes back with another answer', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const sink = await startSink();
    const fresh = await POSTGRES!.create();
    onTestFinished(() => fresh.drop());
    const slow = await start(POSTGRES!, { on: fresh, smtpUrl: sink.url });
    await createDue(slow, 1);
    const answer = holdAnswers(sink, { code: 550, text: '5.1.1 No such user' });
    const running = run(slow);
    await sink.received(1);
    vi.setSystemTime(Date.now() + 61_000);
    await silence(fresh);
    const api = await start(POSTGRES!, { on: fresh });
    const [uncertain] = await actions(api, 'status=uncertain');
    await api.post(`/v1/actions/${uncertain!.id}/complete`, { note: 'The server’s log says yes' });
    answer();
    await running;
    expect(await actions(api, 'status=executed')).toHaveLength(1);
    expect(await actions(api, 'status=failed')).toEqual([]);
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 0 });
  });

  test('CLK-2: claims are other people’s and outlive their process; one that stops leaves nothing to be taken for dead', async () => {
    const fresh = await POSTGRES!.create();
    onTestFinished(() => fresh.drop());
    const first = await spawnOn(fresh.url);
    await createDue(first, 1);
    const [claimed] = await claim(first, { limit: 1 });
    await first.kill();
    await silence(fresh);
    const api = await start(POSTGRES!, { on: fresh });
    const { claimToken } = claimed!;
    expect(await api.post(`/v1/actions/${claimed!.id}/complete`, { claimToken })).toMatchObject({ status: 'executed' });
    expect(await processes(fresh)).toBe(1);
    await api.stop();
    expect(await processes(fresh)).toBe(0);
  });
});
