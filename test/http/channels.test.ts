import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { pdfText } from '../support/pdfText.ts';
import { actions, claim, mailbox, run, setClock } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import type { Claimed } from './api/records.ts';
import { contactOf, createDue, createPlan, emailStep, saveCustomer, saveInvoice } from './api/records.ts';
import { OWNER_KEY, start } from './api/start.ts';

const sms = (more = {}) => emailStep('Text', 3, { channel: 'sms', ...more });
const letter = (more = {}) => emailStep('Letter', 3, { channel: 'letter', ...more });
const phone = { ...contactOf('C-1'), phone: '+33 6 12 34 56 78' };

async function claimed(api: Client): Promise<Claimed> {
  const [first] = await claim(api);
  return first!;
}

describe.each(databases)('$name', (database) => {
  test('PLN-2: an automatic SMS is not sent by a run but handed out by a claim, in plain text to phones', async () => {
    const api = await start(database);
    const body = '<p>Bonjour {{contact.firstName}},</p><p>reste {{referenceInvoice.outstanding}}</p>';
    await createDue(api, 1, { language: 'fr', steps: [sms({ template: { subject: 'SMS', body } })] });
    await saveCustomer(api, 'C-1', { contacts: [phone] });
    expect(await run(api)).toMatchObject({ executed: 0, failed: 0, remaining: 1, toClaim: 1, toDo: 0 });
    expect(await mailbox(api)).toEqual([]);
    const action = await claimed(api);
    expect(action).toMatchObject({ channel: 'sms', mode: 'automatic', reason: null });
    expect(action.message).toMatchObject({
      to: ['+33 6 12 34 56 78'],
      html: '',
      text: 'Bonjour Ann,\nreste 100,00 €',
      sms: { encoding: 'GSM-7', characters: 28, segments: 1 },
      attachments: [],
    });
    const { claimToken } = action;
    await api.post(`/v1/actions/${action.id}/complete`, { claimToken });
    const done = await api.get<{ status: string; message: object }>(`/v1/actions/${action.id}`);
    expect(done).toMatchObject({ status: 'executed', message: action.message });
  });

  test('MAN-2: an SMS without a phone waits under To do with the reason, until somebody adds one', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [sms()] });
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 0, toDo: 1 });
    expect(await actions(api, 'status=todo')).toMatchObject([{ reason: expect.stringMatching(/phone/) }]);
    await saveCustomer(api, 'C-1', { contacts: [phone] });
    expect(await run(api)).toMatchObject({ remaining: 1, toDo: 0 });
    expect(await claimed(api)).toMatchObject({ mode: 'automatic', reason: null });
  });

  test('MAN-2: an SMS or letter whose template does not render is handed out as manual, with the reason', async () => {
    const api = await start(database);
    const template = { subject: 'x', body: 'Call {{accountManager.name}}' };
    await createDue(api, 1, { steps: [letter({ template })] });
    const reason = expect.stringMatching(/accountManager\.name/);
    expect(await claimed(api)).toMatchObject({ channel: 'letter', mode: 'manual', reason, message: null });
  });

  test('a letter is a PDF behind a link that needs no key, as long as the link is good', async () => {
    const api = await start(database);
    const body = 'Dear {{contact.name}},\n\nplease pay.';
    await createDue(api, 1, { steps: [letter({ template: { subject: 'Last letter', body } })] });
    const customFields = { postalAddress: '12 rue de la Paix, 75002 Paris' };
    await api.post('/v1/custom-fields', { key: 'postalAddress', label: 'Address', type: 'text' });
    await saveCustomer(api, 'C-1', { customFields, country: 'FR' });
    expect(await run(api)).toMatchObject({ executed: 0, remaining: 1 });
    const { id, message } = await claimed(api);
    expect(message).toMatchObject({
      to: ['Customer C-1', 'Ann C-1', '12 rue de la Paix', '75002 Paris', 'FRANCE'],
      html: '',
      text: 'Dear Ann C-1,\n\nplease pay.\n',
      attachments: [{ fileName: 'letter.pdf' }],
    });
    const { url } = message!.attachments[0]!;
    const path = new URL(url).pathname;
    const file = await fetch(api.url + path);
    expect(file.headers.get('content-type')).toBe('application/pdf');
    const page = pdfText(new Uint8Array(await file.arrayBuffer())).join(' | ');
    expect(page).toContain('Customer C-1 | Ann C-1 | 12 rue de la Paix | 75002 Paris | FRANCE | November 23, 2026');
    expect(page).toContain(
      'Last letter | Dear Ann C-1, | please pay. | Invoice | Issued | Due date | Outstanding | I-1',
    );
    const byKey = await fetch(`${api.url}/v1/actions/${id}/letter.pdf`, {
      headers: { authorization: `Bearer ${OWNER_KEY}` },
    });
    expect(byKey.status).toBe(200);
    expect((await fetch(`${api.url}/v1/actions/${id}/letter.pdf`)).status).toBe(401);
    expect((await fetch(api.url + path.replace(/\.[^./]+\/letter/, '.AAAAAAAAAAAAAAAAAAAAAAAA/letter'))).status).toBe(
      404,
    );
    await setClock(api, '2026-12-01');
    expect((await fetch(api.url + path)).status).toBe(404);
  });

  test('a planned letter can be looked at before it is handed out; a call is none', async () => {
    const api = await start(database);
    await createDue(api, 1, { steps: [letter(), emailStep('Call', 10, { channel: 'call', mode: 'manual' })] });
    const [planned] = await actions(api);
    const get = (id: string) =>
      fetch(`${api.url}/v1/actions/${id}/letter.pdf`, { headers: { authorization: `Bearer ${OWNER_KEY}` } });
    expect((await get(planned!.id)).status).toBe(200);
    expect((await get('act_none')).status).toBe(404);
    const { claimToken } = await claimed(api);
    await api.post(`/v1/actions/${planned!.id}/complete`, { claimToken });
    expect((await get(planned!.id)).status).toBe(200);
    const [call] = await actions(api, 'status=planned');
    expect((await get(call!.id)).status).toBe(422);
  });

  test('calls and tasks bring their text along: a call with the phones, a task for nobody outside', async () => {
    const api = await start(database);
    const template = { subject: 'Ask about {{referenceInvoice.number}}', body: 'Owes {{customer.outstanding}}' };
    const manual = { mode: 'manual' as const, template };
    await createDue(api, 1, { steps: [emailStep('Call', 3, { channel: 'call', ...manual })] });
    await saveCustomer(api, 'C-1', { contacts: [phone] });
    expect(await claimed(api)).toMatchObject({
      channel: 'call',
      message: { to: ['+33 6 12 34 56 78'], subject: 'Ask about I-1', text: 'Owes €100.00\n', html: '' },
    });
    const steps = [emailStep('Task', 3, { channel: 'task', ...manual })];
    const { id: dunningPlanId } = await createPlan(api, { name: 'Tasks', steps });
    await saveCustomer(api, 'C-2', { dunningPlanId });
    await saveInvoice(api, 'C-2', 'I-2', '2026-11-20');
    const [task] = await claim(api, { channel: 'task' });
    expect(task).toMatchObject({ message: { to: [], subject: 'Ask about I-2', html: '' } });
  });
});
