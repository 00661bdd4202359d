import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import type { ChosenInvoices, Invoice, MarkSentResult, SendingResult } from '../../shared/api';
import { failedItem, forEachItem, itemParameter } from '../../shared/items';
import { invoiceLocator, requiredId } from '../../shared/locators';
import { isTestRun } from '../../shared/testRun';
import type { Connector } from '../../shared/transport';
import type { Deed } from './deed';
import { showChosen } from './showChosen';
import { hintTroubles } from './troubles';

const INVOICES_PER_REQUEST = 1_000;
/** A thousand messages through a slow mail server. */
const TIMEOUT_MS = 600_000;

export const chosenInvoice: INodeProperties = {
  ...invoiceLocator,
  default: { mode: 'id', value: '={{ $json.id }}' },
  description: 'Each input item names one invoice, e.g. those that Get to Send put out',
};

export const together: INodeProperties = {
  displayName: 'All at Once',
  name: 'allAtOnce',
  type: 'boolean',
  noDataExpression: true,
  default: false,
  description:
    'Whether to take the invoices of all input items together, 1,000 in a request, and put out a summary. It is quicker, but when one of them cannot be sent, none of its request is.',
};

/** One call per item that puts out the invoice, or one per thousand that puts out a summary; a test run only shows. */
export async function takeChosen(
  context: IExecuteFunctions,
  connector: Connector,
  deed: Deed,
): Promise<INodeExecutionData[]> {
  if (isTestRun(context)) return await showChosen(context, connector, deed);
  if (context.getNodeParameter('allAtOnce', 0, false) === true) return await takeTogether(context, connector, deed);
  const invoiceOf = itemParameter<unknown>(context, 'invoiceId');
  return await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, invoiceOf(itemIndex), 'invoice', itemIndex);
    return await connector.post<Invoice>(`/v1/invoices/${encodeURIComponent(id)}/${deed.path}`, {
      body: {},
      itemIndex,
    });
  });
}

async function takeTogether(
  context: IExecuteFunctions,
  connector: Connector,
  { path }: Deed,
): Promise<INodeExecutionData[]> {
  const output: INodeExecutionData[] = [];
  const invoiceOf = itemParameter<unknown>(context, 'invoiceId');
  const chosen: Array<{ itemIndex: number; id: string }> = [];
  for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
    try {
      chosen.push({ itemIndex, id: requiredId(context, invoiceOf(itemIndex), 'invoice', itemIndex) });
    } catch (error) {
      output.push(failedItem(context, error, itemIndex));
    }
  }

  for (let first = 0; first < chosen.length; first += INVOICES_PER_REQUEST) {
    const part = chosen.slice(first, first + INVOICES_PER_REQUEST);
    const body: ChosenInvoices = { invoices: [...new Set(part.map(({ id }) => id))] };
    try {
      // Without an item: which of them the connector refused is said by the number in its message.
      const result = await connector.post<SendingResult | MarkSentResult>(`/v1/invoice-sending/${path}`, {
        body,
        timeoutMs: TIMEOUT_MS,
      });
      if ('failed' in result) hintTroubles(context, result);
      output.push({ json: { ...result }, pairedItem: part.map(({ itemIndex }) => ({ item: itemIndex })) });
    } catch (error) {
      for (const { itemIndex } of part) output.push(failedItem(context, error, itemIndex));
    }
  }
  return output;
}
