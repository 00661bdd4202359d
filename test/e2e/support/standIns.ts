import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inject } from 'vitest';
import { shippedWorkflows, type WorkflowFile } from '../../../demo/n8n/rest.ts';
import { patiently } from './patience.ts';
import { waitForRuns } from './runs.ts';
import type { World } from './world.ts';

const TRIGGERS = new Set(['stripeTrigger', 'googleDriveTrigger', 'scheduleTrigger', 'emailReadImap']);
const READERS = new Set(['quickbooks', 'salesforce']);

interface StandIns {
  readonly workflow: WorkflowFile;
  /** What nodes give as their items, by their names. */
  readonly items: Map<string, readonly object[]>;
  /** The webhook, below `/webhook/`, that starts the workflow. */
  readonly path: string;
  close(): Promise<void>;
}

/**
 * A shipped workflow whose vendors' and mailboxes' nodes give items of this machine, so that everything behind them runs as it is. What starts it is a webhook. Whom the
 * vendors' own nodes call and how is not run.
 */
async function withStandIns(file: string): Promise<StandIns> {
  const items = new Map<string, readonly object[]>();
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url!.slice(1));
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(items.get(name) ?? [{}]));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const given = shippedWorkflows()[file]!;
  const kindOf = ({ type }: WorkflowFile['nodes'][number]) => type.split('.')[1]!;
  const triggers = given.nodes.filter((node) => TRIGGERS.has(kindOf(node)));
  const nodes = given.nodes.map((node) => {
    const {
      credentials: _,
      webhookId: __,
      ...bare
    } = node as typeof node & { credentials?: object; webhookId?: string };
    if (TRIGGERS.has(kindOf(node)) || READERS.has(kindOf(node)))
      return standIn(bare, 'httpRequest', 4.2, { url: `${url}/${encodeURIComponent(node.name)}`, options: {} });
    // As the download does: the file beside what the item was.
    if (kindOf(node) === 'googleDrive')
      return standIn(bare, 'moveBinaryData', 1.1, {
        ...{ mode: 'jsonToBinary', convertAllData: false, sourceKey: 'content', destinationKey: 'data' },
        options: { useRawData: true, mimeType: 'text/csv', fileName: 'file.csv' },
      });
    return node;
  });
  const path = `stand-in-${file}`;
  const webhook = {
    ...{
      id: path,
      name: 'Starts it',
      type: 'n8n-nodes-base.webhook',
      typeVersion: 2,
      position: [-300, 0],
      webhookId: path,
    },
    parameters: { httpMethod: 'POST', path, options: {} },
  };
  const started = { main: [triggers.map(({ name }) => ({ node: name, type: 'main', index: 0 }))] };
  const workflow = {
    ...given,
    nodes: [webhook, ...nodes],
    connections: { ...given.connections, [webhook.name]: started },
  };
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { workflow, items, path, close };
}

function standIn<N extends object>(node: N, type: string, typeVersion: number, parameters: Record<string, unknown>): N {
  return { ...node, type: `n8n-nodes-base.${type}`, typeVersion, parameters };
}

/** Lets a workflow run once with these items, by the nodes that give them. */
type Run = (given: Readonly<Record<string, readonly object[]>>) => Promise<void>;

/** Publishes a shipped workflow with stand-ins. */
export async function publishWithStandIns(
  { n8n }: World,
  file: string,
): Promise<{ readonly run: Run; readonly close: () => Promise<void> }> {
  const { workflow, items, path, close } = await withStandIns(file);
  const stored = await n8n.ensureWorkflow(workflow);
  await n8n.publish(stored);
  let runs = 0;
  const run: Run = async (given) => {
    for (const [node, some] of Object.entries(given)) items.set(node, some);
    await patiently(async () => {
      const answer = await fetch(`${inject('n8n').url}/webhook/${path}`, { method: 'POST' });
      if (!answer.ok) throw new Error(`n8n answered ${answer.status}`);
    });
    await waitForRuns(n8n, stored.id, ++runs);
  };
  return { run, close };
}
