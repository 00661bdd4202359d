import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { events, mailbox, setClock } from './api/cadence.ts';
import { saveCustomer, saveInvoice } from './api/records.ts';
import { amountDue, CREATED, createRule, notify } from './api/rules.ts';
import { start, startSink } from './api/start.ts';

describe.each(databases)('$name', (database) => {
  test('RUL-3: a notification goes out once by e-mail; one for workflows is an event with its text', async () => {
    const api = await start(database);
    await createRule(api, amountDue('above', 0), {
      type: 'notify',
      channel: 'email',
      to: ['boss@example.com'],
      subject: '{{customer.name}} owes money',
      body: 'It is {{customer.outstanding}}.',
    });
    await createRule(api, amountDue('above', 0), notify);
    await saveCustomer(api, 'C-1', { name: 'Dupont' });
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20', { grossAmount: 123_456 });
    await expect.poll(async () => (await mailbox(api)).length, { timeout: 20_000 }).toBe(1);
    const [message] = await mailbox(api);
    expect(message).toMatchObject({ to: ['boss@example.com'], subject: 'Dupont owes money' });
    expect(message!.text).toContain('1,234.56');
    await setClock(api, '2026-11-24');
    expect(await mailbox(api)).toHaveLength(1);
    const told = await events(api, 'type=ruleNotification&customerId=external:C-1');
    expect(told.map(({ data, actor }) => [data['channel'], actor.type])).toEqual([
      ['event', 'rule'],
      ['email', 'rule'],
    ]);
    expect(told[0]!.data).toMatchObject({ subject: 'Dupont', text: expect.stringContaining('1,234.56') });
  });

  test('RUL-3: a notification goes out though the customer has no score, id or custom field yet: it prints a dash', async () => {
    const api = await start(database);
    await createRule(api, CREATED, {
      type: 'notify',
      channel: 'email',
      to: ['boss@example.com'],
      subject: '{{customer.name}} ({{customer.externalId}}) is new',
      body: [
        'Score {{customer.score}}, last {{customer.lastDunningDate}}, tier {{customer.custom.tier}}, by {{accountManager.name}}.',
        '{{#if customer.score}}Known{{else}}Unknown{{/if}}{{#with customer}} {{custom.region}}{{/with}}',
      ].join('\n'),
    });
    await api.post('/v1/customers', { name: 'Dupont', customFields: { region: 'north' } });
    await expect.poll(async () => (await mailbox(api)).length, { timeout: 20_000 }).toBe(1);
    const [message] = await mailbox(api);
    expect(message).toMatchObject({ subject: 'Dupont (–) is new' });
    expect(message!.text).toContain('Score –, last –, tier –, by –.');
    expect(message!.text).toContain('Unknown north');
    expect(await api.all('/v1/events?type=ruleNotification')).toMatchObject([{ data: { problem: null } }]);
  });

  test('RUL-3: a field of an invoice is refused when the rule is saved, with its position', async () => {
    const api = await start(database);
    const action = { ...notify, body: 'Dear\n{{referenceInvoice.number}}' };
    const answer = await api.problem('POST', '/v1/rules', { name: 'R', triggers: CREATED, action });
    expect(answer).toMatchObject({ status: 400, errors: [{ path: 'action.body' }] });
    expect(JSON.stringify(answer)).toContain('line 2, column');
  });

  test('RUL-3: a mail server that is away for hours costs no notification', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createRule(api, amountDue('above', 0), { ...notify, channel: 'email', to: ['boss@example.com'] });
    await sink.down();
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    const tryAgain = async () => {
      vi.setSystemTime(Date.now() + 15 * 60_000);
      await setClock(api, '2026-11-24');
    };
    for (let quarters = 0; quarters < 12; quarters++) await tryAgain();
    expect(await events(api, 'type=ruleWithoutEffect')).toEqual([]);
    await sink.up();
    await tryAgain();
    await sink.received(1);
    expect(sink.mails).toMatchObject([{ to: ['boss@example.com'] }]);
  });

  test('RUL-3, SND-2: a notification that may have gone out is not repeated; one that is refused for good is told', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    const action = { ...notify, channel: 'email', to: ['boss@example.com'] };
    await createRule(api, amountDue('above', 0), action);
    const problems = async () => (await events(api, 'type=ruleWithoutEffect')).map(({ data }) => data['reason']);
    sink.behaviour.afterData = () => 'close';
    await saveCustomer(api, 'C-1');
    await saveInvoice(api, 'C-1', 'I-1', '2026-12-20');
    await expect.poll(problems, { timeout: 20_000 }).toEqual([expect.stringContaining('may not have gone out')]);
    sink.behaviour.afterData = () => ({ code: 554, text: '5.7.1 No' });
    await saveCustomer(api, 'C-2');
    await saveInvoice(api, 'C-2', 'I-2', '2026-12-20');
    await expect.poll(problems, { timeout: 20_000 }).toHaveLength(2);
    await setClock(api, '2026-11-24');
    expect(sink.mails).toHaveLength(2);
  });
});
