import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject, INodeParameters, IWebhookData, IWebhookResponseData } from 'n8n-workflow';
import { additionalDataFor, type Connection } from './harness.ts';
import { core, nodeTypes, workflow as n8n } from './n8n.ts';

const TYPE = 'n8n-nodes-dunning.dunningTrigger';

/** The trigger node behind a real webhook address, as a published workflow has it. */
export interface RunningTrigger {
  /** Where the connector sends events. */
  url: string;
  /** The workflow's static data of the node, as n8n would save them. */
  staticData: IDataObject;
  /** As n8n publishes a workflow: checkExists, and create if it is not there. Says whether it was. `more` are other parameters. */
  publish(events: string[], more?: INodeParameters): Promise<boolean>;
  unpublish(): Promise<void>;
  /** The items that started runs of the workflow, in the order in which they came. */
  started: IDataObject[];
  /** Resolves once that many runs have started; fails after 20 s. */
  until(count: number): Promise<void>;
  close(): Promise<void>;
}

export async function runTrigger(connection: Connection): Promise<RunningTrigger> {
  const type = nodeTypes.getByNameAndVersion(TYPE);
  const node = {
    id: 'trigger',
    name: 'Trigger',
    type: TYPE,
    typeVersion: 1,
    position: [0, 0] as [number, number],
    parameters: { events: [] } as INodeParameters,
    credentials: { dunningConnectorApi: { id: '1', name: 'dunningConnectorApi' } },
    webhookId: 'd6f1',
  };
  const staticData: IDataObject = {};
  const started: IDataObject[] = [];
  const webhookDescription = type.description.webhooks![0]!;

  const server = createServer((request, response) => {
    void rawBodyOf(request).then(async (rawBody) => {
      const httpRequest = Object.assign(request, { rawBody, body: JSON.parse(rawBody.toString()) as IDataObject });
      const reply = (status: number, body: unknown) => response.writeHead(status).end(JSON.stringify(body));
      let status = 200;
      const httpResponse = {
        status(code: number) {
          status = code;
          return this;
        },
        json: (body: unknown) => reply(status, body),
      };
      const additionalData = { ...additionalDataFor(connection, 'webhook'), httpRequest, httpResponse };
      const data = { ...webhookData(), workflowExecuteAdditionalData: additionalData } as unknown as IWebhookData;
      const context = new core.WebhookContext(workflow(), node, additionalData as never, 'webhook', data, [], null);
      const result: IWebhookResponseData = await type.webhook!.call(context);
      for (const item of result.workflowData?.flat() ?? []) started.push(item.json);
      if (!result.noWebhookResponse) reply(200, result.webhookResponse ?? { message: 'Workflow was started' });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;

  const webhookData = () => ({ node: 'Trigger', path: 'd6f1/webhook', httpMethod: 'POST', webhookDescription });
  const workflow = () =>
    new n8n.Workflow({
      id: 'test',
      nodes: [node],
      connections: {},
      active: true,
      nodeTypes,
      staticData: { 'node:Trigger': staticData },
    });
  const hook = async (method: 'checkExists' | 'create' | 'delete') => {
    const additionalData = { ...additionalDataFor(connection, 'trigger'), webhookBaseUrl: base };
    const data = webhookData() as unknown as IWebhookData;
    const context = new core.HookContext(workflow(), node, additionalData, 'trigger', 'activate', data);
    return await type.webhookMethods!.default![method].call(context);
  };

  return {
    url: base,
    staticData,
    started,
    async publish(events, more = {}) {
      node.parameters = { events, ...more };
      const exists = await hook('checkExists');
      if (!exists) await hook('create');
      return exists;
    },
    async unpublish() {
      await hook('delete');
    },
    async until(count) {
      for (let tries = 0; started.length < count; tries++) {
        if (tries === 200) throw new Error(`${started.length} of ${count} runs started within 20 s`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function rawBodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
