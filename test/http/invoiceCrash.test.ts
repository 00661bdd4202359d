import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Random } from '../attack/fuzz/random.ts';
import { databases } from '../support/databases.ts';
import { NO_RETRY } from '../support/noRetry.ts';
import { actions, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Action } from './api/records.ts';
import { contactOf, createPlan, emailStep } from './api/records.ts';
import { type Spawned, spawnOn } from './api/spawn.ts';
import { OWNER_KEY, start, startSink } from './api/start.ts';

/** Fewer of both for a quick look: DUNNING_CRASH_KILLS; each kill has twenty invoices. */
const KILLS = Number(process.env['DUNNING_CRASH_KILLS'] ?? 50);
const INVOICES = 20 * KILLS;
/** SND-3: so many are between handing over and recording. */
const HANDED_OVER = 20;
const SEED = Number(process.env['DUNNING_CRASH_SEED'] ?? Math.floor(Math.random() * 1_000_000));

const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');

const numbers = Array.from({ length: INVOICES }, (_, index) => `I-${index + 1}`);

/** One invoice each to a thousand customers, with their PDFs, to go out on Tuesday. */
async function prepare(api: Client): Promise<void> {
  await api.put('/v1/settings', { sendInvoices: true });
  const template = { subject: '{{invoice.number}}', body: 'Please pay {{invoice.amount}}' };
  const invoiceMessage = { automatic: true, delayDays: 0, template };
  const { id: dunningPlanId } = await createPlan(api, { steps: [emailStep('First', 3)], invoiceMessage });
  const customers = numbers.map((number) => ({
    externalId: `C-${number}`,
    name: `Customer ${number}`,
    contacts: [contactOf(`C-${number}`)],
    dunningPlanId,
  }));
  await api.post('/v1/customers/batch', { customers });
  const invoices = numbers.map((number) => ({
    ...{ externalId: number, number, customer: { externalId: `C-${number}` }, currency: 'EUR', grossAmount: 10_000 },
    ...{ issuedAt: '2026-11-20', dueDate: '2026-12-20' },
  }));
  await api.post('/v1/invoices/batch', { invoices });
  const headers = { authorization: `Bearer ${OWNER_KEY}`, 'content-type': 'application/pdf' };
  for (const number of numbers) {
    const path = `${api.url}/v1/invoices/external:${number}/pdf`;
    const response = await fetch(path, { method: 'PUT', headers, body: PDF });
    expect(response.status).toBe(200);
  }
  await setClock(api, '2026-11-24');
}

const database = databases.find(({ name }) => name === 'SQLite')!;
const send = (api: Client) => api.post<{ sent: number; failed: number }>('/v1/invoice-sending/runs', {});

test(
  `INV-4, SND-2: a process that is killed ${KILLS} times while ${INVOICES} invoices go out loses none and sends none twice`,
  { ...NO_RETRY, timeout: 30 * 60_000 },
  async () => {
    const random = new Random(SEED);
    const sink = await startSink();
    const fresh = await database.create();
    onTestFinished(() => fresh.drop());
    const first = await start(database, { on: fresh, smtpUrl: sink.url });
    await prepare(first);
    await first.stop();

    const counts = { kills: 0, uncertain: 0, arrived: 0 };
    /** SND-2: whatever has reached the server is recorded or listed as uncertain. Somebody who asks the mail server then says what is what. */
    const settle = async (api: Client) => {
      const arrived = new Set(sink.mails.map(({ actionId }) => actionId));
      const uncertain = await actions(api, 'status=uncertain');
      expect(uncertain.length, `DUNNING_CRASH_SEED=${SEED}`).toBeLessThanOrEqual(HANDED_OVER);
      const executed = new Set((await actions(api, 'status=executed')).map(({ id }) => id));
      for (const { id } of uncertain) executed.add(id);
      for (const id of arrived) expect(executed.has(id), `${id} arrived, DUNNING_CRASH_SEED=${SEED}`).toBe(true);
      for (const { id } of uncertain) {
        counts.uncertain += 1;
        if (arrived.has(id)) counts.arrived += 1;
        await api.post<Action>(`/v1/actions/${id}/${arrived.has(id) ? 'complete' : 'release'}`);
      }
    };

    while (counts.kills < KILLS) {
      const api: Spawned = await spawnOn(fresh.url, sink.url);
      await settle(api);
      const before = sink.mails.length;
      // Each kill gets its part of what is left, so that the last one has messages to go out too; some more go until it comes.
      const left = INVOICES - before;
      const part = Math.floor(left / (KILLS - counts.kills)) - 8;
      const moment = before + random.below(Math.max(1, Math.min(2 * part, left - 2 * HANDED_OVER)));
      const ended = send(api).then(
        () => true,
        () => false, // its answer died with the process
      );
      const arrived = () => expect(sink.mails.length).toBeGreaterThanOrEqual(moment);
      await vi.waitFor(arrived, { timeout: 120_000, interval: 2 });
      await wait(random.below(20));
      await api.kill();
      expect(await ended, `the run was over before it was killed, DUNNING_CRASH_SEED=${SEED}`).toBe(false);
      counts.kills += 1;
    }

    const api = await start(database, { on: fresh, smtpUrl: sink.url });
    await settle(api);
    expect(await send(api)).toMatchObject({ failed: 0 });
    expect(await send(api)).toMatchObject({ sent: 0, failed: 0 });
    console.info(`Invoices: ${JSON.stringify({ ...counts, mails: sink.mails.length })}, DUNNING_CRASH_SEED=${SEED}`);
    expect(sink.mails.map(({ subject }) => subject).toSorted()).toEqual(numbers.toSorted());
    expect(new Set(sink.mails.map(({ messageId }) => messageId)).size).toBe(INVOICES);
    expect(sink.mails.every(({ attachments }) => attachments.length === 1)).toBe(true);
    expect(await api.all('/v1/invoices?status=toSend')).toEqual([]);
    expect(await actions(api, 'status=uncertain')).toEqual([]);
    expect(counts.kills).toBe(KILLS);
  },
);
