import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { pdfText } from '../support/pdfText.ts';
import { actions, claim, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { createDue, emailStep, saveCustomer, saveInvoice } from './api/records.ts';
import { OWNER_KEY, start, startSink } from './api/start.ts';

const pdf = (mark: string) => Buffer.from(`%PDF-1.4\n% ${mark}\n%%EOF\n`);

async function put(api: Client, invoice: string, fileName?: string): Promise<void> {
  const query = fileName === undefined ? '' : `?fileName=${encodeURIComponent(fileName)}`;
  const response = await fetch(`${api.url}/v1/invoices/external:${invoice}/pdf${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${OWNER_KEY}`, 'content-type': 'application/pdf' },
    body: pdf(invoice),
  });
  expect(response.status).toBe(200);
}

const attaching = (more = {}) => ({ steps: [emailStep('First', 3, { attachInvoices: true, ...more })] });

/** C-1 with I-1 and I-2 overdue, I-3 not yet due, I-4 in dispute. */
async function withInvoices(api: Client, plan: object): Promise<void> {
  await createDue(api, 1, plan);
  await saveInvoice(api, 'C-1', 'I-2', '2026-11-21');
  await saveInvoice(api, 'C-1', 'I-3', '2026-12-21');
  await saveInvoice(api, 'C-1', 'I-4', '2026-11-19');
  await api.post('/v1/invoices/external:I-4/dispute', { reason: 'goods' });
}

interface Message {
  readonly id: string;
  readonly attachments: { readonly fileName: string; readonly size: number; readonly url: string }[];
}

async function mails(api: Client): Promise<Message[]> {
  return (await api.get<{ data: Message[] }>('/mailbox')).data;
}

const names = (files: readonly { readonly fileName?: string }[]) => files.map(({ fileName }) => fileName);

describe.each(databases)('$name', (database) => {
  test('PLN-2: at customer level the PDFs of all overdue, undisputed invoices go along, and the statement', async () => {
    const api = await start(database);
    await withInvoices(api, attaching({ attachStatement: true }));
    for (const invoice of ['I-1', 'I-2', 'I-3', 'I-4']) await put(api, invoice);
    expect(await run(api)).toMatchObject({ executed: 1 });
    const [mail] = await mails(api);
    expect(names(mail!.attachments)).toEqual(['I-1.pdf', 'I-2.pdf', 'Statement of account 2026-11-23.pdf']);
    const read = async (place: number) => {
      const headers = { authorization: `Bearer ${OWNER_KEY}` };
      return new Uint8Array(await (await fetch(api.url + mail!.attachments[place]!.url, { headers })).arrayBuffer());
    };
    expect(Buffer.from(await read(1))).toEqual(pdf('I-2'));
    expect(pdfText(await read(2))).toEqual(expect.arrayContaining(['Statement of account', 'I-1', 'I-3', 'I-4']));
    expect((await fetch(api.url + mail!.attachments[0]!.url)).status).toBe(401);
    expect(await actions(api, 'status=executed')).toMatchObject([{ note: null }]);
  });

  test('PLN-2: at invoice level the invoice’s own PDF goes along', async () => {
    const api = await start(database);
    const plan = await api.post<{ id: string }>('/v1/plans', { name: 'By invoice', level: 'invoice', ...attaching() });
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-11-20');
    await saveInvoice(api, 'C-1', 'I-2', '2026-11-20', { dunningPlanId: plan.id });
    for (const invoice of ['I-1', 'I-2']) await put(api, invoice);
    await run(api);
    expect((await mails(api)).map(({ attachments }) => names(attachments))).toEqual([['I-2.pdf']]);
  });

  test('a reminder goes out without a PDF that is missing, and its action says so', async () => {
    const api = await start(database);
    await withInvoices(api, attaching());
    await put(api, 'I-2');
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(names((await mails(api))[0]!.attachments)).toEqual(['I-2.pdf']);
    expect(await actions(api, 'status=executed')).toMatchObject([{ note: expect.stringMatching(/PDF of I-1\b/) }]);
  });

  test('CLM-1: a claim names attachments by links that need no key', async () => {
    const api = await start(database);
    await withInvoices(api, attaching({ attachStatement: true }));
    await put(api, 'I-1', 'Facture № 1.pdf');
    const [claimed] = await claim(api);
    const { attachments } = claimed!.message!;
    expect(names(attachments)).toEqual(['Facture № 1.pdf', 'Statement of account 2026-11-23.pdf']);
    const file = await fetch(api.url + new URL(attachments[0]!.url).pathname);
    expect(Buffer.from(await file.arrayBuffer())).toEqual(pdf('I-1'));
    expect(file.headers.get('cache-control')).toContain('no-store');
    const statement = await fetch(api.url + new URL(attachments[1]!.url).pathname);
    expect(pdfText(new Uint8Array(await statement.arrayBuffer()))).toContain('Statement of account');
    const forged = new URL(attachments[1]!.url).pathname.replace('statement.', 'document.');
    expect((await fetch(api.url + forged)).status).toBe(404);
    const { claimToken } = claimed!;
    await api.post(`/v1/actions/${claimed!.id}/complete`, { claimToken });
    const done = await api.get<{ message: { attachments: { fileName: string }[] } }>(`/v1/actions/${claimed!.id}`);
    expect(names(done.message.attachments)).toEqual(names(attachments));
  });
});

test('over SMTP attachments arrive whole, with names in any alphabet', async () => {
  const sink = await startSink();
  const api = await start(databases[0]!, { smtpUrl: sink.url });
  await withInvoices(api, attaching({ attachStatement: true }));
  await saveCustomer(api, 'C-1', { language: 'fr' });
  await put(api, 'I-1', 'Счёт 株式会社 – été "1".pdf');
  await put(api, 'I-2', 'I-1.pdf');
  expect(await run(api)).toMatchObject({ executed: 1, failed: 0 });
  const [mail] = sink.mails;
  expect(mail!.to).toEqual(['ann@c-1.example']);
  expect(names(mail!.attachments)).toEqual([
    'Счёт 株式会社 – été -1-.pdf',
    'I-1.pdf',
    'Relevé de compte 2026-11-23.pdf',
  ]);
  expect(mail!.attachments[0]!.content).toEqual(pdf('I-1'));
  expect(mail!.attachments.every(({ contentType }) => contentType === 'application/pdf')).toBe(true);
  expect(pdfText(mail!.attachments[2]!.content)).toContain('Relevé de compte');
});
