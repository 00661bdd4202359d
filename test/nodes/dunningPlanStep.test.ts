import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { runWorkflow } from './harness.ts';
import { createCallPlan, createDebtor, createPlan, NOW, recipients, statusOf } from './ledger.ts';

let connector: RunningConnector;
let planId: string;

beforeEach(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  planId = (await createPlan(connector)).id;
});
afterEach(() => connector.stop());

const getDue = { type: 'dunningPlanStep', parameters: { operation: 'getDue' } };
const step = (operation: string, parameters = {}) => ({
  type: 'dunningPlanStep',
  parameters: { operation, ...parameters },
});

describe('Run', () => {
  test('sends what is due and puts out a summary linked to the first item', async () => {
    await createDebtor(connector, 'C-1', planId);
    await createDebtor(connector, 'C-2', planId);
    const run = await runWorkflow(connector, { Run: step('run') }, { input: [{ a: 1 }, { a: 2 }] });

    expect(run.output('Run')).toHaveLength(1);
    expect(run.output('Run')[0]!.pairedItem).toEqual({ item: 0 });
    expect(run.json('Run')[0]).toMatchObject({ dryRun: false, executed: 2, remaining: 0 });
    expect((await recipients(connector)).sort()).toEqual(['c-1@example.com', 'c-2@example.com']);
  });

  test('SND-2: a second run on the same day sends nothing', async () => {
    await createDebtor(connector, 'C-1', planId);
    await runWorkflow(connector, { Run: step('run') });
    const again = await runWorkflow(connector, { Run: step('run') });
    expect(again.json('Run')[0]).toMatchObject({ executed: 0 });
    expect(await recipients(connector)).toHaveLength(1);
  });

  test('in a test run from the editor sends nothing, says what would go out, and hints at it', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { Run: step('run') }, { mode: 'manual' });
    expect(run.json('Run')[0]).toMatchObject({ dryRun: true, executed: 1 });
    expect(run.hints('Run')[0]?.message).toMatch(/^Test run: nothing was sent/);
    expect(await recipients(connector)).toEqual([]);
  });

  test('sends in a test run when Send During Test Runs is on', async () => {
    await createDebtor(connector, 'C-1', planId);
    await runWorkflow(connector, { Run: step('run', { sendDuringTestRuns: true }) }, { mode: 'manual' });
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
  });

  test('stops at Maximum Messages and leaves the others due', async () => {
    for (const id of ['C-1', 'C-2', 'C-3']) await createDebtor(connector, id, planId);
    const run = await runWorkflow(connector, { Run: step('run', { options: { maximumMessages: 2 } }) });
    expect(run.json('Run')[0]).toMatchObject({ executed: 2, remaining: 1 });
    expect(await recipients(connector)).toHaveLength(2);
  });

  test('goes on request by request until nothing is due', async () => {
    const customers = Array.from({ length: 120 }, (_, i) => `C-${i}`);
    await connector.call('POST', '/v1/customers/batch', {
      customers: customers.map((id) => ({
        externalId: id,
        name: id,
        dunningPlanId: planId,
        contacts: [{ email: `${id.toLowerCase()}@example.com` }],
      })),
    });
    await connector.call('POST', '/v1/invoices/batch', {
      invoices: customers.map((id) => ({
        externalId: `I-${id}`,
        number: `I-${id}`,
        customer: { externalId: id },
        issuedAt: '2026-10-10',
        dueDate: '2026-11-09',
        currency: 'EUR',
        grossAmount: 1_000,
      })),
    });
    const run = await runWorkflow(connector, { Run: step('run') });
    expect(run.json('Run')[0]).toMatchObject({ executed: 120, remaining: 0 });
    expect(run.json('Run')[0]?.actions).toHaveLength(50);
  });

  test('runs once for each plan that the items name', async () => {
    const other = (await createPlan(connector, 'Strict')).id;
    await createDebtor(connector, 'C-1', planId);
    await createDebtor(connector, 'C-2', other);
    const run = await runWorkflow(
      connector,
      { Run: step('run', { options: { planId: { __rl: true, mode: 'id', value: '={{ $json.plan }}' } } }) },
      { input: [{ plan: planId }, { plan: other }, { plan: planId }] },
    );
    expect(run.output('Run').map(({ pairedItem, json }) => [pairedItem, json.executed])).toEqual([
      [{ item: 0 }, 1],
      [{ item: 1 }, 1],
    ]);
  });
});

describe('Preview', () => {
  test('shows the messages and sends nothing, in a published workflow too', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { Preview: step('preview') });
    const [action] = run.json('Preview');
    expect(action).toMatchObject({ channel: 'email', message: { subject: 'Invoice INV-C-1' } });
    expect(run.output('Preview')[0]!.pairedItem).toEqual({ item: 0 });
    expect(await recipients(connector)).toEqual([]);
  });
});

describe('Get Due', () => {
  test('puts messages on Ready and a person’s work on To Do', async () => {
    await createDebtor(connector, 'C-1', planId);
    await createDebtor(connector, 'C-2', (await createCallPlan(connector)).id);
    const run = await runWorkflow(connector, { 'Get Due': getDue });

    const [ready] = run.json('Get Due', 0);
    expect(run.output('Get Due', 0)).toHaveLength(1);
    expect(ready).toMatchObject({ mode: 'automatic', channel: 'email', customer: { externalId: 'C-1' } });
    expect(ready?.claimToken).toEqual(expect.any(String));
    expect(ready?.message).toMatchObject({ subject: 'Invoice INV-C-1' });
    expect(run.json('Get Due', 1)).toMatchObject([
      { mode: 'manual', channel: 'call', customer: { externalId: 'C-2' } },
    ]);
    for (const index of [0, 1]) expect(run.output('Get Due', index)[0]!.pairedItem).toEqual({ item: 0 });
  });

  test('hands an action out once', async () => {
    await createDebtor(connector, 'C-1', planId);
    await runWorkflow(connector, { 'Get Due': getDue });
    const again = await runWorkflow(connector, { 'Get Due': getDue });
    expect(again.output('Get Due')).toEqual([]);
  });

  test('in a test run claims nothing', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { 'Get Due': getDue }, { mode: 'manual' });
    expect(run.json('Get Due')).toMatchObject([{ customer: { externalId: 'C-1' }, claimToken: null }]);
    expect(run.hints('Get Due')[0]?.message).toMatch(/^Test run: nothing was claimed/);
    const real = await runWorkflow(connector, { 'Get Due': getDue });
    expect(real.output('Get Due')).toHaveLength(1);
  });

  test('keeps to its limit', async () => {
    for (const id of ['C-1', 'C-2', 'C-3']) await createDebtor(connector, id, planId);
    const run = await runWorkflow(connector, { 'Get Due': step('getDue', { limit: 2 }) });
    expect(run.output('Get Due')).toHaveLength(2);
  });

  test('n8n’s If takes the actions apart by the fields of the message', async () => {
    await createDebtor(connector, 'C-1', planId);
    await createDebtor(connector, 'C-2', planId);
    const conditions = {
      options: { version: 2, caseSensitive: true, typeValidation: 'strict', leftValue: '' },
      combinator: 'and',
      conditions: [
        {
          id: '1',
          leftValue: '={{ $json.customer.externalId }}',
          rightValue: 'C-2',
          operator: { type: 'string', operation: 'equals' },
        },
      ],
    };
    const run = await runWorkflow(connector, {
      'Get Due': getDue,
      If: { type: 'n8n-nodes-base.if', parameters: { conditions } },
      Complete: step('complete', {
        actionId: "={{ $('Get Due').item.json.id }}",
        claimToken: "={{ $('Get Due').item.json.claimToken }}",
      }),
    });
    expect(run.error).toBeUndefined();
    expect(run.json('Complete')).toMatchObject([{ status: 'executed', customer: { externalId: 'C-2' } }]);
  });
});

describe('outcomes', () => {
  test('CLM-1: Complete records what another node delivered', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { 'Get Due': getDue, Complete: step('complete', { note: 'by Gmail' }) });
    expect(run.json('Complete')).toMatchObject([{ status: 'executed' }]);
    expect(run.output('Complete')[0]!.pairedItem).toEqual({ item: 0 });
    expect(await recipients(connector)).toEqual([]);
  });

  test('Send lets the connector deliver a claimed action', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { 'Get Due': getDue, Send: step('send') });
    expect(run.json('Send')).toMatchObject([{ status: 'executed' }]);
    expect(await recipients(connector)).toEqual(['c-1@example.com']);
  });

  test('MAN-3: Skip ignores the action and the plan goes on with the next step', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { 'Get Due': getDue, Skip: step('skip') });
    expect(run.json('Skip')).toMatchObject([{ status: 'ignored' }]);
  });

  test('Snooze puts the action off to the day that is named, whatever its time of day', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, {
      'Get Due': getDue,
      Snooze: step('snooze', { until: '2026-11-30T23:30:00' }),
    });
    expect(run.json('Snooze')).toMatchObject([{ dueOn: '2026-11-30' }]);
  });

  test('Fail records why, so that an error branch can report it', async () => {
    await createDebtor(connector, 'C-1', planId);
    const run = await runWorkflow(connector, { 'Get Due': getDue, Fail: step('fail', { reason: 'Mailbox full' }) });
    expect(run.json('Fail')).toMatchObject([
      { status: 'failed', reason: expect.stringContaining('Mailbox full') as string },
    ]);
  });

  test('Release gives the action back: the next workflow gets it', async () => {
    await createDebtor(connector, 'C-1', planId);
    await runWorkflow(connector, { 'Get Due': getDue, Release: step('release') });
    const next = await runWorkflow(connector, { 'Get Due': getDue });
    expect(next.output('Get Due')).toHaveLength(1);
  });

  test('a stale claim token is an error that names its item and says what to do', async () => {
    await createDebtor(connector, 'C-1', planId);
    const due = await runWorkflow(connector, { 'Get Due': getDue });
    const input = due.json('Get Due');
    await runWorkflow(connector, { Complete: step('complete') }, { input });
    const again = await runWorkflow(connector, { Complete: step('complete') }, { input: [...input] });

    expect(again.error).toMatchObject({ name: 'NodeApiError', httpCode: '409', context: { itemIndex: 0 } });
    expect(again.error?.message).not.toMatch(/status code|Request failed/);
    expect(again.error?.description).toBeTruthy();
  });

  test('continues on a failed item and puts its error beside the others', async () => {
    await createDebtor(connector, 'C-1', planId);
    const [action] = (await runWorkflow(connector, { 'Get Due': getDue })).json('Get Due');
    const run = await runWorkflow(
      connector,
      { Complete: { ...step('complete'), onError: 'continueRegularOutput' } },
      { input: [{ id: 'act_unknown' }, action!, {}] },
    );
    const [unknown, completed, withoutId] = run.output('Complete');
    expect(run.error).toBeUndefined();
    expect(unknown).toMatchObject({
      pairedItem: { item: 0 },
      json: { error: expect.any(String) as string, details: { status: 404 } },
    });
    expect(completed).toMatchObject({ pairedItem: { item: 1 }, json: { status: 'executed' } });
    expect(withoutId).toMatchObject({ pairedItem: { item: 2 }, json: { error: 'No action ID is given' } });
  });

  test('the error output carries the fields of the input, for a node that reports the failure', async () => {
    const run = await runWorkflow(
      connector,
      { Complete: { ...step('complete'), onError: 'continueErrorOutput' } },
      { input: [{ id: 'act_unknown', customer: 'C-1' }] },
    );
    expect(run.output('Complete', 0)).toEqual([]);
    expect(run.json('Complete', 1)).toMatchObject([
      { id: 'act_unknown', customer: 'C-1', error: expect.any(String) as string },
    ]);
  });

  test.each(['send', 'complete', 'skip', 'snooze', 'fail', 'release'])(
    'in a test run %s records nothing',
    async (operation) => {
      await createDebtor(connector, 'C-1', planId);
      const [action] = (await runWorkflow(connector, { 'Get Due': getDue })).json('Get Due');
      const before = await statusOf(connector, action!.id as string);
      const run = await runWorkflow(
        connector,
        { Node: step(operation, { until: '2026-11-30' }) },
        { input: [action!], mode: 'manual' },
      );
      expect(run.json('Node')).toMatchObject([{ id: action!.id, testRun: true, wouldDo: operation }]);
      expect(run.hints('Node')[0]?.message).toMatch(/^Test run: nothing was/);
      expect(await statusOf(connector, action!.id as string)).toBe(before);
      expect(await recipients(connector)).toEqual([]);
    },
  );
});
