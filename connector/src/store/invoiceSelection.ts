import { sql } from 'kysely';
import type { Actor } from '../domain/actor.ts';
import type { Condition } from '../domain/filter.ts';
import type { InvoiceStatus } from '../domain/invoice.ts';
import type { FigureBasis } from './customerFigures.ts';
import { invoiceCondition } from './invoiceFilter.ts';
import { hasStatus } from './invoiceStatus.ts';
import type { KeysetOrder } from './keyset.ts';
import { contains } from './search.ts';
import type { Session } from './store.ts';
import { visibleTo } from './visibleCustomers.ts';

/** Which invoices a list, an export or a bulk change is about. */
export interface InvoiceSelection {
  readonly search?: string | undefined;
  readonly status?: InvoiceStatus | undefined;
  readonly customerId?: string | undefined;
  readonly dunningPlanId?: string | undefined;
  readonly filter?: readonly Condition[] | undefined;
}

/** A query over the invoices that are selected and whose customers the actor may see (CUS-5). Every list of invoices begins here. */
export function selectInvoices(session: Session, actor: Actor, selection: InvoiceSelection, basis: FigureBasis) {
  const { search, status, customerId, dunningPlanId, filter = [] } = selection;
  let query = session.db.selectFrom('invoices').$call(visibleTo(actor, 'invoices.customerId'));
  if (status !== undefined) query = query.where(hasStatus(status, basis.today));
  if (customerId !== undefined) query = query.where('invoices.customerId', '=', customerId);
  if (dunningPlanId !== undefined) query = query.where('invoices.planId', '=', dunningPlanId);
  if (search)
    query = query.where(contains(session, ['invoices.number', 'invoices.externalId', 'invoices.title'], search));
  for (const condition of filter) query = query.where(invoiceCondition(session, basis, condition));
  return query;
}

export const INVOICE_ORDERS = Object.freeze(['number', 'issuedAt', 'dueDate', 'outstanding', 'createdAt'] as const);
export type InvoiceOrder = (typeof INVOICE_ORDERS)[number];

/** The order of a list of invoices; outstanding amounts by their minor units, whatever the currency. */
export function invoiceOrder({ dialect }: Session, by: InvoiceOrder, descending: boolean): KeysetOrder {
  switch (by) {
    case 'number':
      return { key: sql`invoices.number ${sql.raw(dialect.byCharacters)}`, isText: true, descending };
    case 'issuedAt':
      return { key: sql`invoices.issued_on`, isText: false, descending };
    case 'dueDate':
      return { key: sql`invoices.due_on`, isText: false, descending };
    case 'outstanding':
      return { key: sql`invoices.outstanding`, isText: false, descending };
    case 'createdAt':
      return { key: sql`invoices.created_at`, isText: false, descending };
  }
}

/** The ids of the selected invoices after `after`, in their order, `limit` of them at most. */
export async function invoiceIdsAfter(
  session: Session,
  actor: Actor,
  selection: InvoiceSelection,
  basis: FigureBasis,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await selectInvoices(session, actor, selection, basis)
    .select('invoices.id')
    .where('invoices.id', '>', after)
    .orderBy('invoices.id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}
