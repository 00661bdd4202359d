import { type IExecuteFunctions, type INodeExecutionData, NodeOperationError } from 'n8n-workflow';
import type { Invoice, InvoiceToSend } from '../../shared/api';
import { forEachItem, itemParameter } from '../../shared/items';
import { invoiceLocator, locatedId, requiredId } from '../../shared/locators';
import { hintTestRun } from '../../shared/testRun';
import type { Connector } from '../../shared/transport';
import type { Deed } from './deed';
import { listToSend, toSendRecord, type WaitingReason } from './toSend';

/** Reasons of the schedule, which who sends by hand overrules (INV-4). */
const OVERRULED: ReadonlySet<WaitingReason | null> = new Set([null, 'notAutomatic', 'notYet', 'weekend']);

/** A test run: puts out each item's invoice, to whom it would go, and what would be done with it. */
export async function showChosen(
  context: IExecuteFunctions,
  connector: Connector,
  { what, undone }: Deed,
): Promise<INodeExecutionData[]> {
  const invoiceOf = itemParameter<unknown>(context, invoiceLocator.name);
  const names = new Set(context.getInputData().map((_item, itemIndex) => locatedId(invoiceOf(itemIndex))));
  const known = await findToSend(connector, names);
  const output = await forEachItem(context, async (itemIndex) => {
    const id = requiredId(context, invoiceOf(itemIndex), 'invoice', itemIndex);
    const found = known.get(id);
    if (!found) throw await notToSend(context, connector, id, itemIndex);
    const isStopped = what === 'send' && !OVERRULED.has(found.reason);
    return { testRun: true, wouldDo: isStopped ? 'nothing' : what, ...toSendRecord(found) };
  });
  hintTestRun(context, undone);
  return output;
}

/** Those to send that are named, by the names they were called by: `inv_…` or `external:…`. */
async function findToSend(connector: Connector, names: ReadonlySet<string>): Promise<Map<string, InvoiceToSend>> {
  const namesOf = ({ invoice: { id, externalId } }: InvoiceToSend) =>
    externalId === null ? [id] : [id, `external:${externalId}`];
  const wanted = (each: InvoiceToSend) => namesOf(each).some((name) => names.has(name));
  const found = await listToSend(connector, { wanted, limit: names.size });
  return new Map(found.flatMap((each) => namesOf(each).map((name) => [name, each] as const)));
}

/** What the connector would answer: that there is no such invoice, or how it stands. */
async function notToSend(
  context: IExecuteFunctions,
  connector: Connector,
  id: string,
  itemIndex: number,
): Promise<NodeOperationError> {
  const invoice = await connector.get<Invoice>(`/v1/invoices/${encodeURIComponent(id)}`, { itemIndex });
  return new NodeOperationError(
    context.getNode(),
    `Invoice ${invoice.number} is not to be sent: it is ${invoice.status}`,
    {
      description:
        'Get to Send lists those that are. An invoice counts as sent if “send invoices” was off at its import.',
      itemIndex,
    },
  );
}
