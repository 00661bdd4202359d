import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, mailbox } from './api/cadence.ts';
import { readCustomer, readInvoice, saveInvoice } from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { givePdf, prepare, reasons, send } from './api/invoiceSending.ts';

describe.each(databases)('$name', (database) => {
  test('SND-2: sent by several at once, an invoice goes out once, and nobody is told that it went who did not send it', async () => {
    const api = await start(database, { now: '2026-11-23T06:00:00Z' });
    await prepare(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.request('POST', '/v1/invoices/external:I-1/send', { body: {} })),
    );
    for (const { status, body } of answers)
      if (status === 200) expect(body).toMatchObject({ status: 'due' });
      else expect(status).toBe(422);
    expect(await mailbox(api)).toHaveLength(1);
  });

  test('SND-2: a message that nobody knows the fate of is not repeated, by a run or by hand, until somebody says', async () => {
    const sink = await startSink();
    const api = await start(database, { now: '2026-11-23T05:00:00Z', smtpUrl: sink.url });
    await prepare(api);
    for (const number of ['I-1', 'I-2']) {
      await saveInvoice(api, 'C-1', number, '2026-12-20');
      await givePdf(api, number);
    }
    sink.behaviour.afterData = () => 'close';
    expect(await send(api)).toMatchObject({ sent: 0, failed: 2 });
    sink.behaviour.afterData = () => 'accept';
    const again = await send(api);
    expect(again).toMatchObject({ sent: 0, failed: 0 });
    expect(reasons(again)).toEqual(['uncertain', 'uncertain']);
    expect(await api.problem('POST', '/v1/invoices/external:I-1/send')).toMatchObject({ status: 422 });
    expect(sink.mails).toHaveLength(2);
    const uncertain = await actions(api, 'status=uncertain');
    const of = (number: string) => uncertain.find(({ referenceInvoice }) => referenceInvoice?.number === number)!.id;
    const snooze = `/v1/actions/${of('I-1')}/snooze`;
    expect(await api.problem('POST', snooze, { until: '2026-11-25' })).toMatchObject({ status: 409 });
    expect(reasons(await send(api))).toEqual(['uncertain', 'uncertain']);
    await api.post(`/v1/actions/${of('I-1')}/complete`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'due' });
    expect((await readCustomer(api, 'C-1')).lastDunningDate).toBeNull();
    await api.post(`/v1/actions/${of('I-2')}/release`);
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
    expect(sink.mails).toHaveLength(3);
  });

  test('SND-2: what the server refuses stays to send and says so; the next run tries again', async () => {
    const sink = await startSink();
    const api = await start(database, { now: '2026-11-23T05:00:00Z', smtpUrl: sink.url });
    await prepare(api);
    const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await givePdf(api, 'I-1');
    sink.behaviour.afterData = () => ({ code: 451, text: '4.3.0 Try later' });
    expect(await send(api)).toMatchObject({ sent: 0, failed: 1, failures: [{ id }] });
    expect(await readInvoice(api, 'I-1')).toMatchObject({ status: 'toSend' });
    sink.behaviour.afterData = () => 'accept';
    expect(await send(api)).toMatchObject({ sent: 1 });
  });
});
