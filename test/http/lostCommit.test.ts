import { expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { startLossyPostgres } from '../support/lossyPostgres.ts';
import { actions, events, run } from './api/cadence.ts';
import { createDue } from './api/records.ts';
import { start, startSink } from './api/start.ts';

const DUE = 50;
const POSTGRES = databases[1]!;

// Leases, the first portion's handing-over, two more with the outcomes of the one before, the last outcomes.
test.each([1, 2, 3, 4, 5])(
  'SND-3: a run whose COMMIT number %i gets through, and whose answer is lost: nothing is lost, sent or recorded twice',
  async (place) => {
    const sink = await startSink();
    const fresh = await POSTGRES.create();
    onTestFinished(() => fresh.drop());
    const lossy = await startLossyPostgres(fresh.url);
    onTestFinished(() => lossy.stop());
    const on = { ...fresh, url: lossy.url };
    const mayLog = /database cannot be reached|DatabaseUnavailable/;
    const api = await start(POSTGRES, { on, smtpUrl: sink.url, mayLog });
    await createDue(api, DUE);
    lossy.loseCommit(place);
    expect((await api.request('POST', '/v1/cadence/runs', { body: {} })).status).toBe(503);
    const sent = sink.mails.length;
    expect(sent).toBe(Math.min(DUE, Math.max(0, place - 2) * 20));
    const isOver = async () => expect(await run(api)).toMatchObject({ remaining: 0 });
    await vi.waitFor(isOver, { timeout: 30_000, interval: 500 });
    expect(sink.mails).toHaveLength(DUE);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
    expect(await actions(api, 'status=uncertain')).toEqual([]);
    expect(await actions(api, 'status=executed')).toHaveLength(DUE);
    expect(await events(api, 'type=actionExecuted')).toHaveLength(DUE);
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 0 });
  },
  300_000,
);
