import Stripe from 'stripe';
import type { SourceRecord } from '../records.ts';
import type { ClientContext, SourceAccess } from '../source.ts';
import { idOf, type Mapping } from './mapping.ts';
import { creditNoteRecord, invoiceRecord, refundRecord } from './reading.ts';
import type { StripeSecrets, StripeSettings } from './settings.ts';

const TIMEOUT_MS = 30_000;
/** With the payments, and for each of them what became of the charge. */
const WITH_PAYMENTS = ['payments', 'payments.data.payment.payment_intent'];

/** Stripe's API with what this connector asks it for, and when the answers were true. */
export class StripeApi {
  readonly sdk: Stripe;
  readonly mapping: Mapping;
  readonly context: ClientContext<StripeSecrets>;

  constructor(access: SourceAccess<StripeSettings, StripeSecrets>, context: ClientContext<StripeSecrets>) {
    const { apiUrl } = access.settings;
    const { protocol, hostname, port } = new URL(apiUrl ?? 'https://api.stripe.com');
    this.sdk = new Stripe(access.secrets.apiKey, {
      // Whoever asks decides whether and when it is asked again.
      maxNetworkRetries: 0,
      timeout: TIMEOUT_MS,
      telemetry: false,
      protocol: protocol === 'http:' ? 'http' : 'https',
      host: hostname,
      port: port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port),
    });
    this.mapping = { timeZone: access.timeZone, settings: access.settings };
    this.context = context;
  }

  /**
   * An answer and the version of what is in it: an instant, in ms, at which things were surely so, or have become so since. Objects have no
   * time of their last change, so it is that of the answer by Stripe's clock, less what it took.
   */
  async asked<T>(question: () => Promise<Stripe.Response<T>>): Promise<{ answer: T; version: number }> {
    const begun = performance.now();
    const answer = await question();
    const date = Date.parse(answer.lastResponse.headers['date'] ?? '');
    const took = Math.ceil(performance.now() - begun);
    return { answer, version: (Number.isNaN(date) ? this.context.wall() : date) - took };
  }

  /** An invoice with all its payments, or that it is gone. */
  async invoice(id: string): Promise<SourceRecord> {
    const { answer, version } = await this.asked(() => this.sdk.invoices.retrieve(id, { expand: WITH_PAYMENTS }));
    const payments = answer.payments ?? { object: 'list' as const, data: [], has_more: false, url: '' };
    const all = { ...answer, payments: payments.has_more ? await this.paymentsOf(id, payments) : payments };
    const record = invoiceRecord(all, version, this.mapping);
    if (!record) throw new Error(`Stripe gave invoice ${id} without its payments`);
    return record;
  }

  /**
   * As `invoice`, with the credit notes that lowered it, which Stripe states apart: who asks for an invoice, right before it is reminded of, has
   * to know what is left of it.
   */
  async invoiceWithCreditNotes(id: string): Promise<SourceRecord[]> {
    const record = await this.invoice(id);
    if (!('raw' in record) || (record.raw as Stripe.Invoice).pre_payment_credit_notes_amount === 0) return [record];
    const records = [record];
    let after: string | undefined;
    for (let hasMore = true; hasMore;) {
      const page = { invoice: id, limit: 100, ...(after === undefined ? {} : { starting_after: after }) };
      const { answer, version } = await this.asked(() => this.sdk.creditNotes.list(page));
      records.push(...answer.data.map((note) => creditNoteRecord(note, version, this.mapping)));
      after = answer.data.at(-1)?.id;
      hasMore = answer.has_more && after !== undefined;
    }
    return records;
  }

  private async paymentsOf(invoice: string, first: Stripe.ApiList<Stripe.InvoicePayment>) {
    const data = [...first.data];
    for (let hasMore = true; hasMore;) {
      const page = await this.sdk.invoicePayments.list({
        invoice,
        limit: 100,
        starting_after: data.at(-1)?.id,
        expand: ['data.payment.payment_intent'],
      });
      data.push(...page.data);
      hasMore = page.has_more;
    }
    return { ...first, data, has_more: false };
  }

  /** A refund, if it is one of an invoice's payment: other charges are none of ours. */
  async refund(refund: Stripe.Refund, version: number): Promise<SourceRecord[]> {
    const intent = idOf(refund.payment_intent);
    if (intent === null) return [];
    const payments = await this.sdk.invoicePayments.list({
      payment: { type: 'payment_intent', payment_intent: intent },
      limit: 1,
      expand: ['data.invoice'],
    });
    const invoice = payments.data[0]?.invoice;
    if (typeof invoice !== 'object' || invoice.deleted) return [];
    const customer = idOf(invoice.customer);
    return customer === null ? [] : [refundRecord(refund, customer, version, this.mapping)];
  }
}
