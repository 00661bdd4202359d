import { toIsoDate } from '../../domain/day.ts';
import { invoiceStatus } from '../../domain/invoice.ts';
import { currencyDecimals } from '../../domain/money.ts';
import { toDecimal } from '../../sources/csv/decimals.ts';
import { toInvoiceState } from '../../store/subjects.ts';
import type { CustomerTable, InvoiceTable } from '../../store/tables.ts';
import { PlanNames } from './planNames.ts';
import type { Cells, Scope } from './resource.ts';

interface Invoice {
  readonly row: InvoiceTable;
  readonly customer: Pick<CustomerTable, 'id' | 'externalId' | 'name'>;
  readonly plans: PlanNames;
  readonly today: number;
}

const decimal = (amount: number | null, currency: string) =>
  amount === null ? '' : toDecimal(amount, currencyDecimals(currency));

const CELLS: Readonly<Record<string, (invoice: Invoice) => string>> = {
  id: ({ row }) => row.id,
  externalId: ({ row }) => row.externalId ?? '',
  number: ({ row }) => row.number,
  customerId: ({ customer }) => customer.id,
  customerExternalId: ({ customer }) => customer.externalId ?? '',
  customerName: ({ customer }) => customer.name,
  title: ({ row }) => row.title ?? '',
  issuedAt: ({ row }) => toIsoDate(row.issuedOn),
  dueDate: ({ row }) => toIsoDate(row.dueOn),
  currency: ({ row }) => row.currency,
  paymentUrl: ({ row }) => row.paymentUrl ?? '',
  grossAmount: ({ row }) => String(row.grossAmount),
  netAmount: ({ row }) => String(row.netAmount ?? ''),
  grossAmountDecimal: ({ row }) => decimal(row.grossAmount, row.currency),
  netAmountDecimal: ({ row }) => decimal(row.netAmount, row.currency),
  openAmountDecimal: ({ row }) => decimal(row.outstanding, row.currency),
  outstanding: ({ row }) => String(row.outstanding),
  outstandingDecimal: ({ row }) => decimal(row.outstanding, row.currency),
  status: ({ row, today }) => invoiceStatus(toInvoiceState(row), today),
  daysLate: ({ row, today }) => String(today - row.dueOn),
  paidAt: ({ row }) => (row.paidOn === null ? '' : toIsoDate(row.paidOn)),
  dunningPlan: ({ row, plans }) => plans.cellOf(row.planId),
};

/** Invoices as lines. */
export async function readInvoices(
  scope: Scope,
  ids: readonly string[],
  columns: readonly string[],
): Promise<Map<string, Cells>> {
  const { session, moment } = scope;
  const rows = await session.db.selectFrom('invoices').selectAll().where(session.oneOf('id', ids)).execute();
  const customers = await session.db
    .selectFrom('customers')
    .select(['id', 'externalId', 'name'])
    .where(session.oneOf('id', new Set(rows.map(({ customerId }) => customerId))))
    .execute();
  const customerOf = new Map(customers.map((row) => [row.id, row]));
  const plans = await PlanNames.load(scope, 'invoice');
  return new Map(
    rows.map((row) => {
      const invoice = { row, customer: customerOf.get(row.customerId)!, plans, today: moment.today };
      return [row.id, Object.fromEntries(columns.map((column) => [column, CELLS[column]?.(invoice) ?? '']))];
    }),
  );
}
