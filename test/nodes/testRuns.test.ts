import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningConnector, spawnConnector } from '../support/connector.ts';
import { type RunOptions, runWorkflow } from './harness.ts';
import { createDebtor, createPlan, NOW, recipients } from './ledger.ts';

let connector: RunningConnector;

beforeAll(async () => {
  connector = await spawnConnector({ env: { DUNNING_TEST_CLOCK: NOW } });
  await createDebtor(connector, 'C-1', (await createPlan(connector)).id);
});
afterAll(() => connector.stop());

const run = { type: 'dunningPlanStep', parameters: { operation: 'run' } };

test.each<[string, RunOptions]>([
  ['a test run from the editor', { mode: 'manual' }],
  ['the sub-workflow of a test run', { mode: 'integrated', calledIn: 'manual' }],
  ['a test run that is tried again from the list of executions', { mode: 'retry', begunIn: 'manual' }],
  ['a run over the data set of an evaluation', { mode: 'evaluation' }],
])('%s sends nothing', async (_, options) => {
  const finished = await runWorkflow(connector, { Run: run }, options);
  expect(finished.json('Run')).toMatchObject([{ dryRun: true, executed: 1 }]);
  expect(await recipients(connector)).toEqual([]);
});

test.each<[string, RunOptions]>([
  ['the sub-workflow of a published workflow', { mode: 'integrated', calledIn: 'trigger' }],
  ['a published workflow that is tried again', { mode: 'retry', begunIn: 'trigger' }],
])('%s acts', async (_, options) => {
  const finished = await runWorkflow(connector, { Run: run }, options);
  expect(finished.json('Run')).toMatchObject([{ dryRun: false }]);
});
