import type { INodeProperties } from 'n8n-workflow';
import type { InvoiceToSend } from '../../shared/api';
import { shownWhen } from '../../shared/display';
import { forEachCall, itemParameter, outputItem } from '../../shared/items';
import { returnAllAndLimit } from '../../shared/list';
import { type Execute, simplify } from '../../shared/recordOperations';
import { hintIfSendingIsOff } from './sendingOff';
import { listToSend, toSendRecord, type WaitingReason } from './toSend';

type Shown = 'all' | 'next' | 'waiting';

interface Options {
  reasons?: WaitingReason[];
}

export const description: INodeProperties[] = shownWhen({ operation: ['getToSend'] }, [
  {
    displayName: 'Show',
    name: 'show',
    type: 'options',
    default: 'all',
    options: [
      { name: 'All', value: 'all', description: 'Every invoice that is to be sent' },
      { name: 'Only Those That Go Out Next', value: 'next', description: 'The next Send Due sends them' },
      { name: 'Only Those That Wait', value: 'waiting', description: 'With the reason, e.g. that there is no PDF' },
    ],
  },
  ...returnAllAndLimit,
  simplify,
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    placeholder: 'Add option',
    default: {},
    options: [
      {
        displayName: 'Reasons',
        name: 'reasons',
        type: 'multiOptions',
        default: [],
        description: 'Only invoices that wait for one of these',
        options: [
          { name: 'Customer Excluded', value: 'customerExcluded' },
          { name: 'Day Has Not Come', value: 'notYet' },
          {
            name: 'Message Does Not Render',
            value: 'templateProblem',
            description: 'Its text names a field that has no value',
          },
          { name: 'No Contact', value: 'noContact', description: 'Nobody with a valid email address would get it' },
          {
            name: 'No Invoice Message',
            value: 'noInvoiceMessage',
            description: 'The plan has none, or there is no plan',
          },
          { name: 'No PDF', value: 'noPdf' },
          { name: 'Sent by Hand', value: 'notAutomatic', description: 'The plan says that a person sends it' },
          { name: 'Uncertain', value: 'uncertain', description: 'It may have gone out; somebody has to say so' },
          { name: 'Weekend', value: 'weekend' },
        ],
      },
    ],
  },
]);

/** INV-4: what is to be sent, once per distinct call. The page of the list is read on until the limit is reached. */
export const execute: Execute = async (context, connector) => {
  const show = itemParameter<Shown>(context, 'show', 'all');
  const returnAll = itemParameter<boolean>(context, 'returnAll');
  const limit = itemParameter<number>(context, 'limit', 50);
  const simplifies = itemParameter<boolean>(context, 'simplify', true);
  const options = itemParameter<Options>(context, 'options', {});
  const callOf = (itemIndex: number) => ({
    show: show(itemIndex),
    reasons: options(itemIndex).reasons ?? [],
    limit: returnAll(itemIndex) ? undefined : limit(itemIndex),
    simplified: simplifies(itemIndex),
  });
  const output = await forEachCall(context, callOf, async ({ limit: most, simplified, ...filter }, itemIndex) => {
    const wanted = (each: InvoiceToSend) => isShown(each, filter);
    const found = await listToSend(connector, { wanted, limit: most, itemIndex });
    return found.map((each) => outputItem(toSendRecord(each, simplified), itemIndex));
  });
  if (output.length === 0) await hintIfSendingIsOff(context, connector);
  return output;
};

function isShown({ reason }: InvoiceToSend, { show, reasons }: { show: Shown; reasons: WaitingReason[] }): boolean {
  if (show === 'next' && reason !== null) return false;
  if (show === 'waiting' && reason === null) return false;
  return reasons.length === 0 || (reason !== null && reasons.includes(reason));
}
