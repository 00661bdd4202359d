import pg from 'pg';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../connector/src/config.ts';
import { startConnector } from '../../connector/src/connector.ts';
import type { RunResult } from '../http/api/records.ts';
import { createPlan, saveCustomer, saveInvoice } from '../http/api/records.ts';
import { OWNER_KEY, start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';
import { startSmtpSink } from '../support/smtp.ts';

test('CLK-2: a second start on the same file is refused, on whatever port, and does not take the running process for dead', async () => {
  const sink = await startSmtpSink();
  onTestFinished(() => sink.down());
  const api = await start(
    databases.find(({ name }) => name === 'SQLite')!,
    { smtpUrl: sink.url },
  );
  await createPlan(api, { isDefault: true });
  await saveCustomer(api, 'C1');
  await saveInvoice(api, 'C1', 'F1', '2026-11-16');
  sink.behaviour.afterData = () => 'hang';
  const running = api.post<RunResult>('/v1/cadence/runs', {});
  await sink.received(1);

  const config = readConfig({
    DUNNING_DATABASE_URL: api.database.url,
    DUNNING_PORT: '0',
    DUNNING_API_KEY: OWNER_KEY,
    DUNNING_TEST_CLOCK: '2026-11-23T09:00:00Z',
  });
  await expect(startConnector(config, pino({ level: 'silent' }))).rejects.toThrow(
    /is in use by dunning-connector \(process \d+, /,
  );
  expect(await api.all('/v1/actions?status=uncertain')).toEqual([]);
  await sink.down();
  expect(await running).toMatchObject({ uncertain: 1 });
});

test.each([[undefined], [OWNER_KEY]])(
  'connectors that start at the same moment on an empty PostgreSQL database make one schema and one owner’s key (%s)',
  async (key) => {
    const { url, drop } = await databases.find(({ name }) => name === 'PostgreSQL')!.create();
    onTestFinished(drop);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    onTestFinished(() => client.end());
    await client.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const config = readConfig({ DUNNING_DATABASE_URL: url, DUNNING_PORT: '0', DUNNING_API_KEY: key });
    const started = await Promise.all([1, 2, 3, 4].map(() => startConnector(config, pino({ level: 'silent' }))));
    for (const connector of started) onTestFinished(() => connector.stop());
    expect(started.filter(({ newKey }) => newKey !== null)).toHaveLength(key === undefined ? 1 : 0);
    expect((await client.query('SELECT 1 FROM api_keys')).rowCount).toBe(1);
  },
);
