import { describe, expect, test } from 'vitest';
import type * as contract from '../../connector/src/http/contracts/explain.ts';
import { databases } from '../support/databases.ts';
import { actions, claim, run, setClock } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import { callStep, createDue, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start, startSink } from './api/start.ts';

type Explanation = Output<typeof contract.explanation>;
type ActionExplanation = Output<typeof contract.actionExplanation>;

const customer = (api: Client, id = 'C-1'): Promise<Explanation> => api.get(`/v1/customers/external:${id}/explain`);
const invoice = (api: Client, id = 'I-1'): Promise<Explanation> => api.get(`/v1/invoices/external:${id}/explain`);
const actionOf = (api: Client, id: string): Promise<ActionExplanation> => api.get(`/v1/actions/${id}/explain`);

/** The explanation of the only action of a status. */
async function only(api: Client, status: string): Promise<ActionExplanation> {
  const found = await actions(api, `status=${status}`);
  expect(found).toHaveLength(1);
  return actionOf(api, found[0]!.id);
}

const codes = ({ reasons }: { reasons: Explanation['reasons'] }) => reasons.map(({ code }) => code);
const rules = ({ reasons }: { reasons: Explanation['reasons'] }) => reasons.map(({ rule }) => rule);
const reasonOf = ({ reasons }: { reasons: Explanation['reasons'] }, code: string) =>
  reasons.find((each) => each.code === code);

describe.each(databases)('$name', (database) => {
  test('TRG-1, MIN-1, DAT-2: what comes next, to whom, and why on that day', async () => {
    const api = await start(database);
    await createDue(api, 1, { minimumContactDelayDays: 5 });
    await run(api);
    const answer = await customer(api);
    expect(answer.summary).toBe(
      '‘Second’ about invoice I-1 goes out by e-mail on Monday 2026-11-30 to ann@c-1.example.',
    );
    expect(answer.next).toMatchObject({
      level: 'customer',
      plan: { name: 'Polite' },
      step: { name: 'Second', position: 2 },
      channel: 'email',
      mode: 'automatic',
      dueOn: '2026-11-30',
      expiresOn: null,
      recipients: ['ann@c-1.example'],
      referenceInvoice: { number: 'I-1' },
    });
    expect(codes(answer)).toEqual(['reference', 'triggerDate']);
    await api.put('/v1/settings', { holidays: { country: null, dates: ['2026-11-30'] } });
    const moved = await customer(api);
    expect(rules(moved)).toEqual(['REF-1', 'TRG-1', 'DAT-2']);
    expect(reasonOf(moved, 'notBusinessDay')).toMatchObject({
      text: 'Monday 2026-11-30 is a holiday: moved to Tuesday 2026-12-01, the next business day.',
      values: { date: '2026-11-30', cause: 'holiday', movedTo: '2026-12-01' },
    });
  });

  test('MIN-1: the minimum delay names the contact that it counts from', async () => {
    const api = await start(database);
    await createDue(api, 1, { minimumContactDelayDays: 14 });
    await run(api);
    const answer = await customer(api);
    expect(reasonOf(answer, 'minimumDelay')).toEqual({
      code: 'minimumDelay',
      rule: 'MIN-1',
      text: 'The plan allows at least 14 days between contacts; ‘First’ was on Monday 2026-11-23: not before Monday 2026-12-07.',
      values: { lastContactOn: '2026-11-23', delayDays: 14, until: '2026-12-07' },
    });
    expect(answer.next!.dueOn).toBe('2026-12-07');
  });

  test('DAT-2 to DAT-4: what is due waits for the send time, a business day, and a run', async () => {
    const api = await start(database, { now: '2026-11-23T07:10:00Z' });
    await createDue(api, 1);
    const early = await customer(api);
    expect(reasonOf(early, 'beforeSendTime')).toMatchObject({
      rule: 'DAT-3',
      values: { sendTime: '08:30', time: '07:10', timeZone: 'UTC' },
    });
    await setClock(api, '2026-11-23');
    const due = await customer(api);
    expect(due.summary).toBe(
      '‘First’ about invoice I-1 is due since Monday 2026-11-23. The next run or claim sends it; nothing goes out by itself.',
    );
    expect(rules(due)).toEqual(['REF-1', 'TRG-1', 'DAT-4']);
    await setClock(api, '2026-11-28');
    const weekend = await customer(api);
    expect(weekend.next!.dueOn).toBe('2026-11-30');
    expect(reasonOf(weekend, 'notBusinessDay')?.values).toMatchObject({ cause: 'weekend' });
  });

  test('REF-1, PLN-1, DIS-1, CUS-2: why nothing comes', async () => {
    const api = await start(database);
    await createDue(api, 2);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
    expect(await customer(api)).toMatchObject({
      summary: 'Nothing comes by plan ‘Polite’: the customer has no open invoice.',
      next: null,
    });
    expect(await invoice(api)).toMatchObject({
      summary: 'Nothing comes: Invoice I-1 is paid.',
      next: null,
      levels: [],
    });
    await api.post('/v1/invoices/external:I-2/dispute', { reason: 'goods' });
    expect(await customer(api, 'C-2')).toMatchObject({
      summary: 'Nothing comes by plan ‘Polite’: the only open invoice is disputed, and not collected on meanwhile.',
      reasons: [{ rule: 'DIS-1' }],
    });
    expect((await invoice(api, 'I-2')).summary).toBe(
      'Nothing comes: Invoice I-2 is disputed (goods) since Monday 2026-11-23: it is not collected on until the dispute is closed.',
    );
    await api.post('/v1/invoices/external:I-2/void');
    expect(codes(await invoice(api, 'I-2'))).toEqual(['void']);
    await saveCustomer(api, 'C-3');
    expect(await customer(api, 'C-3')).toMatchObject({
      summary: 'The customer is in no customer-level plan.',
      reasons: [{ rule: 'PLN-1' }],
    });
    await saveInvoice(api, 'C-2', 'I-3', '2026-11-20');
    await api.post('/v1/customers/external:C-2/exclude');
    expect(codes(await customer(api, 'C-2'))).toEqual(['excluded']);
  });

  test('REF-3, REF-4: covered by unapplied money, and finished', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [emailStep('Only', 3)] });
    await pay(api, 'C-1', 'P-1', '2026-11-23', {}, { amount: 10_000 });
    const covered = await customer(api);
    expect(reasonOf(covered, 'outstandingNotPositive')).toMatchObject({
      rule: 'REF-3',
      values: { currency: 'EUR', outstanding: 0 },
    });
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-21');
    await run(api);
    const finished = await customer(api);
    expect(finished.summary).toBe(
      'Nothing comes by plan ‘Polite’: the plan is finished for invoice I-1: ‘Only’ was its last step. Younger invoices wait until I-1 is paid, disputed or void.',
    );
    expect(rules(finished)).toEqual(['REF-4', 'REF-1']);
  });

  test('PAU-1, PRO-1, MAN-3: paused, promised, snoozed', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { level: 'invoice', steps: [callStep('Call', 1), emailStep('Mail', 2)] });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: plan.id });
    const path = '/v1/invoices/external:I-1';
    await api.post(`${path}/pause`, { until: '2026-12-01' });
    const paused = await invoice(api);
    expect(reasonOf(paused, 'pausedUntil')).toMatchObject({
      rule: 'PAU-1',
      text: 'It is paused until Tuesday 2026-12-01.',
    });
    expect(paused.summary).toBe(
      '‘Call’ about invoice I-1 comes Tuesday 2026-12-01 as a call, for a person to do. At customer level: The customer is in no customer-level plan.',
    );
    await api.post(`${path}/promise`, { date: '2026-12-02', pause: true });
    expect(reasonOf(await invoice(api), 'promised')).toMatchObject({
      rule: 'PRO-1',
      text: 'A promise to pay holds it up to and including Wednesday 2026-12-02.',
    });
    await api.post(`${path}/pause`, {});
    expect(await invoice(api)).toMatchObject({
      next: null,
      levels: [{ reasons: [{ code: 'pausedIndefinitely', values: { level: 'invoice' } }] }, {}],
    });
    await api.post(`${path}/resume`);
    const [toDo] = await actions(api, 'status=todo');
    await api.post(`/v1/actions/${toDo!.id}/snooze`, { until: '2026-11-26' });
    expect(reasonOf(await invoice(api), 'snoozedUntil')).toMatchObject({
      rule: 'MAN-3',
      values: { until: '2026-11-26' },
    });
  });

  test('MAN-1, MAN-2: what waits for a person says for what', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [callStep('Call', 3, { responsible: 'accountManager' }), emailStep('Mail', 4)] });
    const waiting = await customer(api);
    expect(reasonOf(waiting, 'waitsForPerson')).toMatchObject({
      rule: 'MAN-1',
      values: { since: '2026-11-23', responsible: 'accountManager' },
    });
    expect(await only(api, 'todo')).toMatchObject({ summary: waiting.summary });
    const [toDo] = await actions(api, 'status=todo');
    await api.post(`/v1/actions/${toDo!.id}/skip`, { note: 'They called us' });
    await saveCustomer(api, 'C-1', { contacts: [] });
    await setClock(api, '2026-11-24');
    const unreachable = await customer(api);
    expect(reasonOf(unreachable, 'noRecipient')?.rule).toBe('MAN-2');
    expect(unreachable.summary).toContain('It waits under To do: No valid recipient');
    expect(unreachable.next!.recipients).toEqual([]);
    const ignored = await only(api, 'ignored');
    expect(ignored.reasons[0]).toMatchObject({ code: 'ignored', values: { note: 'They called us' } });
  });

  test('MAN-2: a template that will not render is told before its day', async () => {
    const api = await start(database);
    const broken = { subject: 'Hello', body: 'Yours, {{accountManager.name}}' };
    await createDue(api, 1, { steps: [emailStep('Later', 10, { template: broken })] });
    const answer = await customer(api);
    expect(answer.next!.dueOn).toBe('2026-11-30');
    expect(reasonOf(answer, 'cannotGoOut')?.text).toMatch(/^As things stand it will wait under To do: /);
  });

  test('CLM-1, SND-2: claimed and uncertain', async () => {
    const api = await start(database);
    await createDue(api, 1);
    const [claimed] = await claim(api, { leaseSeconds: 60 });
    const held = await customer(api);
    expect(held.reasons).toMatchObject([{ code: 'claimed', rule: 'CLM-1', values: { step: 'First' } }]);
    expect(held.next).toBeNull();
    expect(await actionOf(api, claimed!.id)).toMatchObject({ reasons: [{ code: 'claimed' }] });
    await api.post(`/v1/actions/${claimed!.id}/release`, { claimToken: claimed!.claimToken });
    expect((await customer(api)).next).toMatchObject({ step: { name: 'First' } });
    const [lapsing] = await claim(api, { leaseSeconds: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const uncertain = await customer(api);
    expect(uncertain.reasons).toMatchObject([
      { code: 'uncertain', rule: 'SND-2', values: { handedOverOn: '2026-11-23' } },
    ]);
    expect(uncertain.summary).toContain('The plan waits until somebody says so: complete, skip or release it.');
    expect(await actionOf(api, lapsing!.id)).toMatchObject({ reasons: [{ code: 'uncertain' }] });
    expect(codes(await invoice(api))).toContain('uncertain');
  });

  test('CLK-2: a failed attempt says when it is tried again', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    await sink.down();
    await run(api);
    const retried = await customer(api);
    expect(codes(retried)).toContain('retryAt');
    expect(reasonOf(retried, 'retryAt')!.values).toMatchObject({ attempts: 1 });
    const failed = await only(api, 'failed');
    expect(failed.reasons[0]).toMatchObject({ code: 'failed', rule: 'SND-3' });
  });

  test('REF-1, REF-2, ASG-4: an invoice hears how the customer’s plan regards it', async () => {
    const api = await start(database);
    const each = await createPlan(api, { name: 'Each', level: 'invoice', steps: [emailStep('Single', 5)] });
    await createDue(api, 1);
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-21', { dunningPlanId: each.id });
    const second = await invoice(api, 'I-2');
    expect(second.levels.map(({ level, next }) => [level, next?.step.name ?? null])).toEqual([
      ['invoice', 'Single'],
      ['customer', null],
    ]);
    expect(reasonOf(second, 'olderReference')!.text).toBe(
      'Invoice I-1 is the reference (due 2026-11-20, before 2026-11-21); I-2 waits for it.',
    );
    expect(codes(second).at(-1)).toBe('collectedAtBothLevels');
    expect(second.next).toMatchObject({ level: 'invoice', dueOn: '2026-11-26' });
    const first = await invoice(api, 'I-1');
    expect(first.levels.map(({ level, next }) => [level, next?.step.name ?? null])).toEqual([
      ['invoice', null],
      ['customer', 'First'],
    ]);
    expect(first.summary).toMatch(
      /^The invoice is in no invoice-level plan\. At customer level: ‘First’ about invoice I-1 is due/,
    );
    const whole = await customer(api);
    expect(whole.summary).toContain(
      '1 open invoice is in invoice-level plans: the next there is ‘Single’ about I-2 on Thursday 2026-11-26.',
    );
    expect(whole.next).toMatchObject({ level: 'customer', step: { name: 'First' } });
  });

  test('PLN-4, MIN-2: a past action says why it went out on its day', async () => {
    const api = await start(database);
    await createDue(api, 1, { minimumContactDelayDays: 5, steps: [emailStep('First', 3), emailStep('Second', 4)] });
    await run(api);
    await run(api, '2026-11-30');
    const [first, second] = await actions(api, 'status=executed');
    expect(rules(await actionOf(api, first!.id))).toEqual(['SND-3', 'TRG-1']);
    const explained = await actionOf(api, second!.id);
    expect(explained.summary).toBe(
      '‘Second’ about invoice I-1 was carried out on Monday 2026-11-30 by Owner (DUNNING_API_KEY).',
    );
    expect(explained.reasons.slice(1).map(({ text }) => text)).toEqual([
      '‘Second’ comes 4 days after the due date 2026-11-20: Tuesday 2026-11-24.',
      'The plan allows at least 5 days between contacts; ‘First’ was on Monday 2026-11-23: not before Saturday 2026-11-28.',
      '2026-11-28 is a Saturday: moved to Monday 2026-11-30, the next business day.',
    ]);
  });

  test('MIN-2: what became possible late, and what was carried out late, is told with its cause', async () => {
    const api = await start(database, { now: '2026-11-26T09:00:00Z' });
    await createDue(api, 1);
    await run(api, '2026-11-27');
    const late = await only(api, 'executed');
    expect(codes(late)).toEqual(['executed', 'triggerDate', 'possibleSince', 'carriedOutLater']);
    expect(reasonOf(late, 'possibleSince')!.values).toMatchObject({ since: '2026-11-26', event: 'invoiceImported' });
    expect(reasonOf(late, 'carriedOutLater')!.values).toEqual({ possibleOn: '2026-11-26', executedOn: '2026-11-27' });
    await api.post('/v1/customers/external:C-1/pause', {});
    await setClock(api, '2026-12-08');
    await api.post('/v1/customers/external:C-1/resume');
    await run(api);
    const second = (await actions(api, 'status=executed')).find(({ step }) => step?.name === 'Second')!;
    expect(reasonOf(await actionOf(api, second.id), 'possibleSince')!.text).toBe(
      'It was not possible before Tuesday 2026-12-08: the customer was resumed then.',
    );
  });

  test('LOG-2: an expired action says what came instead', async () => {
    const api = await start(database);
    await createDue(api, 1, { logic: 'contextual', steps: [callStep('Call', 3), emailStep('Mail', 6)] });
    await actions(api, 'status=todo');
    await setClock(api, '2026-11-26');
    const expired = await only(api, 'expired');
    expect(expired.reasons[0]).toMatchObject({ code: 'expiredByNextStep', rule: 'LOG-2' });
    expect(expired.summary).toContain('‘Call’ expires on Thursday 2026-11-26, when ‘Mail’ comes.');
  });

  test('what is not there is a 404', async () => {
    const api = await start(database);
    for (const path of ['customers/external:C-9', 'invoices/external:I-9', 'actions/act_none'])
      expect(await api.problem('GET', `/v1/${path}/explain`)).toMatchObject({ status: 404 });
  });
});
