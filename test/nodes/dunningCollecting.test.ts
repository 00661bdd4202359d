import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { loadOptions, runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW, recipients } from './ledger.ts';

// One connector for all; each test has customers of its own.
let connector: RunningConnector;
let planId: string;

beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterAll(() => connector.stop());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });
const dunning = (resource: string, operation: string, parameters = {}) => ({
  type: 'dunning',
  parameters: { resource, operation, ...parameters },
});

describe('promises and disputes', () => {
  test('PRO-1: a promise is noted with its day and pause, and withdrawn', async () => {
    await createDebtor(connector, 'P-1', planId);
    const invoiceId = locator('externalId', 'INV-P-1');
    const promise = dunning('invoice', 'promise', {
      invoiceId,
      date: '2026-12-01T00:00:00',
      options: { amount: 50_000, pause: true },
    });
    const run = await runWorkflow(connector, { Promise: promise });
    expect(run.error).toBeUndefined();
    expect(run.json('Promise')).toMatchObject([
      { promise: { date: '2026-12-01', amount: 50_000, status: 'open', pause: true }, paused: true },
    ]);
    const withdrawn = await runWorkflow(connector, { W: dunning('invoice', 'withdrawPromise', { invoiceId }) });
    expect(withdrawn.json('W')).toMatchObject([{ paused: false }]);
  });

  test('a promise above the open amount is refused with the field that is wrong', async () => {
    await createDebtor(connector, 'P-2', planId);
    const promise = dunning('invoice', 'promise', {
      invoiceId: locator('externalId', 'INV-P-2'),
      date: '2026-12-01',
      options: { amount: 9_999_999 },
    });
    const run = await runWorkflow(connector, { Promise: promise });
    expect(run.error).toMatchObject({ httpCode: '422' });
    expect(`${run.error?.message} ${run.error?.description}`).toMatch(/amount/);
  });

  test('DIS-1: a dispute takes its reason from the organisation’s list, and is closed', async () => {
    await createDebtor(connector, 'P-3', planId);
    const reasons = await loadOptions(connector, 'dunning', 'getDisputeReasons');
    expect(reasons.map(({ value }) => value)).toEqual(expect.arrayContaining(['amount', 'goods', 'other']));
    const invoiceId = locator('externalId', 'INV-P-3');
    const run = await runWorkflow(connector, {
      Dispute: dunning('invoice', 'dispute', { invoiceId, reason: 'goods', comment: 'Two boxes were broken' }),
    });
    expect(run.json('Dispute')).toMatchObject([
      { status: 'disputed', dispute: { reason: 'goods', comment: 'Two boxes were broken' } },
    ]);
    const closed = await runWorkflow(connector, { Close: dunning('invoice', 'closeDispute', { invoiceId }) });
    expect(closed.json('Close')).toMatchObject([{ status: 'overdue', dispute: null }]);
    const again = await runWorkflow(connector, { Close: dunning('invoice', 'closeDispute', { invoiceId }) });
    expect(again.error?.message).toBeTruthy();
  });
});

describe('ad hoc actions', () => {
  const adHoc = (customer: string, parameters = {}) =>
    dunning('action', 'create', {
      customerId: locator('externalId', customer),
      channel: 'email',
      templateSource: 'own',
      subject: 'A word about {{customer.name}}',
      body: 'Dear {{customer.name}}, …',
      ...parameters,
    });

  test('ADH-1: an e-mail goes out at once, to the addresses that are named too', async () => {
    await createDebtor(connector, 'A-1', planId);
    const options = { recipients: ['main'], recipientAddresses: 'ceo@a-1.example', note: 'As agreed' };
    const run = await runWorkflow(connector, { Mail: adHoc('A-1', { options }) });
    expect(run.error).toBeUndefined();
    expect(run.json('Mail')).toMatchObject([{ status: 'executed', message: { subject: 'A word about Customer A-1' } }]);
    expect((await recipients(connector)).join()).toMatch(/a-1@example.com.*ceo@a-1.example/);
  });

  test('in a test run creates and sends nothing', async () => {
    await createDebtor(connector, 'A-2', planId);
    const run = await runWorkflow(connector, { Mail: adHoc('A-2') }, { mode: 'manual' });
    expect(run.json('Mail')).toMatchObject([{ customer: 'external:A-2', testRun: true, wouldDo: 'create' }]);
    expect(run.hints('Mail')[0]?.message).toMatch(/^Test run: no action was created/);
    expect((await recipients(connector)).join()).not.toContain('a-2@example.com');
  });

  test('a call waits under To Do of the person who is responsible', async () => {
    const user = await connector.call<{ id: string }>('POST', '/v1/users', { name: 'Grace', email: 'g@example.com' });
    await createDebtor(connector, 'A-3', planId);
    const call = adHoc('A-3', { channel: 'call', options: { responsible: user.id } });
    await runWorkflow(connector, { Call: call });
    const mine = dunning('action', 'getAll', {
      filters: { responsible: user.id, status: 'todo', channel: 'call', dueTo: '2026-11-30' },
    });
    const run = await runWorkflow(connector, { Mine: mine });
    expect(run.json('Mine')).toMatchObject([{ status: 'todo', channel: 'call', customer: { externalId: 'A-3' } }]);
    const later = dunning('action', 'getAll', { filters: { responsible: user.id, dueFrom: '2027-01-01' } });
    expect((await runWorkflow(connector, { Later: later })).json('Later')).toEqual([]);
  });

  test('who can be responsible, send and be written to comes in lists', async () => {
    await connector.call('POST', '/v1/user-groups', { name: 'Collections' });
    await connector.call('POST', '/v1/sender-aliases', { name: 'Accounts', email: 'accounts@example.com' });
    await connector.call('POST', '/v1/custom-fields', { key: 'billing', type: 'email', label: 'Billing address' });
    const names = async (method: string) =>
      (await loadOptions(connector, 'dunning', method))
        .map(({ name, value }) => `${name} = ${String(value)}`)
        .join('\n');
    expect(await names('getResponsibles')).toMatch(/accountManager[^]*financeUser[^]*Group Collections = group:/);
    expect(await names('getSenders')).toMatch(/Accounts \(accounts@example.com\) = alias:/);
    expect(await names('getRecipients')).toMatch(/= main[^]*= accounting[^]*Billing address .* = custom.billing/);
    expect(await names('getCopies')).toMatch(/accountManager[^]*= main[^]*Group Collections/);
  });
});

describe('explanations', () => {
  test.each(['customer', 'invoice'])('Explain says of a %s in plain words what comes next', async (resource) => {
    const id = `E-${resource}`;
    await createDebtor(connector, id, planId);
    const named = { [`${resource}Id`]: locator('externalId', resource === 'customer' ? id : `INV-${id}`) };
    const run = await runWorkflow(connector, { Explain: dunning(resource, 'explain', named) });
    expect(run.error).toBeUndefined();
    expect(run.json('Explain')).toMatchObject([
      {
        summary: expect.stringMatching(/\w+/) as string,
        reasons: expect.arrayContaining([expect.objectContaining({ rule: expect.any(String) as string })]) as object[],
      },
    ]);
  });

  test('Explain says of an action what it waits for', async () => {
    await createDebtor(connector, 'E-2', planId);
    const run = await runWorkflow(connector, {
      Planned: dunning('action', 'getAll', { filters: { customerId: locator('externalId', 'E-2') } }),
      Explain: dunning('action', 'explain', { actionId: '={{ $json.id }}' }),
    });
    expect(run.error).toBeUndefined();
    expect(run.json('Explain')).toMatchObject([{ summary: expect.stringMatching(/\w+/) as string }]);
  });

  test('a template is previewed for a customer without sending it', async () => {
    await createDebtor(connector, 'E-3', planId);
    const preview = dunning('template', 'preview', {
      templateSource: 'shipped',
      templateKey: 'first-reminder',
      customerId: locator('externalId', 'E-3'),
      options: { language: 'fr', formOfAddress: 'formal' },
    });
    const run = await runWorkflow(connector, { Preview: preview });
    expect(run.error).toBeUndefined();
    expect(run.json('Preview')).toMatchObject([
      { language: 'fr', subject: expect.stringContaining('INV-E-3') as string },
    ]);
    const templates = await runWorkflow(connector, { All: dunning('template', 'getAll', { returnAll: true }) });
    expect(templates.json('All').map(({ key }) => key)).toContain('first-reminder');
  });
});
