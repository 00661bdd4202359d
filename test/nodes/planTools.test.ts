import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createDebtor, createInvoicePlan, createPlan, NOW } from './ledger.ts';

// One connector for all; each test has customers and plans of its own.
let connector: RunningConnector;
let planId: string;

beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterAll(() => connector.stop());

const locator = (mode: string, value: string) => ({ __rl: true, mode, value });

describe.each(['dunning', 'dunningPlanStep'])('plans in the node %s', (type) => {
  const tool = (operation: string, parameters: object) =>
    type === 'dunning'
      ? { type, parameters: { resource: 'plan', operation, ...parameters } }
      : { type, parameters: { operation: operation === 'preview' ? 'previewPlan' : operation, ...parameters } };

  test('Preview puts out one item per step with its day and why; the article’s example', async () => {
    const preview = tool('preview', {
      planId: locator('id', (await createInvoicePlan(connector, `Per invoice, ${type}`)).id),
      previewOn: 'imagined',
      issuedAt: '2026-10-10',
      dueDate: '2026-11-06',
      from: '2026-11-23T00:00:00',
    });
    const run = await runWorkflow(connector, { Preview: preview });
    expect(run.error).toBeUndefined();
    expect(run.json('Preview')).toMatchObject([
      { step: { name: 'First', position: 1 }, dueOn: '2026-11-23', outcome: 'due', plan: { level: 'invoice' } },
      { step: { name: 'Second', position: 2 }, dueOn: '2026-11-30', outcome: 'due' },
    ]);
  });

  test('Preview takes a customer with what they owe', async () => {
    await createDebtor(connector, `V-${type}`, null);
    const customer = { previewOn: 'customer', customerId: locator('externalId', `V-${type}`) };
    const run = await runWorkflow(connector, {
      Preview: tool('preview', { planId: locator('id', planId), ...customer }),
    });
    expect(run.json('Preview')).toHaveLength(3);
    expect(run.json('Preview')[0]).toMatchObject({ referenceInvoice: { number: `INV-V-${type}` } });
  });

  test('Back-Test says what would have been sent: as a summary, or an item per step', async () => {
    await createDebtor(connector, `B-${type}`, null);
    const only = { filter: [{ field: 'externalId', operator: 'is', value: `B-${type}` }] };
    const test = (shape: string) => tool('backtest', { planId: locator('id', planId), shape, customerFilters: only });
    const summary = await runWorkflow(connector, { Test: test('summary') });
    expect(summary.error).toBeUndefined();
    expect(summary.json('Test')).toMatchObject([{ considered: { customers: 1, invoices: 1 }, complete: true }]);
    const steps = await runWorkflow(connector, { Test: test('byStep') });
    expect(steps.json('Test').map(({ name }) => name)).toEqual(['First reminder', 'Second reminder', 'Call']);
  });
});

describe('Define', () => {
  const define = (plan: string, parameters: object) => ({
    type: 'dunningPlanStep',
    parameters: {
      operation: 'define',
      planId: locator('id', plan),
      anchor: 'due',
      channel: 'email',
      mode: 'automatic',
      templateSource: 'own',
      subject: 'S',
      body: 'B',
      ...parameters,
    },
  });
  const stepsOf = async (plan: string) =>
    (
      await connector.call<{ steps: Array<{ id: string; name: string; when: { days: number } }> }>(
        'GET',
        `/v1/plans/${plan}`,
      )
    ).steps;

  test('puts a step into a plan by its days, and replaces the one that has its name', async () => {
    const { id } = await createPlan(connector, 'Edited');
    const added = await runWorkflow(connector, { Define: define(id, { name: 'In between', days: 5 }) });
    expect(added.error).toBeUndefined();
    expect(added.json('Define')).toMatchObject([{ name: 'In between', position: 2, plan: { id, name: 'Edited' } }]);
    const before = await stepsOf(id);
    expect(before.map(({ name }) => name)).toEqual(['First reminder', 'In between', 'Second reminder', 'Call']);

    const options = { responsible: 'accountManager', attachStatement: true, copyAddresses: 'copy@example.com' };
    const run = await runWorkflow(connector, { Define: define(id, { name: 'In between', days: 6, options }) });
    expect(run.json('Define')).toMatchObject([
      { id: before[1]!.id, when: { days: 6 }, responsible: 'accountManager', cc: ['copy@example.com'] },
    ]);
    expect(await stepsOf(id)).toHaveLength(4);
  });

  test('a step before all others comes first, a call needs no text, and what is wrong names its field', async () => {
    const { id } = await createPlan(connector, 'Edited too');
    await runWorkflow(connector, {
      Define: define(id, { name: 'Early call', days: -2, channel: 'call', subject: '', body: '' }),
    });
    expect((await stepsOf(id))[0]).toMatchObject({ name: 'Early call', channel: 'call', mode: 'manual' });
    const wrong = await runWorkflow(connector, { Define: define(id, { name: 'Far', days: 400 }) });
    expect(wrong.error?.description).toMatch(/days/);
  });
});
