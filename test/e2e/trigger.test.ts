import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { type N8nRest, signIn, type WorkflowFile } from '../../demo/n8n/rest.ts';
import { type RunningN8n, startN8n } from '../../demo/n8n/start.ts';
import { freePortFrom } from '../../demo/ports.ts';
import { patiently } from './support/patience.ts';
import { waitForRuns } from './support/runs.ts';
import { buildWorld, credentialName, type World } from './support/world.ts';

let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
afterEach(() => world.end());

interface Webhook {
  id: string;
  url: string;
  events: string[];
}
const webhooks = async () => (await world.api.get<{ data: Webhook[] }>('/v1/webhooks')).data;
const createCustomer = (externalId: string) => world.api.post('/v1/customers', { externalId, name: externalId });

/** A workflow that starts on a new customer and does nothing else. */
function onNewCustomers(events = ['customerCreated']): WorkflowFile {
  return {
    name: 'On new customers',
    nodes: [
      {
        id: '0a4b5f0e-7a6e-4d5e-9d39-4e8f5a1c0001',
        name: 'Dunning Trigger',
        type: 'n8n-nodes-dunning.dunningTrigger',
        typeVersion: 1,
        position: [0, 0],
        parameters: { events },
        webhookId: '0a4b5f0e-7a6e-4d5e-9d39-4e8f5a1c0002',
        credentials: { dunningConnectorApi: { id: null, name: credentialName } },
      },
    ],
    connections: {},
    settings: { executionOrder: 'v1' },
  } as unknown as WorkflowFile;
}

async function unpublish(n8n: N8nRest, { id }: { id: string }): Promise<void> {
  await n8n.request('POST', `/workflows/${id}/deactivate`, {});
}

test('published, the trigger subscribes once and runs the workflow once for each event; unpublished, nothing is left behind', async () => {
  const { n8n } = world;
  const workflow = await n8n.ensureWorkflow(onNewCustomers());
  await n8n.publish(workflow);
  await patiently(async () => expect(await webhooks()).toMatchObject([{ events: ['customerCreated'] }]));

  await createCustomer('C-1');
  await createCustomer('C-2');
  await waitForRuns(n8n, workflow.id, 2);

  await unpublish(n8n, workflow);
  await patiently(async () => expect(await webhooks()).toEqual([]));

  await n8n.publish(await n8n.ensureWorkflow(onNewCustomers()));
  await patiently(async () => expect(await webhooks()).toHaveLength(1));
});

test('a restart of n8n keeps the webhook as it is, and what happened meanwhile still starts the workflow', async () => {
  const userFolder = mkdtempSync(join(tmpdir(), 'dunning-n8n-restarted-'));
  const { installation, owner } = inject('n8n');
  const port = await freePortFrom(25_000 + Math.floor(Math.random() * 20_000));
  const start = () =>
    startN8n({
      installation,
      userFolder,
      port,
      nodesPackage: join(import.meta.dirname, '../..'),
      owner,
      timeZone: 'Europe/Paris',
    });
  let running: RunningN8n | undefined = await start();
  try {
    const first = await signIn(running);
    const { url: baseUrl, key: apiKey } = world.connector;
    await first.ensureCredential(credentialName, 'dunningConnectorApi', { baseUrl, apiKey });
    const workflow = await first.ensureWorkflow(onNewCustomers());
    await first.publish(workflow);
    await patiently(async () => expect(await webhooks()).toHaveLength(1));
    const [before] = await webhooks();

    await running.stop();
    running = undefined;
    await createCustomer('C-1');
    running = await start();
    const again = await signIn(running);
    await patiently(async () => expect(await webhooks()).toEqual([before]));
    await waitForRuns(again, workflow.id, 1);

    await unpublish(again, workflow);
    await patiently(async () => expect(await webhooks()).toEqual([]));
  } finally {
    await running?.stop();
    rmSync(userFolder, { recursive: true, force: true });
  }
}, 300_000);
