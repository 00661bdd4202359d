import { expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { type LossyPostgres, startLossyPostgres } from '../support/lossyPostgres.ts';
import type { SmtpSink } from '../support/smtp.ts';
import { CUSTOMER, TEXT, withInvoice } from './api/adHoc.ts';
import { actions, claim, events, run, setClock } from './api/cadence.ts';
import { givePdf, prepare, send } from './api/invoiceSending.ts';
import { type Action, createDue, saveCustomer, saveInvoice } from './api/records.ts';
import { CREATED, createRule, notify } from './api/rules.ts';
import { type Started, start, startSink } from './api/start.ts';

const DUE = 50;
const POSTGRES = databases[1]!;

/** A connector whose way to its database loses what it is told to, and where its mail goes. */
async function startLossy(): Promise<{ api: Started; lossy: LossyPostgres; sink: SmtpSink }> {
  const sink = await startSink();
  const fresh = await POSTGRES.create();
  onTestFinished(() => fresh.drop());
  const lossy = await startLossyPostgres(fresh.url);
  onTestFinished(() => lossy.stop());
  const on = { ...fresh, url: lossy.url };
  const mayLog = /database cannot be reached|DatabaseUnavailable/;
  return { api: await start(POSTGRES, { on, smtpUrl: sink.url, mayLog }), lossy, sink };
}

/** All went out, each once, and nobody is asked what happened. */
async function expectOnce(api: Started, sink: SmtpSink, count: number): Promise<void> {
  expect(sink.mails).toHaveLength(count);
  expect(new Set(sink.mails.map(({ actionId }) => actionId)).size).toBe(count);
  expect(await actions(api, 'status=uncertain')).toEqual([]);
  expect(await actions(api, 'status=executed')).toHaveLength(count);
  expect(await events(api, 'type=actionExecuted')).toHaveLength(count);
}

const PATIENCE = { timeout: 30_000, interval: 500 };

// Leases, the first portion's handing-over, two more with the outcomes of the one before, the last outcomes.
test.each([1, 2, 3, 4, 5])(
  'SND-3: a run whose COMMIT number %i gets through, and whose answer is lost: nothing is lost, sent or recorded twice',
  async (place) => {
    const { api, lossy, sink } = await startLossy();
    await createDue(api, DUE);
    lossy.loseCommit(place);
    expect((await api.request('POST', '/v1/cadence/runs', { body: {} })).status).toBe(503);
    const sent = sink.mails.length;
    expect(sent).toBe(Math.min(DUE, Math.max(0, place - 2) * 20));
    await vi.waitFor(async () => expect(await run(api)).toMatchObject({ remaining: 0 }), PATIENCE);
    await expectOnce(api, sink, DUE);
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(DUE);
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 0 });
  },
  300_000,
);

const INVOICES = 25;

// A portion's handing-over and its outcomes, then those of the second.
test.each([1, 2, 3, 4])(
  'SND-3, INV-3: sending invoices, of which COMMIT number %i gets through, and its answer is lost: each goes out once',
  async (place) => {
    const { api, lossy, sink } = await startLossy();
    await prepare(api);
    for (let number = 1; number <= INVOICES; number++) {
      await saveInvoice(api, 'C-1', `I-${number}`, '2026-12-20');
      await givePdf(api, `I-${number}`);
    }
    await setClock(api, '2026-11-24');
    lossy.loseCommit(place);
    expect((await api.request('POST', '/v1/invoice-sending/runs', { body: {} })).status).toBe(503);
    expect(sink.mails).toHaveLength([0, 20, 20, INVOICES][place - 1]!);
    // What was handed over and never left is to be sent again, with whatever the first answer could not say.
    await vi.waitFor(async () => expect(await send(api)).toMatchObject({ sent: 0, waiting: [] }), PATIENCE);
    await expectOnce(api, sink, INVOICES);
    expect(await events(api, 'type=invoiceSent')).toHaveLength(INVOICES);
  },
  300_000,
);

test.each([1, 2])(
  'SND-3, CLM-1: a claimed action to be sent, of which COMMIT number %i gets through, and its answer is lost: it goes out once',
  async (place) => {
    const { api, lossy, sink } = await startLossy();
    await createDue(api, 1);
    const [claimed] = await claim(api);
    const { id, claimToken } = claimed!;
    lossy.loseCommit(place);
    const sending = await api.request('POST', `/v1/actions/${id}/send`, { body: { claimToken } });
    expect(sending.status).toBe(503);
    expect(sink.mails).toHaveLength(place - 1);
    await vi.waitFor(async () => {
      // Due again at once: nobody has to wait for a lease to end.
      await run(api);
      expect(await actions(api, 'status=executed')).toMatchObject([{ id }]);
    }, PATIENCE);
    await expectOnce(api, sink, 1);
  },
  300_000,
);

test.each([1, 2])(
  'SND-2, SND-3, ADH-1: an ad hoc e-mail under a key, of which COMMIT number %i gets through, and its answer is lost: asked for again, it goes out once',
  async (place) => {
    const { api, lossy, sink } = await startLossy();
    await withInvoice(api);
    const body = { channel: 'email', ...TEXT };
    const ask = () =>
      api.request<Action>('POST', `${CUSTOMER}/actions`, { body, headers: { 'Idempotency-Key': 'a-word' } });
    lossy.loseCommit(place);
    expect((await ask()).status).toBe(503);
    expect(sink.mails).toHaveLength(place - 1);
    const answer = await vi.waitFor(async () => {
      const again = await ask();
      expect(again.status).toBe(201);
      return again;
    }, PATIENCE);
    expect(answer.body).toMatchObject({ status: 'executed' });
    expect(answer.body.id).toBe(sink.mails[0]!.actionId);
    await expectOnce(api, sink, 1);
    expect((await ask()).body.id).toBe(answer.body.id);
  },
  300_000,
);

// Of a request that is carried out, and of one that is refused.
test.each([
  { statement: 'insert into "idempotency_keys"', body: { name: 'Dupont' }, status: 201 },
  { statement: 'insert into "idempotency_keys"', body: { name: 'Dupont', dunningPlanId: 'pln_none' }, status: 422 },
  { statement: 'update "idempotency_keys"', body: { name: 'Dupont', dunningPlanId: 'pln_none' }, status: 422 },
])(
  'SND-2: a request under a key, to whose $statement the answer is lost, is answered with $status when it is sent again',
  async ({ statement, body, status }) => {
    const { api, lossy } = await startLossy();
    const ask = () => api.request('POST', '/v1/customers', { body, headers: { 'Idempotency-Key': 'a-customer' } });
    lossy.loseAnswerTo(statement);
    expect((await ask()).status).toBe(503);
    await vi.waitFor(async () => expect((await ask()).status).toBe(status), PATIENCE);
    expect(await api.all('/v1/customers')).toHaveLength(status === 201 ? 1 : 0);
  },
  300_000,
);

// The change's own, whose answer it is; then taking the notification to send, and what became of it.
test.each([2, 3])(
  'SND-3, RUL-3: a notification, of which COMMIT number %i gets through, and its answer is lost: it goes out once, and soon',
  async (place) => {
    const { api, lossy, sink } = await startLossy();
    await createRule(api, CREATED, { ...notify, channel: 'email', to: ['boss@example.com'] });
    lossy.loseCommit(place);
    await saveCustomer(api, 'C-1');
    await lossy.lost();
    await saveCustomer(api, 'C-2');
    await sink.received(2);
    expect(sink.mails.map(({ subject }) => subject).sort()).toEqual(['Customer C-1', 'Customer C-2']);
    await saveCustomer(api, 'C-3');
    await sink.received(3);
    expect(sink.mails).toHaveLength(3);
    expect(await events(api, 'type=ruleWithoutEffect')).toEqual([]);
  },
  300_000,
);
