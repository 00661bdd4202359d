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
