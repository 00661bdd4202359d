import type { EntryRecord } from '../records.ts';
import { ofPayment, ofRefundReceipt } from './ids.ts';
import { currencyOf, dayIn, fitting, minorUnits } from './misfit.ts';
import { creditMemoObject, paymentObject, type PaymentObject, refundReceiptObject } from './objects.ts';
import { type Means, partsOf, type PaymentLine } from './paymentLines.ts';
import type { Company } from './company.ts';

interface Stated {
  readonly version: number;
  readonly raw: unknown;
}

/**
 * What is left of a credit memo, unapplied. What it has paid is said by the payments that applied it, and counts from their day on: QuickBooks
 * changes `RemainingCredit` with each.
 */
export function creditMemoRecord(object: unknown, stated: Stated, company: Company): EntryRecord {
  const memo = fitting(creditMemoObject, object);
  const currency = currencyOf(memo.CurrencyRef, company);
  const left = memo.RemainingCredit ?? memo.Balance ?? memo.TotalAmt;
  return {
    ...stated,
    kind: 'creditNote',
    externalId: memo.Id,
    customerExternalId: memo.CustomerRef.value,
    amount: minorUnits('RemainingCredit', left, currency),
    currency,
    on: dayIn('TxnDate', memo.TxnDate),
    allocations: [],
  };
}

/**
 * A payment: the money, the credits that it applied, and what it paid back. A part that there is not is stated as 0, since an earlier
 * state of the payment may have had it; one that was never changed has no earlier state.
 */
export function paymentRecords(object: unknown, stated: Stated, company: Company): EntryRecord[] {
  const payment = fitting(paymentObject, object);
  const currency = currencyOf(payment.CurrencyRef, company);
  const common = {
    ...stated,
    customerExternalId: payment.CustomerRef.value,
    currency,
    on: dayIn('TxnDate', payment.TxnDate),
  };
  const { money, credit, refunded } = partsOf(
    minorUnits('TotalAmt', payment.TotalAmt, currency),
    minorUnits('UnappliedAmt', payment.UnappliedAmt ?? 0, currency),
    linesOf(payment, currency),
  );
  const parts: EntryRecord[] = [
    { ...common, kind: 'payment', externalId: payment.Id, ...applied(money) },
    { ...common, kind: 'creditNote', externalId: ofPayment(payment.Id), ...applied(credit) },
    { ...common, kind: 'refund', externalId: ofPayment(payment.Id), amount: refunded, allocations: [] },
  ];
  return payment.SyncToken === '0' ? parts.filter(({ amount }) => amount > 0) : parts;
}

/**
 * A refund receipt takes goods back and pays for them at once: nobody owes more or less for it. So it is a credit note and a refund of the
 * same amount.
 */
export function refundReceiptRecords(object: unknown, stated: Stated, company: Company): EntryRecord[] {
  const receipt = fitting(refundReceiptObject, object);
  const currency = currencyOf(receipt.CurrencyRef, company);
  return (['creditNote', 'refund'] as const).map((kind) => ({
    ...stated,
    kind,
    externalId: ofRefundReceipt(receipt.Id),
    customerExternalId: receipt.CustomerRef.value,
    amount: minorUnits('TotalAmt', receipt.TotalAmt, currency),
    currency,
    on: dayIn('TxnDate', receipt.TxnDate),
    allocations: [],
  }));
}

function linesOf({ Line = [] }: PaymentObject, currency: string): PaymentLine[] {
  return Line.flatMap(({ Amount, LinkedTxn = [] }, index) => {
    const amount = minorUnits(`Line.${index}.Amount`, Amount, currency);
    return LinkedTxn.map(({ TxnId, TxnType }) => ({ amount, type: TxnType, id: TxnId }));
  }).filter(({ amount }) => amount > 0);
}

function applied({ amount, invoices }: Means): Pick<EntryRecord, 'amount' | 'allocations'> {
  return {
    amount,
    allocations: invoices.map(({ invoiceId, amount: paid }) => ({ invoiceExternalId: invoiceId, amount: paid })),
  };
}
