import { describe, expect, test } from 'vitest';
import { mailbox } from '../../http/api/cadence.ts';
import type { Client } from '../../http/api/client.ts';
import { createPlan, emailStep, type Invoice } from '../../http/api/records.ts';
import { OWNER_KEY } from '../../http/api/start.ts';
import { databases } from '../../support/databases.ts';
import { NOON, StripeBooks } from './books.ts';
import { connectStripe, startForSources, sync } from './connected.ts';
import { stripeForTest, type StripeServer } from './server.ts';

const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const template = { subject: 'Invoice {{invoice.number}}', body: '{{invoice.amount}}' };

interface Sending {
  readonly sent: number;
  readonly waiting: readonly { readonly reason: string; readonly detail: string | null }[];
}

/** One new invoice at Stripe, to be sent by the connector; its link leads where `link` says. */
async function prepare(api: Client, stripe: StripeServer, link = `${stripe.url}/pdf/in_1`): Promise<void> {
  await api.put('/v1/settings', { sendInvoices: true });
  const invoiceMessage = { automatic: true, delayDays: 0, template };
  await createPlan(api, { isDefault: true, steps: [emailStep('First', 3)], invoiceMessage });
  stripe.books.change('in_1', { invoice_pdf: link });
  await sync(api, await connectStripe(api, stripe));
}

function oneInvoice(): StripeBooks {
  const books = new StripeBooks();
  books.customer('cus_1');
  books.invoice('in_1', 'cus_1', { due_date: NOON + 30 * 86_400 });
  return books;
}

const NEXT_DAY = '2026-11-24T09:00:00Z';
const send = (api: Client, input: object = {}): Promise<Sending> => api.post('/v1/invoice-sending/runs', input);

describe.each(databases)('$name', (database) => {
  test('INV-4: an invoice without a PDF gets it from Stripe when it goes out, once, and keeps it', async () => {
    const stripe = await stripeForTest(oneInvoice());
    const api = await startForSources(database);
    await prepare(api, stripe);
    stripe.pdfs.set('in_1', PDF);
    await api.put('/v1/test-clock', { now: NEXT_DAY });
    expect(await send(api, { dryRun: true })).toMatchObject({ sent: 1, waiting: [] });
    expect(await send(api)).toMatchObject({ sent: 1, waiting: [] });
    expect(await send(api)).toMatchObject({ sent: 0 });
    const [message, ...others] = await mailbox(api);
    expect([JSON.stringify(message), others]).toEqual([expect.stringContaining('.pdf'), []]);
    const kept = await fetch(`${api.url}/v1/invoices/external:in_1/pdf`, {
      headers: { authorization: `Bearer ${OWNER_KEY}` },
    });
    expect(Buffer.from(await kept.arrayBuffer())).toEqual(PDF);
  });

  test.each([
    ['a web page', Buffer.from('<!DOCTYPE html><html>Sign in</html>'), 'web page'],
    ['a PDF cut off', PDF.subarray(0, 20), 'cut off'],
    ['nothing', null, 'answered 404'],
  ])(
    'INV-4: where Stripe gives %s, it stays to send and says why; the PDF arriving later sends it',
    async (_, given, why) => {
      const stripe = await stripeForTest(oneInvoice());
      const api = await startForSources(database);
      await prepare(api, stripe);
      if (given) stripe.pdfs.set('in_1', given);
      await api.put('/v1/test-clock', { now: NEXT_DAY });
      expect(await send(api)).toMatchObject({
        sent: 0,
        waiting: [{ reason: 'noPdf', detail: expect.stringContaining(why) }],
      });
      expect(await api.problem('POST', '/v1/invoices/external:in_1/send', {})).toMatchObject({
        status: 422,
        detail: expect.stringContaining(why),
      });
      expect((await api.get<Invoice>('/v1/invoices/external:in_1')).status).toBe('toSend');
      stripe.pdfs.set('in_1', PDF);
      expect(await send(api)).toMatchObject({ sent: 1 });
    },
  );

  test('a link that leads to a private address is not followed', async () => {
    const stripe = await stripeForTest(oneInvoice());
    const api = await startForSources(database);
    await prepare(api, stripe, 'http://169.254.169.254/latest/meta-data');
    await api.put('/v1/test-clock', { now: NEXT_DAY });
    expect(await send(api)).toMatchObject({
      sent: 0,
      waiting: [{ reason: 'noPdf', detail: expect.stringMatching(/could not be fetched/) }],
    });
  });
});
