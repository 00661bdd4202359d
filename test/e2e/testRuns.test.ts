import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { owing } from './support/receivables.ts';
import { endedRuns, waitForRuns } from './support/runs.ts';
import { buildWorld, credentialName, scheduled, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
  await owing(world.api, { Ashdown: 'helen@ashdown.example' });
});
afterEach(() => world.end());

/** The daily cadence's schedule, and behind it a sub-workflow that runs the cadence in its place. */
async function calling(cron: string) {
  const { id } = await world.n8n.ensureCredential(credentialName, 'dunningConnectorApi', {
    baseUrl: world.connector.url,
    apiKey: world.connector.key,
  });
  const node = (name: string, type: string, typeVersion: number, parameters: object, more = {}) => ({
    ...{ id: name, name, type, typeVersion, position: [0, 0], parameters },
    ...more,
  });
  const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
  const called = {
    nodes: [
      node('Called', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' }),
      node(
        'Run the cadence',
        'n8n-nodes-dunning.dunningPlanStep',
        1,
        { operation: 'run' },
        { credentials: { dunningConnectorApi: { id, name: credentialName } } },
      ),
    ],
    connections: { Called: to('Run the cadence') },
  };
  const { settings, nodes } = scheduled('daily-cadence', cron);
  const schedule = nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger')!;
  const call = node('Call it', 'n8n-nodes-base.executeWorkflow', 1.2, {
    source: 'parameter',
    workflowJson: JSON.stringify(called),
  });
  const workflow = { name: 'Calls a sub-workflow', settings, nodes: [schedule, call] };
  return await world.n8n.ensureWorkflow({ ...workflow, connections: { [schedule.name]: to('Call it') } } as never);
}

test('SND-2: a test run sends nothing in the sub-workflow that it calls; published, the same sends', async () => {
  const { n8n, smtp } = world;
  const workflow = await calling('*/3 * * * * *');
  await n8n.request('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: workflow.nodes[0]!.name } });
  await waitForRuns(n8n, workflow.id, 1);
  expect(smtp.received).toEqual([]);
  const { data } = await world.api.get<{ data: object[] }>('/v1/actions?status=executed');
  expect(data).toEqual([]);

  await n8n.publish(workflow);
  await smtp.waitFor(1);
});

test('SND-2: a test run that failed and is tried again from the list of executions sends nothing', async () => {
  const { connector, n8n, smtp } = world;
  const workflow = await n8n.ensureWorkflow(scheduled('daily-cadence', '0 0 1 1 *'));
  const credential = (apiKey: string) =>
    n8n.ensureCredential(credentialName, 'dunningConnectorApi', { baseUrl: connector.url, apiKey });
  await credential('a-key-that-nobody-has');
  const trigger = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger')!;
  await n8n.request('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: trigger.name } });
  const failed = await vi.waitUntil(async () => (await endedRuns(n8n, workflow.id))[0], { timeout: 30_000 });
  expect(failed.status).toBe('error');

  await credential(connector.key);
  await n8n.request('POST', `/executions/${failed.id}/retry`, { loadWorkflow: false });
  const again = await vi.waitUntil(async () => (await endedRuns(n8n, workflow.id)).find(({ id }) => id !== failed.id), {
    timeout: 30_000,
  });
  expect(again.status).toBe('success');
  expect(smtp.received).toEqual([]);
});
