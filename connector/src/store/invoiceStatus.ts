import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../domain/day.ts';
import type { InvoiceStatus } from '../domain/invoice.ts';

/** INV-6 as conditions on `invoices`; with `ofCustomer` on those of one customer, for which an index on due dates is of no use. */
export function hasStatus(status: InvoiceStatus, today: Day, ofCustomer = false): RawBuilder<boolean> {
  const dueOn = ofCustomer ? sql`+invoices.due_on` : sql`invoices.due_on`;
  switch (status) {
    case 'void':
      return sql<boolean>`invoices.is_void = 1`;
    case 'toSend':
      return sql<boolean>`(invoices.is_void = 0 and invoices.sent = 0)`;
    case 'paid':
      return sql<boolean>`(invoices.is_void = 0 and invoices.sent = 1 and invoices.outstanding <= 0)`;
    case 'disputed':
      return sql<boolean>`(${open} and invoices.is_disputed = 1)`;
    case 'overdue':
      return sql<boolean>`(${open} and invoices.is_disputed = 0 and ${dueOn} < ${today})`;
    case 'due':
      return sql<boolean>`(${open} and invoices.is_disputed = 0 and ${dueOn} >= ${today})`;
  }
}

/** The partial indexes on open invoices serve it. */
const open = sql`invoices.is_void = 0 and invoices.sent = 1 and invoices.outstanding > ${sql.lit(0)}`;
