import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IWebhookFunctions } from 'n8n-workflow';

/** What nodes are called with that ask the connector. */
export type Context = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IWebhookFunctions;

/** Whether an agent calls the node as a tool: its items are then what the model gave, and `$json` is the agent's own item. */
export function isToolCall(context: Context): boolean {
  return 'getNextRunIndex' in context;
}
