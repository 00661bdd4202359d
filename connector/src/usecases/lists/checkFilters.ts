import { customerVocabulary } from '../../domain/customerFilter.ts';
import { checkFilter, type Condition, type FilterInput } from '../../domain/filter.ts';
import { invoiceFieldName, invoiceVocabulary } from '../../domain/invoiceFilter.ts';
import { loadCustomFields } from '../../store/customFields.ts';
import type { Session } from '../../store/store.ts';

/** Filters of customers as checked conditions; `invalid` names what is wrong by position. */
export async function customerFilter(
  session: Session,
  filters: readonly FilterInput[],
  path = 'filter',
): Promise<Condition[]> {
  return checkFilter(filters, customerVocabulary(await loadCustomFields(session)), { path });
}

/** Filters of invoices as checked conditions; a field that only customers have is their customer's. */
export async function invoiceFilter(
  session: Session,
  filters: readonly FilterInput[],
  path = 'filter',
): Promise<Condition[]> {
  const named = filters.map((filter) => ({ ...filter, field: invoiceFieldName(filter.field) }));
  return checkFilter(named, invoiceVocabulary(await loadCustomFields(session)), { path });
}
