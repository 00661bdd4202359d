import { describe, expect, onTestFinished, test } from 'vitest';
import { databases } from '../support/databases.ts';
import type { Fate } from '../support/smtp.ts';
import { actions, claim, events, lines, run, runDaily, setClock, subjects } from './api/cadence.ts';
import type { Action } from './api/records.ts';
import { callStep, createDue, createPlan, emailStep, readCustomer, saveCustomer, saveInvoice } from './api/records.ts';
import { reply } from './api/replies.ts';
import { start, startSink } from './api/start.ts';

interface Explained {
  readonly summary: string;
  readonly levels: { readonly level: string; readonly reasons: { readonly code: string; readonly rule: string }[] }[];
}

describe.each(databases)('$name', (database) => {
  test('HLD-1: an unread reply holds the customer’s automatic actions until somebody has read it, nobody else’s', async () => {
    const api = await start(database);
    await createDue(api, 2);
    await run(api);
    const id = await reply(api);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-2']);
    expect((await readCustomer(api, 'C-1')).unreadReplies).toBe(1);
    await runDaily(api, '2026-11-24', '2026-12-02');
    expect(await lines(api, 'executed')).toEqual([
      '2026-11-23 First I-1',
      '2026-11-23 First I-2',
      '2026-11-30 Second I-2',
    ]);
    expect(await claim(api)).toEqual([]);
    const explained = await api.get<Explained>('/v1/customers/external:C-1/explain');
    expect(explained.summary).toBe(
      '‘Second’ is held by plan ‘Polite’: 1 reply of the customer’s is unread: automatic actions wait until somebody has read it.',
    );
    expect(explained.levels[0]!.reasons[0]).toMatchObject({ code: 'unreadReply', rule: 'HLD-1' });
    await api.post(`/v1/replies/${id}/read`);
    expect((await readCustomer(api, 'C-1')).unreadReplies).toBe(0);
    expect(await lines(api, 'planned')).toEqual(['2026-12-02 Second I-1']);
    await run(api);
    expect(await lines(api, 'executed', 'customerId=external:C-1')).toEqual([
      '2026-11-23 First I-1',
      '2026-12-02 Second I-1',
    ]);
  });

  test('HLD-1: two unread replies hold until both are read; marked as unread again, one holds anew', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    const first = await reply(api, 'C-1', { at: '2026-11-23T10:00:00Z' });
    const second = await reply(api, 'C-1', { at: '2026-11-23T11:00:00Z' });
    await api.post(`/v1/replies/${first}/read`);
    await api.post(`/v1/replies/${first}/read`);
    expect(await lines(api, 'planned')).toEqual([]);
    await api.post(`/v1/replies/${second}/read`);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
    await api.post(`/v1/replies/${second}/unread`);
    expect(await lines(api, 'planned')).toEqual([]);
    expect((await events(api)).map(({ type }) => type).filter((type) => type.startsWith('reply'))).toEqual([
      ...['replyRead', 'replyRead', 'replyUnread'],
    ]);
  });

  test('HLD-1: the hold is a setting; switching it off plans anew, switching it on holds again', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    await reply(api);
    await api.put('/v1/settings', { holdOnUnreadReply: false });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
    await api.put('/v1/settings', { holdOnUnreadReply: true });
    await run(api, '2026-11-30');
    expect(await subjects(api)).toEqual(['First: I-1']);
    await api.put('/v1/settings', { holdOnUnreadReply: false });
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-1', 'Second: I-1']);
  });

  test('HLD-1: both levels are held; manual steps stay under To do', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { steps: [emailStep('First', 3), callStep('Call', 4)] });
    const own = await createPlan(api, { name: 'Own', level: 'invoice', steps: [emailStep('Invoice', 5)] });
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: own.id });
    await run(api);
    await reply(api);
    await runDaily(api, '2026-11-24', '2026-11-27');
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
    expect(await lines(api, 'todo')).toEqual(['2026-11-24 Call I-1']);
    const list = await api.get<{ data: Action[]; unreadReplies: number }>('/v1/actions?status=todo');
    expect(list).toMatchObject({ unreadReplies: 1, data: [{ customer: { unreadReplies: 1 } }] });
  });

  test('HLD-1: a held step that expires makes room for the manual one behind it', async () => {
    const api = await start(database);
    const steps = [emailStep('First', 3), emailStep('Second', 5), callStep('Call', 10)];
    await createDue(api, 1, { logic: 'contextual', steps });
    await run(api);
    await reply(api);
    await runDaily(api, '2026-11-24', '2026-11-29');
    expect(await actions(api, 'status=todo')).toEqual([]);
    await run(api, '2026-11-30');
    expect(await lines(api, 'todo')).toEqual(['2026-11-30 Call I-1']);
    expect(await subjects(api)).toEqual(['First: I-1']);
  });

  test('HLD-1: an automatic answer, and what a colleague writes in the conversation, hold nothing', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    await api.put('/v1/settings', { senderAddress: 'accounts@example.com' });
    await api.post('/v1/users', { name: 'Bea', email: 'bea@example.com', position: 'accountManager' });
    expect(await reply(api, 'C-1', { event: 'autoReplied', text: 'I am away' })).toBeNull();
    for (const email of ['BEA@example.com', 'accounts@example.com'])
      await reply(api, 'C-1', { reply: { messageId: `<${email}>`, from: { email } } });
    expect((await readCustomer(api, 'C-1')).unreadReplies).toBe(0);
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
    expect((await events(api, 'type=messageAutoReplied')).map(({ data }) => data['text'])).toEqual(['I am away']);
  });

  test('SND-1, HLD-1: a reply that comes after a claim cancels it at the moment of sending', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await run(api);
    await setClock(api, '2026-11-30');
    const [claimed] = await claim(api);
    const id = await reply(api);
    const sent = await api.post<Action>(`/v1/actions/${claimed!.id}/send`, { claimToken: claimed!.claimToken });
    expect(sent).toMatchObject({ status: 'cancelled', reason: expect.stringContaining('unread') });
    await api.post(`/v1/replies/${id}/read`);
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-1', 'Second: I-1']);
  });

  test('SND-1, HLD-1: a reply that comes while a run is under way is seen before each message goes out', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 26);
    await run(api);
    let goOn: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (goOn = resolve));
    onTestFinished(() => goOn());
    let isFirst = true;
    sink.behaviour.afterData = async (): Promise<Fate> => {
      if (isFirst) {
        isFirst = false;
        await held;
      }
      return 'accept';
    };
    const running = run(api, '2026-11-30');
    await sink.received(46);
    const reached = new Set(sink.mails.slice(26).flatMap(({ to }) => to));
    const waiting = Array.from({ length: 26 }, (_, index) => `C-${index + 1}`).find(
      (customer) => !reached.has(`ann@${customer.toLowerCase()}.example`),
    )!;
    await reply(api, waiting);
    goOn();
    expect(await running).toMatchObject({ executed: 25 });
    expect(sink.mails.slice(26).flatMap(({ to }) => to)).not.toContain(`ann@${waiting.toLowerCase()}.example`);
  });

  test('HLD-1: invoices that their source charges hold automatic actions until the charge has failed, by setting', async () => {
    const api = await start(database);
    await createDue(api, 1);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { automaticCharging: 'pending' });
    await run(api);
    expect(await subjects(api)).toEqual([]);
    const explained = await api.get<Explained>('/v1/customers/external:C-1/explain');
    expect(explained.levels[0]!.reasons[0]).toMatchObject({ code: 'automaticCharging', rule: 'HLD-1' });
    expect(explained.summary).toContain('invoice I-2 is charged automatically at its source');
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { automaticCharging: 'failed' });
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-1']);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { automaticCharging: 'pending' });
    await run(api, '2026-11-30');
    expect(await subjects(api)).toHaveLength(1);
    await api.put('/v1/settings', { holdOnAutomaticCharging: false });
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-1', 'Second: I-1']);
  });

  test('HLD-1: at invoice level charging holds the invoice itself; an upsert that does not name it leaves it', async () => {
    const api = await start(database);
    const own = await createPlan(api, { level: 'invoice' });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: own.id, automaticCharging: 'pending' });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { dunningPlanId: own.id });
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20')).toMatchObject({ automaticCharging: 'pending' });
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-2']);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { automaticCharging: null });
    await run(api);
    expect(await subjects(api)).toEqual(['First: I-2', 'First: I-1']);
  });
});
