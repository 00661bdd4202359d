import { type RawBuilder, sql } from 'kysely';
import type { Day } from '../domain/day.ts';
import type { Settings } from '../domain/settings.ts';

/** The day and the settings that figures are computed for; a moment is one. */
export interface FigureBasis {
  readonly today: Day;
  readonly settings: Pick<Settings, 'currency' | 'scoreIncludes' | 'paymentMethods'>;
}

/**
 * Invoices of the customer of the outer query that are sent, not void, and open; `invoices_open` serves it. The plus before a due date keeps
 * SQLite from looking through all that are late instead.
 */
export const openInvoices = sql`from invoices where invoices.customer_id = customers.id and invoices.outstanding > ${sql.lit(0)}
  and invoices.sent = 1 and invoices.is_void = 0`;

/** BAL-1 in the organisation's currency, for a query over `customers`. */
export function outstandingFigure({ settings: { currency } }: FigureBasis): RawBuilder<number> {
  return sql<number>`coalesce((select sums.open_amount - sums.unapplied_amount from customer_currencies as sums
    where sums.customer_id = customers.id and sums.currency = ${currency}), 0)`;
}

/** BAL-1: what is past its due date, or not yet, in the organisation's currency. */
export function partFigure(
  part: 'due' | 'overdue',
  { today, settings: { currency } }: FigureBasis,
): RawBuilder<number> {
  const late = sql.raw(part === 'overdue' ? '<' : '>=');
  return sql<number>`(select cast(coalesce(sum(invoices.outstanding), 0) as bigint) ${openInvoices}
    and invoices.currency = ${currency} and +invoices.due_on ${late} ${today})`;
}

/** SCO-1 to SCO-3: a query of one row, or none, with the average delay as `days`; it says what `domain/customer` says. */
function averageDelay({ today, settings: { currency, scoreIncludes } }: FigureBasis): RawBuilder<unknown> {
  const paid = sql`select sums.currency, sums.paid_weighted_days as weighted, sums.paid_amount as amount,
    sums.paid_invoices as invoices from customer_currencies as sums where sums.customer_id = customers.id`;
  const late = sql`select invoices.currency, invoices.gross_amount * (${today} - invoices.due_on), invoices.gross_amount, 1
    ${openInvoices} and (+invoices.due_on < ${today} or invoices.is_disputed = 1)`;
  const sums =
    scoreIncludes === 'paid'
      ? paid
      : sql`select currency, cast(sum(weighted) as bigint) as weighted, cast(sum(amount) as bigint) as amount,
          cast(sum(invoices) as bigint) as invoices from (${paid} union all ${late}) as counted group by currency`;
  // Half a day rounds away from zero; dividing integers truncates.
  return sql`select case when weighted < 0 then -((amount - 2 * weighted) / (2 * amount))
      else (amount + 2 * weighted) / (2 * amount) end as days
    from (${sums}) as behaviour where invoices > 0 and amount > 0
    order by case when currency = ${currency} then 0 else 1 end, invoices desc, currency limit 1`;
}

export function averageDelayFigure(basis: FigureBasis): RawBuilder<number | null> {
  return sql<number | null>`(${averageDelay(basis)})`;
}

export function scoreFigure(basis: FigureBasis): RawBuilder<string | null> {
  return sql<
    string | null
  >`(select case when days <= 30 then 'A' when days <= 60 then 'B' when days <= 90 then 'C' else 'D' end
    from (${averageDelay(basis)}) as delay)`;
}
