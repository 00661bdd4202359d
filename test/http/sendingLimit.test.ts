import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { run } from './api/cadence.ts';
import { createDue } from './api/records.ts';
import { start, startSink } from './api/start.ts';

/** Limits follow the wall clock (CLK-2), which stands still here until it is moved. */
function passSeconds(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const adHoc = { channel: 'email', template: { subject: 'A word', body: 'Hello' } };

describe.each(databases)('$name', (database) => {
  test('as many messages a minute as allowed, counted across restarts; the run says why it stopped', async () => {
    const sink = await startSink();
    const options = { smtpUrl: sink.url, env: { DUNNING_MESSAGES_PER_MINUTE: '25' } };
    const api = await start(database, options);
    await createDue(api, 60);
    passSeconds(1);
    const began = Date.now();
    expect(await run(api)).toMatchObject({
      ...{ executed: 25, failed: 0, remaining: 35 },
      stopped: {
        reason: 'messagesPerMinute',
        retryAt: new Date(Math.floor(began / 1000) * 1000 + 60_000).toISOString(),
      },
    });
    await api.stop();
    const again = await start(database, { ...options, on: api.database });
    passSeconds(58);
    expect(await run(again)).toMatchObject({ executed: 0, remaining: 35, stopped: { reason: 'messagesPerMinute' } });
    expect(await again.problem('POST', '/v1/customers/external:C-1/actions', adHoc)).toMatchObject({
      status: 429,
      detail: expect.stringMatching(/try again in [12] s/),
    });
    passSeconds(2);
    expect(await run(again)).toMatchObject({ executed: 25, remaining: 10 });
    passSeconds(60);
    const last = await run(again);
    expect(last).toMatchObject({ executed: 10, remaining: 0 });
    expect(last).not.toHaveProperty('stopped');
    expect(sink.mails).toHaveLength(60);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(60);
  });

  test('who waits as told sends the same request again under its Idempotency-Key, and it goes out', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url, env: { DUNNING_MESSAGES_PER_MINUTE: '1' } });
    await createDue(api, 1);
    const ask = (key: string) =>
      api.request('POST', '/v1/customers/external:C-1/actions', { body: adHoc, headers: { 'Idempotency-Key': key } });
    expect((await ask('first')).status).toBe(201);
    const early = await ask('second');
    expect([early.status, Number(early.headers.get('retry-after'))]).toEqual([429, expect.toBeOneOf([59, 60])]);
    passSeconds(61);
    expect((await ask('second')).status).toBe(201);
    expect(sink.mails).toHaveLength(2);
  });

  test('as many messages an hour as allowed; a refused ad hoc message takes no place', async () => {
    const sink = await startSink();
    const api = await start(database, {
      smtpUrl: sink.url,
      env: { DUNNING_MESSAGES_PER_HOUR: '3', DUNNING_MESSAGES_PER_MINUTE: '2' },
    });
    await createDue(api, 5);
    expect(await run(api)).toMatchObject({ executed: 2, stopped: { reason: 'messagesPerMinute' } });
    passSeconds(61);
    const wrong = { ...adHoc, recipients: ['purchaser'] };
    expect(await api.problem('POST', '/v1/customers/external:C-1/actions', wrong)).toMatchObject({ status: 422 });
    expect(await run(api)).toMatchObject({ executed: 1, stopped: { reason: 'messagesPerHour' } });
    passSeconds(3600);
    expect(await run(api)).toMatchObject({ executed: 2, remaining: 0 });
  });
});
