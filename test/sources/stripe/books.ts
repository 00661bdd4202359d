import Stripe from 'stripe';
import { stripeCreditNote, stripeCustomer, stripeInvoice, stripePayment, stripeRefund } from './objects.ts';

/** 20 November 2026, noon UTC, in seconds. */
export const NOON = Date.UTC(2026, 10, 20, 12) / 1000;
/** An invoice of six weeks ago, due ten days before. */
export const OVERDUE = { due_date: NOON - 10 * 86_400, effective_at: NOON - 40 * 86_400 };

type Kept = Stripe.Customer | Stripe.Invoice | Stripe.InvoicePayment | Stripe.CreditNote | Stripe.Refund;

/** What an account at Stripe holds, and the events that each change makes, as Stripe makes them. */
export class StripeBooks {
  readonly customers = new Map<string, Stripe.Customer>();
  readonly invoices = new Map<string, Stripe.Invoice>();
  readonly payments = new Map<string, Stripe.InvoicePayment>();
  /** Those payments, by their invoice. */
  readonly paymentsOf = new Map<string, Stripe.InvoicePayment[]>();
  /** And by the payment intent. */
  readonly paidBy = new Map<string, Stripe.InvoicePayment>();
  readonly creditNotes = new Map<string, Stripe.CreditNote>();
  readonly refunds = new Map<string, Stripe.Refund>();
  readonly deletedCustomers = new Set<string>();
  /** In the order in which they happened. */
  readonly events: Stripe.Event[] = [];
  /** What happens makes no events: it was more than 30 days ago. */
  isQuiet = false;
  /** Seconds, by Stripe's clock. */
  now = NOON;

  customer(id: string, given: Partial<Stripe.Customer> = {}): Stripe.Customer {
    const old = this.customers.get(id);
    const customer = old ? { ...old, ...given } : stripeCustomer(id, this.now, given);
    this.customers.set(id, customer);
    this.tell(old ? 'customer.updated' : 'customer.created', customer);
    return customer;
  }

  deleteCustomer(id: string): void {
    const customer = this.customers.get(id)!;
    this.customers.delete(id);
    this.deletedCustomers.add(id);
    this.tell('customer.deleted', customer);
  }

  /** A new invoice; finalized, unless it is given as a draft. */
  invoice(id: string, customer: string, given: Partial<Stripe.Invoice> = {}): Stripe.Invoice {
    const { name = null, email = null, address = null } = this.customers.get(customer) ?? {};
    const payer = { customer_name: name, customer_email: email, customer_address: address };
    const invoice = stripeInvoice(id, customer, this.now, { ...payer, ...given });
    this.invoices.set(id, invoice);
    this.tell(invoice.status === 'draft' ? 'invoice.created' : 'invoice.finalized', invoice);
    return invoice;
  }

  change(id: string, given: Partial<Stripe.Invoice>, type: Stripe.Event.Type = 'invoice.updated'): Stripe.Invoice {
    const invoice = { ...this.invoices.get(id)!, ...given };
    this.invoices.set(id, invoice);
    this.tell(type, invoice);
    return invoice;
  }

  pay(id: string, amount = this.invoices.get(id)!.amount_remaining): Stripe.InvoicePayment {
    const invoice = this.invoices.get(id)!;
    const payment = stripePayment(`inpay_${id}_${this.payments.size}`, invoice, this.now, { amount_requested: amount });
    this.payments.set(payment.id, payment);
    this.paidBy.set(payment.payment.payment_intent as string, payment);
    // The money is in: nothing is tried any more.
    const earlier = (this.paymentsOf.get(id) ?? []).filter(({ status }) => status === 'paid');
    this.paymentsOf.set(id, [...earlier, payment]);
    this.tell('invoice_payment.paid', payment);
    const left = Math.max(0, invoice.amount_remaining - amount);
    const isPaid = left === 0;
    const transitions = { ...invoice.status_transitions, ...(isPaid ? { paid_at: this.now } : {}) };
    const paid = { amount_paid: invoice.amount_paid + amount, amount_remaining: left, status_transitions: transitions };
    this.change(id, { ...paid, ...(isPaid ? { status: 'paid' } : {}) }, isPaid ? 'invoice.paid' : 'invoice.updated');
    return payment;
  }

  /** Stripe tries to collect an invoice: a card is refused at once, a direct debit is on its way for days. */
  charge(id: string, becomes: 'refused' | 'processing'): void {
    const invoice = this.invoices.get(id)!;
    const open = stripePayment(`inpay_${id}_${becomes}`, invoice, this.now, {
      is_default: true,
      status: 'open',
      amount_paid: null,
      status_transitions: { canceled_at: null, paid_at: null },
    });
    this.paymentsOf.set(id, [open]);
    this.change(
      id,
      { attempted: true, attempt_count: invoice.attempt_count + 1 },
      becomes === 'refused' ? 'invoice.payment_failed' : 'invoice.updated',
    );
  }

  voidInvoice(id: string): void {
    const { status_transitions: transitions } = this.invoices.get(id)!;
    this.change(
      id,
      { status: 'void', amount_remaining: 0, status_transitions: { ...transitions, voided_at: this.now } },
      'invoice.voided',
    );
  }

  writeOff(id: string): void {
    const { status_transitions: transitions } = this.invoices.get(id)!;
    const marked = { ...transitions, marked_uncollectible_at: this.now };
    this.change(id, { status: 'uncollectible', status_transitions: marked }, 'invoice.marked_uncollectible');
  }

  credit(id: string, invoiceId: string, amount: number, given: Partial<Stripe.CreditNote> = {}): Stripe.CreditNote {
    const invoice = this.invoices.get(invoiceId)!;
    const note = stripeCreditNote(id, invoice, this.now, { amount, ...given });
    this.creditNotes.set(id, note);
    this.tell('credit_note.created', note);
    if (note.pre_payment_amount > 0)
      this.change(invoiceId, {
        amount_due: invoice.amount_due - note.pre_payment_amount,
        amount_remaining: invoice.amount_remaining - note.pre_payment_amount,
        pre_payment_credit_notes_amount: invoice.pre_payment_credit_notes_amount + note.pre_payment_amount,
      });
    return note;
  }

  refund(id: string, payment: Stripe.InvoicePayment, amount: number): Stripe.Refund {
    const refund = stripeRefund(id, payment.payment.payment_intent as string, amount, this.now);
    this.refunds.set(id, refund);
    this.tell('refund.created', refund);
    return refund;
  }

  /** An event about an object as it is now, a second later than the one before, if `isLater`. */
  tell(type: Stripe.Event.Type, object: Kept, isLater = true): void {
    if (this.isQuiet) return;
    this.events.push({
      id: `evt_${String(this.events.length).padStart(7, '0')}`,
      object: 'event',
      api_version: Stripe.API_VERSION,
      created: this.now,
      data: { object: structuredClone(object) },
      livemode: false,
      pending_webhooks: 1,
      request: null,
      type,
    } as Stripe.Event);
    if (isLater) this.now++;
  }

  /** An invoice as it is given: its payments only where they are asked for. */
  invoiceWith(id: string, expand: readonly string[]): Stripe.Invoice | undefined {
    const invoice = this.invoices.get(id);
    if (!invoice || !expand.includes('payments')) return invoice;
    const all = this.paymentsOf.get(id) ?? [];
    const data = expand.includes('payments.data.payment.payment_intent') ? all.map(withIntent) : all;
    const payments = { object: 'list' as const, data: data.slice(0, 10), has_more: data.length > 10, url: '' };
    return { ...invoice, payments };
  }
}

function withIntent(payment: Stripe.InvoicePayment): Stripe.InvoicePayment {
  const id = payment.payment.payment_intent as string;
  const status =
    payment.status === 'paid' ? 'succeeded' : id.includes('processing') ? 'processing' : 'requires_payment_method';
  const intent = { id, object: 'payment_intent', status } as Stripe.PaymentIntent;
  return { ...payment, payment: { ...payment.payment, payment_intent: intent } };
}
