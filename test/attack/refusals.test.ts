import { describe, expect, onTestFinished, test } from 'vitest';
import { actions, run } from '../http/api/cadence.ts';
import { contactOf, createPlan, emailStep, saveCustomer, saveInvoice } from '../http/api/records.ts';
import { start } from '../http/api/start.ts';
import { databases } from '../support/databases.ts';
import { startSmtpSink } from '../support/smtp.ts';

const GREYLISTED = { code: 450, text: '4.7.1 Greylisted, try again later' };
const POLICY = { code: 550, text: '5.7.1 Refused by policy' };
const NOBODY = { code: 550, text: '5.1.1 No such user' };

async function startSink() {
  const sink = await startSmtpSink();
  onTestFinished(() => sink.down());
  return sink;
}

describe.each(databases)('$name', (database) => {
  test.each([
    { refusal: GREYLISTED, toDo: 0 },
    { refusal: POLICY, toDo: 1 },
  ])('SND-2: a recipient refused with $refusal.text is asked once a run, and holds up nobody', async (example) => {
    const sink = await startSink();
    const asked: string[] = [];
    sink.behaviour.recipient = (address) => {
      asked.push(address);
      return address.includes('c1') ? example.refusal : null;
    };
    const api = await start(database, { smtpUrl: sink.url });
    await createPlan(api, { isDefault: true });
    for (const name of ['C1', 'C2']) {
      await saveCustomer(api, name);
      await saveInvoice(api, name, `F-${name}`, '2026-11-16');
    }

    expect(await run(api)).toMatchObject({ executed: 1, failed: 1, toDo: example.toDo });
    expect(asked.toSorted()).toEqual(['ann@c1.example', 'ann@c2.example']);
    expect(await actions(api, 'status=failed')).toMatchObject([{ customer: { externalId: 'C1' } }]);
    const reasons = (await actions(api, 'status=todo')).map(({ reason }) => reason);
    expect(reasons).toEqual(example.toDo === 1 ? [expect.stringContaining(example.refusal.text)] : []);

    // Not yet again, but on another day the queue still moves.
    expect(await run(api)).toMatchObject({ executed: 0, failed: 0 });
    await saveCustomer(api, 'C3');
    await saveInvoice(api, 'C3', 'F-C3', '2026-11-16');
    expect(await run(api, '2026-11-24')).toMatchObject({ executed: 1 });
  });

  test('MAN-2: an address of a custom field that the server says is none waits for a person', async () => {
    const sink = await startSink();
    sink.behaviour.recipient = () => NOBODY;
    const api = await start(database, { smtpUrl: sink.url });
    const steps = [
      emailStep('First', 3, { recipients: ['custom.billing'], template: { subject: 'Reminder', body: 'Hello' } }),
    ];
    await createPlan(api, { isDefault: true, steps });
    await saveCustomer(api, 'C1', { customFields: { billing: 'nobody@c1.example' } });
    await saveInvoice(api, 'C1', 'F1', '2026-11-16');

    expect(await run(api)).toMatchObject({ executed: 0, failed: 1, toDo: 1 });
    const [toDo] = await actions(api, 'status=todo');
    expect(toDo?.reason).toContain('No such user');
  });

  test('CUS-3: when the server says that the main contact is none, the next one gets the reminder', async () => {
    const sink = await startSink();
    sink.behaviour.recipient = (address) => (address.startsWith('ann') ? NOBODY : null);
    const api = await start(database, { smtpUrl: sink.url });
    await createPlan(api, { isDefault: true });
    const contacts = [contactOf('C1'), { firstName: 'Bob', lastName: 'C1', email: 'bob@c1.example' }];
    await saveCustomer(api, 'C1', { contacts });
    await saveInvoice(api, 'C1', 'F1', '2026-11-16');

    expect(await run(api)).toMatchObject({ executed: 1, failed: 1, toDo: 0 });
    expect(sink.mails.map(({ to }) => to)).toEqual([['bob@c1.example']]);
  });
});
