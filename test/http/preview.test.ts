import { expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { everything, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createDue, createPlan, emailStep, pay, saveCustomer, saveInvoice } from './api/records.ts';
import { reply } from './api/replies.ts';
import { start, type Started } from './api/start.ts';

const [sqlite] = databases;

interface Preview {
  readonly from: { readonly email: string };
  readonly to: string[];
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  readonly language: string;
  readonly date: string;
  readonly channel: string;
  readonly warnings: string[];
  readonly sms?: { readonly segments: number };
  readonly attachments: { readonly fileName: string }[];
}

function preview(api: Client, input: object): Promise<Preview> {
  return api.post('/v1/templates/preview', { customerId: 'external:C-1', ...input });
}

async function startDue(): Promise<Started> {
  const api = await start(sqlite!);
  await createDue(api, 1);
  return api;
}

const late = { subject: 'Late', body: '{{plural referenceInvoice.daysLate "day" "days"}}, {{customer.overdue}}' };

test('a preview shows a message to any customer on any day, and writes nothing', async () => {
  const api = await startDue();
  const before = await everything(api);
  expect(await preview(api, { template: late })).toMatchObject({
    from: { email: 'accounts@localhost' },
    to: ['ann@c-1.example'],
    subject: 'Late',
    text: '3 days, €100.00\n',
    date: '2026-11-23',
    language: 'en',
    channel: 'email',
    warnings: [],
  });
  const future = await preview(api, { template: late, date: '2027-01-01' });
  expect(future).toMatchObject({ text: '42 days, €100.00\n', date: '2027-01-01' });
  const past = await preview(api, { template: late, date: '2026-11-01' });
  expect(past.text).toBe('-19 days, €0.00\n');
  expect(await everything(api)).toEqual(before);
});

test('PLN-3: a preview takes a language and a form of address instead of the customer’s own', async () => {
  const api = await startDue();
  await saveCustomer(api, 'C-1', { language: 'en' });
  const template = { key: 'first-reminder' };
  expect((await preview(api, { template, language: 'fr', formOfAddress: 'informal' })).text).toMatch(/\btu\b|\bte\b/i);
  expect((await preview(api, { template, language: 'fr', formOfAddress: 'formal' })).text).toMatch(/\bvous\b/);
  const fallback = await preview(api, { template, language: 'ja' });
  expect(fallback).toMatchObject({ language: 'en', warnings: [expect.stringMatching(/No variant in ja.*en/)] });
});

test('a plan’s step is previewed with its sender, recipients, channel and attachments', async () => {
  const api = await startDue();
  const contacts = [{ firstName: 'Zoé', email: 'payer@c-1.example', phone: '+33 6', position: 'payer' as const }];
  await saveCustomer(api, 'C-1', { contacts });
  const plan = await createPlan(api, {
    name: 'Mixed',
    steps: [
      emailStep('Mail', 3, { recipients: ['payer'], attachInvoices: true, attachStatement: true }),
      emailStep('Text', 5, { channel: 'sms' }),
      emailStep('Task', 6, { channel: 'task', mode: 'manual', template: null }),
    ],
  });
  const [mail, text, task] = plan.steps.map(({ id }) => ({ planId: plan.id, stepId: id }));
  expect(await preview(api, mail!)).toMatchObject({
    to: ['payer@c-1.example'],
    subject: 'Mail: I-1',
    attachments: [{ fileName: 'Statement of account 2026-11-23.pdf' }],
    warnings: [expect.stringMatching(/Without the PDF of I-1/)],
  });
  expect(await preview(api, text!)).toMatchObject({ channel: 'sms', to: ['+33 6'], html: '', sms: { segments: 1 } });
  expect((await api.problem('POST', '/v1/templates/preview', { customerId: 'external:C-1', ...task })).status).toBe(
    422,
  );
});

test('a preview names what would keep the message from going out', async () => {
  const api = await startDue();
  await saveCustomer(api, 'C-1', { contacts: [] });
  await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-1': 10_000 });
  const shown = await preview(api, { template: { subject: 'Hello', body: '<p>Hello</p><script>x</script>' } });
  expect(shown.to).toEqual([]);
  expect(shown.warnings).toEqual([
    expect.stringMatching(/No valid recipient/),
    expect.stringMatching(/no open invoice/),
    expect.stringMatching(/<script>/),
  ]);
  expect(shown.html).not.toContain('<script');
});

test('HLD-1: a preview of an automatic step says what holds it; ad hoc templates and manual steps are not held', async () => {
  const api = await start(sqlite!);
  await createDue(api, 1);
  await run(api);
  await reply(api, 'C-1');
  await saveInvoice(api, 'C-1', 'I-2', '2026-12-20', { automaticCharging: 'pending' });
  const { id: planId, steps } = await createPlan(api, {
    name: 'Both',
    steps: [emailStep('Automatic', 3), emailStep('By hand', 10, { mode: 'manual' })],
  });
  const previewStep = (index: number) => preview(api, { planId, stepId: steps[index]!.id });
  expect((await previewStep(0)).warnings).toEqual([
    '1 reply of the customer’s is unread: automatic actions wait until somebody has read it.',
  ]);
  expect((await previewStep(1)).warnings).toEqual([]);
  expect((await preview(api, { template: late })).warnings).toEqual([]);
  await api.put('/v1/settings', { holdOnUnreadReply: false });
  expect((await previewStep(0)).warnings).toEqual([expect.stringContaining('I-2')]);
});

test('a preview takes any invoice of the customer as the reference, a paid one too', async () => {
  const api = await startDue();
  await saveInvoice(api, 'C-1', 'I-2', '2026-12-01', { grossAmount: 7700 });
  const template = { subject: '{{referenceInvoice.number}}', body: '{{referenceInvoice.amount}}' };
  expect(await preview(api, { template })).toMatchObject({ subject: 'I-1' });
  expect(await preview(api, { template, invoiceId: 'external:I-2' })).toMatchObject({
    subject: 'I-2',
    text: '€77.00\n',
  });
  await pay(api, 'C-1', 'P-1', '2026-11-23', { 'I-2': 7700 });
  expect(await preview(api, { template, invoiceId: 'external:I-2' })).toMatchObject({ subject: 'I-2' });
});

test.each([
  ['neither template nor step', {}, 400, /template/],
  ['both', { template: late, planId: 'pln_x', stepId: 'stp_x' }, 400, /template/],
  ['a syntax error', { template: { subject: 'x', body: 'a\n{{#if}' } }, 400, /template\.body: line 2/],
  ['an unknown field', { template: { subject: '{{customer.nme}}', body: 'x' } }, 400, /customer\.name/],
  ['an unknown key', { template: { key: 'none' } }, 400, /first-reminder/],
  ['a customer that there is not', { customerId: 'external:C-9', template: late }, 404, /customer/],
  ['another customer’s invoice', { invoiceId: 'external:I-2', template: late }, 404, /invoice/],
  ['an unknown plan', { planId: 'pln_x', stepId: 'stp_x' }, 404, /plan/],
  [
    'a field without a value',
    { template: { subject: 'x', body: '{{accountManager.name}}' } },
    422,
    /accountManager\.name/,
  ],
])('a preview of %s is refused', async (_, input, status, detail) => {
  const api = await start(sqlite!);
  await createDue(api, 2);
  const given = { customerId: 'external:C-1', ...input };
  expect(await api.problem('POST', '/v1/templates/preview', given)).toMatchObject({
    status,
    detail: expect.stringMatching(detail),
  });
});
