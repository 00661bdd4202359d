import type { CreditNote, Customer, Invoice, Subscription, Transaction } from 'chargebee';

/** Seconds since 1970, as Chargebee writes instants. */
export const seconds = (iso: string) => Date.parse(iso) / 1000;

type Fields<R> = { readonly [K in keyof R]?: R[K] };

/** A customer as the API answers with it; without a word, one who transfers the money. */
export function customer(id: string, fields: Fields<Customer> = {}): Customer {
  return {
    id,
    first_name: 'Helen',
    last_name: 'Ashdown',
    email: `${id}@ashdown.example`,
    company: `Ashdown ${id}`,
    auto_collection: 'off',
    net_term_days: 30,
    allow_direct_debit: false,
    created_at: seconds('2026-01-05T09:00:00Z'),
    taxability: 'taxable',
    locale: 'en',
    pii_cleared: 'active',
    channel: 'web',
    deleted: false,
    object: 'customer',
    billing_address: {
      line1: '1 Mill Lane',
      city: 'Lewes',
      country: 'GB',
      zip: 'BN7 1AA',
      validation_status: 'not_validated',
    },
    card_status: 'no_card',
    promotional_credits: 0,
    refundable_credits: 0,
    excess_payments: 0,
    unbilled_charges: 0,
    preferred_currency_code: 'EUR',
    ...fields,
  };
}

/** An invoice that is due on 1 December 2026 and waits for the money. */
export function invoice(id: string, customerId: string, fields: Fields<Invoice> = {}): Invoice {
  const total = fields.total ?? 12_000;
  return {
    id,
    customer_id: customerId,
    recurring: false,
    status: 'payment_due',
    price_type: 'tax_exclusive',
    date: seconds('2026-11-01T10:00:00Z'),
    due_date: seconds('2026-12-01T10:00:00Z'),
    net_term_days: 30,
    exchange_rate: 1,
    currency_code: 'EUR',
    tax: 2_000,
    sub_total: total - 2_000,
    total,
    amount_due: total,
    amount_adjusted: 0,
    amount_paid: 0,
    write_off_amount: 0,
    credits_applied: 0,
    first_invoice: false,
    has_advance_charges: false,
    term_finalized: true,
    is_gifted: false,
    generated_at: seconds('2026-11-01T10:00:00Z'),
    amount_to_collect: total,
    round_off_amount: 0,
    linked_payments: [],
    dunning_attempts: [],
    applied_credits: [],
    adjustment_credit_notes: [],
    issued_credit_notes: [],
    linked_orders: [],
    channel: 'web',
    deleted: false,
    object: 'invoice',
    ...fields,
  };
}

/** A payment that has come in; `applied` says what each invoice takes of it. */
export function payment(
  id: string,
  customerId: string,
  amount: number,
  applied: Readonly<Record<string, number>> = {},
  fields: Fields<Transaction> = {},
): Transaction {
  const date = fields.date ?? seconds('2026-11-20T14:00:00Z');
  const used = Object.values(applied).reduce((sum, part) => sum + part, 0);
  return {
    ...transaction(id, customerId, amount, fields),
    type: 'payment',
    amount_unused: amount - used,
    linked_invoices: Object.entries(applied).map(([invoiceId, part]) => ({
      invoice_id: invoiceId,
      applied_amount: part,
      applied_at: date,
      invoice_status: 'payment_due',
    })),
    linked_refunds: [],
    ...fields,
  };
}

export function refund(id: string, customerId: string, amount: number, fields: Fields<Transaction> = {}): Transaction {
  return { ...transaction(id, customerId, amount, fields), type: 'refund', linked_credit_notes: [], ...fields };
}

function transaction(id: string, customerId: string, amount: number, fields: Fields<Transaction>): Transaction {
  return {
    id,
    customer_id: customerId,
    payment_method: 'bank_transfer',
    gateway: 'not_applicable',
    type: 'payment',
    date: fields.date ?? seconds('2026-11-20T14:00:00Z'),
    exchange_rate: 1,
    currency_code: fields.currency_code ?? 'EUR',
    amount,
    status: 'success',
    deleted: false,
    ...{ object: 'transaction' }, // which the SDK's type leaves out
  };
}

/** What is taken off an invoice that nobody has paid. */
export function adjustment(
  id: string,
  customerId: string,
  invoiceId: string,
  total: number,
  fields: Fields<CreditNote> = {},
): CreditNote {
  return {
    ...creditNote(id, customerId, total),
    type: 'adjustment',
    status: 'adjusted',
    reference_invoice_id: invoiceId,
    amount_allocated: total,
    amount_available: 0,
    ...fields,
  };
}

/** A credit that invoices may take; `allocated` says which did. */
export function refundable(
  id: string,
  customerId: string,
  total: number,
  allocated: Readonly<Record<string, number>> = {},
  fields: Fields<CreditNote> = {},
): CreditNote {
  const used = Object.values(allocated).reduce((sum, part) => sum + part, 0);
  return {
    ...creditNote(id, customerId, total),
    amount_allocated: used,
    amount_available: total - used,
    allocations: Object.entries(allocated).map(([invoiceId, part]) => ({
      invoice_id: invoiceId,
      allocated_amount: part,
      allocated_at: seconds('2026-11-18T12:00:00Z'),
      invoice_status: 'payment_due',
    })),
    ...fields,
  };
}

function creditNote(id: string, customerId: string, total: number): CreditNote {
  return {
    id,
    customer_id: customerId,
    type: 'refundable',
    reason_code: 'waiver',
    status: 'refund_due',
    date: seconds('2026-11-18T12:00:00Z'),
    price_type: 'tax_exclusive',
    currency_code: 'EUR',
    total,
    amount_allocated: 0,
    amount_refunded: 0,
    amount_available: total,
    sub_total: total,
    round_off_amount: 0,
    fractional_correction: 0,
    linked_refunds: [],
    allocations: [],
    deleted: false,
    object: 'credit_note',
  };
}

export function subscription(id: string, customerId: string, fields: Fields<Subscription> = {}): Subscription {
  const needed: Partial<Subscription> = {
    id,
    customer_id: customerId,
    status: 'active',
    currency_code: 'EUR',
    deleted: false,
  };
  return { ...needed, ...fields } as Subscription; // most of what its type asks for is about subscriptions alone
}
