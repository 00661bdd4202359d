import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, run, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { spawnOn } from './api/spawn.ts';
import { start, startSink } from './api/start.ts';

/** On Monday 23 November 2026 a step before the due date is due; it expires on Thursday (LOG-1). */
async function createBeforeDue(api: Client): Promise<void> {
  await createPlan(api, { isDefault: true, steps: [emailStep('Before', -3), emailStep('After', 10)] });
  await saveCustomer(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-1', '2026-11-26');
}

const AFTER = '2026-11-27T09:00:00Z';

test('CLK-2: a process starts although what its dead predecessor was handing over has expired since', async () => {
  const sqlite = databases.find(({ name }) => name === 'SQLite')!;
  const sink = await startSink();
  const fresh = await sqlite.create();
  onTestFinished(() => fresh.drop());
  const killed = await spawnOn(fresh.url, sink.url);
  await createBeforeDue(killed);
  sink.behaviour.afterData = () => 'hang';
  run(killed).catch(() => undefined); // its answer dies with the process
  await sink.received(1);
  await killed.kill();

  sink.behaviour.afterData = () => 'accept';
  const api = await start(sqlite, { on: fresh, smtpUrl: sink.url, now: AFTER });
  expect(await actions(api, 'status=uncertain')).toMatchObject([{ step: { name: 'Before' } }]);
  expect(await run(api)).toMatchObject({ executed: 0 });
  expect(sink.mails).toHaveLength(1);
});

describe.each(databases)('$name', (database) => {
  test('LOG-1, SND-3: a step that expires while its message is on its way stops no change of its customer, and ends as the server says', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createBeforeDue(api);
    sink.behaviour.afterData = () => 'hang';
    const running = run(api);
    await sink.received(1);
    await setClock(api, '2026-11-27');
    await pay(api, 'C-1', 'P-1', '2026-11-27', { 'I-1': 4_000 });
    await sink.down(); // the answer never comes
    expect(await running).toMatchObject({ uncertain: 1 });
    expect(await actions(api, 'status=expired')).toEqual([]);
    expect(await actions(api, 'status=uncertain')).toMatchObject([{ step: { name: 'Before' } }]);
  });
});
