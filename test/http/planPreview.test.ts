import { describe, expect, test } from 'vitest';
import type * as preview from '../../connector/src/http/contracts/preview.ts';
import { databases } from '../support/databases.ts';
import { everything, run, setClock } from './api/cadence.ts';
import type { Client, Output } from './api/client.ts';
import { callStep, createDue, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

type Preview = Output<typeof preview.planPreview>;

const ARTICLE = {
  name: 'Article',
  level: 'invoice' as const,
  minimumContactDelayDays: 5,
  steps: [emailStep('First', 3), emailStep('Second', 10), emailStep('Third', 14), emailStep('Fourth', 17)],
};

const previewed = (api: Client, planId: string, body: object): Promise<Preview> =>
  api.post(`/v1/plans/${planId}/preview`, body);

/** `<step> <day it is due, or the outcome>`, a line each. */
const lines = ({ steps }: Preview) => steps.map(({ step, dueOn, outcome }) => `${step.name} ${dueOn ?? outcome}`);
const codes = (reasons: Preview['warnings']) => reasons.map(({ code }) => code);

describe.each(databases)('$name', (database) => {
  test('MIN-2: the article’s example, of an invoice that is not there, by a plan that is not saved', async () => {
    const api = await start(database);
    const body = {
      plan: ARTICLE,
      invoice: { issuedAt: '2026-10-07', dueDate: '2026-11-06' },
      enteringOn: '2026-11-23',
    };
    const before = await everything(api);
    const answer = await api.post<Preview>('/v1/plans/preview', body);
    expect(lines(answer)).toEqual(['First 2026-11-23', 'Second 2026-11-30', 'Third 2026-12-07', 'Fourth 2026-12-14']);
    expect(answer.steps[1]).toMatchObject({
      step: { name: 'Second', position: 2 },
      triggerDate: '2026-11-16',
      earliestDate: '2026-11-28',
      expiresOn: null,
      outcome: 'due',
      rules: ['TRG-1', 'MIN-1', 'DAT-2'],
    });
    expect(answer.steps[1]!.reason).toBe(
      '‘Second’ comes 10 days after the due date 2026-11-06: Monday 2026-11-16. ' +
        'The plan allows at least 5 days between contacts; ‘First’ was on Monday 2026-11-23: not before Saturday 2026-11-28. ' +
        '2026-11-28 is a Saturday: moved to Monday 2026-11-30, the next business day.',
    );
    expect(answer).toMatchObject({ plan: { id: null }, from: '2026-11-23', customer: null, warnings: [] });
    expect(await everything(api)).toEqual(before);
  });

  test('MIN-2: a preview of a stored plan on a stored invoice is what the runs then do', async () => {
    const api = await start(database);
    const plan = await createDue(api, 1, {
      minimumContactDelayDays: 2,
      steps: [emailStep('First', 3), emailStep('Second', 4), emailStep('Third', 9)],
    });
    const ahead = lines(await previewed(api, plan.id, { invoiceId: 'external:I-1' }));
    expect(ahead).toEqual(['First 2026-11-23', 'Second 2026-11-25', 'Third 2026-11-30']);
    expect(await previewed(api, plan.id, { customerId: 'external:C-1' })).toMatchObject({
      customer: { externalId: 'C-1' },
      referenceInvoice: { number: 'I-1', dueDate: '2026-11-20' },
    });
    await run(api);
    const after = await previewed(api, plan.id, { customerId: 'external:C-1' });
    expect(lines(after)).toEqual(['First done', 'Second 2026-11-25', 'Third 2026-11-30']);
    expect(after.steps[1]!.reasons[1]).toMatchObject({ rule: 'MIN-1', values: { lastContactOn: '2026-11-23' } });
    expect(after.steps[1]!.reasons[1]!.text).toContain('‘First’ was on Monday 2026-11-23');
    await run(api, '2026-11-25');
    await run(api, '2026-11-30');
    expect(lines(await previewed(api, plan.id, { customerId: 'external:C-1' }))).toEqual(
      ['First', 'Second', 'Third'].map((name) => `${name} done`),
    );
  });

  test('PLN-5: an edit that is not saved is previewed with what was done by the plan as it is', async () => {
    const api = await start(database);
    const plan = await createDue(api, 1);
    await run(api);
    const steps = [emailStep('First', 3), emailStep('Between', 5), emailStep('Second', 20)];
    const edited = await api.post<Preview>('/v1/plans/preview', {
      plan: { ...plan, steps },
      invoiceId: 'external:I-1',
    });
    expect(lines(edited)).toEqual(['First done', 'Between 2026-11-25', 'Second 2026-12-10']);
    expect(lines(await previewed(api, plan.id, { invoiceId: 'external:I-1' }))).toHaveLength(2);
  });

  test('LOG-2, from: a contextual plan is entered where the day puts it', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, { ...ARTICLE, logic: 'contextual' });
    const body = { invoice: { issuedAt: '2026-10-07', dueDate: '2026-11-06' }, from: '2026-11-18' };
    const answer = await previewed(api, id, body);
    expect(lines(answer)).toEqual(['First expired', 'Second 2026-11-18', 'Third expired', 'Fourth 2026-11-23']);
    expect(answer.steps[0]).toMatchObject({ expiresOn: '2026-11-16', rules: ['LOG-2'] });
    expect(answer.steps[0]!.reason).toBe('‘First’ expires on Monday 2026-11-16, when ‘Second’ comes.');
  });

  test('PAU-1, MAN-3: what holds a stored invoice holds it in the preview too', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { ...ARTICLE, steps: [callStep('Call', 1), emailStep('Mail', 2)] });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: plan.id });
    await api.post('/v1/invoices/external:I-1/pause', { until: '2026-12-01' });
    const held = await previewed(api, plan.id, { invoiceId: 'external:I-1' });
    expect(lines(held)).toEqual(['Call 2026-12-01', 'Mail 2026-12-07']);
    expect(held.steps[0]!.rules).toContain('PAU-1');
    await api.post('/v1/invoices/external:I-1/pause', {});
    const stopped = await previewed(api, plan.id, { invoiceId: 'external:I-1' });
    expect(codes(stopped.warnings)).toEqual(['pausedIndefinitely']);
    expect(lines(stopped)).toEqual(['Call 2026-11-23', 'Mail 2026-11-30']);
  });

  test('REF-1, REF-3, DIS-1: what keeps an invoice from being collected on is a warning', async () => {
    const api = await start(database);
    const plan = await createDue(api, 1);
    await saveInvoice(api, 'C-1', 'I-2', '2026-12-01');
    const warnings = async (number: string) =>
      codes((await previewed(api, plan.id, { invoiceId: `external:${number}` })).warnings);
    expect(await warnings('I-1')).toEqual([]);
    expect(await warnings('I-2')).toEqual(['olderReference']);
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' });
    expect(await warnings('I-1')).toEqual(['disputed', 'olderReference']);
    await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-2': 10_000 }, { amount: 30_000 });
    expect(await warnings('I-2')).toEqual(['paid']);
    const nothing = await previewed(api, plan.id, { customerId: 'external:C-1' });
    expect(nothing).toMatchObject({ referenceInvoice: null, steps: [] });
    expect(codes(nothing.warnings)).toEqual(['disputed']);
    await api.post('/v1/invoices/external:I-1/dispute/close');
    expect(codes((await previewed(api, plan.id, { customerId: 'external:C-1' })).warnings)).toEqual([
      'outstandingNotPositive',
    ]);
    await api.post('/v1/customers/external:C-1/exclude');
    expect(await warnings('I-1')).toEqual(['outstandingNotPositive', 'excluded']);
  });

  test('what is asked wrongly is answered with the field', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, ARTICLE);
    await saveCustomer(api, 'C-1');
    const path = `/v1/plans/${id}/preview`;
    const imagined = { issuedAt: '2026-10-07', dueDate: '2026-11-06' };
    const refused = async (body: object, at = path) => {
      const { status, errors } = await api.problem('POST', at, { body });
      return [status, errors?.map((error) => error.path).join()];
    };
    expect(await refused({})).toEqual([400, 'invoiceId']);
    expect(await refused({ invoice: imagined, customerId: 'external:C-1' })).toEqual([400, 'invoiceId']);
    expect(await refused({ customerId: 'external:C-1' })).toEqual([422, 'customerId']);
    expect(await refused({ invoiceId: 'external:I-9' })).toEqual([404, undefined]);
    expect(await refused({ invoice: imagined }, '/v1/plans/pln_none/preview')).toEqual([404, undefined]);
    expect(await refused({ invoice: { ...imagined, dueDate: '2026-10-01' } })).toEqual([400, 'invoice.dueDate']);
    expect(await refused({ invoice: imagined, from: '2026-11-23', enteringOn: '2026-11-23' })).toEqual([
      400,
      'enteringOn',
    ]);
    expect(await refused({ customerId: 'external:C-1', enteringOn: '2026-11-23' })).toEqual([400, 'enteringOn']);
    expect(await refused({ invoice: imagined, plan: { ...ARTICLE, steps: [] } }, '/v1/plans/preview')).toEqual([
      400,
      'plan.steps',
    ]);
  });

  test('DAT-1: today is the organisation’s, where nothing else is said', async () => {
    const api = await start(database);
    const { id } = await createPlan(api, ARTICLE);
    await api.put('/v1/settings', { timeZone: 'Pacific/Auckland' });
    await setClock(api, '2026-11-23T20:00:00Z');
    const imagined = { issuedAt: '2026-10-07', dueDate: '2026-11-06' };
    expect((await previewed(api, id, { invoice: imagined })).from).toBe('2026-11-24');
    const later = { issuedAt: '2026-12-07', dueDate: '2026-12-31' };
    expect((await previewed(api, id, { invoice: later })).from).toBe('2026-12-07');
  });
});
