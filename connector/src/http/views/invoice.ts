import { invoiceStatus } from '../../domain/invoice.ts';
import { toInvoiceState } from '../../store/subjects.ts';
import type { InvoiceTable } from '../../store/tables.ts';
import { promiseOf } from '../../usecases/invoices/judgePromises.ts';
import type { Moment } from '../../usecases/moment.ts';
import { isoDay, isoInstant } from './instants.ts';

export interface InvoiceCustomer {
  readonly id: string;
  readonly externalId: string | null;
  readonly name: string;
}

/** An invoice as the API answers it. */
export function invoiceView(row: InvoiceTable, customer: InvoiceCustomer, { today }: Moment) {
  const isPaused = row.paused === 1 && (row.pausedUntil === null || row.pausedUntil > today);
  return {
    id: row.id,
    externalId: row.externalId,
    source: row.source,
    number: row.number,
    customer,
    title: row.title,
    issuedAt: isoDay(row.issuedOn)!,
    dueDate: isoDay(row.dueOn)!,
    currency: row.currency,
    grossAmount: row.grossAmount,
    netAmount: row.netAmount,
    outstanding: row.outstanding,
    status: invoiceStatus(toInvoiceState(row), today),
    daysLate: today - row.dueOn,
    paidAt: isoDay(row.paidOn),
    dunningPlanId: row.planId,
    paused: isPaused,
    pausedUntil: isPaused ? isoDay(row.pausedUntil) : null,
    promise: promiseView(row),
    hasPdf: row.hasPdf === 1,
    automaticCharging: row.automaticCharging,
    paymentUrl: row.paymentUrl,
    dispute: row.disputeJson === null ? null : (JSON.parse(row.disputeJson) as unknown),
    createdAt: isoInstant(row.createdAt)!,
    updatedAt: isoInstant(row.updatedAt)!,
  };
}

function promiseView(row: InvoiceTable) {
  const promise = promiseOf(row);
  if (promise === null) return null;
  const { date, amount, madeOn, status, pause } = promise;
  return { date: isoDay(date)!, amount, madeOn: isoDay(madeOn)!, status, pause };
}
