import type { IDataObject } from 'n8n-workflow';
import type { InvoiceToSend } from '../../shared/api';
import { pick } from '../../shared/items';
import type { Connector } from '../../shared/transport';

const PATH = '/v1/invoice-sending';
const PAGE_SIZE = 1_000;

export type WaitingReason = NonNullable<InvoiceToSend['reason']>;

interface Page {
  data: InvoiceToSend[];
  nextCursor: string | null;
}

const SIMPLIFIED = [
  'id',
  'externalId',
  'number',
  'customer',
  'currency',
  'grossAmount',
  'issuedAt',
  'dueDate',
  'sendOn',
  'reason',
  'recipients',
  'plan',
];

/** An invoice to send as an item: the invoice's own fields, so that `id` names it for the next node, and how it is sent. */
export function toSendRecord(
  { invoice, dueOn, reason, recipients, plan }: InvoiceToSend,
  simplified = true,
): IDataObject {
  const record = { ...invoice, sendOn: dueOn, reason, recipients, plan } as unknown as IDataObject;
  return simplified ? pick(record, SIMPLIFIED) : record;
}

/** What is to be sent and `wanted`, by id, page by page until there are `limit` of them (`GET /v1/invoice-sending`). */
export async function listToSend(
  connector: Connector,
  { wanted = () => true, limit = Infinity, itemIndex }: ListOptions = {},
): Promise<InvoiceToSend[]> {
  const found: InvoiceToSend[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE_SIZE, ...(cursor ? { cursor } : {}) };
    const page: Page = await connector.get<Page>(PATH, { query, itemIndex });
    for (const each of page.data) if (wanted(each)) found.push(each);
    cursor = page.nextCursor;
  } while (cursor && found.length < limit);
  return limit === Infinity ? found : found.slice(0, limit);
}

interface ListOptions {
  wanted?: (each: InvoiceToSend) => boolean;
  limit?: number;
  itemIndex?: number;
}
