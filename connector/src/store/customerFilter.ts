import { type RawBuilder, sql } from 'kysely';
import { customKeyOf } from '../domain/customerFilter.ts';
import type { Condition } from '../domain/filter.ts';
import type { InvoiceStatus } from '../domain/invoice.ts';
import { anyOf, onColumn, onExpression, onFlag, onJson, onSeveral } from './conditionSql.ts';
import {
  averageDelayFigure,
  type FigureBasis,
  openInvoices,
  outstandingFigure,
  partFigure,
  scoreFigure,
} from './customerFigures.ts';
import { hasStatus } from './invoiceStatus.ts';
import type { Session } from './store.ts';

/**
 * RUL-2: a checked filter as a condition of a query over `customers`, under that name. It holds for the same customers as
 * `compileCustomerFilter` says, so that lists, bulk changes and smart rules agree.
 */
export function customerCondition(session: Session, basis: FigureBasis, condition: Condition): RawBuilder<boolean> {
  const key = customKeyOf(condition.field);
  if (key !== null) return onJson(session, condition, 'customers.customFieldsJson', key);
  const { today, settings } = basis;
  const column = (name: string) => onColumn(session, condition, `customers.${name}`);
  switch (condition.field) {
    case 'dunningPlanId':
      return column('planId');
    case 'lastDunningDate':
      return column('lastDunningOn');
    case 'score':
      return onExpression(condition, scoreFigure(basis));
    case 'averagePaymentDelayDays':
      return onExpression(condition, averageDelayFigure(basis));
    case 'outstanding':
      return onExpression(condition, outstandingFigure(basis));
    case 'due':
    case 'overdue':
      return onExpression(condition, partFigure(condition.field, basis));
    case 'unreadReplies':
      // Wider than the column: PostgreSQL takes no number that does not fit it.
      return onExpression(condition, sql`cast(customers.unread_replies as bigint)`);
    case 'excluded':
      return onFlag(condition, sql`customers.excluded = 1`);
    case 'paused':
      return onFlag(
        condition,
        sql`customers.paused = 1 and (customers.paused_until is null or customers.paused_until > ${today})`,
      );
    case 'collectedAtBothLevels':
      // ASG-4.
      return onFlag(
        condition,
        sql`customers.plan_id is not null and exists (select 1 ${openInvoices} and invoices.plan_id is not null)`,
      );
    case 'accountManagers':
      return onOwned(condition, 'customer_managers', () => session.oneOf('customerManagers.userId', texts(condition)));
    case 'contacts.position':
      return onOwned(condition, 'contacts', () => session.oneOf('contacts.position', texts(condition)));
    case 'invoices.status':
      return onOwned(condition, 'invoices', () =>
        anyOf(texts(condition).map((status) => hasStatus(status as InvoiceStatus, today, true))),
      );
    case 'paymentMethods':
      return onPaymentMethods(condition, settings.paymentMethods);
    default:
      return column(condition.field);
  }
}

const texts = ({ values }: Condition) => values as readonly string[];

/** A condition on the records that a customer has. */
function onOwned(condition: Condition, table: string, wanted: () => RawBuilder<unknown>): RawBuilder<boolean> {
  const owned = sql`select 1 from ${sql.raw(table)} where ${sql.raw(table)}.customer_id = customers.id`;
  return onSeveral(
    condition,
    () => sql`exists (${owned} and ${wanted()})`,
    () => sql`exists (${owned})`,
  );
}

/** CUS-4: the customer's own, else the organisation's. They are kept as JSON, in which each stands between quotes. */
function onPaymentMethods(condition: Condition, organizationDefault: readonly string[]): RawBuilder<boolean> {
  const methods = sql`coalesce(customers.payment_methods_json, ${JSON.stringify(organizationDefault)})`;
  return onSeveral(
    condition,
    () => anyOf(texts(condition).map((method) => sql`${methods} like ${`%"${method}"%`}`)),
    () => sql`(${methods} <> '[]')`,
  );
}
