import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import type { Client } from './api/client.ts';
import { open, portalOf, said } from './api/portal.ts';
import { type BatchResults, readInvoice, saveCustomer, saveInvoice } from './api/records.ts';
import { start } from './api/start.ts';

const PAY = 'https://pay.example/I-1?a=1&b="2"';

const importCsv = (api: Client, text: string) =>
  api.request('POST', '/v1/invoices/import', { raw: text, headers: { 'Content-Type': 'text/csv' } });

describe.each(databases)('$name', (database) => {
  test('C11: an open invoice has the link that it can be paid with, until it is in dispute', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    expect(await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { paymentUrl: PAY })).toMatchObject({ paymentUrl: PAY });
    expect(await saveInvoice(api, 'C-1', 'I-2', '2026-11-20')).toMatchObject({ paymentUrl: null });
    const portal = await portalOf(api, 'C-1');
    const links = async () => (await open(api, portal)).html.match(/<a [^>]*>/g);
    expect(await links()).toEqual([
      '<a class="pay" href="https://pay.example/I-1?a=1&amp;b=&quot;2&quot;" rel="noopener noreferrer">',
    ]);
    // What does not name it leaves it.
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-27');
    expect(await readInvoice(api, 'I-1')).toMatchObject({ paymentUrl: PAY });
    await api.post('/v1/invoices/external:I-1/dispute', { reason: 'goods' });
    expect(await links()).toBeNull();
    await api.post('/v1/invoices/external:I-1/dispute/close');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20', { paymentUrl: null });
    expect(await links()).toBeNull();
  });

  test('C11: a link to pay is an https address and nothing else, by itself and in a batch', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const body = {
      ...{ externalId: 'I-1', number: 'I-1', customer: { externalId: 'C-1' }, currency: 'EUR', grossAmount: 100 },
      ...{ issuedAt: '2026-10-21', dueDate: '2026-11-20' },
    };
    for (const paymentUrl of [
      'http://pay.example/1',
      'javascript:alert(1)',
      'https:alert(1)',
      'https://user:secret@pay.example/',
      'https://pay.example/a b',
      'https://',
      'pay.example',
      '',
      `https://pay.example/${'x'.repeat(2000)}`,
    ]) {
      const { status, errors } = await api.problem('POST', '/v1/invoices', { body: { ...body, paymentUrl } });
      expect([paymentUrl, status, errors?.map(({ path }) => path)]).toEqual([paymentUrl, 400, ['paymentUrl']]);
    }
    const invoices = [
      { ...body, paymentUrl: 'data:text/html,x' },
      { ...body, externalId: 'I-2', number: 'I-2', paymentUrl: PAY },
    ];
    const { results } = await api.post<{ results: BatchResults }>('/v1/invoices/batch', { invoices });
    expect(results).toMatchObject([{ status: 'refused', errors: [{ path: 'paymentUrl' }] }, { status: 'created' }]);
    expect(await readInvoice(api, 'I-2')).toMatchObject({ paymentUrl: PAY });
  });

  test('C11: a file brings links to pay, and leaves them where it has no such column', async () => {
    const api = await start(database);
    await saveCustomer(api, 'C-1');
    const head = 'externalId,number,customerExternalId,issuedAt,dueDate,currency,grossAmount';
    const line = 'I-1,I-1,C-1,2026-10-21,2026-11-20,EUR,10000';
    await importCsv(api, `${head},paymentUrl\n${line},https://pay.example/1\n`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ paymentUrl: 'https://pay.example/1' });
    await importCsv(api, `${head}\n${line.replace('10000', '12000')}\n`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ grossAmount: 12_000, paymentUrl: 'https://pay.example/1' });
    await importCsv(api, `${head},paymentUrl\n${line},http://pay.example/1\n`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ grossAmount: 12_000, paymentUrl: 'https://pay.example/1' });
    await importCsv(api, `${head},paymentUrl\n${line},\n`);
    expect(await readInvoice(api, 'I-1')).toMatchObject({ grossAmount: 10_000, paymentUrl: null });
  });

  test('C11: the settings say how to pay: plain text below the invoices, escaped; no setting, no text', async () => {
    const api = await start(database);
    expect(await api.get('/v1/settings')).toMatchObject({ paymentInstructions: null });
    await saveCustomer(api, 'C-1');
    const portal = await portalOf(api, 'C-1');
    const paymentInstructions = 'IBAN DE02 1203 0000 0000 2020 51\n<b>Atelier</b> & Söhne';
    await api.put('/v1/settings', { paymentInstructions });
    expect(said(await open(api, portal))).not.toContain('IBAN');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    expect((await open(api, portal)).html).toContain(
      '<p>IBAN DE02 1203 0000 0000 2020 51\n&lt;b&gt;Atelier&lt;/b&gt; &amp; Söhne</p>',
    );
    const { errors } = await api.problem('PUT', '/v1/settings', { paymentInstructions: 'x'.repeat(2_001) });
    expect(errors).toMatchObject([{ path: 'paymentInstructions' }]);
    await api.put('/v1/settings', { paymentInstructions: null });
    expect(said(await open(api, portal))).not.toContain('How to pay');
  });

  test('C11: the page is in the customer’s language, else in English', async () => {
    const api = await start(database);
    await api.put('/v1/settings', { paymentInstructions: 'IBAN' });
    for (const [language, promised, howToPay] of [
      ['de', 'Zahlung zugesagt bis 4. Dezember 2026', 'So können Sie bezahlen'],
      ['de-AT', 'Zahlung zugesagt bis 4. Dezember 2026', 'So können Sie bezahlen'],
      ['fr', 'paiement promis pour le 4 décembre 2026', 'Comment payer'],
      ['es', 'pago prometido para el 4 de diciembre de 2026', 'Cómo pagar'],
      ['it', 'pagamento promesso entro il 4 dicembre 2026', 'Come pagare'],
      ['nl', 'betaling toegezegd voor 4 december 2026', 'Zo kunt u betalen'],
      ['pl', 'promised for December 4, 2026', 'How to pay'],
    ] as const) {
      await saveCustomer(api, language, { language });
      await saveInvoice(api, language, `I-${language}`, '2026-11-20');
      await api.post(`/v1/invoices/external:I-${language}/promise`, { date: '2026-12-04' });
      const page = await open(api, await portalOf(api, language));
      expect(said(page)).toContain(promised);
      expect(said(page)).toContain(howToPay);
    }
  });
});
