import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';
import { actions, claim, mailbox, run, setClock } from './api/cadence.ts';
import type { RunResult } from './api/records.ts';
import { createDue, createPlan, saveCustomer, saveInvoice } from './api/records.ts';
import { holdAnswers, start, startSink } from './api/start.ts';

const sum = (results: readonly RunResult[]) => results.reduce((total, { executed }) => total + executed, 0);

describe.each(databases)('$name', NO_RETRY, (database) => {
  test('SND-2: two runs at the same moment share the work, and each message goes out once', async () => {
    const api = await start(database);
    await createDue(api, 90);
    const results = await Promise.all([run(api), run(api), run(api)]);
    expect(sum(results)).toBe(90);
    const addressed = (await mailbox(api)).map(({ to }) => to.join());
    expect(new Set(addressed).size).toBe(90);
    expect(addressed).toHaveLength(90);
    expect(await actions(api, 'status=executed')).toHaveLength(90);
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0 });
  });

  test('SND-2: runs and claims at the same moment never take the same action', async () => {
    const api = await start(database);
    await createDue(api, 60);
    const mixed = await Promise.all([run(api), claim(api, { limit: 10 }), run(api), claim(api, { limit: 10 })]);
    const claimed = [...mixed[1], ...mixed[3]];
    const again = await run(api);
    expect(sum([mixed[0], mixed[2], again]) + claimed.length).toBe(60);
    const reached = new Set((await mailbox(api)).flatMap(({ to }) => to));
    for (const { message } of claimed) expect(reached).not.toContain(message!.to[0]);
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
  });

  test('CLM-1, ADH-1: claims at the same moment hand out each ad hoc action once', async () => {
    const api = await start(database);
    const names = Array.from({ length: 60 }, (_, place) => `C-${place}`);
    for (const name of names) {
      await saveCustomer(api, name);
      await api.post(`/v1/customers/external:${name}/actions`, { channel: 'task', note: 'Look' });
    }
    const claimed: string[] = [];
    while (claimed.length < names.length) {
      const some = await Promise.all(Array.from({ length: 8 }, () => claim(api, { limit: 1 })));
      claimed.push(...some.flat().map(({ id }) => id));
    }
    expect(new Set(claimed).size).toBe(claimed.length);
  });

  test('SND-2: the same claimed action completed twice at the same moment counts once', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const [{ id, claimToken } = { id: '', claimToken: '' }] = await claim(api);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => api.request('POST', `/v1/actions/${id}/complete`, { body: { claimToken } })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
    expect(await actions(api, 'status=executed')).toHaveLength(1);
  });

  test('SND-2: the same To do sent by two people at the same moment goes out once', async () => {
    const api = await start(database);
    const { id: dunningPlanId, steps } = await createPlan(api);
    await api.put(`/v1/plans/${dunningPlanId}`, { steps: steps.map((step) => ({ ...step, mode: 'manual' })) });
    await saveCustomer(api, 'C-1', { dunningPlanId });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    const [todo] = await actions(api, 'status=todo');
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => api.request('POST', `/v1/actions/${todo!.id}/send`, { body: {} })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    expect(await mailbox(api)).toHaveLength(1);
  });

  test('what is being handed over is still planned, and listed once', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 30);
    const answer = holdAnswers(sink);
    const running = run(api);
    await sink.received(5);
    for (const query of ['', 'status=planned']) {
      const ids = (await actions(api, query)).map(({ id }) => id);
      expect([ids.length, new Set(ids).size]).toEqual([30, 30]);
    }
    expect(await actions(api, 'status=executed')).toEqual([]);
    answer();
    expect(await running).toMatchObject({ executed: 30 });
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(30);
  });

  test('MIN-1: runs on the same day, one after the other, send nothing more', async () => {
    const api = await start(database);
    await createDue(api, 3);
    const executed = [];
    for (let count = 0; count < 4; count += 1) executed.push((await run(api)).executed);
    await setClock(api, '2026-11-23T18:00:00Z');
    executed.push((await run(api)).executed);
    expect(executed).toEqual([3, 0, 0, 0, 0]);
  });
});

describe('PostgreSQL', NO_RETRY, () => {
  const database = databases.find(({ name }) => name === 'PostgreSQL')!;

  test('SND-2: two connectors on one database share the queue, and each message goes out once', async () => {
    const sink = await startSink();
    const one = await start(database, { smtpUrl: sink.url });
    const two = await start(database, { smtpUrl: sink.url, on: one.database });
    await createDue(one, 120);
    const results = await Promise.all([run(one), run(two), run(one), run(two)]);
    expect(sum(results)).toBe(120);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(120);
    expect(sink.mails).toHaveLength(120);
    expect(await run(two)).toMatchObject({ executed: 0, remaining: 0 });
  });

  test('CLK-1: connectors on one database share the test clock', async () => {
    const one = await start(database);
    const two = await start(database, { on: one.database });
    await setClock(one, '2026-12-01');
    expect(await two.get('/v1/me')).toMatchObject({ now: '2026-12-01T09:00:00.000Z' });
  });

  test('SND-2: changes through one connector are seen by the other', async () => {
    const one = await start(database);
    const two = await start(database, { on: one.database });
    await createDue(one, 2);
    await two.put('/v1/customers/external:C-1', { dunningPlanId: null });
    await two.put('/v1/settings', { sendTime: '11:00' });
    expect(await run(one)).toMatchObject({ executed: 0 });
    expect(await run(one, '2026-11-23T11:00:00Z')).toMatchObject({ executed: 1 });
    expect(await mailbox(two)).toHaveLength(1);
  });
});
