import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import type { InvoiceToSend, SendingInput, SendingResult } from '../../shared/api';
import { shownWhen } from '../../shared/display';
import { forEachCall, itemParameter, outputItem, pick } from '../../shared/items';
import type { Execute } from '../../shared/recordOperations';
import { hintTestRun, isTestRun, sendDuringTestRuns } from '../../shared/testRun';
import type { Connector } from '../../shared/transport';
import { writtenNumber } from '../../shared/writtenNumber';
import { hintIfSendingIsOff } from './sendingOff';
import { listToSend, toSendRecord } from './toSend';
import { hintTroubles, stopText } from './troubles';

/**
 * The run is one request, so that an invoice that the mail server refuses is tried once in it. One that is cut off on its
 * way is asked for again under its Idempotency-Key, which waits for the same run.
 */
const TIMEOUT_MS = 1_800_000;

type Shape = 'summary' | 'waiting';

export const description: INodeProperties[] = shownWhen({ operation: ['sendDue'] }, [
  sendDuringTestRuns,
  {
    displayName: 'Put Out',
    name: 'shape',
    type: 'options',
    default: 'summary',
    options: [
      {
        name: 'One Item per Waiting Invoice',
        value: 'waiting',
        description: 'What stays to send: its number, customer and recipients, and why it waits or failed',
      },
      {
        name: 'Summary',
        value: 'summary',
        description: 'How many were sent and failed, and what waits for which reason',
      },
    ],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Maximum Invoices',
        name: 'maximumInvoices',
        type: 'number',
        typeOptions: { minValue: 1 },
        default: 100,
        description: 'How many invoices one run sends at most; the others go out with the next run',
      },
    ],
  },
]);

/** INV-3: sends what is due to go out (`POST /v1/invoice-sending/runs`), once per distinct call; a dry run in a test run. */
export const execute: Execute = async (context, connector) => {
  const dryRun = isTestRun(context);
  const shapeOf = itemParameter<Shape>(context, 'shape', 'summary');
  const optionsOf = itemParameter<{ maximumInvoices?: number }>(context, 'options', {});
  const callOf = (itemIndex: number) => ({
    shape: shapeOf(itemIndex),
    limit: writtenNumber(optionsOf(itemIndex).maximumInvoices),
  });
  const output = await forEachCall(context, callOf, async ({ shape, limit }, itemIndex) => {
    const body: SendingInput = { dryRun, limit };
    const options = { body, itemIndex, timeoutMs: TIMEOUT_MS };
    const result = await connector.post<SendingResult>('/v1/invoice-sending/runs', options);
    hintTroubles(context, result);
    if (shape === 'waiting') hintSent(context, dryRun, result);
    if (result.sent + result.failed + result.waiting.length === 0) await hintIfSendingIsOff(context, connector);
    const putOut = shape === 'waiting' ? waitingRecords : summary;
    return (await putOut(connector, result, dryRun)).map((record) => outputItem(record, itemIndex));
  });
  if (dryRun) hintTestRun(context, 'nothing was sent. You see what would go out, to whom, and what waits');
  return output;
};

/** The answer with how many wait for which reason; of a dry run also what would go out and to whom, for a person to confirm. */
async function summary(connector: Connector, result: SendingResult, dryRun: boolean): Promise<IDataObject[]> {
  const waitingByReason: Record<string, number> = {};
  for (const { reason } of result.waiting) waitingByReason[reason] = (waitingByReason[reason] ?? 0) + 1;
  const record = { dryRun, ...result, waitingByReason };
  if (!dryRun) return [record];
  const ids = new Set(result.invoiceIds);
  const next = await listToSend(connector, { wanted: ({ invoice }) => ids.has(invoice.id), limit: ids.size });
  const shown = ['id', 'number', 'customer', 'recipients'];
  return [{ ...record, wouldSend: next.map((each) => pick(toSendRecord(each), shown)) }];
}

/** What stays to send after the run, with why it waits, what the mail server said, or why the run ended before it. */
async function waitingRecords(connector: Connector, result: SendingResult, dryRun: boolean): Promise<IDataObject[]> {
  const failures = new Map(result.failures.map(({ id, reason }) => [id, reason]));
  const ofAll = result.stopped ? `Not sent yet: ${stopText(result.stopped)}` : null;
  const failureOf = ({ invoice, reason }: InvoiceToSend) =>
    failures.get(invoice.id) ?? (reason === null ? ofAll : null);
  const wanted = (each: InvoiceToSend) => each.reason !== null || failureOf(each) !== null;
  const waiting = await listToSend(connector, { wanted });
  return waiting.map((each) => ({ dryRun, ...toSendRecord(each), failure: failureOf(each) }));
}

function hintSent(context: IExecuteFunctions, dryRun: boolean, { sent }: SendingResult): void {
  const were = `${sent === 1 ? '1 invoice' : `${sent} invoices`} ${dryRun ? 'would be' : sent === 1 ? 'was' : 'were'} sent`;
  context.addExecutionHints({
    message: `${were}. The items are those that stay to send.`,
    type: 'info',
    location: 'outputPane',
  });
}
