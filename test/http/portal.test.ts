import { describe, expect, test } from 'vitest';
import { escapeHtml } from '../../connector/src/http/html.ts';
import { databases } from '../support/databases.ts';
import { events, lines, run, runDaily, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { open, portalOf, said, send } from './api/portal.ts';
import { createPlan, emailStep, type Event, pay, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

/** C-1 with I-1 of 100.00 EUR, due on Friday 20 November 2026; where its forms go. */
async function withInvoice(api: Client, language = 'en'): Promise<{ portal: string; form: string; id: string }> {
  await saveCustomer(api, 'C-1', { language });
  const { id } = await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
  const portal = await portalOf(api, 'C-1');
  return { portal, form: `${portal}/invoices/${id}`, id };
}

async function told(api: Client): Promise<Event[]> {
  return (await events(api)).filter(({ type }) => /^(promise|dispute)/.test(type));
}

describe.each(databases)('$name', (database) => {
  test('C11, PRO-1: a customer promises to pay all by a day; the page says so, reminders of the invoice wait, history says who', async () => {
    const api = await start(database);
    const plan = await createPlan(api, { level: 'invoice', steps: [emailStep('First', 3)] });
    const { portal, form, id } = await withInvoice(api);
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { dunningPlanId: plan.id });
    const before = await open(api, portal);
    expect(before.html).toContain(`action="${form}/promises#${id}"`);
    expect(before.html).toContain('min="2026-11-23" max="2026-12-23"');
    const sent = await send(api, `${form}/promises`, { date: '2026-12-04', amount: '' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, `${portal}#${id}`]);
    const page = await open(api, portal);
    expect(said(page)).toContain('promised for December 4, 2026');
    expect(page.html).not.toContain(`${form}/promises`);
    expect(page.html).toContain(`${form}/disputes`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({
      promise: { date: '2026-12-04', amount: 10_000, pause: true, status: 'open' },
      pausedUntil: '2026-12-05',
    });
    const [made, ...more] = await told(api);
    expect(more).toEqual([]);
    const customerId = made!.customerId!;
    expect(made).toMatchObject({
      type: 'promiseMade',
      actor: { type: 'customer', id: customerId, name: 'Customer C-1', via: 'portal' },
      data: { invoiceId: id, date: '2026-12-04', amount: 10_000 },
    });
    await runDaily(api, '2026-11-23', '2026-12-07');
    expect(await lines(api, 'executed')).toContain('2026-12-07 First I-1');
  });

  test('C11, PRO-1: of a part the amount is what people write; the same form again, or twice at once, is one promise', async () => {
    const api = await start(database);
    const { portal, form } = await withInvoice(api, 'fr');
    const fields = { date: '2026-11-27', amount: '40,50' };
    const twice = await Promise.all([send(api, `${form}/promises`, fields), send(api, `${form}/promises`, fields)]);
    expect([...twice, await send(api, `${form}/promises`, fields)].map(({ status }) => status)).toEqual([
      303, 303, 303,
    ]);
    expect(await told(api)).toMatchObject([{ type: 'promiseMade', data: { amount: 4_050 } }]);
    expect(said(await open(api, portal)).replace(/[\u00a0\u202f]/g, ' ')).toContain(
      'paiement promis pour le 27 novembre 2026: 40,50 €',
    );
    const other = await send(api, `${form}/promises`, { date: '2026-11-30', amount: '' });
    expect([other.status, other.html]).toEqual([409, expect.stringContaining('Autre chose a déjà été enregistré')]);
    expect(await told(api)).toHaveLength(1);
  });

  test('C11, PRO-1: a promise for no day of the next 30, or of an amount that is not open, is shown again with what is wrong', async () => {
    const api = await start(database);
    const { form, id } = await withInvoice(api);
    const cases: readonly [string, Record<string, string>][] = [
      ['date', { date: '2026-11-22' }],
      ['date', { date: '2026-12-24' }],
      ['date', { date: '2026-11-31' }],
      ['date', { amount: '1' }],
      ['amount', { date: '2026-11-27', amount: '100.01' }],
      ['amount', { date: '2026-11-27', amount: '0' }],
      ['amount', { date: '2026-11-27', amount: '-5' }],
      ['amount', { date: '2026-11-27', amount: '"><b>50</b>' }],
    ];
    for (const [name, fields] of cases) {
      const page = await send(api, `${form}/promises`, fields);
      expect([fields, page.status]).toEqual([fields, 422]);
      expect(page.html).toContain(`aria-describedby="${id}-${name}-wrong"`);
      expect(page.html).toContain('<details open>');
      expect(page.html).not.toContain('<b>');
      for (const typed of Object.values(fields)) expect(page.html).toContain(`value="${escapeHtml(typed)}"`);
    }
    expect(await told(api)).toEqual([]);
  });

  test('C11, PRO-1: up to 30 days ahead; a customer shortens no pause of colleagues, and after a broken promise pauses nothing', async () => {
    const api = await start(database);
    const { form } = await withInvoice(api);
    await api.post('/v1/invoices/external:I-1/pause');
    expect((await send(api, `${form}/promises`, { date: '2026-12-23' })).status).toBe(303);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ paused: true, pausedUntil: null, promise: { pause: false } });
    await api.post('/v1/invoices/external:I-1/resume');
    await setClock(api, '2026-12-24');
    expect(await readInvoice(api, 'I-1')).toMatchObject({ promise: { status: 'broken' } });
    expect((await send(api, `${form}/promises`, { date: '2026-12-30' })).status).toBe(303);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ paused: false, promise: { status: 'open', pause: false } });
  });

  test('C11, DIS-1: a customer disputes an invoice, once; it is not collected, the page marks it and takes no more of it', async () => {
    const api = await start(database);
    const plan = await createPlan(api);
    const { portal, form, id } = await withInvoice(api, 'fr');
    await saveCustomer(api, 'C-1', { dunningPlanId: plan.id });
    expect(said(await open(api, portal))).toContain('Marchandise manquante ou défectueuse');
    const fields = { reason: 'goods', comment: 'Two <b>boxes</b>\r\nare "missing"\0 & one is wet' };
    const twice = await Promise.all([send(api, `${form}/disputes`, fields), send(api, `${form}/disputes`, fields)]);
    expect(twice.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
      Array(2).fill([303, `${portal}#${id}`]),
    );
    expect((await send(api, `${form}/disputes`, { reason: 'amount', comment: '' })).status).toBe(303);
    expect(await told(api)).toMatchObject([
      {
        type: 'disputeOpened',
        actor: { type: 'customer', name: 'Customer C-1', via: 'portal' },
        data: { invoiceId: id, reason: 'goods', comment: 'Two <b>boxes</b>\nare "missing" & one is wet' },
      },
    ]);
    const page = await open(api, portal);
    expect(said(page)).toContain('en litige');
    expect(page.html).not.toContain('<form');
    expect((await send(api, `${form}/promises`, { date: '2026-11-27' })).status).toBe(409);
    await run(api);
    expect(await lines(api, 'executed')).not.toContainEqual(expect.stringContaining('First'));
  });

  test('C11, DIS-1: a dispute without a reason of the list, or with too long a comment, is shown again, escaped', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { disputeReasons: [{ key: 'own', label: 'Our <own> reason' }] });
    const { form, portal, id } = await withInvoice(api);
    expect((await open(api, portal)).html).toContain('<option value="own">Our &lt;own&gt; reason</option>');
    const unknown = await send(api, `${form}/disputes`, {
      reason: 'goods',
      comment: '</textarea><script>alert(1)</script>',
    });
    expect([unknown.status, unknown.html]).toEqual([422, expect.stringContaining(`id="${id}-reason-wrong"`)]);
    expect(unknown.html).toContain('&lt;/textarea&gt;&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(unknown.html).not.toContain('<script');
    const long = await send(api, `${form}/disputes`, { reason: 'own', comment: 'é'.repeat(2_001) });
    expect([long.status, long.html]).toEqual([422, expect.stringContaining(`id="${id}-comment-wrong"`)]);
    expect(long.html).toContain('<option value="own" selected>');
    expect(await told(api)).toEqual([]);
    expect((await send(api, `${form}/disputes`, { reason: 'own', comment: 'é\r\n'.repeat(999) + 'é' })).status).toBe(
      303,
    );
    expect(await readInvoice(api, 'I-1')).toMatchObject({ dispute: { comment: 'é\n'.repeat(999) + 'é' } });
  });

  test('C11, PRO-1, DIS-1: to a customer there are its own open invoices alone: all others are not there', async () => {
    const api = await start(database);
    const { portal, form } = await withInvoice(api);
    await saveCustomer(api, 'C-2');
    const foreign = await saveInvoice(api, 'C-2', 'F-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'V-1', '2026-11-20');
    const voided = await api.post<{ id: string }>('/v1/invoices/external:V-1/void');
    const paid = await saveInvoice(api, 'C-1', 'P-1', '2026-11-20');
    await pay(api, 'C-1', 'X-1', '2026-11-23', { 'P-1': 10_000 });
    await api.put('/v1/settings', { sendInvoices: true });
    const toSend = await saveInvoice(api, 'C-1', 'S-1', '2026-11-20');
    const seen = (await open(api, portal)).html;
    for (const id of [foreign.id, voided.id, paid.id, toSend.id, 'external:I-1', 'inv_none']) {
      expect(seen).not.toContain(id);
      for (const name of ['promises', 'disputes']) {
        const fields = { date: '2026-11-27', reason: 'other' };
        const answer = await send(api, `${portal}/invoices/${id}/${name}`, fields);
        expect([id, answer.status, answer.headers.get('content-type')]).toEqual([id, 404, 'text/html; charset=utf-8']);
      }
    }
    await api.post('/v1/customers/external:C-1/exclude');
    for (const path of [portal, `${form}/promises`])
      expect(said(await open(api, path))).toContain('This link has expired');
    expect((await send(api, `${form}/disputes`, { reason: 'other' })).status).toBe(404);
    expect(await told(api)).toEqual([]);
  });

  test('C11: a forged or expired link, another site, another kind of body and a megabyte change nothing', async () => {
    const api = await start(database);
    const { portal, form } = await withInvoice(api);
    const fields = { date: '2026-11-27' };
    const forged = form.replace(/(.)(?=\/invoices)/, (letter) => (letter === 'a' ? 'b' : 'a'));
    expect((await send(api, `${forged}/promises`, fields)).status).toBe(404);
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: api.url, 'sec-fetch-site': 'cross-site' },
    ])
      expect((await send(api, `${form}/promises`, fields, headers as Record<string, string>)).status).toBe(403);
    const json = { method: 'POST', body: JSON.stringify(fields), headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${api.url}${form}/promises`, json)).status).toBe(415);
    expect((await fetch(`${api.url}${form}/promises`, { method: 'POST' })).status).toBe(415);
    const large = await send(api, `${form}/disputes`, { reason: 'other', comment: 'x'.repeat(1_000_000) });
    expect([large.status, large.html]).toEqual([413, expect.stringContaining('at most 32 kB')]);
    const back = await open(api, `${form}/promises`);
    expect([back.status, back.headers.get('location')]).toEqual([303, portal]);
    await setClock(api, '2027-02-22');
    expect((await send(api, `${form}/promises`, { date: '2027-02-23' })).status).toBe(404);
    expect(await told(api)).toEqual([]);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ promise: null, dispute: null });
  });

  test('C11, PRO-1: without an Origin, or with that of the public address, a form is taken; paths keep what is before them', async () => {
    const api = await start(database, { env: { DUNNING_PUBLIC_URL: 'https://pay.example/dunning' } });
    const { portal, form } = await withInvoice(api);
    expect((await open(api, portal)).html).toContain(`action="/dunning${form}/promises#`);
    const sent = await send(api, `${form}/promises`, { date: '2026-11-27' }, { origin: 'https://pay.example' });
    expect([sent.status, sent.headers.get('location')]).toEqual([303, expect.stringMatching(`^/dunning${portal}#`)]);
    expect((await send(api, `${form}/disputes`, { reason: 'other' }, {})).status).toBe(303);
  });
});
