// Customers and what they owe.

export interface CustomerTable {
  id: string;
  source: string;
  externalId: string | null;
  name: string;
  language: string | null;
  formOfAddress: 'formal' | 'informal' | null;
  country: string | null;
  planId: string | null;
  excluded: number;
  paused: number;
  pausedUntil: number | null;
  paymentMethodsJson: string | null;
  customFieldsJson: string;
  /** MIN-1 at customer level. */
  lastContactOn: number | null;
  /** CUS-1. */
  lastDunningOn: number | null;
  /** The source that says who the account managers are (X3); null: people here do. */
  managersSource: string | null;
  /** HLD-1: how many of the customer's replies nobody has read. */
  unreadReplies: number;
  createdAt: number;
  updatedAt: number;
}

export interface ContactTable {
  id: string;
  customerId: string;
  externalId: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  phone: string | null;
  position: string;
  isMain: number;
  isInvalid: number;
  invalidReason: string | null;
  createdAt: number;
  /** The source that brought it, and takes it away again; null: people did. */
  source: string | null;
}

/** Sums kept per customer and currency, so that balances and score cost one row each (BAL-1, SCO-1). */
export interface CustomerCurrencyTable {
  customerId: string;
  currency: string;
  openAmount: number;
  unappliedAmount: number;
  paidWeightedDays: number;
  paidAmount: number;
  paidInvoices: number;
}

export interface InvoiceTable {
  id: string;
  source: string;
  externalId: string | null;
  number: string;
  customerId: string;
  title: string | null;
  issuedOn: number;
  dueOn: number;
  currency: string;
  grossAmount: number;
  netAmount: number | null;
  outstanding: number;
  paidOn: number | null;
  sent: number;
  isVoid: number;
  isDisputed: number;
  planId: string | null;
  paused: number;
  pausedUntil: number | null;
  /** MIN-1 at invoice level. */
  lastContactOn: number | null;
  disputeJson: string | null;
  promiseJson: string | null;
  /** PRO-1: the day of the open promise; null when there is none, or once it is kept or broken. */
  promisedOn: number | null;
  /** Whether `invoice_documents` has its PDF. */
  hasPdf: number;
  /** HLD-1: whether the source charges it by itself; null: it does not. */
  automaticCharging: 'pending' | 'failed' | null;
  /** C11: an https address where it can be paid. */
  paymentUrl: string | null;
  createdAt: number;
  updatedAt: number;
}

export interface EntryTable {
  id: string;
  source: string;
  externalId: string;
  kind: 'payment' | 'creditNote' | 'refund';
  customerId: string;
  currency: string;
  amount: number;
  occurredOn: number;
  applied: number;
  createdAt: number;
}
