import { once } from 'node:events';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import { openStore } from '../../connector/src/store/store.ts';
import { workloadQueries } from '../../connector/src/store/workload.ts';
import { databases } from '../support/databases.ts';
import { run, setClock } from './api/cadence.ts';
import { Client } from './api/client.ts';
import { callStep, createDue, emailStep } from './api/records.ts';
import { MONDAY, OWNER_KEY, start, startSink } from './api/start.ts';
import { startService } from './service.ts';

async function metrics(api: Client): Promise<Map<string, number>> {
  const answer = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${OWNER_KEY}` } });
  expect(answer.status).toBe(200);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

describe.each(databases)('$name', (database) => {
  test('the metrics tell what is due, what waits and since when, what went out, and how long requests took', async () => {
    const api = await start(database);
    await createDue(api, 3, { steps: [emailStep('First', 3), callStep('Call', 5)] });
    const before = await metrics(api);
    expect([before.get('dunning_actions_due'), before.get('dunning_lag_days')]).toEqual([3, 0]);
    await run(api, '2026-11-24');
    const sent = await metrics(api);
    expect(sent.get('dunning_messages_total{outcome="accepted"}')).toBe(3);
    expect(sent.get('dunning_runs_total{run="cadence",outcome="ended"}')).toBe(1);
    expect(sent.get('dunning_actions_due')).toBe(0);
    await run(api, '2026-11-30');
    await run(api, '2026-12-03');
    const late = await metrics(api);
    expect([late.get('dunning_actions_to_do'), late.get('dunning_oldest_to_do_days')]).toEqual([3, 3]);
    expect(late.get('dunning_actions_uncertain')).toBe(0);
    const counted = [...late.keys()].filter((name) => name.startsWith('dunning_http_request_duration_seconds_count'));
    expect(counted).toContain(
      'dunning_http_request_duration_seconds_count{method="POST",route="/v1/cadence/runs",status="200"}',
    );
    expect(late.get('process_cpu_user_seconds_total')).toBeGreaterThan(0);
  });

  test('DAT-4: the metrics tell for how many days reminders have been due that nobody sends', async () => {
    const api = await start(database, { now: '2026-11-22T09:00:00Z' });
    await createDue(api, 2);
    const lagOn = async (day: string) => {
      await setClock(api, day);
      return (await metrics(api)).get('dunning_lag_days');
    };
    // Due since Monday the 23rd; nobody runs the cadence until Thursday, and the second reminders of the 30th wait again.
    const lags: unknown[] = [];
    for (const day of ['2026-11-22', '2026-11-23', '2026-11-24', '2026-11-25']) lags.push(await lagOn(day));
    await run(api, '2026-11-26');
    lags.push(await lagOn('2026-11-26'), await lagOn('2026-11-27'));
    for (const day of ['2026-11-28', '2026-11-29', '2026-11-30', '2026-12-01']) lags.push(await lagOn(day));
    expect(lags).toEqual([0, 0, 1, 2, 0, 0, 0, 0, 0, 1]);
  });

  test.each([
    // Nothing was due until that Monday, however long nobody looked.
    ['2026-11-20T16:00:00Z', '2026-11-23T09:00:00Z', 0],
    ['2026-11-16T16:00:00Z', '2026-11-23T09:00:00Z', 0],
    // Due since Monday the 23rd.
    ['2026-11-20T16:00:00Z', '2026-11-26T09:00:00Z', 3],
  ])(
    'DAT-4: after no connector ran from %s to %s, the metrics tell how long something was due',
    async (off, on, days) => {
      const first = await start(database, { now: off });
      await createDue(first, 2);
      await first.stop();
      const api = await start(database, { now: on, on: first.database });
      expect((await metrics(api)).get('dunning_lag_days')).toBe(days);
      await run(api);
      expect((await metrics(api)).get('dunning_lag_days')).toBe(0);
    },
  );

  test('SND-3: the metrics tell of how many messages nobody knows whether they went out', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 3);
    sink.behaviour.afterData = ({ to }) => (to[0] === 'ann@c-1.example' ? 'accept' : 'close');
    await run(api);
    const figures = await metrics(api);
    expect(figures.get('dunning_actions_uncertain')).toBe(2);
    expect(figures.get('dunning_messages_total{outcome="accepted"}')).toBe(1);
  });
});

test('the metrics are for whoever sees all customers, or for everybody if so set', async () => {
  const api = await start(databases[0]!);
  const user = { name: 'Mia', email: 'mia@example.com', role: 'member', position: 'accountManager' };
  const { id } = await api.post<{ id: string }>('/v1/users', user);
  const { key } = await api.post<{ key: string }>('/v1/api-keys', { name: 'Mia', userId: id });
  const status = async (url: string, authorization?: string) =>
    (await fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } })).status;
  expect([await status(api.url), await status(api.url, `Bearer ${key}`)]).toEqual([401, 403]);
  const open = await start(databases[0]!, { env: { DUNNING_METRICS: 'open' } });
  expect(await status(open.url)).toBe(200);
});

test('what the metrics read of the database is served by indexes, so that it costs what waits', async () => {
  const { url, drop } = await databases[0]!.create();
  onTestFinished(drop);
  const store = await openStore(url);
  onTestFinished(() => store.close());
  for (const [name, query] of Object.entries(workloadQueries(store.session, 20_000))) {
    const plan = await query.explain<{ detail: string }>(undefined, sql`query plan`);
    for (const { detail } of plan)
      expect([name, detail]).toEqual([name, expect.stringMatching(/USING (COVERING )?INDEX/)]);
  }
});

test('a request has the id that its caller gave, in the header, in problems and in the log; an unusable one is replaced', async () => {
  const service = await startService();
  onTestFinished(() => service.close());
  const reply = await service.call('GET', '/v1/customers/none', undefined, { 'x-request-id': 'trace-42' });
  expect([reply.headers.get('x-request-id'), reply.body['requestId']]).toEqual(['trace-42', 'trace-42']);
  const line = service.log
    .map((each) => JSON.parse(each) as Record<string, unknown>)
    .find((each) => each['requestId'] === 'trace-42');
  expect(line).toMatchObject({ method: 'GET', path: '/v1/customers/none', status: 404 });
  for (const given of ['', 'a b', '"', 'x'.repeat(129)]) {
    const other = await service.call('GET', '/v1/me', undefined, { 'x-request-id': given });
    expect(other.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  }
});

test('a run leaves one line with its counts and nothing about anybody', async () => {
  const { url, drop } = await databases[0]!.create();
  onTestFinished(drop);
  const log: string[] = [];
  const config = readConfig({
    DUNNING_DATABASE_URL: url,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: OWNER_KEY,
    DUNNING_TEST_CLOCK: MONDAY,
  });
  const connector = await startConnector(config, pino({ level: 'info' }, { write: (line) => void log.push(line) }));
  const api = new Client(`http://127.0.0.1:${connector.port}`, OWNER_KEY);
  await createDue(api, 2);
  await run(api);
  await api.post('/v1/cadence/runs', { dryRun: true });
  await api.post('/v1/invoice-sending/runs', {});
  await connector.stop();
  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map(({ run, msg }) => [run, msg])).toEqual([
    ['cadence', 'run ended'],
    ['invoiceSending', 'run ended'],
  ]);
  expect(lines[0]).toMatchObject({
    executed: 2,
    failed: 0,
    uncertain: 0,
    stopped: null,
    runId: expect.stringMatching(/^run_/),
    requestId: expect.stringMatching(/./),
  });
  expect(log.join('')).not.toMatch(/C-1|@|Customer/);
});

test('a stop that is announced is seen at /readyz first, while the process still serves', async () => {
  const { url, drop } = await databases[0]!.create();
  onTestFinished(drop);
  const config = readConfig({
    ...{ DUNNING_DATABASE_URL: url, DUNNING_PORT: '0', DUNNING_API_KEY: OWNER_KEY, DUNNING_STOP_DELAY: '2' },
  });
  const connector = await startConnector(config, pino({ level: 'silent' }));
  const at = (path: string) => fetch(`http://127.0.0.1:${connector.port}${path}`);
  expect(await (await at('/readyz')).json()).toMatchObject({ status: 'ok' });
  const stopped = connector.stop();
  const answer = await at('/readyz');
  expect([answer.status, await answer.json()]).toMatchObject([503, { status: 'stopping' }]);
  expect((await at('/healthz')).status).toBe(200);
  await stopped;
  await expect(at('/healthz')).rejects.toThrow();
});

test('a request that is under way at a stop is answered, and nobody who goes on asking on its connection holds up the stop', async () => {
  const api = await start(databases[0]!);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  const ask = (headers = {}) => {
    const authorization = `Bearer ${OWNER_KEY}`;
    return request(`${api.url}/v1/customers`, { method: 'POST', agent, headers: { authorization, ...headers } });
  };
  const answerTo = async (asked: ClientRequest, body: string) => {
    const [answer] = (await once(asked.end(body), 'response')) as [IncomingMessage];
    await once(answer.resume(), 'end');
    return answer.statusCode;
  };
  const body = JSON.stringify({ name: 'C-1' });
  const first = ask({ 'content-type': 'application/json', 'content-length': body.length, expect: '100-continue' });
  first.flushHeaders();
  await once(first, 'continue');
  const isStopped = api.stop().then(() => true);
  expect(await answerTo(first, body)).toBe(201);
  const goOn = async () => {
    for (;;) await answerTo(ask(), '');
  };
  await expect(goOn()).rejects.toMatchObject({ code: expect.stringMatching(/^ECONN/) as string });
  expect(await isStopped).toBe(true);
});

test('callers who do not send what they began to send, or nothing at all, hold up no stop', async () => {
  const api = await start(databases[0]!);
  const cutOff = ['', 'GET /readyz HTTP/1.1\r\nHost: dunning\r\n'].map(async (said) => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => undefined); // reset or not
    const closed = once(socket, 'close');
    await once(socket, 'connect');
    socket.write(said);
    return closed;
  });
  const headers = { authorization: `Bearer ${OWNER_KEY}`, 'content-type': 'application/json', 'content-length': 1000 };
  const half = request(`${api.url}/v1/customers`, { method: 'POST', headers: { ...headers, expect: '100-continue' } });
  half.flushHeaders();
  await once(half, 'continue');
  half.write('{"name":');
  const cut = once(half, 'error');
  await api.stop();
  expect(await cut).toMatchObject([{ code: 'ECONNRESET' }]);
  await Promise.all(cutOff);
}, 60_000);

test('a database that is away is seen at /readyz, and is no reason to start the process again: /livez', async () => {
  const service = await startService({ isReady: () => Promise.reject(new Error('away')) });
  onTestFinished(() => service.close());
  expect(await service.call('GET', '/readyz')).toMatchObject({ status: 503, body: { status: 'unavailable' } });
  expect(await service.call('GET', '/livez')).toMatchObject({ status: 200, body: { status: 'ok' } });
});
