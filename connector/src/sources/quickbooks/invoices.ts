import type { InvoiceRecord, OwnedEntry } from '../records.ts';
import { dueByTerms } from './dueDate.ts';
import { ofDeposit } from './ids.ts';
import { currencyOf, dayIn, fitting, minorUnits } from './misfit.ts';
import { invoiceObject, type InvoiceObject } from './objects.ts';
import type { Company } from './company.ts';

/** What was paid with the invoice itself (`Deposit`) stands in no payment, and is the invoice’s own. */
export function invoiceRecord(
  object: unknown,
  stated: { version: number; raw: unknown },
  company: Company,
): InvoiceRecord {
  const invoice = fitting(invoiceObject, object);
  const currency = currencyOf(invoice.CurrencyRef, company);
  const issuedOn = dayIn('TxnDate', invoice.TxnDate);
  const grossAmount = minorUnits('TotalAmt', invoice.TotalAmt, currency);
  const tax = invoice.TxnTaxDetail?.TotalTax;
  const deposit = minorUnits('Deposit', invoice.Deposit ?? 0, currency);
  const entries: OwnedEntry[] =
    deposit > 0 && !isVoid(invoice)
      ? [{ kind: 'payment', externalId: ofDeposit(invoice.Id), amount: deposit, currency, on: issuedOn }]
      : [];
  const dueOn =
    invoice.DueDate === undefined
      ? dueByTerms(issuedOn, company.terms.get(invoice.SalesTermRef?.value ?? ''))
      : dayIn('DueDate', invoice.DueDate);
  return {
    ...stated,
    kind: 'invoice',
    externalId: invoice.Id,
    number: invoice.DocNumber?.trim() || invoice.Id,
    customerExternalId: invoice.CustomerRef.value,
    issuedOn,
    // Somebody may date the due date before the invoice; nobody owes before that.
    dueOn: Math.max(dueOn, issuedOn),
    currency,
    grossAmount,
    netAmount: tax === undefined ? null : grossAmount - minorUnits('TxnTaxDetail.TotalTax', tax, currency),
    title: null,
    state: isVoid(invoice) ? 'void' : 'open',
    automaticCharging: null,
    entries,
  };
}

/** Voiding sets all amounts to zero and writes it into the note, before what stood there; nothing else tells. */
export function isVoid({ TotalAmt, PrivateNote }: Pick<InvoiceObject, 'TotalAmt' | 'PrivateNote'>): boolean {
  return TotalAmt === 0 && /^voided\b/i.test(PrivateNote ?? '');
}
