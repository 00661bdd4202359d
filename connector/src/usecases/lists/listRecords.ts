import type { Actor } from '../../domain/actor.ts';
import { invalid } from '../../domain/errors.ts';
import type { Condition, FilterInput } from '../../domain/filter.ts';
import { parseSort, type SortInput } from '../../domain/savedView.ts';
import { CUSTOMER_ORDERS, customerOrder } from '../../store/customerOrder.ts';
import { type CustomerSelection, selectCustomers } from '../../store/customerSelection.ts';
import { INVOICE_ORDERS, invoiceOrder, type InvoiceSelection, selectInvoices } from '../../store/invoiceSelection.ts';
import { type KeysetOrder, type KeysetPlace, keysetPage } from '../../store/keyset.ts';
import type { Session } from '../../store/store.ts';
import { customerFilter, invoiceFilter } from './checkFilters.ts';
import { wholeNumber } from './cursorNumber.ts';
import type { Moment } from '../moment.ts';
import { viewOf } from './views.ts';

/** What a list takes beside its own parameters; a view gives its filters beside, and its order where none is named. */
export interface ListInput {
  readonly filter?: readonly FilterInput[] | undefined;
  readonly sort?: string | undefined;
  readonly view?: string | undefined;
}

export interface Page {
  readonly ids: string[];
  readonly next: KeysetPlace | null;
}

/** Where a page begins, and in which order the page before it was. */
export interface PageStart {
  readonly after: (KeysetPlace & { readonly sort: string }) | null;
  readonly limit: number;
}

/** A page of the customers that the actor may see, by id unless an order is named; `sort` is the order it came in. */
export async function listCustomers(
  session: Session,
  actor: Actor,
  input: ListInput & Omit<CustomerSelection, 'filter'>,
  start: PageStart,
  moment: Moment,
): Promise<Page & { readonly sort: string }> {
  const { filter, sort } = await arrangement(session, actor, 'customers', input, customerFilter);
  const order = sortOf(sort, CUSTOMER_ORDERS);
  const query = selectCustomers(session, actor, { ...input, filter }, moment);
  const by = order && customerOrder(session, moment, order.by, order.descending);
  return { ...(await keysetPage(query, 'customers', by, placeIn(sort, by, start), start.limit)), sort };
}

/** A page of the invoices whose customers the actor may see; as `listCustomers`. */
export async function listInvoices(
  session: Session,
  actor: Actor,
  input: ListInput & Omit<InvoiceSelection, 'filter'>,
  start: PageStart,
  moment: Moment,
): Promise<Page & { readonly sort: string }> {
  const { filter, sort } = await arrangement(session, actor, 'invoices', input, invoiceFilter);
  const order = sortOf(sort, INVOICE_ORDERS);
  const query = selectInvoices(session, actor, { ...input, filter }, moment);
  const by = order && invoiceOrder(session, order.by, order.descending);
  return { ...(await keysetPage(query, 'invoices', by, placeIn(sort, by, start), start.limit)), sort };
}

/** The filters and the order that a list shall have, its view's included. */
async function arrangement(
  session: Session,
  actor: Actor,
  list: 'customers' | 'invoices',
  input: ListInput,
  check: typeof customerFilter,
): Promise<{ filter: Condition[]; sort: string }> {
  const own = await check(session, input.filter ?? [], 'filter');
  if (input.view === undefined) return { filter: own, sort: input.sort ?? '' };
  const { filter, sort } = await viewOf(session, actor, list, input.view);
  return { filter: [...(await check(session, filter, 'view.filter')), ...own], sort: input.sort ?? sort ?? '' };
}

function sortOf<F extends string>(sort: string, known: readonly F[]): SortInput<F> | null {
  if (sort === '') return null;
  const parsed = parseSort(sort, known, 'sort');
  if ('error' in parsed) throw invalid([parsed.error]);
  return parsed;
}

function placeIn(sort: string, order: KeysetOrder | null, { after }: PageStart): KeysetPlace | null {
  if (after === null) return null;
  if (after.sort !== sort)
    throw invalid([
      { path: 'cursor', message: 'belongs to another order: send the sort of the page before, unchanged' },
    ]);
  if (order && !order.isText) wholeNumber(after.key);
  return after;
}
