import { z } from 'zod';

/** The entities of QuickBooks Online that are synced, as its API spells them, in the order in which a first sync reads them. */
export const ENTITIES = ['Customer', 'Invoice', 'CreditMemo', 'Payment', 'RefundReceipt'] as const;
export type Entity = (typeof ENTITIES)[number];

const id = z.string({ error: 'must be the object’s id, a text' }).min(1, 'must not be empty');
const reference = z.looseObject({ value: id, name: z.string().optional() });
const decimal = z.number({ error: 'must be an amount, a number' });
const date = z.string({ error: 'must be a date (YYYY-MM-DD)' });

/** What every object has; `status` is Deleted in change data capture alone, where nothing but these fields comes. */
export const anyObject = z.looseObject({
  Id: id,
  SyncToken: z.string().optional(),
  status: z.string().optional(),
  MetaData: z.looseObject({
    CreateTime: z.string().optional(),
    LastUpdatedTime: z.string({ error: 'must be the time of the last change' }),
  }),
});
export type AnyObject = z.infer<typeof anyObject>;

export const customerObject = anyObject.extend({
  DisplayName: z.string({ error: 'must be the customer’s name' }),
  GivenName: z.string().optional(),
  FamilyName: z.string().optional(),
  Active: z.boolean().optional(),
  PrimaryEmailAddr: z.looseObject({ Address: z.string().optional() }).optional(),
  PrimaryPhone: z.looseObject({ FreeFormNumber: z.string().optional() }).optional(),
  Mobile: z.looseObject({ FreeFormNumber: z.string().optional() }).optional(),
  BillAddr: z.looseObject({ Country: z.string().optional() }).optional(),
});
export type CustomerObject = z.infer<typeof customerObject>;

const transaction = anyObject.extend({
  CustomerRef: reference,
  CurrencyRef: reference.optional(),
  TxnDate: date,
  TotalAmt: decimal,
  PrivateNote: z.string().optional(),
});

export const invoiceObject = transaction.extend({
  DocNumber: z.string().optional(),
  DueDate: date.optional(),
  SalesTermRef: reference.optional(),
  Deposit: decimal.optional(),
  TxnTaxDetail: z.looseObject({ TotalTax: decimal.optional() }).optional(),
  LinkedTxn: z.array(z.looseObject({ TxnId: z.string(), TxnType: z.string() })).optional(),
});
export type InvoiceObject = z.infer<typeof invoiceObject>;

const paymentLine = z.looseObject({
  Amount: decimal,
  LinkedTxn: z.array(z.looseObject({ TxnId: id, TxnType: z.string() })).optional(),
});

export const paymentObject = transaction.extend({
  UnappliedAmt: decimal.optional(),
  Line: z.array(paymentLine).optional(),
});
export type PaymentObject = z.infer<typeof paymentObject>;

export const creditMemoObject = transaction.extend({
  RemainingCredit: decimal.optional(),
  Balance: decimal.optional(),
});
export type CreditMemoObject = z.infer<typeof creditMemoObject>;

export const refundReceiptObject = transaction;
export type RefundReceiptObject = z.infer<typeof refundReceiptObject>;

/** Payment terms: days after the invoice date, or a day of the month. */
export const termObject = z.looseObject({
  Id: id,
  DueDays: z.number().optional(),
  DayOfMonthDue: z.number().optional(),
  DueNextMonthDays: z.number().optional(),
});
export type TermObject = z.infer<typeof termObject>;
