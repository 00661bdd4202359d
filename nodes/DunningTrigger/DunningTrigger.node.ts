import {
  type IDataObject,
  type IHookFunctions,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { eventTypeOptions } from '../shared/eventTypes';
import { isFirst } from './acknowledge';
import { signatureProblem } from './signature';
import { checkExists, create, remove, type Subscription } from './subscription';
import { thresholdProperties } from './thresholds';

export class DunningTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Dunning Trigger',
    name: 'dunningTrigger',
    icon: { light: 'file:dunningTrigger.svg', dark: 'file:dunningTrigger.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle:
      '={{ $parameter["events"].join(", ").replace(/([A-Z])/g, " $1").replace("*", "all events").toLowerCase() }}',
    description: 'Starts the workflow on dunning events, such as a broken promise, a new score or something to do',
    defaults: { name: 'Dunning Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'dunningConnectorApi', required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        required: true,
        default: [],
        description: 'What starts the workflow: each event runs it once, with one item',
        options: [{ name: 'All Events', value: '*', description: 'Whatever happens' }, ...eventTypeOptions],
      },
      ...thresholdProperties,
      {
        displayName:
          'The connector has to reach n8n at the webhook URL above. One on the same machine needs nothing; for n8n in a private network, start the connector with DUNNING_PRIVATE_ADDRESSES=private.',
        name: 'reachableNotice',
        type: 'notice',
        default: '',
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return await checkExists(this);
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return await create(this);
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return await remove(this);
      },
    },
  };

  /**
   * One event a request: verified, then handed on if the connector says that nobody has begun with it before. The answer goes out before the
   * workflow has run.
   */
  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    const subscription = this.getWorkflowStaticData('node') as Subscription;
    const { rawBody } = this.getRequestObject() as unknown as { rawBody?: Buffer };
    const headers = this.getHeaderData() as Record<string, string | undefined>;
    const problem = signatureProblem({ secret: subscription.secret, headers, body: rawBody, now: Date.now() });
    if (problem !== null) {
      this.getResponseObject().status(401).json({ message: problem });
      return { noWebhookResponse: true };
    }
    try {
      if (await isFirst(this, subscription.webhookId!, headers['webhook-id']!)) {
        return { workflowData: [[{ json: this.getBodyData() as IDataObject }]] };
      }
    } catch (error) {
      // Nothing has started: the connector sends the event again.
      const { message } = error as Error;
      this.logger.warn(`Dunning Trigger: the event was not begun, and comes again: ${message}`);
      this.getResponseObject().status(503).json({ message });
      return { noWebhookResponse: true };
    }
    return { webhookResponse: { message: 'This event has been received before' } };
  }
}
