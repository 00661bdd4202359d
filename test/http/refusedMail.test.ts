import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { databases } from '../support/databases.ts';
import { actions, events, lines, run } from './api/cadence.ts';
import type { Client } from './api/client.ts';
import { contactOf, createDue, emailStep, readCustomer, saveCustomer } from './api/records.ts';
import { start, startSink } from './api/start.ts';
import { messageIdOf } from './api/replies.ts';

const NO_SUCH_USER = { code: 550, text: '5.1.1 No such user here' };
const MAILBOX_FULL = { code: 450, text: '4.2.2 Mailbox full' };

/** The status and reason of every action of a customer, the latest last. */
async function fate(api: Client, customer: string): Promise<[string, string | null][]> {
  return (await actions(api, `customerId=external:${customer}`)).map(({ status, reason }) => [status, reason]);
}

/** The backoff follows the wall clock (CLK-2), which stands still here until it is moved. */
function passMinutes(minutes: number): void {
  vi.setSystemTime(Date.now() + minutes * 60_000);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe.each(databases)('$name', (database) => {
  test('a recipient refused with 550 is invalid, its action To do with the reason, and the others get theirs', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 3);
    sink.behaviour.recipient = (address) => (address === 'ann@c-2.example' ? NO_SUCH_USER : null);
    expect(await run(api)).toMatchObject({ executed: 2, failed: 1, uncertain: 0, toDo: 1, remaining: 0 });
    expect(sink.mails.map(({ to }) => to.join()).sort()).toEqual(['ann@c-1.example', 'ann@c-3.example']);
    expect((await readCustomer(api, 'C-2')).contacts).toMatchObject([
      { isInvalid: true, invalidReason: expect.stringMatching(/No such user/) },
    ]);
    expect(await fate(api, 'C-2')).toEqual([
      ['failed', expect.stringMatching(/No such user/)],
      ['todo', expect.stringMatching(/[Nn]o valid recipient/)],
    ]);
    passMinutes(60);
    expect(await run(api)).toMatchObject({ executed: 0, failed: 0, toDo: 1 });
    expect((await events(api, 'type=actionFailed')).length).toBe(1);
    expect(await readCustomer(api, 'C-2')).toMatchObject({ lastDunningDate: null });
  });

  test('CUS-3: an address wrongly marked invalid is good again when somebody validates it', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    sink.behaviour.recipient = () => NO_SUCH_USER;
    await run(api);
    const [contact] = (await readCustomer(api, 'C-1')).contacts;
    // Saving the same address again does not make it good.
    expect((await saveCustomer(api, 'C-1', { contacts: [contactOf('C-1')] })).contacts).toMatchObject([
      { id: contact!.id, isInvalid: true },
    ]);
    sink.behaviour.recipient = () => null;
    passMinutes(1);
    expect(await api.post(`/v1/contacts/${contact!.id}/validate`)).toMatchObject({
      contacts: [{ isInvalid: false, invalidReason: null }],
    });
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
    expect(await events(api, 'type=contactValidated')).toHaveLength(1);
  });

  test('CUS-3: another address in its place is tried at once', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    sink.behaviour.recipient = (address) => (address === 'ann@c-1.example' ? NO_SUCH_USER : null);
    await run(api);
    await saveCustomer(api, 'C-1', { contacts: [{ firstName: 'Ann', email: 'ann.new@c-1.example' }] });
    expect(await actions(api, 'status=planned')).toMatchObject([{ mode: 'automatic', step: { name: 'First' } }]);
    passMinutes(1);
    expect(await run(api)).toMatchObject({ executed: 1, toDo: 0 });
    expect(sink.mails).toMatchObject([{ to: ['ann.new@c-1.example'] }]);
  });

  test('one of two recipients refused: the other has it, so it is sent, and the refused one is invalid', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1, {
      steps: [emailStep('First', 3, { recipients: ['main', 'payer'] }), emailStep('Second', 10)],
    });
    await saveCustomer(api, 'C-1', { contacts: [contactOf('C-1'), { email: 'payer@c-1.example', position: 'payer' }] });
    sink.behaviour.recipient = (address) => (address.startsWith('payer') ? NO_SUCH_USER : null);
    expect(await run(api)).toMatchObject({ executed: 1, failed: 0 });
    expect((await readCustomer(api, 'C-1')).contacts.map(({ email, isInvalid }) => [email, isInvalid])).toEqual([
      ['ann@c-1.example', false],
      ['payer@c-1.example', true],
    ]);
    passMinutes(60);
    expect(await run(api)).toMatchObject({ executed: 0 });
    expect(await lines(api, 'planned')).toEqual(['2026-11-30 Second I-1']);
  });

  test.each([
    { code: 550, text: '5.1.8 <accounts@localhost>: Sender address rejected: Domain not found' },
    { code: 550, text: 'relay not permitted' },
    { code: 553, text: '<accounts@localhost>: Sender address rejected: not owned by user' },
    { code: 550, text: 'blocked: 5.1.22.8 is listed at rbl.example' },
  ])('CUS-3: “$code $text” is about us: nobody’s address is invalid for it', async (refusal) => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 2);
    sink.behaviour.recipient = () => refusal;
    expect(await run(api)).toMatchObject({ executed: 0, failed: 2, toDo: 2 });
    for (const customer of ['C-1', 'C-2'])
      expect((await readCustomer(api, customer)).contacts).toMatchObject([{ isInvalid: false }]);
  });

  test('a server that wants authentication first ends the run, and all goes out once it is given', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 30);
    sink.behaviour.recipient = () => ({ code: 530, text: '5.7.0 Authentication required' });
    expect(await run(api)).toMatchObject({
      executed: 0,
      toDo: 0,
      remaining: 30,
      stopped: { reason: 'mailServerDown' },
    });
    sink.behaviour.recipient = () => null;
    passMinutes(1);
    expect(await run(api)).toMatchObject({ executed: 30, toDo: 0, remaining: 0 });
  });

  test('CUS-1: where a copy alone is taken, the customer was not reached: the step waits, and goes to the next address', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 2, { steps: [emailStep('First', 3, { cc: ['boss@example.com'] }), emailStep('Second', 10)] });
    const refused: Record<string, typeof NO_SUCH_USER> = {
      'ann@c-1.example': NO_SUCH_USER,
      'ann@c-2.example': MAILBOX_FULL,
    };
    sink.behaviour.recipient = (address) => refused[address] ?? null;
    expect(await run(api)).toMatchObject({ executed: 0, failed: 2, toDo: 2 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: null, contacts: [{ isInvalid: true }] });
    expect(await readCustomer(api, 'C-2')).toMatchObject({ lastDunningDate: null, contacts: [{ isInvalid: false }] });
    expect(await fate(api, 'C-2')).toEqual([
      ['failed', expect.stringMatching(/^Only copies were taken: 450 4\.2\.2/)],
      ['todo', expect.stringMatching(/Only copies were taken/)],
    ]);
    // Nobody gets the copy again meanwhile.
    passMinutes(60);
    await run(api);
    expect(sink.mails).toHaveLength(2);
    await saveCustomer(api, 'C-1', { contacts: [{ firstName: 'Ann', email: 'ann.new@c-1.example' }] });
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await readCustomer(api, 'C-1')).toMatchObject({ lastDunningDate: '2026-11-23' });
  });

  test('CUS-3: an address in letters beyond ASCII is known again as the server spells it', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await api.put('/v1/settings', { senderAddress: 'rechnung@müller.example' });
    await createDue(api, 2);
    await saveCustomer(api, 'C-1', { contacts: [{ firstName: 'Ann', email: 'ann@bücher.example' }] });
    sink.behaviour.recipient = (address) => (/bücher|xn--bcher/.test(address) ? NO_SUCH_USER : null);
    expect(await run(api)).toMatchObject({ executed: 1, failed: 1, toDo: 1 });
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ email: 'ann@bücher.example', isInvalid: true }]);
    const [head] = sink.mails[0]!.source.split('\r\n\r\n');
    expect(head).toMatch(/^Message-ID: <act_\S+@xn--mller-kva\.example>\r$/m);
    expect(head).toMatch(/^[\x20-\x7e\t\r\n]*$/);
  });

  test('a recipient refused with 450 fails, stays due and valid, and is tried again after a growing backoff', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    let asked = 0;
    sink.behaviour.recipient = () => {
      asked += 1;
      return MAILBOX_FULL;
    };
    expect(await run(api)).toMatchObject({ executed: 0, failed: 1, toDo: 0, remaining: 1 });
    expect(await run(api)).toMatchObject({ executed: 0, failed: 0, remaining: 1 });
    expect(asked).toBe(1);
    const waits = [];
    for (let minutes = 0, attempts = 1; attempts < 4; minutes += 1 / 12) {
      passMinutes(1 / 12);
      if ((await run(api)).failed === 0) continue;
      waits.push(Math.round(minutes * 12));
      attempts += 1;
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[2]! - waits[1]!).toBeGreaterThan(waits[1]! - waits[0]!);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
    sink.behaviour.recipient = () => null;
    passMinutes(60);
    expect(await run(api)).toMatchObject({ executed: 1, failed: 0, remaining: 0 });
    expect((await fate(api, 'C-1')).map(([status]) => status)).toEqual([
      'failed',
      'failed',
      'failed',
      'failed',
      'executed',
      'planned',
    ]);
    expect(sink.mails).toHaveLength(1);
  });

  test('a message refused for good after DATA is To do with the server’s words, and not tried again by itself', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    sink.behaviour.afterData = () => ({ code: 554, text: '5.7.1 Looks like spam' });
    expect(await run(api)).toMatchObject({ executed: 0, failed: 1, toDo: 1, remaining: 0 });
    expect(await fate(api, 'C-1')).toEqual([
      ['failed', expect.stringMatching(/Looks like spam/)],
      ['todo', expect.stringMatching(/Looks like spam/)],
    ]);
    passMinutes(60);
    await run(api);
    expect(sink.mails).toHaveLength(1);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
    sink.behaviour.afterData = () => 'accept';
    const [todo] = await actions(api, 'status=todo');
    expect(await api.post(`/v1/actions/${todo!.id}/send`)).toMatchObject({ status: 'executed' });
  });

  test('a message put off after DATA with 451 is tried again later', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 1);
    sink.behaviour.afterData = () => ({ code: 451, text: '4.3.0 Try again later' });
    expect(await run(api)).toMatchObject({ executed: 0, failed: 1, uncertain: 0, remaining: 1 });
    sink.behaviour.afterData = () => 'accept';
    passMinutes(1);
    expect(await run(api)).toMatchObject({ executed: 1, remaining: 0 });
    expect(await lines(api, 'executed')).toEqual(['2026-11-23 First I-1']);
  });

  test('with the server down a run fails what it tried, stops early, counts the rest, and all goes out once it is back', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 50);
    await sink.down();
    const result = await run(api);
    expect(result).toMatchObject({ executed: 0, uncertain: 0, toDo: 0, remaining: 50 });
    expect(result.failed).toBeGreaterThan(0);
    expect(result.failed).toBeLessThanOrEqual(20);
    expect(result.actions[0]).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/ECONNREFUSED|connect/i),
    });
    await sink.up();
    passMinutes(1);
    expect(await run(api)).toMatchObject({ executed: 50, failed: 0, remaining: 0 });
    expect(new Set(sink.mails.flatMap(({ to }) => to)).size).toBe(50);
    expect(sink.mails).toHaveLength(50);
    expect((await readCustomer(api, 'C-1')).contacts).toMatchObject([{ isInvalid: false }]);
  });

  test('SND-2: a connection lost after DATA leaves the message uncertain, and it is never repeated', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 3);
    sink.behaviour.afterData = ({ to }) => (to.includes('ann@c-2.example') ? 'close' : 'accept');
    expect(await run(api)).toMatchObject({ executed: 2, uncertain: 1, failed: 0, remaining: 0 });
    sink.behaviour.afterData = () => 'accept';
    passMinutes(24 * 60);
    for (const day of ['2026-11-23', '2026-11-24', '2026-11-30', '2026-12-14']) await run(api, day);
    expect(sink.mails.filter(({ to }) => to.includes('ann@c-2.example'))).toHaveLength(1);
    expect(await fate(api, 'C-2')).toEqual([['uncertain', expect.stringMatching(/broke after the message had left/)]]);
    const [uncertain] = await actions(api, 'status=todo');
    expect(await api.problem('POST', `/v1/actions/${uncertain!.id}/send`)).toMatchObject({ status: 409 });
    await api.post(`/v1/actions/${uncertain!.id}/complete`);
    expect(await run(api)).toMatchObject({ executed: 1 });
    expect(await lines(api, 'executed', 'customerId=external:C-2')).toEqual([
      '2026-11-23 First I-2',
      '2026-12-14 Second I-2',
    ]);
  });

  test('every message has an id of its own for ever: that of its action', async () => {
    const sink = await startSink();
    const api = await start(database, { smtpUrl: sink.url });
    await createDue(api, 2);
    const { actions: sent } = await run(api);
    expect(sink.mails.map(({ actionId }) => actionId).sort()).toEqual(sent.map(({ id }) => id).sort());
    for (const { actionId, messageId } of sink.mails) expect(messageId).toBe(await messageIdOf(api, actionId));
  });
});
