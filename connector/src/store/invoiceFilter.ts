import { type RawBuilder, sql } from 'kysely';
import type { Condition } from '../domain/filter.ts';
import type { InvoiceStatus } from '../domain/invoice.ts';
import { customerFieldOf } from '../domain/invoiceFilter.ts';
import { anyOf, onColumn, onExpression, onFlag, onSeveral } from './conditionSql.ts';
import type { FigureBasis } from './customerFigures.ts';
import { customerCondition } from './customerFilter.ts';
import { hasStatus } from './invoiceStatus.ts';
import type { Session } from './store.ts';

/** Where a field's column is called otherwise. */
const COLUMNS: Readonly<Record<string, string>> = {
  dunningPlanId: 'planId',
  issuedAt: 'issuedOn',
  dueDate: 'dueOn',
  paidAt: 'paidOn',
  promisedAt: 'promisedOn',
};

/** A checked filter as a condition of a query over `invoices`, under that name. */
export function invoiceCondition(session: Session, basis: FigureBasis, condition: Condition): RawBuilder<boolean> {
  const { field, values } = condition;
  const { today } = basis;
  const ofCustomer = customerFieldOf(field);
  if (ofCustomer !== null) {
    const matches = customerCondition(session, basis, { ...condition, field: ofCustomer });
    return sql<boolean>`invoices.customer_id in (select customers.id from customers where ${matches})`;
  }
  switch (field) {
    case 'status':
      // Each invoice has one.
      return onSeveral(
        condition,
        () => anyOf(values.map((status) => hasStatus(status as InvoiceStatus, today))),
        () => sql`(1 = 1)`,
      );
    case 'daysLate':
      return onExpression(condition, sql`(${sql.lit(today)} - cast(invoices.due_on as bigint))`);
    case 'paused':
      return onFlag(
        condition,
        sql`invoices.paused = 1 and (invoices.paused_until is null or invoices.paused_until > ${today})`,
      );
    default:
      return onColumn(session, condition, `invoices.${COLUMNS[field] ?? field}`);
  }
}
